/** Writing: a text, files, or a form of something else while the window is open; an approved template when it is closed. */
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { Api } from './api';
import type { Form } from './compose/AttachMenu';
import { CardForm } from './compose/CardForm';
import { ChoicesForm } from './compose/ChoicesForm';
import type { FileQueue } from './compose/fileQueue';
import type { Keeping } from './compose/formDraft';
import { MessageComposer } from './compose/MessageComposer';
import { PlaceForm } from './compose/PlaceForm';
import { ReplyBar } from './compose/ReplyBar';
import { RepliesSlot } from './compose/replies/RepliesSlot';
import { valuesOf } from './compose/replies/replies';
import { createTyping } from './compose/typing';
import type { Conversation, Message, Outgoing } from './contract';
import type { Drafts } from './drafts';
import { handledBy } from './handledBy';
import { OptedOutNotice } from './OptedOutNotice';
import { ProblemNotice } from './ProblemNotice';
import { SuggestSlot } from './suggest/SuggestSlot';
import { TemplateComposer } from './TemplateComposer';
import { keepBegun, NOTHING_BEGUN } from './templateDraft';
import type { SendFailure, SendResult } from './useSending';
import type { ThreadSending } from './useThreadSending';

interface Props {
  id: string;
  api: Api;
  conversation: Conversation | null;
  windowOpen: boolean;
  sending: ThreadSending;
  drafts: Drafts;
  files: FileQueue;
  reply: Reply;
}

/** The message that the next one answers. */
export interface Reply {
  message: Message | null;
  /** The message with this id; null for none. */
  to(id: string | null): void;
}

/** In the composer's place: why nothing can be sent. */
export function ReadOnly({ why }: { why: 'group.readOnly' | 'role.readOnly' }) {
  const { t } = useTranslation();
  return (
    <p class="composer read-only" data-testid="read-only">
      {t(why)}
    </p>
  );
}

export function Composer(props: Props) {
  const { id, api, conversation, windowOpen, sending, drafts, files, reply } = props;
  const { t } = useTranslation();
  const [form, setForm] = useState<Form | null>(null);
  const { failure, advice } = sending;
  // The form of an unsent template comes back, unless a text is being written meanwhile.
  const [redrafted, setRedrafted] = useRestored(sending, reply, () => {
    if (!drafts.get(id)) setForm('template');
  });
  const sendAnyway = async (refused: SendFailure, reason: string) => {
    if ('template' in refused.outgoing) keepBegun(drafts, id, NOTHING_BEGUN);
    else if ('message' in refused.outgoing) drafts.set(id, '');
    setRedrafted({});
    const result = await sending.sendAnyway(refused, reason);
    if (result !== 'unsent' && 'media' in refused.outgoing) files.sent(refused.outgoing.media.id);
  };
  const send = quoting(sending, reply);
  const typing = useTyping(id, api, conversation);
  const back = () => {
    setForm(null);
    // The button that was pressed is gone.
    requestAnimationFrame(focusText);
  };
  return (
    <div class="composer" data-testid="composer">
      {failure && (
        <Failure
          failure={failure}
          onSendAnyway={(reason) => void sendAnyway(failure, reason)}
          onDismiss={sending.dismiss}
        />
      )}
      <Advice text={advice} />
      {windowOpen && reply.message && form !== 'template' && (
        <ReplyBar message={reply.message} onCancel={() => reply.to(null)} />
      )}
      {(form === 'template' || !windowOpen) && (
        <TemplateComposer
          id={id}
          api={api}
          windowOpen={windowOpen}
          drafts={drafts}
          redrafted={redrafted}
          onSend={sending.send}
          onText={back}
        />
      )}
      {windowOpen && form !== null && form !== 'template' && (
        <OtherForm form={form} keeping={{ id, drafts }} onSend={send} onClose={back} />
      )}
      {windowOpen && form === null && (
        <MessageComposer
          id={id}
          redrafted={redrafted}
          drafts={drafts}
          hint={conversation && handledBy(conversation) === 'assistant' ? t('composer.assistantHint') : null}
          values={valuesOf(conversation)}
          queue={files}
          quoted={reply.message?.id ?? null}
          onSend={send}
          onSendFile={sending.send}
          onQuoted={() => reply.to(null)}
          onForm={setForm}
          onTyped={typing}
          above={suggestions(id, api, conversation)}
        />
      )}
    </div>
  );
}

/** A new object when what was not sent returns to the draft. */
function useRestored({ restored }: ThreadSending, reply: Reply, onTemplate: () => void) {
  const [redrafted, setRedrafted] = useState<object | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each
  useLayoutEffect(() => {
    setRedrafted(restored);
    if (restored?.replyTo) reply.to(restored.replyTo);
    if (restored?.template) onTemplate();
  }, [restored]);
  return [redrafted, setRedrafted] as const;
}

/** While a person answers, the assistant can be asked for a suggestion. */
function suggestions(id: string, api: Api, conversation: Conversation | null) {
  if (!conversation?.takeover) return undefined;
  return (text: string, onText: (text: string) => void) => (
    <SuggestSlot id={id} api={api} text={text} onText={onText} />
  );
}

/**
 * What is sent answers the message that is quoted. A text takes the quote along at once, and brings it back if it is not sent. A
 * form keeps it until it was sent.
 */
function quoting(sending: ThreadSending, reply: Reply) {
  return async (outgoing: Outgoing, content: string) => {
    const quoted = reply.message?.id;
    if ('message' in outgoing) reply.to(null);
    const result = await sending.send(quoted === undefined ? outgoing : { ...outgoing, reply_to: quoted }, content);
    if (result !== 'unsent' && !('message' in outgoing)) reply.to(null);
    return result;
  };
}

interface OtherFormProps {
  form: Exclude<Form, 'template'>;
  keeping: Keeping;
  onSend: (outgoing: Outgoing, content: string) => Promise<SendResult>;
  onClose: () => void;
}

function OtherForm({ form, ...rest }: OtherFormProps) {
  if (form === 'replies') return <RepliesSlot onClose={rest.onClose} />;
  if (form === 'choices') return <ChoicesForm {...rest} />;
  return form === 'place' ? <PlaceForm {...rest} /> : <CardForm {...rest} />;
}

function focusText(): void {
  document.getElementById('composer-text')?.focus();
}

/** The customer sees that a person types, while a person has taken over. */
function useTyping(id: string, api: Api, conversation: Conversation | null): (text: string) => void {
  const typing = useMemo(() => createTyping(() => api.act(id, 'typing'), Date.now), [api, id]);
  return (text) => {
    if (conversation?.takeover) typing.typed(text);
  };
}

/** It stays, because only what changes in it is read out. */
function Advice({ text }: { text: string | null }) {
  return (
    <div class="composer-advice" role="status">
      {text && <p class="notice">{text}</p>}
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
