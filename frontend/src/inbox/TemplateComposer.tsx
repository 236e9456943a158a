/** Choosing an approved template and filling its placeholders: the only thing that can be sent when the window is closed. */
import { type Dispatch, type StateUpdater, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { useReload } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import type { Api } from './api';
import type { Outgoing, Template } from './contract';
import type { Drafts } from './drafts';
import { Marked } from './markup/Marked';
import { ProblemNotice } from './ProblemNotice';
import { asProblem, type Problem } from './problem';
import { type Begun, chosenOf, keepBegun, readBegun, valuesFor } from './templateDraft';
import { complete, componentsOf, filled, parametersOf, sendable } from './templates';

interface Props {
  /** Of the conversation. */
  id: string;
  api: Api;
  windowOpen: boolean;
  drafts: Drafts;
  /** A new object when the draft was changed outside of the composer. */
  redrafted: object | null;
  onSend: (outgoing: Outgoing, content: string) => void;
  onText: () => void;
}

export function TemplateComposer({ id, api, windowOpen, drafts, redrafted, onSend, onText }: Props) {
  const { t } = useTranslation();
  const { templates, problem, reload } = useTemplates(api);
  const [begun, setBegun] = useBegun(id, drafts, redrafted);
  const template = chosenOf(templates ?? [], begun);
  const values = valuesFor(template, begun);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!template || !complete(template.body, values)) return;
    const { name, language, body } = template;
    const sent = { chosen: { name, language }, values: {} };
    const components = componentsOf(body, values);
    onSend({ template: { name, language, components } }, filled(body, values) || name);
    keepBegun(drafts, id, sent);
    setBegun(sent);
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
            chosen={template}
            onChoose={({ name, language }) => setBegun({ chosen: { name, language }, values: {} })}
          />
          <TemplateValues
            body={template.body}
            values={values}
            onValue={(name, value) => setBegun(withValue(template, values, name, value))}
          />
          <SendTemplate disabled={!complete(template.body, values)} />
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

/** What is begun, kept as a draft. After a failed send it is what was not sent. */
function useBegun(id: string, drafts: Drafts, redrafted: object | null): [Begun, Dispatch<StateUpdater<Begun>>] {
  const [begun, setBegun] = useState(() => readBegun(drafts, id));
  useEffect(() => keepBegun(drafts, id, begun), [drafts, id, begun]);
  useLayoutEffect(() => {
    if (redrafted) setBegun(readBegun(drafts, id));
  }, [drafts, redrafted, id]);
  return [begun, setBegun];
}

function withValue({ name, language }: Template, values: Begun['values'], parameter: string, value: string): Begun {
  return { chosen: { name, language }, values: { ...values, [parameter]: value } };
}

interface ChoiceProps {
  templates: readonly Template[];
  chosen: Template;
  onChoose: (template: Template) => void;
}

function TemplateChoice({ templates, chosen, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <>
      <label for="template-name">{t('template.choose')}</label>
      <select
        id="template-name"
        class="field"
        value={String(templates.indexOf(chosen))}
        onChange={(event) => {
          const template = templates[Number(event.currentTarget.value)];
          if (template) onChoose(template);
        }}
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
            dir="auto"
            required
            value={values[name] ?? ''}
            onInput={(event) => onValue(name, event.currentTarget.value)}
          />
        </label>
      ))}
      {body && (
        <div class="template-preview">
          <Marked content={filled(body, values)} />
        </div>
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
