/** Choosing an approved template and filling its parts: the only thing that can be sent when the window is closed. */
import { type Dispatch, type StateUpdater, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { useReload } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import type { Api } from './api';
import type { Outgoing, Template } from './contract';
import type { Drafts } from './drafts';
import { useEscape } from './escape';
import { ProblemNotice } from './ProblemNotice';
import { asProblem, type Problem } from './problem';
import { NotSendable, TemplateChoice } from './TemplateChoice';
import { TemplateFields } from './TemplateFields';
import { TemplatePreview } from './TemplatePreview';
import { type Begun, chosenOf, keepBegun, readBegun, valuesFor } from './templateDraft';
import { componentsOf, inWords, missing, sorted } from './templates';
import type { HeaderFile } from './templateUpload';

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
  useEscape(onText, windowOpen);
  const { templates, problem, reload } = useTemplates(api);
  const [begun, setBegun] = useBegun(id, drafts, redrafted);
  const [file, setFile] = useState<HeaderFile | null>(null);
  const { sendable, others } = sorted(templates ?? []);
  const template = chosenOf(sendable, begun);
  const values = valuesFor(template, begun);
  const ready = template !== undefined && missing(template, values) === undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!template || !ready) return;
    const { name, language } = template;
    const sent = { chosen: { name, language }, values: {} };
    onSend({ template: { name, language, components: componentsOf(template, values) } }, inWords(template, values));
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
      {templates !== null && sendable.length === 0 && <p class="hint">{t('template.none')}</p>}
      {template && (
        <>
          <TemplateChoice
            sendable={sendable}
            chosen={template}
            onChoose={({ name, language }) => setBegun({ chosen: { name, language }, values: {} })}
          />
          <TemplateFields
            api={api}
            template={template}
            values={values}
            onFile={setFile}
            onValues={(changed) => setBegun((now) => withValues(template, now, changed))}
          />
          <TemplatePreview template={template} values={values} file={file} />
          <SendTemplate disabled={!ready} />
        </>
      )}
      <NotSendable templates={others} />
    </form>
  );
}

interface Templates {
  /** All of the account's; null until loaded. */
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
    void api.templates().then(setTemplates, (error: unknown) => setProblem(asProblem(error)));
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

/** With changed values of this template. What was typed into another one is not put into it. */
function withValues(template: Template, now: Begun, changed: Begun['values']): Begun {
  const { name, language } = template;
  return { chosen: { name, language }, values: { ...valuesFor(template, now), ...changed } };
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
