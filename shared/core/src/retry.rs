//! What happens to a send that Graph did not accept, and when it is retried.

use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::errors::Action;

use crate::timing::UNKNOWN_AFTER;

/// Attempts at one message that certainly sent nothing, before it is given up. By default the waits between them are
/// about 4 minutes for throttled sends, and 16 to 24 minutes under the pair limit. A `Retry-After` makes them longer.
pub const MAX_ATTEMPTS: u32 = 8;

/// Calls of unknown outcome for one message: the first one and one repeat. All of them may have been accepted.
pub const MAX_UNCLEAR_CALLS: u32 = 2;

/// Times that a template is refused for the whole account before it is given up. A text waits for as long as its window
/// is open.
pub const MAX_STOPPED_TEMPLATES: u32 = 5;

/// A longer `Retry-After` is cut to this.
pub const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_mins(10);

const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(2);
/// For the pair rate limit (error 131056) Meta's documentation asks for a wait of 4^n seconds after refusal n, from 0.
const PAIR_LIMIT_WAIT: SignedDuration = SignedDuration::from_secs(1);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(5);

/// What to do with a message that Graph did not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing was sent: retry after this long.
    After(SignedDuration),
    /// It may have been sent: wait for a status, and repeat it only if none comes in time.
    Settle,
    /// Nothing can be sent until a person fixes the token or the account: keep the message, and notify people.
    Stop,
    /// Graph will never accept it: record the reason.
    GiveUp,
}

/// Decides by the action in Graph's error table. `attempt` counts from 1. `retry_after` is what Graph asked for.
/// `spread`, in 0..1, is random and keeps many senders from retrying at the same moment.
pub fn decide(action: Action, attempt: u32, retry_after: Option<SignedDuration>, spread: f64) -> Decision {
    match action {
        Action::Retry | Action::PairLimit if attempt >= MAX_ATTEMPTS => Decision::GiveUp,
        Action::Retry | Action::PairLimit => Decision::After(match (retry_after, action) {
            (Some(asked), _) => asked.min(LONGEST_RETRY_AFTER),
            (None, Action::PairLimit) => lengthened(backoff(PAIR_LIMIT_WAIT, 4, attempt), spread),
            (None, _) => jittered(backoff(FIRST_WAIT, 2, attempt), spread),
        }),
        Action::Reconcile => Decision::Settle,
        Action::Token | Action::Stop => Decision::Stop,
        Action::GiveUp | Action::WindowClosed | Action::FixRequest | Action::StopTemplate => Decision::GiveUp,
    }
}

/// What to do about a send of unknown outcome that has no status at its second check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// Repeat it: statuses come, and its own is not among them.
    Repeat,
    /// Check again at this time: perhaps Meta's statuses lag.
    CheckAgain(Timestamp),
    /// Give it up as unknown, and let a person decide.
    End,
}

/// Decides about a send that began at `begun`. `calls` of unknown outcome have been made for it, its own included.
/// `statuses_come`: a status of another message from the same business number shows a Meta time that is not before
/// `begun`. If Meta's statuses lag, by however much, there is no such status.
pub fn unclear(
    calls: u32,
    statuses_come: bool,
    begun: Timestamp,
    settle: SignedDuration,
    now: Timestamp,
) -> Unclear {
    let end = begun.saturating_add(UNKNOWN_AFTER).unwrap_or(Timestamp::MAX);
    if calls >= MAX_UNCLEAR_CALLS {
        Unclear::End
    } else if statuses_come {
        Unclear::Repeat
    } else if now >= end {
        Unclear::End
    } else {
        Unclear::CheckAgain(now.saturating_add(settle).unwrap_or(Timestamp::MAX).min(end))
    }
}

/// `first` times `base` to the power of the number of earlier attempts, at most [`LONGEST_WAIT`].
fn backoff(first: SignedDuration, base: i64, attempt: u32) -> SignedDuration {
    let factor = base.saturating_pow(attempt.saturating_sub(1));
    let ms = i64::try_from(first.as_millis()).unwrap_or(i64::MAX).saturating_mul(factor);
    SignedDuration::from_millis(ms).min(LONGEST_WAIT)
}

/// The wait times 0.75 to 1.25.
fn jittered(wait: SignedDuration, spread: f64) -> SignedDuration {
    wait.mul_f64(0.75 + spread.clamp(0.0, 1.0) / 2.0)
}

/// The wait times 1 to 1.5, for a wait that must not be shortened.
fn lengthened(wait: SignedDuration, spread: f64) -> SignedDuration {
    wait.mul_f64(1.0 + spread.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(n: i64) -> SignedDuration {
        SignedDuration::from_secs(n)
    }

    #[test]
    fn each_action_has_its_decision() {
        let cases = [
            (Action::Retry, 1, None, Decision::After(secs(2))),
            (Action::Retry, 3, None, Decision::After(secs(8))),
            (Action::Retry, 1, Some(secs(7)), Decision::After(secs(7))),
            (Action::Retry, 1, Some(secs(86_400)), Decision::After(LONGEST_RETRY_AFTER)),
            (Action::Retry, MAX_ATTEMPTS, None, Decision::GiveUp),
            (Action::PairLimit, 2, None, Decision::After(secs(5))),
            (Action::PairLimit, 3, None, Decision::After(secs(20))),
            (Action::PairLimit, 2, Some(secs(30)), Decision::After(secs(30))),
            (Action::PairLimit, 2, Some(secs(86_400)), Decision::After(LONGEST_RETRY_AFTER)),
            (Action::Reconcile, 1, None, Decision::Settle),
            (Action::Reconcile, 99, None, Decision::Settle),
            (Action::Token, 99, None, Decision::Stop),
            (Action::Stop, 99, None, Decision::Stop),
            (Action::GiveUp, 1, None, Decision::GiveUp),
            (Action::WindowClosed, 1, None, Decision::GiveUp),
        ];
        for (action, attempt, retry_after, expected) in cases {
            assert_eq!(decide(action, attempt, retry_after, 0.5), expected, "{action:?} {attempt}");
        }
    }

    #[test]
    fn a_send_of_unknown_outcome_is_repeated_once_and_only_while_statuses_come() {
        let begun = Timestamp::from_second(1_800_000_000).unwrap();
        let at = |seconds| begun + secs(seconds);
        let end = UNKNOWN_AFTER.as_secs();
        let cases = [
            (1, true, 135, Unclear::Repeat),
            (1, true, end + 9, Unclear::Repeat),
            (1, false, 135, Unclear::CheckAgain(at(255))),
            (1, false, end - 1, Unclear::CheckAgain(at(end))),
            (1, false, end, Unclear::End),
            (2, true, 135, Unclear::End),
            (2, false, 135, Unclear::End),
        ];
        for (calls, statuses_come, seconds, expected) in cases {
            let decided = unclear(calls, statuses_come, begun, secs(120), at(seconds));
            assert_eq!(decided, expected, "{calls} {statuses_come} {seconds}");
        }
    }

    #[test]
    fn waits_stay_bounded() {
        for attempt in 1..MAX_ATTEMPTS {
            for spread in [0.0, 1.0] {
                let Decision::After(wait) = decide(Action::PairLimit, attempt, None, spread) else {
                    panic!("attempt {attempt} is not the last");
                };
                let least = secs(4_i64.pow(attempt - 1)).min(LONGEST_WAIT);
                assert!(wait >= least && wait <= secs(450), "{wait:?}");
            }
        }
    }
}
