/** Why nobody is signed in, as the page explains it. */

export type Failure =
  /** Cancelled, or refused by the sign-in pages. */
  | { kind: 'denied' }
  /** The redirect does not belong to an attempt of this tab, or came too late. */
  | { kind: 'stale' }
  | { kind: 'unreachable' }
  /** The user pool or the deployment is not set up for this. `code` is OAuth's name of the error. */
  | { kind: 'misconfigured'; code: string }
  /** The ID token is not the expected one. */
  | { kind: 'unverified' }
  /** Browsers offer cryptography only to pages served over TLS or from this machine. */
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

/** The failure for an `error` of RFC 6749 (sections 4.1.2.1 and 5.2). */
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
      // It is part of an address that anyone can write: only a plain name is shown.
      return { kind: 'misconfigured', code: /^[a-z_]{1,40}$/.test(error) ? error : 'unknown' };
  }
}
