//! The result of one attempt to send, and its follow-up.

use jiff::{SignedDuration, Timestamp};
use relais_core::Settings;
use relais_core::message::SendFailure;
use relais_whatsapp::errors::Action;

/// The result of an attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Attempt {
    /// Graph accepted it, and that is recorded.
    Accepted,
    /// Graph may have accepted it: only a status can show it.
    Unclear,
    /// Nothing was sent. Graph may accept it after this long.
    Later(SignedDuration),
    /// Graph accepts nothing from this number or with this token until a person fixes that. Try again after this long.
    Stopped(SignedDuration),
    /// The call was not made, because the circuit breaker is open or the rate is used up. Try again after this long.
    NotMade(SignedDuration),
    /// Graph will never accept it, and the reason is recorded with the message. A message that a person wrote keeps its
    /// intent until the refusal is reported to people and [`Sender::record`](crate::Sender::record) ends it.
    Refused(SendFailure, Action),
}

/// What to do after an attempt. It is the same for the assistant's answers and for people's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// Nothing: the outcome is final.
    Done,
    /// It may have been sent: check at this time whether a status has come.
    Settle(Timestamp),
    /// Nothing was sent: another attempt may be made from this time on.
    Repeat(Timestamp),
}

impl Attempt {
    /// The follow-up of an attempt that began at `begun` and ended at `now`.
    pub fn follow_up(&self, begun: Timestamp, now: Timestamp, settings: &Settings) -> FollowUp {
        match self {
            Self::Accepted | Self::Refused(..) => FollowUp::Done,
            Self::Unclear => FollowUp::Settle(begun + settings.settle),
            Self::Later(wait) | Self::Stopped(wait) | Self::NotMade(wait) => FollowUp::Repeat(now + *wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_result_has_its_follow_up_time() {
        let begun = Timestamp::UNIX_EPOCH;
        let seconds = SignedDuration::from_secs;
        let now = begun + seconds(14);
        let refused = Attempt::Refused(SendFailure::default(), Action::GiveUp);
        let settings = Settings::default();
        let cases = [
            (Attempt::Accepted, FollowUp::Done),
            (refused, FollowUp::Done),
            (Attempt::Unclear, FollowUp::Settle(begun + settings.settle)),
            (Attempt::Later(seconds(4)), FollowUp::Repeat(now + seconds(4))),
            (Attempt::Stopped(seconds(60)), FollowUp::Repeat(now + seconds(60))),
            (Attempt::NotMade(seconds(3)), FollowUp::Repeat(now + seconds(3))),
        ];
        for (attempt, expected) in cases {
            assert_eq!(attempt.follow_up(begun, now, &settings), expected, "{attempt:?}");
        }
    }
}
