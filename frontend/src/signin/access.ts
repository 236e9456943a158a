/** What the inbox needs of whoever is signed in, in either way. */
import type { Person } from './idToken';

export interface Access {
  /** Who it is; null with an admin token, which names nobody. */
  person: Person | null;
  /** The token to call the API with. Fails with a `SignInProblem`. */
  token(): Promise<string>;
  /** Another in place of one that the API refused; null when there is none to be had. Fails with a `SignInProblem`. */
  renew(refused: string): Promise<string | null>;
  /** The API accepts nothing we have. */
  refused(): void;
  signOut(): void;
}
