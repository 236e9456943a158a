//! Finds people by the words of their names and by their numbers ([`find`]).
//!
//! Each key of a person is a small record under the contact, and in a partition of the index by its first sign. The
//! records are written in one transaction with the conversation whose ids and names they are of, and only when these
//! change. So they always agree with it, and none is written after the person was erased.

use std::collections::BTreeSet;

use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::find;
use relais_dynamo::TransactWriteItem;

use super::items::{Item, s};
use super::table::BY_ACTIVITY;
use super::{Saved, Store, StoreError};

/// Begins the sort key of a record.
const PREFIX: &str = "find.";

/// The last of all signs.
const LAST: char = '\u{10ffff}';

/// One page of what was found.
#[derive(Clone, Debug)]
pub struct FoundPage {
    /// The contacts by their keys, in alphabetical order, each with its place. A contact may have several.
    pub contacts: Vec<(ContactId, String)>,
    /// Whether there may be more.
    pub more: bool,
}

impl Store {
    /// A page of at most `limit` keys (1 to 100) with this beginning. `after` is the place of the last one of the page
    /// before.
    pub async fn find_keys(
        &self,
        beginning: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<FoundPage, StoreError> {
        let Some(partition) = partition(beginning) else {
            return Ok(FoundPage { contacts: Vec::new(), more: false });
        };
        let limit = limit.clamp(1, 100);
        // No place is the beginning of another one.
        let first = after.map_or_else(|| beginning.to_owned(), |after| format!("{after}~"));
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_ACTIVITY)
            .key_condition_expression("ix_pk = :partition AND ix_sk BETWEEN :first AND :last")
            .expression_attribute_values(":partition", s(partition))
            .expression_attribute_values(":first", s(first))
            .expression_attribute_values(":last", s(format!("{beginning}{LAST}")))
            .limit(limit)
            .send()
            .await
            .map_err(StoreError::call("find conversations"))?;
        let more = page.items.len() == limit;
        let entries = page.items.iter().filter_map(|item| {
            let text = |name: &str| item.get(name).and_then(|value| value.as_s());
            Some((ContactId::parse(text("pk")?)?, text("ix_sk")?.clone()))
        });
        Ok(FoundPage { contacts: entries.collect(), more })
    }

    /// What else a save of this conversation has to write, because its ids or names changed, and notes it in the record.
    pub(super) async fn change_keys(
        &self,
        conversation: &mut Conversation,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let keys = find::keys(&conversation.identity);
        let fingerprint = find::fingerprint_of(&keys);
        if fingerprint == conversation.found_by {
            return Ok(Vec::new());
        }
        conversation.found_by = fingerprint;
        let contact = &conversation.contact;
        let known = if conversation.version == 0 { BTreeSet::new() } else { self.keys_of(contact).await? };
        let new = keys.difference(&known).map(|key| {
            let mut item = record_key(contact, key);
            item.insert("ix_pk".into(), s(partition(key).unwrap_or_default()));
            item.insert("ix_sk".into(), s(format!("{key}.{contact}")));
            self.client.put_item().table_name(&self.table).set_item(item).into()
        });
        let gone = known.difference(&keys).map(|key| {
            self.client.delete_item().table_name(&self.table).set_key(record_key(contact, key)).into()
        });
        Ok(new.chain(gone).collect())
    }

    /// The keys that are stored of a contact.
    async fn keys_of(&self, contact: &ContactId) -> Result<BTreeSet<String>, StoreError> {
        let found = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :contact AND begins_with(sk, :prefix)")
            .expression_attribute_values(":contact", s(contact.as_str()))
            .expression_attribute_values(":prefix", s(PREFIX))
            .consistent_read(true)
            .send()
            .await
            .map_err(StoreError::call("read what a person is found by"))?;
        let key = |item: &Item| Some(item.get("sk")?.as_s()?.strip_prefix(PREFIX)?.to_owned());
        Ok(found.items.iter().filter_map(key).collect())
    }

    /// Saves a conversation together with these writes.
    pub(super) async fn put_with(
        &self,
        put: relais_dynamo::Request<relais_dynamo::PutItem>,
        more: Vec<TransactWriteItem>,
    ) -> Result<Saved, StoreError> {
        let writes = std::iter::once(put.into()).chain(more).collect();
        self.transact(writes, "save a conversation").await
    }
}

fn partition(key: &str) -> Option<String> {
    Some(format!("find#{}", key.chars().next()?))
}

fn record_key(contact: &ContactId, key: &str) -> Item {
    Item::from([("pk".into(), s(contact.as_str())), ("sk".into(), s(format!("{PREFIX}{key}")))])
}
