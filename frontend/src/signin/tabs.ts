/**
 * The inbox in several tabs of one browser. Tokens are stored per tab: a new tab asks the others for the session, a renewed
 * one is shared with all, and signing out in one signs out everywhere. Only pages of this origin can listen.
 */
import { asSession, type Session } from './session';

const CHANNEL = 'relais.session';
/** An open tab answers within a few milliseconds. Without one, the sign-in page appears this much later. */
const ANSWER_WITHIN_MS = 250;

type TabMessage = { kind: 'ask' } | { kind: 'session'; session: unknown } | { kind: 'signed_out' };

export interface Listener {
  /** The answer to a tab that asks. */
  current(): Session | null;
  onSession(session: Session): void;
  onSignedOut(): void;
}

export interface Tabs {
  ask(): Promise<Session | null>;
  share(session: Session): void;
  signedOut(): void;
}

export function openTabs(listener: Listener): Tabs {
  const channel = new BroadcastChannel(CHANNEL);
  const post = (message: TabMessage) => channel.postMessage(message);
  let asking: ((session: Session) => void) | null = null;

  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'ask') {
      const session = listener.current();
      if (session) post({ kind: 'session', session });
    } else if (data.kind === 'signed_out') {
      listener.onSignedOut();
    } else {
      const session = asSession(data.session);
      if (session === null) return;
      if (asking) asking(session);
      else listener.onSession(session);
    }
  };

  return {
    ask: () =>
      new Promise((resolve) => {
        const answer = (session: Session | null) => {
          asking = null;
          clearTimeout(timer);
          resolve(session);
        };
        const timer = setTimeout(() => answer(null), ANSWER_WITHIN_MS);
        asking = answer;
        post({ kind: 'ask' });
      }),
    share: (session) => post({ kind: 'session', session }),
    signedOut: () => post({ kind: 'signed_out' }),
  };
}
