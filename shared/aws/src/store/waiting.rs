//! The list of what waits for a person, oldest first.
//!
//! A conversation that is marked for a person has an entry: a small record in a partition of the index of its own. The
//! entry is written *before* the conversation is saved with the mark, and leaves the index after it is saved without. So
//! no marked conversation is missing from the list, whatever fails; an entry without a mark is passed over. What stays of
//! an entry is its empty record, which the next mark fills again.
//!
//! [`Conversation::listed`] is the time in the entry. An entry is emptied only if it has the time that the conversation
//! had: so the update that follows an earlier save does not remove the entry of a later mark.

use std::collections::HashMap;

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_dynamo::AttributeValue;

use super::items::{n, s};
use super::table::BY_ACTIVITY;
use super::{Store, StoreError, carried_out};

/// The partition of the index.
const PARTITION: &str = "waiting";

/// The most entries that are counted.
const MOST: usize = 100;

/// One page of the list.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The contacts of conversations that are or were marked, oldest mark first, each with its place in the list.
    pub contacts: Vec<(ContactId, String)>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

/// The change of an entry that a save of the conversation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// None.
    Same,
    /// The conversation is marked now: an entry with this time, before the save.
    Add(Timestamp),
    /// The conversation is no longer marked: the entry with this time goes, after the save.
    Remove(Timestamp),
}

impl Entry {
    /// What this conversation needs, and notes it in the record. A blank one, or one that is joined to another and so not
    /// listed itself, is listed as any other: the list shows the kept one in its place.
    pub(super) fn of(conversation: &mut Conversation) -> Self {
        match (conversation.needs_person, conversation.listed) {
            (Some(needs), None) => {
                conversation.listed = Some(needs.since);
                Self::Add(needs.since)
            }
            (None, Some(since)) => {
                conversation.listed = None;
                Self::Remove(since)
            }
            _ => Self::Same,
        }
    }
}

impl Store {
    /// Writes the entry of a conversation that is marked now.
    pub(super) async fn add_waiting(&self, contact: &ContactId, since: Timestamp) -> Result<(), StoreError> {
        let mut item = key(contact);
        item.insert("ix_pk".into(), s(PARTITION));
        item.insert("ix_sk".into(), s(place(contact, since)));
        item.insert("since".into(), n(since.as_millisecond()));
        let put = self.client.put_item().table_name(&self.table).set_item(item).send().await;
        put.map_err(StoreError::call("list a conversation for a person"))?;
        Ok(())
    }

    /// Takes the entry with this time off the list. If this fails, it is passed over until the next mark replaces it.
    pub(super) async fn remove_waiting(&self, contact: &ContactId, since: Timestamp) {
        let removed = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(contact))
            .update_expression("REMOVE ix_pk, ix_sk, #since")
            .condition_expression("#since = :since")
            .expression_attribute_names("#since", "since")
            .expression_attribute_values(":since", n(since.as_millisecond()))
            .send()
            .await;
        if let Err(error) = carried_out(removed, "take a conversation off the list for a person") {
            tracing::debug!(%contact, %error, "an entry of what waits for a person stays, without effect");
        }
    }

    /// A page of at most `limit` entries (1 to 100), oldest first. `after` is the `next` of the page before, or a place.
    pub async fn waiting(&self, after: Option<&str>, limit: usize) -> Result<Waiting, StoreError> {
        let limit = limit.clamp(1, 100);
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_ACTIVITY)
            .key_condition_expression("ix_pk = :partition AND ix_sk > :after")
            .expression_attribute_values(":partition", s(PARTITION))
            .expression_attribute_values(":after", s(after.unwrap_or("0")))
            .limit(limit)
            .send()
            .await
            .map_err(StoreError::call("list what waits for a person"))?;
        let entries = page.items.iter().filter_map(|item| {
            let text = |name: &str| item.get(name).and_then(|value| value.as_s());
            Some((ContactId::parse(text("pk")?)?, text("ix_sk")?.clone()))
        });
        let contacts: Vec<_> = entries.collect();
        let is_full = page.items.len() == limit;
        let next = contacts.last().filter(|_| is_full).map(|(_, place)| place.clone());
        Ok(Waiting { contacts, next })
    }

    /// The number of entries, at most 100, and the time of the oldest.
    pub async fn count_waiting(&self) -> Result<(u32, Option<Timestamp>), StoreError> {
        let counted = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_ACTIVITY)
            .select_count()
            .key_condition_expression("ix_pk = :partition")
            .expression_attribute_values(":partition", s(PARTITION))
            .limit(MOST)
            .send()
            .await
            .map_err(StoreError::call("count what waits for a person"))?;
        let oldest = self.waiting(None, 1).await?.contacts.into_iter().next();
        let oldest = oldest.and_then(|(_, place)| place.split('.').next()?.parse().ok());
        let oldest = oldest.and_then(|ms| Timestamp::from_millisecond(ms).ok());
        Ok((counted.count, oldest))
    }
}

fn key(contact: &ContactId) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".into(), s(contact.as_str())), ("sk".into(), s("waiting"))])
}

fn place(contact: &ContactId, since: Timestamp) -> String {
    format!("{:013}.{contact}", since.as_millisecond().max(0))
}
