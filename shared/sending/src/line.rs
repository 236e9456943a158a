//! The line: who may send while it is stopped, and what stops and starts it.
//!
//! Every message asks before anything is prepared for it ([`Sender::admit`]), and the line is read once more right
//! before the call. So after a refusal nobody else calls, whatever they were about to send. A crash between a probe that
//! was accepted and the line's record leaves it stopped until the next probe.

use jiff::SignedDuration;
use relais_aws::StoreError;
use relais_core::line::{PAUSE, Way};
use relais_whatsapp::errors::entry_for;

use crate::Sender;

/// The permission to make one call. Only [`Sender::admit`] gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    probe: bool,
}

impl Pass {
    /// Whether this message shows if a stopped line runs again. What Graph says of it is not counted as an attempt.
    pub fn is_probe(self) -> bool {
        self.probe
    }
}

/// Whether a message may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes.
    Granted(Pass),
    /// The line is stopped: ask again after this long.
    Wait(SignedDuration),
}

impl Sender {
    /// Asks whether a message may be sent. Of those that ask while the line is stopped, one a minute may.
    pub async fn admit(&self) -> Result<Admission, StoreError> {
        let now = self.clock.now();
        match self.store.line(&self.business).await?.way(now) {
            Way::Open => Ok(Admission::Granted(Pass { probe: false })),
            Way::Closed(pause) => Ok(Admission::Wait(pause)),
            Way::Probe => {
                let claimed = self.store.claim_probe(&self.business, now, now + PAUSE).await?;
                Ok(if claimed { Admission::Granted(Pass { probe: true }) } else { Admission::Wait(PAUSE) })
            }
        }
    }

    /// Whether the pass still holds: the line may have stopped since it was given.
    pub(crate) async fn check(&self, pass: Pass) -> Result<Admission, StoreError> {
        if pass.probe {
            return Ok(Admission::Granted(pass));
        }
        let line = self.store.line(&self.business).await?;
        Ok(line.stopped_by.map_or(Admission::Granted(pass), |_| Admission::Wait(PAUSE)))
    }

    pub(crate) async fn stop(&self, code: i64) -> Result<(), StoreError> {
        let now = self.clock.now();
        if self.store.stop_line(&self.business, code, now, now + PAUSE).await? {
            tracing::error!(code, advice = entry_for(code, None).advice_en, "sending is stopped");
        }
        Ok(())
    }

    /// Graph took a message: a probe that it takes starts the line again.
    pub(crate) async fn accepted(&self, pass: Pass) -> Result<(), StoreError> {
        if pass.probe {
            self.store.start_line(&self.business).await?;
            tracing::info!("sending works again");
        }
        Ok(())
    }
}
