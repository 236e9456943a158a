//! The circuit breakers: which message may be sent while one is open, and what opens and closes it. Each line of each
//! business number has its own.
//!
//! A worker asks for a permit before it prepares a message ([`Sender::admit`]). The circuit breaker is read once more
//! right before the call. So after a refusal no other worker calls Graph, as soon as its reads see the open circuit
//! breaker (usually within a second). After a crash between an accepted probe and the write that closes the circuit
//! breaker, it stays open until the next probe.

use jiff::{SignedDuration, Timestamp};
use relais_aws::{Store, StoreError};
use relais_core::circuit_breaker::{Line, Permission};
use relais_core::message::MessageKey;
use relais_core::timing::PROBE_INTERVAL;
use relais_whatsapp::errors::entry_for;
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::status::StatusName;

use crate::Sender;

/// The permission to make one call to Graph for one line of one number. Only [`Sender::admit`] grants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    number: PhoneNumberId,
    line: Line,
    probe: bool,
    /// The call is the probe of a circuit breaker that statuses opened at this time.
    probe_of: Option<Timestamp>,
}

impl Permit {
    /// Whether the message is the probe of an open circuit breaker. A refused probe does not count as an attempt.
    pub fn is_probe(&self) -> bool {
        self.probe
    }

    /// When statuses opened the circuit breaker whose probe this is.
    pub(crate) fn probe_of(&self) -> Option<Timestamp> {
        self.probe_of
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
    /// Asks whether a message of this line may be sent from this number. While its circuit breaker is open, one message a
    /// minute may.
    pub async fn admit(&self, number: &PhoneNumberId, line: Line) -> Result<Admission, StoreError> {
        let now = self.clock.now();
        let breaker = self.store.circuit_breaker(number, line).await?;
        let probe_of = breaker.since.filter(|_| breaker.by_statuses);
        let permit = |probe| {
            let probe_of = probe_of.filter(|_| probe);
            Admission::Granted(Permit { number: number.clone(), line, probe, probe_of })
        };
        match breaker.permission(now) {
            Permission::Send => Ok(permit(false)),
            Permission::Wait(pause) => Ok(Admission::Wait(pause)),
            Permission::Probe => {
                let claimed = self.store.claim_probe(number, line, now, now + PROBE_INTERVAL).await?;
                Ok(if claimed { permit(true) } else { Admission::Wait(PROBE_INTERVAL) })
            }
        }
    }

    /// Whether the permit is still valid for a message of this line from this number: the circuit breaker may have opened
    /// since it was granted. If not, it returns how long to wait before asking for another permit.
    pub(crate) async fn check(
        &self,
        permit: &Permit,
        from: &PhoneNumberId,
        line: Line,
    ) -> Result<Option<SignedDuration>, StoreError> {
        if permit.number != *from || permit.line != line {
            return Ok(Some(SignedDuration::ZERO));
        }
        if permit.probe {
            return Ok(None);
        }
        let breaker = self.store.circuit_breaker(from, line).await?;
        Ok(breaker.stopped_by.map(|_| PROBE_INTERVAL))
    }

    /// Opens the circuit breaker of the permit's line because of Graph's `code` (0: none). Only the call that opens it
    /// writes a log line.
    pub(crate) async fn stop(&self, permit: &Permit, code: i64) -> Result<(), StoreError> {
        let now = self.clock.now();
        let Permit { number, line, .. } = permit;
        if self.store.open_circuit_breaker(number, *line, code, now, now + PROBE_INTERVAL).await? {
            let advice = entry_for(code, None).advice_en;
            tracing::error!(%number, ?line, code, advice, "sending is stopped");
        }
        Ok(())
    }

    /// Closes the circuit breaker if the message that Graph accepted was the probe. Where statuses opened it, Graph
    /// accepts everything, so it stays open until the probe's statuses show that it arrived.
    pub(crate) async fn accepted(&self, permit: &Permit, message: &MessageKey) -> Result<(), StoreError> {
        let Permit { number, line, .. } = permit;
        if let Some(since) = permit.probe_of {
            // Its statuses may have come before the message was stored as the probe.
            let statuses = self.store.statuses(message).await?;
            if statuses.iter().any(|(name, _)| StatusName::from(name.to_owned()).shows_arrival()) {
                probe_arrived(&self.store, number, *line, since).await?;
            }
        } else if permit.probe {
            self.store.close_circuit_breaker(number, *line).await?;
            tracing::info!(%number, ?line, "sending works again");
        }
        Ok(())
    }
}

/// Closes the circuit breaker that statuses opened at `since`: a status says that its probe arrived.
pub async fn probe_arrived(
    store: &Store,
    number: &PhoneNumberId,
    line: Line,
    since: Timestamp,
) -> Result<(), StoreError> {
    if store.probe_arrived(number, line, since).await? {
        tracing::info!(%number, ?line, "sending works again: a message arrived");
    }
    Ok(())
}
