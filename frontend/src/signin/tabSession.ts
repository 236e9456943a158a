/**
 * The session of this tab.
 *
 * Tokens are in the tab's sessionStorage. A shop's computer is shared: localStorage would keep a refresh token for days
 * after the window is closed. Memory alone would ask for the password at every reload. Scripts of this origin could read
 * any of them; the Content-Security-Policy allows no others.
 */
import type { KeyValueStorage } from '../ui/storage';
import { type Failure, SignInProblem } from './failure';
import { parseSession, type Session } from './session';

const STORAGE_KEY = 'relais.session';

export type State = { signedIn: true; session: Session } | { signedIn: false; failure: Failure | null };

export class TabSession {
  /** Null while nobody is signed in. */
  session: Session | null = null;
  private readonly storage: KeyValueStorage;
  private readonly onState: (state: State) => void;

  constructor(storage: KeyValueStorage, onState: (state: State) => void) {
    this.storage = storage;
    this.onState = onState;
  }

  /** The session as the page left it. */
  stored(): Session | null {
    return parseSession(this.storage.read(STORAGE_KEY));
  }

  /** Fails with a `SignInProblem` when nobody is signed in. */
  present(): Session {
    if (this.session === null) throw new SignInProblem({ kind: 'ended' });
    return this.session;
  }

  keep(next: Session): void {
    const before = this.session?.person.sub;
    this.session = next;
    this.storage.write(STORAGE_KEY, JSON.stringify(next));
    if (before !== next.person.sub) this.onState({ signedIn: true, session: next });
  }

  end(failure: Failure | null): void {
    this.session = null;
    this.storage.write(STORAGE_KEY, null);
    this.onState({ signedIn: false, failure });
  }
}
