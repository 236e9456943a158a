//! The circuit breakers of a business number: they decide whether anything may be sent from the number.
//!
//! Each number has two *lines*, one for service messages and one for templates, because Meta may refuse the one and not
//! the other. A refused token or a blocked account opens the circuit breaker of the line. While it is open, one message a
//! minute is tried: the *probe*. All other messages of the line wait. The first probe that Graph accepts closes it.
//!
//! Graph may also accept every call and report the refusal in a `failed` status. [`FAILED_MESSAGES`] such messages,
//! without one that arrived in between, open the circuit breaker too. Then only a status of a probe closes it.

use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::outbound::OutboundBody;
use serde::{Deserialize, Serialize};

use crate::timing::PROBE_INTERVAL;

/// Different messages that must fail for a reason of the whole account, in statuses, to open the circuit breaker.
pub const FAILED_MESSAGES: usize = 3;

/// What is sent together, and stopped together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Texts within the window: the assistant's answers and what people write.
    Service,
    /// Templates.
    Templates,
}

impl Line {
    /// The line of this content.
    pub fn of(body: &OutboundBody) -> Self {
        match body {
            OutboundBody::Template(_) => Self::Templates,
            _ => Self::Service,
        }
    }

    /// The line of a message with this Meta `type`.
    pub fn of_kind(kind: &str) -> Self {
        if kind == "template" { Self::Templates } else { Self::Service }
    }
}

/// The state of the circuit breaker of one number's line.
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
    /// Statuses opened it. Graph accepts everything then, so only a status of a probe closes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_statuses: bool,
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
        let open = |probe_at| CircuitBreaker {
            stopped_by: Some(190),
            since: Some(now),
            probe_at,
            ..CircuitBreaker::default()
        };
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
