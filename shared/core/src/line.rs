//! The line: whether anything may be sent from a business number.
//!
//! A refused token or a blocked account stops it for everybody at once. While it is stopped one message a minute is
//! tried, the *probe*; the first that Graph accepts starts it again.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Between two probes of a stopped line, and how long a message waits before it looks whether the line runs again.
/// So all that waited is sent within this time of the probe that was accepted.
pub const PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The state of sending from one number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Graph's code for the token or account error that stopped it; `None` while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<i64>,
    /// When it stopped, in milliseconds.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub since: Option<Timestamp>,
    /// From when one message may be tried, in milliseconds; at once when it is stopped without it, as version 0.1 did.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub probe_at: Option<Timestamp>,
}

/// What a message may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Be sent.
    Open,
    /// Be sent as the probe, once it is claimed.
    Probe,
    /// Wait this long, and look again.
    Closed(SignedDuration),
}

impl Line {
    /// What a message may do now.
    pub fn way(&self, now: Timestamp) -> Way {
        match (self.stopped_by, self.probe_at) {
            (None, _) => Way::Open,
            (Some(_), Some(at)) if now < at => Way::Closed(PAUSE),
            (Some(_), _) => Way::Probe,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_line_lets_one_through_when_its_time_has_come() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let stopped = |probe_at| Line { stopped_by: Some(190), since: Some(now), probe_at };
        let cases = [
            (Line::default(), Way::Open),
            (stopped(None), Way::Probe),
            (stopped(Some(now)), Way::Probe),
            (stopped(Some(now + SignedDuration::from_secs(1))), Way::Closed(PAUSE)),
        ];
        for (line, way) in cases {
            assert_eq!(line.way(now), way, "{line:?}");
        }
    }
}
