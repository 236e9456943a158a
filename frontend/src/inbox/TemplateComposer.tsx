/** Choosing an approved template and filling its placeholders: the only thing that can be sent when the window is closed. */
import { type Dispatch, type StateUpdater, useEffect, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { useReload } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import type { Api } from './api';
import type { Outgoing, Template } from './contract';
import type { Drafts } from './drafts';
import { ProblemNotice } from './ProblemNotice';
import { asProblem, type Problem } from './problem';
import { complete, componentsOf, filled, parametersOf, sendable } from './templates';

interface Props {
  /** Of the conversation. */
  id: string;
  api: Api;
  windowOpen: boolean;
  drafts: Drafts;
  onSend: (outgoing: Outgoing, content: string) => void;
  onText: () => void;
}

export function TemplateComposer({ id, api, windowOpen, drafts, onSend, onText }: Props) {
  const { t } = useTranslation();
  const { templates, problem, reload } = useTemplates(api);
  const [begun, setBegun] = useTemplateDraft(id, drafts);
  const template = templates?.[begun.chosen];
  const submit = (event: Event) => {
    event.preventDefault();
    if (!template || !complete(template.body, begun.values)) return;
    const { name, language, body } = template;
    const components = componentsOf(body, begun.values);
    onSend({ template: { name, language, components } }, filled(body, begun.values) || name);
    setBegun({ ...begun, values: {} });
    if (windowOpen) onText();
  };

  return (
    <form class="template" onSubmit={submit}>
      <div class="template-head">
        <p>{t(windowOpen ? 'template.lead' : 'template.leadClosed')}</p>
        {windowOpen && (
          <button type="button" class="button button-quiet button-small" onClick={onText}>
            {t('template.text')}
          </button>
        )}
      </div>
      {drafts.get(id) !== undefined && !windowOpen && <p class="hint">{t('template.textKept')}</p>}
      {problem && <ProblemNotice problem={problem} onRetry={reload} />}
      {!problem && templates === null && (
        <p class="hint" role="status">
          {t('template.loading')}
        </p>
      )}
      {templates?.length === 0 && <p class="hint">{t('template.none')}</p>}
      {template && templates && (
        <>
          <TemplateChoice
            templates={templates}
            chosen={begun.chosen}
            onChoose={(chosen) => setBegun({ chosen, values: {} })}
          />
          <TemplateValues
            body={template.body}
            values={begun.values}
            onValue={(name, value) => setBegun((now) => ({ ...now, values: { ...now.values, [name]: value } }))}
          />
          <SendTemplate disabled={!complete(template.body, begun.values)} />
        </>
      )}
    </form>
  );
}

interface Templates {
  /** Those that can be sent; null until loaded. */
  templates: Template[] | null;
  problem: Problem | null;
  reload(): void;
}

function useTemplates(api: Api): Templates {
  const [templates, setTemplates] = useState<Template[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [reloads, reload] = useReload();
  // biome-ignore lint/correctness/useExhaustiveDependencies(reloads): a higher number loads again
  useEffect(() => {
    setProblem(null);
    void api.templates().then(
      (all) => setTemplates(sendable(all)),
      (error: unknown) => setProblem(asProblem(error)),
    );
  }, [api, reloads]);
  return { templates, problem, reload };
}

interface Begun {
  chosen: number;
  values: Record<string, string>;
}

const draftId = (id: string) => `${id} template`;

function useTemplateDraft(id: string, drafts: Drafts): [Begun, Dispatch<StateUpdater<Begun>>] {
  const [begun, setBegun] = useState(() => parseBegun(drafts.get(draftId(id))));
  useEffect(() => {
    drafts.set(draftId(id), Object.keys(begun.values).length === 0 ? '' : JSON.stringify(begun));
  }, [drafts, id, begun]);
  return [begun, setBegun];
}

function parseBegun(draft: string | undefined): Begun {
  return draft === undefined ? { chosen: 0, values: {} } : (JSON.parse(draft) as Begun);
}

interface ChoiceProps {
  templates: readonly Template[];
  chosen: number;
  onChoose: (at: number) => void;
}

function TemplateChoice({ templates, chosen, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <>
      <label for="template-name">{t('template.choose')}</label>
      <select
        id="template-name"
        class="field"
        value={String(chosen)}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {templates.map((each, at) => (
          <option key={`${each.name} ${each.language}`} value={String(at)}>
            {each.name} ({each.language})
          </option>
        ))}
      </select>
    </>
  );
}

interface ValuesProps {
  body: string | null;
  values: Readonly<Record<string, string>>;
  onValue: (name: string, value: string) => void;
}

/** A field for each placeholder, and the text as the customer will read it. */
function TemplateValues({ body, values, onValue }: ValuesProps) {
  const { t } = useTranslation();
  return (
    <>
      {parametersOf(body).map((name) => (
        <label key={name} class="template-parameter">
          <span>{t('template.parameter', { name: `{{${name}}}` })}</span>
          <input
            class="field"
            type="text"
            required
            value={values[name] ?? ''}
            onInput={(event) => onValue(name, event.currentTarget.value)}
          />
        </label>
      ))}
      {body && (
        <p class="template-preview" dir="auto">
          {filled(body, values)}
        </p>
      )}
    </>
  );
}

function SendTemplate({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  return (
    <button type="submit" class="button button-primary" data-testid="composer-send" disabled={disabled}>
      <Icon name="send" />
      {t('template.send')}
    </button>
  );
}
