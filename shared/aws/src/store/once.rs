//! Idempotency keys: a request that is repeated with the same key is carried out once.

use jiff::{SignedDuration, Timestamp};
use relais_core::message::{MessageKey, fingerprint};
use relais_dynamo::{Error, ReturnValue};

use super::items::{n, s};
use super::{Store, StoreError};

/// How long a key is kept.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(48);

/// The result of a claim of an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Once {
    /// The key is new: carry out the request, under the message key that was given.
    First,
    /// The key was used before for the same request: this is the key of its message.
    Again(MessageKey),
    /// The key was used before for another request.
    Other,
}

impl Store {
    /// Claims an idempotency key for a message. `request` is any text that is equal for equal requests. Key and request
    /// are stored as fingerprints.
    pub async fn claim_once(
        &self,
        idempotency_key: &str,
        request: &str,
        message: &MessageKey,
        now: Timestamp,
    ) -> Result<Once, StoreError> {
        let forget = now.saturating_add(REMEMBERED).unwrap_or(Timestamp::MAX);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .item("pk", s(format!("once#{}", fingerprint(idempotency_key))))
            .item("sk", s("once"))
            .item("request", s(fingerprint(request)))
            .item("message", s(message.to_string()))
            .item("expires", n(forget.as_second()))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValue::AllOld)
            .send()
            .await;
        let taken = match put {
            Ok(_) => return Ok(Once::First),
            Err(Error::ConditionFailed { item, .. }) => item.unwrap_or_default(),
            Err(error) => return Err(StoreError::call("claim an idempotency key")(error)),
        };
        let old = |name: &str| taken.get(name)?.as_s();
        if old("request").is_none_or(|before| *before != fingerprint(request)) {
            return Ok(Once::Other);
        }
        Ok(old("message").and_then(|key| MessageKey::parse(key)).map_or(Once::Other, Once::Again))
    }
}
