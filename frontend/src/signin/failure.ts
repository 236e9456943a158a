/** Why nobody is signed in, as far as the person should know it. */

export type Failure =
  /** Cancelled, or refused by the sign-in pages. */
  | { kind: 'denied' }
  /** The way back from the sign-in pages does not belong to an attempt of this tab, or took too long. */
  | { kind: 'stale' }
  | { kind: 'unreachable' }
  /** The user pool or the deployment is not set up for this. `code` is OAuth's name of the error, for whoever mends it. */
  | { kind: 'misconfigured'; code: string }
  /** The ID token is not the one that was asked for. */
  | { kind: 'unverified' }
  /** Cryptography is only there on pages served over TLS or from this machine. */
  | { kind: 'insecure' }
  /** This computer's clock is more than an hour ahead. */
  | { kind: 'clock' }
  /** The session cannot be renewed any more. */
  | { kind: 'ended' }
  /** The API does not accept a token that has just been issued. */
  | { kind: 'refused' }
  | { kind: 'signed_out' };

export class SignInProblem extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.name = 'SignInProblem';
    this.failure = failure;
  }
}

export function asFailure(error: unknown): Failure {
  return error instanceof SignInProblem ? error.failure : { kind: 'unreachable' };
}

/** What an `error` of RFC 6749 (sections 4.1.2.1 and 5.2) comes down to for the person. */
export function failureOf(error: string): Failure {
  switch (error) {
    case 'access_denied':
      return { kind: 'denied' };
    case 'invalid_grant':
      return { kind: 'stale' };
    case 'server_error':
    case 'temporarily_unavailable':
      return { kind: 'unreachable' };
    default:
      // It comes out of an address that anyone can write: only a name is shown.
      return { kind: 'misconfigured', code: /^[a-z_]{1,40}$/.test(error) ? error : 'unknown' };
  }
}
