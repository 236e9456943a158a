//! The circuit breaker: which message may be sent while it is open, and what opens and closes it.
//!
//! A worker asks for a permit before it prepares a message ([`Sender::admit`]). The circuit breaker is read once more
//! right before the call. So after a refusal no other worker calls Graph, as soon as its reads see the open circuit
//! breaker (usually within a second). After a crash between an accepted probe and the write that closes the circuit
//! breaker, it stays open until the next probe.

use jiff::SignedDuration;
use relais_aws::StoreError;
use relais_core::circuit_breaker::Permission;
use relais_core::timing::PROBE_INTERVAL;
use relais_whatsapp::errors::entry_for;

use crate::Sender;

/// The permission to make one call to Graph. Only [`Sender::admit`] grants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    probe: bool,
}

impl Permit {
    /// Whether the message is the probe of an open circuit breaker. A refused probe does not count as an attempt.
    pub fn is_probe(self) -> bool {
        self.probe
    }
}

/// Whether a message may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes.
    Granted(Permit),
    /// No, the circuit breaker is open: ask again after this long.
    Wait(SignedDuration),
}

impl Sender {
    /// Asks whether a message may be sent. While the circuit breaker is open, one message a minute may.
    pub async fn admit(&self) -> Result<Admission, StoreError> {
        let now = self.clock.now();
        match self.store.circuit_breaker(&self.business).await?.permission(now) {
            Permission::Send => Ok(Admission::Granted(Permit { probe: false })),
            Permission::Wait(pause) => Ok(Admission::Wait(pause)),
            Permission::Probe => {
                let claimed = self.store.claim_probe(&self.business, now, now + PROBE_INTERVAL).await?;
                Ok(if claimed {
                    Admission::Granted(Permit { probe: true })
                } else {
                    Admission::Wait(PROBE_INTERVAL)
                })
            }
        }
    }

    /// Whether the permit is still valid: the circuit breaker may have opened since it was granted.
    pub(crate) async fn check(&self, permit: Permit) -> Result<Admission, StoreError> {
        if permit.probe {
            return Ok(Admission::Granted(permit));
        }
        let breaker = self.store.circuit_breaker(&self.business).await?;
        Ok(breaker.stopped_by.map_or(Admission::Granted(permit), |_| Admission::Wait(PROBE_INTERVAL)))
    }

    /// Opens the circuit breaker because of Graph's `code` (0: none). Only the call that opens it writes a log line.
    pub(crate) async fn stop(&self, code: i64) -> Result<(), StoreError> {
        let now = self.clock.now();
        if self.store.open_circuit_breaker(&self.business, code, now, now + PROBE_INTERVAL).await? {
            tracing::error!(code, advice = entry_for(code, None).advice_en, "sending is stopped");
        }
        Ok(())
    }

    /// Closes the circuit breaker if the message that Graph accepted was the probe.
    pub(crate) async fn accepted(&self, permit: Permit) -> Result<(), StoreError> {
        if permit.probe {
            self.store.close_circuit_breaker(&self.business).await?;
            tracing::info!("sending works again");
        }
        Ok(())
    }
}
