//! The tokens that the model has used in a day, counted only if there is a limit.

use jiff::{SignedDuration, Timestamp};
use relais_dynamo::ReturnValue;

use super::items::{Item, SCHEMA, n, s};
use super::{Store, StoreError, expiry};

/// How long a day's count is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Store {
    /// The tokens used today (UTC). The read is eventually consistent (half a read unit): workers that ask at the same
    /// moment may exceed the limit by their answers.
    pub async fn tokens_used(&self, now: Timestamp) -> Result<u64, StoreError> {
        let request = self.client.get_item().table_name(&self.table).set_key(key(now));
        let found = request.send().await.map_err(StoreError::call("read the model's tokens"))?;
        Ok(tokens(found.item.as_ref()))
    }

    /// Adds tokens to today's count. Returns the new count. If the response is lost and the client retries, they may be
    /// counted twice.
    pub async fn use_tokens(&self, spent: u64, now: Timestamp) -> Result<u64, StoreError> {
        let request = self.client.update_item().table_name(&self.table).set_key(key(now));
        let counted = request
            .update_expression("ADD tokens :spent SET v = :v, #expires = :expires")
            .expression_attribute_names("#expires", "expires")
            .expression_attribute_values(":spent", n(spent))
            .expression_attribute_values(":v", n(SCHEMA))
            .expression_attribute_values(":expires", expiry(now, KEPT))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(StoreError::call("count the model's tokens"))?;
        Ok(tokens(counted.attributes.as_ref()))
    }
}

fn tokens(item: Option<&Item>) -> u64 {
    item.and_then(|item| item.get("tokens")?.as_n()?.parse().ok()).unwrap_or(0)
}

fn key(now: Timestamp) -> Item {
    let day = now.strftime("%Y-%m-%d");
    Item::from([("pk".into(), s(format!("budget#{day}"))), ("sk".into(), s("budget"))])
}
