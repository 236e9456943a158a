//! Circuit breakers: one record for each line of each business number, read before every send and written when its state
//! changes. The keys say `line`, the name that version 0.1 used. It had one for each number, which is now the line of
//! the service messages.
//!
//! Messages that failed for the whole account are counted in the same record, only while there are any.

use jiff::Timestamp;
use relais_dynamo::{AttributeValue, ReturnValue};
use relais_whatsapp::ids::PhoneNumberId;

pub use relais_core::circuit_breaker::{CircuitBreaker, Line};
use relais_core::message::{MessageKey, fingerprint};

use super::items::{Item, SCHEMA, from_item, n, s};
use super::{Store, StoreError, carried_out};

impl Store {
    /// Reads the circuit breaker. The read is eventually consistent (half a read unit): the state is usually less than
    /// a second old.
    pub async fn circuit_breaker(
        &self,
        number: &PhoneNumberId,
        line: Line,
    ) -> Result<CircuitBreaker, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(key(number, line))
            .send()
            .await
            .map_err(StoreError::call("read the circuit breaker"))?;
        found.item.map_or_else(|| Ok(CircuitBreaker::default()), |item| from_item("circuit breaker", item))
    }

    /// Opens the circuit breaker because of Graph's `code`; the first probe is due at `probe_at`. Returns whether it
    /// was closed before.
    pub async fn open_circuit_breaker(
        &self,
        number: &PhoneNumberId,
        line: Line,
        code: i64,
        now: Timestamp,
        probe_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let before = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(number, line))
            .update_expression(
                "SET stopped_by = :code, #since = if_not_exists(#since, :now), probe_at = :next, v = :v",
            )
            .expression_attribute_names("#since", "since")
            .expression_attribute_values(":code", n(code))
            .expression_attribute_values(":now", n(now.as_millisecond()))
            .expression_attribute_values(":next", n(probe_at.as_millisecond()))
            .expression_attribute_values(":v", n(SCHEMA))
            .return_values(ReturnValue::AllOld)
            .send()
            .await
            .map_err(StoreError::call("open the circuit breaker"))?;
        Ok(!before.attributes.is_some_and(|old| old.contains_key("stopped_by")))
    }

    /// Claims the probe that is due; the next one is due at `next`. `false` when another worker was quicker, or
    /// the circuit breaker is closed.
    pub async fn claim_probe(
        &self,
        number: &PhoneNumberId,
        line: Line,
        now: Timestamp,
        next: Timestamp,
    ) -> Result<bool, StoreError> {
        let claimed = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(number, line))
            .update_expression("SET probe_at = :next")
            .condition_expression(
                "attribute_exists(stopped_by) AND (attribute_not_exists(probe_at) OR probe_at <= :now)",
            )
            .expression_attribute_values(":now", n(now.as_millisecond()))
            .expression_attribute_values(":next", n(next.as_millisecond()))
            .send()
            .await;
        carried_out(claimed, "claim a probe")
    }

    /// Closes the circuit breaker.
    pub async fn close_circuit_breaker(&self, number: &PhoneNumberId, line: Line) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(key(number, line))
            .update_expression("REMOVE stopped_by, #since, probe_at, by_statuses, failed, failing_since")
            .expression_attribute_names("#since", "since")
            .send()
            .await
            .map_err(StoreError::call("close the circuit breaker"))?;
        Ok(())
    }

    /// Closes the circuit breaker that statuses opened at `since`, because its probe arrived. Returns whether it was
    /// open since then.
    pub async fn probe_arrived(
        &self,
        number: &PhoneNumberId,
        line: Line,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let closed = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(number, line))
            .update_expression("REMOVE stopped_by, #since, probe_at, by_statuses, failed, failing_since")
            .condition_expression("#since = :since")
            .expression_attribute_names("#since", "since")
            .expression_attribute_values(":since", n(since.as_millisecond()))
            .send()
            .await;
        carried_out(closed, "close the circuit breaker")
    }

    /// Opens the circuit breaker because of failed statuses with Graph's `code`. `false` when it is open already.
    pub async fn open_by_statuses(
        &self,
        number: &PhoneNumberId,
        line: Line,
        code: i64,
        now: Timestamp,
        probe_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let opened = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(number, line))
            .update_expression(
                "SET stopped_by = :code, #since = :now, probe_at = :next, by_statuses = :yes, v = :v \
                 REMOVE failed, failing_since",
            )
            .condition_expression("attribute_not_exists(stopped_by)")
            .expression_attribute_names("#since", "since")
            .expression_attribute_values(":code", n(code))
            .expression_attribute_values(":now", n(now.as_millisecond()))
            .expression_attribute_values(":next", n(probe_at.as_millisecond()))
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .expression_attribute_values(":v", n(SCHEMA))
            .send()
            .await;
        carried_out(opened, "open the circuit breaker")
    }

    /// Counts a message that failed for the whole account at `at`, by Meta's clock. The same message counts once. `anew`:
    /// those that were counted before are forgotten.
    pub async fn count_failed_message(
        &self,
        number: &PhoneNumberId,
        line: Line,
        message: &MessageKey,
        at: Timestamp,
        anew: bool,
    ) -> Result<FailedMessages, StoreError> {
        let expression = if anew {
            "SET failed = :message, failing_since = :at, v = :v"
        } else {
            "SET failing_since = if_not_exists(failing_since, :at), v = :v ADD failed :message"
        };
        let counted = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(number, line))
            .update_expression(expression)
            .expression_attribute_values(
                ":message",
                AttributeValue::Ss(vec![fingerprint(&message.to_string())]),
            )
            .expression_attribute_values(":at", n(at.as_millisecond()))
            .expression_attribute_values(":v", n(SCHEMA))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(StoreError::call("count a failed message"))?;
        let item = counted.attributes.unwrap_or_default();
        let since = item.get("failing_since").and_then(|at| at.as_n()?.parse().ok());
        Ok(FailedMessages {
            messages: item.get("failed").and_then(|failed| failed.as_ss()).map_or(0, Vec::len),
            since: since.and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(at),
            is_stopped: item.contains_key("stopped_by"),
        })
    }
}

/// The messages of a line that failed for the whole account since one arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailedMessages {
    /// Their number.
    pub messages: usize,
    /// When the first one failed, by Meta's clock.
    pub since: Timestamp,
    /// The circuit breaker is open.
    pub is_stopped: bool,
}

fn key(number: &PhoneNumberId, line: Line) -> Item {
    let name = match line {
        Line::Service => "line",
        Line::Templates => "templates",
    };
    Item::from([("pk".into(), s(format!("line#{number}"))), ("sk".into(), s(name))])
}
