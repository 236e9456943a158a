//! Settles sends: finds out the outcome of a send, and repeats a send that has none.
//!
//! Graph has no idempotency key, but every status contains ours. A send without an outcome waits for a status for
//! `RELAIS_SETTLE_SECONDS`. It is repeated only on a second check, [`SECOND_CHECK`] later, at most once, and only if the
//! statuses of other messages come. Otherwise it is checked again, and ends as *unknown* [`UNKNOWN_AFTER`] its begin: it
//! is shown as that, a person decides, and newer messages are answered. If Graph said that nothing was sent, it is
//! repeated without waiting for a status.
//!
//! The intent of an answer is in its conversation, because it is stored in one write with the decision to answer
//! ([`answer`]). The intent of a person's message is in the message itself ([`person`]).
//!
//! [`SECOND_CHECK`]: relais_core::timing::SECOND_CHECK
//! [`UNKNOWN_AFTER`]: relais_core::timing::UNKNOWN_AFTER

mod answer;
mod file;
mod person;

use jiff::Timestamp;
use relais_core::conversation::Conversation;
use relais_core::message::MessageKey;
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::retry::{self, MAX_UNCLEAR_CALLS, Unclear};

use crate::WorkError;
use crate::answer::Answerer;

pub(crate) use answer::{Earlier, outgoing_of};

impl<Q: Enqueue> Answerer<Q> {
    /// Decides about a send of unknown outcome at its second check. It began at `begun`, and `calls` of unknown outcome
    /// were made for it.
    async fn unclear(
        &self,
        message: &MessageKey,
        conversation: &Conversation,
        calls: u32,
        begun: Timestamp,
    ) -> Result<Unclear, WorkError> {
        let number = self.sender.number_of(conversation);
        let is_of_number = |other: &Conversation| self.sender.number_of(other) == number;
        let statuses_come =
            calls < MAX_UNCLEAR_CALLS && self.store.statuses_come(message, begun, is_of_number).await?;
        let now = self.clock.now();
        let decided = retry::unclear(calls, statuses_come, begun, self.settings.settle, now);
        if decided == Unclear::End {
            metrics::count(Metric::OutcomesUnknown, 1);
            tracing::error!(
                message_key = %message, calls,
                "it is not known whether a message arrived; it is not repeated, and a person must decide"
            );
        }
        Ok(decided)
    }
}
