//! Many records in one call.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::KeysAndAttributes;
use relais_core::message::{Message, MessageKey};

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
        let mut wanted = keys;
        while !wanted.is_empty() {
            let rest = wanted.split_off(wanted.len().min(MOST_KEYS));
            let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).build();
            let keys = keys
                .map_err(|error| StoreError::Unwritable { record: "request", detail: error.to_string() })?;
            let page = self
                .client
                .batch_get_item()
                .request_items(&self.table, keys)
                .send()
                .await
                .map_err(StoreError::call(operation))?;
            found.extend(page.responses.into_iter().flatten().flat_map(|(_, items)| items));
            let unprocessed =
                page.unprocessed_keys.and_then(|mut keys: HashMap<_, _>| keys.remove(&self.table));
            wanted = unprocessed.map(|keys| keys.keys).unwrap_or_default();
            wanted.extend(rest);
        }
        Ok(found)
    }
}
