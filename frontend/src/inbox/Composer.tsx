/** Writing: free text while the window is open, an approved template when it is closed. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { Api } from './api';
import type { Conversation } from './contract';
import type { Drafts } from './drafts';
import { handledBy } from './handledBy';
import { ProblemNotice } from './ProblemNotice';
import { TemplateComposer } from './TemplateComposer';
import { TextComposer } from './TextComposer';
import type { ThreadSending } from './useThreadSending';

interface Props {
  id: string;
  api: Api;
  conversation: Conversation | null;
  windowOpen: boolean;
  sending: ThreadSending;
  drafts: Drafts;
}

/** In the composer's place: nothing can be sent to a group. */
export function ReadOnly() {
  const { t } = useTranslation();
  return (
    <p class="composer read-only" data-testid="read-only">
      {t('group.readOnly')}
    </p>
  );
}

export function Composer({ id, api, conversation, windowOpen, sending, drafts }: Props) {
  const { t } = useTranslation();
  const [templateChosen, setTemplateChosen] = useState(false);
  const { failure, advice, send } = sending;
  return (
    <div class="composer" data-testid="composer">
      {failure && <ProblemNotice problem={failure.problem} onDismiss={sending.dismiss} />}
      <div class="composer-advice" role="status">
        {advice && <p class="notice">{advice}</p>}
      </div>
      {templateChosen || !windowOpen ? (
        <TemplateComposer
          id={id}
          api={api}
          windowOpen={windowOpen}
          drafts={drafts}
          onSend={send}
          onText={() => setTemplateChosen(false)}
        />
      ) : (
        <TextComposer
          id={id}
          failure={failure}
          drafts={drafts}
          hint={conversation && handledBy(conversation) === 'assistant' ? t('composer.assistantHint') : null}
          onSend={send}
          onTemplate={() => setTemplateChosen(true)}
        />
      )}
    </div>
  );
}
