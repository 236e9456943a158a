//! Circuit breakers: one record for each business number, read before every send and written when its state changes.
//! Its keys say `line`, the name that version 0.1 used.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use jiff::Timestamp;
use relais_whatsapp::ids::PhoneNumberId;

pub use relais_core::circuit_breaker::CircuitBreaker;

use super::items::{SCHEMA, from_item, n, s};
use super::{Store, StoreError, carried_out};

impl Store {
    /// Reads the circuit breaker. The read is eventually consistent (half a read unit): the state is usually less than
    /// a second old.
    pub async fn circuit_breaker(&self, number: &PhoneNumberId) -> Result<CircuitBreaker, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key(number)))
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
        code: i64,
        now: Timestamp,
        probe_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let before = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(number)))
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
        now: Timestamp,
        next: Timestamp,
    ) -> Result<bool, StoreError> {
        let claimed = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(number)))
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
    pub async fn close_circuit_breaker(&self, number: &PhoneNumberId) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(number)))
            .update_expression("REMOVE stopped_by, #since, probe_at")
            .expression_attribute_names("#since", "since")
            .send()
            .await
            .map_err(StoreError::call("close the circuit breaker"))?;
        Ok(())
    }
}

fn key(number: &PhoneNumberId) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".into(), s(format!("line#{number}"))), ("sk".into(), s("line"))])
}
