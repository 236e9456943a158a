//! Webhook items that are neither message nor status: stored unchanged.

use jiff::Timestamp;
use relais_core::message::fingerprint;

use super::items::{SCHEMA, n, s};
use super::{Store, StoreError};

/// Partitions for each day. Account and template events are few, but a history can have many items.
const SHARDS: u8 = 16;

/// Bytes of the largest webhook item that is stored in the table; DynamoDB allows 400 KB. A larger one goes to the blob
/// store.
pub const MAX_ITEM_BYTES: usize = 300_000;

impl Store {
    /// Stores an item of the webhook field `field`. On the same day a repeat overwrites the same record. Returns the
    /// record's key, `pk/sk`.
    pub async fn store_other_item(
        &self,
        field: &str,
        raw: &str,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let hash = fingerprint(raw);
        let shard = hash.bytes().fold(0_u8, u8::wrapping_add) % SHARDS;
        let day = now.strftime("%Y-%m-%d");
        let pk = format!("event#{day}#{shard}");
        self.client
            .put_item()
            .table_name(&self.table)
            .item("pk", s(&pk))
            .item("sk", s(&hash))
            .item("v", n(SCHEMA))
            .item("field", s(field))
            .item("raw", s(raw))
            .item("at", n(now.as_millisecond()))
            .send()
            .await
            .map_err(StoreError::call("store a webhook item"))?;
        Ok(format!("{pk}/{hash}"))
    }
}
