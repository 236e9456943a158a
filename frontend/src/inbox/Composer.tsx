/** Writing: free text while the window is open, an approved template when it is closed. */
import { useLayoutEffect, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { Api } from './api';
import type { Conversation } from './contract';
import type { Drafts } from './drafts';
import { handledBy } from './handledBy';
import { OptedOutNotice } from './OptedOutNotice';
import { ProblemNotice } from './ProblemNotice';
import { TemplateComposer } from './TemplateComposer';
import { TextComposer } from './TextComposer';
import { keepBegun, NOTHING_BEGUN } from './templateDraft';
import type { SendFailure } from './useSending';
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
  const [redrafted, setRedrafted] = useState<object | null>(null);
  const { failure, advice, send } = sending;
  useLayoutEffect(() => {
    setRedrafted(sending.restored);
    // The form of an unsent template comes back, unless a text is being written meanwhile.
    if (sending.restored?.template && !drafts.get(id)) setTemplateChosen(true);
  }, [sending.restored, drafts, id]);
  const sendAnyway = (refused: SendFailure, reason: string) => {
    if ('template' in refused.outgoing) keepBegun(drafts, id, NOTHING_BEGUN);
    else drafts.set(id, '');
    setRedrafted({});
    sending.sendAnyway(refused, reason);
  };
  return (
    <div class="composer" data-testid="composer">
      {failure && (
        <Failure failure={failure} onSendAnyway={(reason) => sendAnyway(failure, reason)} onDismiss={sending.dismiss} />
      )}
      <div class="composer-advice" role="status">
        {advice && <p class="notice">{advice}</p>}
      </div>
      {templateChosen || !windowOpen ? (
        <TemplateComposer
          id={id}
          api={api}
          windowOpen={windowOpen}
          drafts={drafts}
          redrafted={redrafted}
          onSend={send}
          onText={() => setTemplateChosen(false)}
        />
      ) : (
        <TextComposer
          id={id}
          redrafted={redrafted}
          drafts={drafts}
          hint={conversation && handledBy(conversation) === 'assistant' ? t('composer.assistantHint') : null}
          onSend={send}
          onTemplate={() => setTemplateChosen(true)}
        />
      )}
    </div>
  );
}

interface FailureProps {
  failure: SendFailure;
  onSendAnyway: (reason: string) => void;
  onDismiss: () => void;
}

function Failure({ failure: { problem }, onSendAnyway, onDismiss }: FailureProps) {
  return problem.code === 'opted_out' ? (
    <OptedOutNotice problem={problem} onSendAnyway={onSendAnyway} onDismiss={onDismiss} />
  ) : (
    <ProblemNotice problem={problem} onDismiss={onDismiss} />
  );
}
