//! Webhook items that are neither message nor status: kept as they came.

use jiff::Timestamp;
use relais_core::message::fingerprint;

use super::items::{SCHEMA, n, s};
use super::{Store, StoreError};

/// Partitions a day. Account and template events are few; history can be many.
const SHARDS: u8 = 16;

/// The most bytes of an item that is kept in the table. A larger one goes to the blob store: a DynamoDB item takes 400 KB.
pub const MAX_EVENT_BYTES: usize = 300_000;

impl Store {
    /// Keeps an item that came under `field`. The same item again changes nothing. Returns the key it is kept under.
    pub async fn keep_event(&self, field: &str, raw: &str, now: Timestamp) -> Result<String, StoreError> {
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
            .map_err(StoreError::call("keep a webhook item"))?;
        Ok(format!("{pk}/{hash}"))
    }
}
