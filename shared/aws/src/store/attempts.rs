//! What becomes of a send that a person began. Each write applies only if no other worker has begun another attempt, and
//! if no outcome is known.

use jiff::Timestamp;
use relais_core::events::{Event, EventType};
use relais_core::message::{Message, SendFailure};
use relais_dynamo::AttributeValue;

use super::items::{n, to_attribute};
use super::messages::key;
use super::{Store, StoreError, carried_out};

/// The condition of each write here. `:seen` is when the attempt began.
const SAME_ATTEMPT: &str =
    "sending.#since = :seen AND attribute_not_exists(wamid) AND attribute_not_exists(#error)";

impl Store {
    /// Records that the attempt that `message` holds certainly sent nothing. Returns whether it is still the attempt
    /// under way.
    pub async fn nothing_was_sent(&self, message: &Message, now: Timestamp) -> Result<bool, StoreError> {
        let unsent = AttributeValue::Bool(true);
        self.end_attempt(message, "SET sending.unsent = :end, changed_at = :now", unsent, now).await
    }

    /// Gives up the send that `message` holds, without knowing whether it arrived. Returns whether it did: a status or
    /// another attempt may have come.
    pub async fn give_up_as_unknown(&self, message: &Message, now: Timestamp) -> Result<bool, StoreError> {
        let unknown = n(now.as_millisecond());
        let end = "SET #unknown = :end, changed_at = :now REMOVE sending";
        self.end_attempt(message, end, unknown, now).await
    }

    /// Ends the send that `message` holds as failed: it was certainly not sent. Returns whether it did.
    pub async fn end_unsent(
        &self,
        message: &Message,
        failure: &SendFailure,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if !failure.cancelled {
            self.announce(None, Event::of_message(EventType::MessageFailed, &message.key, now)).await?;
        }
        let failure = to_attribute("message", failure)?;
        let end = "SET #error = :end, changed_at = :now REMOVE sending";
        self.end_attempt(message, end, failure, now).await
    }

    async fn end_attempt(
        &self,
        message: &Message,
        expression: &str,
        end: AttributeValue,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(sending) = &message.sending else { return Ok(false) };
        let mut request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(&message.key))
            .update_expression(expression)
            .condition_expression(SAME_ATTEMPT)
            .expression_attribute_names("#since", "since")
            .expression_attribute_names("#error", "error")
            .expression_attribute_values(":end", end)
            .expression_attribute_values(":seen", n(sending.since.as_millisecond()))
            .expression_attribute_values(":now", n(now.as_millisecond()));
        if expression.contains("#unknown") {
            request = request.expression_attribute_names("#unknown", "unknown");
        }
        carried_out(request.send().await, "end an attempt")
    }
}
