/** Choosing an approved template and filling its gaps: the only thing that can be sent when the window is closed. */
import { useEffect, useState } from 'preact/hooks';
import { useSpeech } from '../text/Language';
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
  const { t } = useSpeech();
  const [templates, setTemplates] = useState<Template[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [begun] = useState(() => parseBegun(drafts.get(draftId(id))));
  const [chosen, setChosen] = useState(begun.chosen);
  const [values, setValues] = useState(begun.values);

  // biome-ignore lint/correctness/useExhaustiveDependencies(attempt): a higher number loads again
  useEffect(() => {
    setProblem(null);
    void api.templates().then(
      (all) => setTemplates(sendable(all)),
      (error: unknown) => setProblem(asProblem(error)),
    );
  }, [api, attempt]);

  useEffect(() => {
    drafts.set(draftId(id), Object.keys(values).length === 0 ? '' : JSON.stringify({ chosen, values }));
  }, [drafts, id, chosen, values]);

  const template = templates?.[chosen];
  const submit = (event: Event) => {
    event.preventDefault();
    if (!template || !complete(template.body, values)) return;
    const { name, language, body } = template;
    onSend({ template: { name, language, components: componentsOf(body, values) } }, filled(body, values) || name);
    setValues({});
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
      {problem && <ProblemNotice problem={problem} onRetry={() => setAttempt((count) => count + 1)} />}
      {!problem && templates === null && (
        <p class="hint" role="status">
          {t('template.loading')}
        </p>
      )}
      {templates?.length === 0 && <p class="hint">{t('template.none')}</p>}
      {template && templates && (
        <>
          <label for="template-name">{t('template.choose')}</label>
          <select
            id="template-name"
            class="field"
            value={String(chosen)}
            onChange={(event) => {
              setChosen(Number(event.currentTarget.value));
              setValues({});
            }}
          >
            {templates.map((each, at) => (
              <option key={`${each.name} ${each.language}`} value={String(at)}>
                {each.name} ({each.language})
              </option>
            ))}
          </select>
          {parametersOf(template.body).map((name) => (
            <label key={name} class="template-gap">
              <span>{t('template.gap', { name: `{{${name}}}` })}</span>
              <input
                class="field"
                type="text"
                required
                value={values[name] ?? ''}
                onInput={(event) => {
                  const { value } = event.currentTarget;
                  setValues((now) => ({ ...now, [name]: value }));
                }}
              />
            </label>
          ))}
          {template.body && (
            <p class="template-preview" dir="auto">
              {filled(template.body, values)}
            </p>
          )}
          <button
            type="submit"
            class="button button-primary"
            data-testid="composer-send"
            disabled={!complete(template.body, values)}
          >
            <Icon name="send" />
            {t('template.send')}
          </button>
        </>
      )}
    </form>
  );
}

interface Begun {
  chosen: number;
  values: Record<string, string>;
}

const draftId = (id: string) => `${id} template`;

function parseBegun(draft: string | undefined): Begun {
  return draft === undefined ? { chosen: 0, values: {} } : (JSON.parse(draft) as Begun);
}
