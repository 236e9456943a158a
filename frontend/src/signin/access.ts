/** What the inbox needs of the person who is signed in, by token or by account. */
import type { Person } from './idToken';
import type { Live } from './settings';

export interface Access {
  /** The person; null with an admin token, which names nobody. */
  person: Person | null;
  /** Where a socket says what changes, if there is one. */
  live?: Live | null;
  /** The token for the API; null where a cookie identifies the person. Fails with a `SignInProblem`. */
  token(): Promise<string | null>;
  /** Another token after the API refused this one; null when there is none. Fails with a `SignInProblem`. */
  renew(refused: string): Promise<string | null>;
  /** The API accepts none of our tokens. */
  refused(): void;
  signOut(): void;
}
