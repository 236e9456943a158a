/** Choosing a template. Those that cannot be sent are listed too, each with its reason. */
import { useTranslation } from '../text/Language';
import type { Template } from './contract';

interface Props {
  sendable: readonly Template[];
  chosen: Template;
  onChoose: (template: Template) => void;
}

export function TemplateChoice({ sendable, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <label for="template-name">{t('template.choose')}</label>
      <select
        id="template-name"
        class="field"
        value={String(sendable.indexOf(chosen))}
        onChange={(event) => {
          const template = sendable[Number(event.currentTarget.value)];
          if (template) onChoose(template);
        }}
      >
        {sendable.map((each, at) => (
          <option key={titleOf(each)} value={String(at)}>
            {titleOf(each)}
          </option>
        ))}
      </select>
      {(chosen.quality === 'RED' || chosen.quality === 'YELLOW') && (
        <p class="hint" data-testid="template-quality">
          {t(chosen.quality === 'RED' ? 'template.qualityRed' : 'template.qualityYellow')}
        </p>
      )}
    </>
  );
}

export function NotSendable({ templates }: { templates: readonly Template[] }) {
  const { t } = useTranslation();
  if (templates.length === 0) return null;
  return (
    <details class="template-others" data-testid="template-others">
      <summary>{t('template.others', { count: templates.length })}</summary>
      <ul>
        {templates.map((each) => (
          <li key={titleOf(each)}>
            <bdi>
              <strong>{titleOf(each)}</strong> {each.why_not}
            </bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}

function titleOf({ name, language }: Template): string {
  return `${name} (${language})`;
}
