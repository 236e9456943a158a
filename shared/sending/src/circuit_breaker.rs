//! The circuit breaker: which message may be sent while it is open, and what opens and closes it. Each business number
//! has its own.
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
use relais_whatsapp::ids::PhoneNumberId;

use crate::Sender;

/// The permission to make one call to Graph for one number. Only [`Sender::admit`] grants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    number: PhoneNumberId,
    probe: bool,
}

impl Permit {
    /// Whether the message is the probe of an open circuit breaker. A refused probe does not count as an attempt.
    pub fn is_probe(&self) -> bool {
        self.probe
    }

    /// The number that it permits to send.
    pub fn number(&self) -> &PhoneNumberId {
        &self.number
    }
}

/// Whether a message may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes.
    Granted(Permit),
    /// No, the circuit breaker is open: ask again after this long.
    Wait(SignedDuration),
}

impl Sender {
    /// Asks whether a message may be sent from this number. While its circuit breaker is open, one message a minute may.
    pub async fn admit(&self, number: &PhoneNumberId) -> Result<Admission, StoreError> {
        let now = self.clock.now();
        let permit = |probe| Admission::Granted(Permit { number: number.clone(), probe });
        match self.store.circuit_breaker(number).await?.permission(now) {
            Permission::Send => Ok(permit(false)),
            Permission::Wait(pause) => Ok(Admission::Wait(pause)),
            Permission::Probe => {
                let claimed = self.store.claim_probe(number, now, now + PROBE_INTERVAL).await?;
                Ok(if claimed { permit(true) } else { Admission::Wait(PROBE_INTERVAL) })
            }
        }
    }

    /// Whether the permit is still valid for a message from this number: the circuit breaker may have opened since it was
    /// granted. If not, it returns how long to wait before asking for another permit.
    pub(crate) async fn check(
        &self,
        permit: &Permit,
        from: &PhoneNumberId,
    ) -> Result<Option<SignedDuration>, StoreError> {
        if permit.number != *from {
            return Ok(Some(SignedDuration::ZERO));
        }
        if permit.probe {
            return Ok(None);
        }
        let breaker = self.store.circuit_breaker(from).await?;
        Ok(breaker.stopped_by.map(|_| PROBE_INTERVAL))
    }

    /// Opens the number's circuit breaker because of Graph's `code` (0: none). Only the call that opens it writes a log
    /// line.
    pub(crate) async fn stop(&self, number: &PhoneNumberId, code: i64) -> Result<(), StoreError> {
        let now = self.clock.now();
        if self.store.open_circuit_breaker(number, code, now, now + PROBE_INTERVAL).await? {
            tracing::error!(%number, code, advice = entry_for(code, None).advice_en, "sending is stopped");
        }
        Ok(())
    }

    /// Closes the number's circuit breaker if the message that Graph accepted was the probe.
    pub(crate) async fn accepted(&self, permit: &Permit) -> Result<(), StoreError> {
        if permit.probe {
            self.store.close_circuit_breaker(&permit.number).await?;
            tracing::info!(number = %permit.number, "sending works again");
        }
        Ok(())
    }
}
