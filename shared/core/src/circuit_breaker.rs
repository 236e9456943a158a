//! The circuit breaker of a business number: it decides whether anything may be sent from the number.
//!
//! A refused token or a blocked account opens it. While it is open, one message a minute is tried: the *probe*. All
//! other messages wait. The first probe that Graph accepts closes it.

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
    /// When the next probe is due, in milliseconds. `None`: at once, because version 0.1 did not write this field.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub probe_at: Option<Timestamp>,
}

/// Whether a message may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It may be sent.
    Send,
    /// It may be sent as the probe, if its worker claims the probe first.
    Probe,
    /// It may not be sent now. Ask again after this long.
    Wait(SignedDuration),
}

impl CircuitBreaker {
    /// Whether a message may be sent at `now`.
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
