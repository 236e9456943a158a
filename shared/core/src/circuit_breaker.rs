//! The circuit breaker of a business number: whether anything may be sent from it.
//!
//! A refused token or a blocked account opens it, and nothing is sent from that number any more. While it is open, one
//! message a minute is tried: the *probe*. The first probe that Graph accepts closes it, and sending goes on.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::timing::PROBE_INTERVAL;

/// The state of one number's circuit breaker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircuitBreaker {
    /// Graph's code of the token or account error that opened it; `None` while it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<i64>,
    /// When it opened, in milliseconds.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub since: Option<Timestamp>,
    /// When the next probe is due, in milliseconds. At once where it is missing: version 0.1 wrote none.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub probe_at: Option<Timestamp>,
}

/// What a message may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Be sent.
    Send,
    /// Be sent as the probe, once it has claimed it.
    Probe,
    /// Ask again after this long.
    Wait(SignedDuration),
}

impl CircuitBreaker {
    /// What a message may do at `now`.
    pub fn permission(&self, now: Timestamp) -> Permission {
        match (self.stopped_by, self.probe_at) {
            (None, _) => Permission::Send,
            (Some(_), Some(at)) if now < at => Permission::Wait(PROBE_INTERVAL),
            (Some(_), _) => Permission::Probe,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_circuit_breaker_permits_one_probe_when_it_is_due() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let open = |probe_at| CircuitBreaker { stopped_by: Some(190), since: Some(now), probe_at };
        let cases = [
            (CircuitBreaker::default(), Permission::Send),
            (open(None), Permission::Probe),
            (open(Some(now)), Permission::Probe),
            (open(Some(now + SignedDuration::from_secs(1))), Permission::Wait(PROBE_INTERVAL)),
        ];
        for (breaker, permission) in cases {
            assert_eq!(breaker.permission(now), permission, "{breaker:?}");
        }
    }
}
