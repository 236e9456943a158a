//! Many records in one call.

use relais_core::message::{Message, MessageKey};

use super::change::Backoff;
use super::items::{Item, read_message};
use super::messages::key;
use super::{Store, StoreError};

/// DynamoDB: `BatchGetItem` takes at most 100 keys.
const MOST_KEYS: usize = 100;

impl Store {
    /// The messages with these keys, in no order. A key is left out if nothing, only statuses, or only what has expired is
    /// stored under it.
    pub async fn messages(&self, keys: &[MessageKey]) -> Result<Vec<Message>, StoreError> {
        let keys = keys.iter().map(key).collect();
        let mut items = self.get_all(keys, "read messages").await?;
        items.retain(|item| !self.is_expired(item));
        let messages: Result<Vec<_>, _> = items.into_iter().map(read_message).collect();
        Ok(messages?.into_iter().flatten().collect())
    }

    /// The items with these keys, in no order. A key without an item is left out.
    pub(super) async fn get_all(
        &self,
        keys: Vec<Item>,
        operation: &'static str,
    ) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::with_capacity(keys.len());
        let mut backoff = Backoff::default();
        let mut wanted = keys;
        while !wanted.is_empty() {
            let rest = wanted.split_off(wanted.len().min(MOST_KEYS));
            let batch = self.client.batch_get_item(&self.table, wanted).await;
            let batch = batch.map_err(StoreError::call(operation))?;
            if batch.items.is_empty() && !batch.unprocessed.is_empty() {
                // The partition is busy. A page that ends because it is full has items.
                backoff.again().await?;
            }
            found.extend(batch.items);
            wanted = batch.unprocessed;
            wanted.extend(rest);
        }
        Ok(found)
    }
}
