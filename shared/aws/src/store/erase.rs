//! Erases a person's records. [`relais_core::conversation`] has the transitions.
//!
//! Erasing marks the conversations first and blanks them last. In between everything else is deleted. If it stops
//! midway, the conversations still name the person, and it can be repeated.
//!
//! A job under way may hold a record of the person and write it later. These writes fail:
//!
//! - A conversation is saved on the condition of its version, which goes on in the blank conversation.
//! - An outbound message is completed on the condition that its key holds no *tombstone*: a record without content,
//!   which expires after 15 days. Erasing puts one in the place of each message that may still be completed.
//! - An entry of a list is written on the condition that its key holds no tombstone of a later erasure, and the keys that
//!   a person is found by in one transaction with the conversation.
//! - A status of our own is written only where the message is, or its conversation.
//! - A message from a webhook is stored right after its conversation was saved, so before erasing had begun. Erasing
//!   waits [`INSERT_TIME`] before it reads what to delete. A worker that took longer checks the conversation, and
//!   buries the message again ([`Store::was_erased`]).

use jiff::{SignedDuration, Timestamp};
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, List};
use relais_core::message::MessageKey;
use relais_dynamo::{Error, PutItem, Request, TransactWriteItem};
use tokio::task::JoinSet;

use super::items::{Item, n, s};
use super::lists::entry_key;
use super::messages::key;
use super::person::RecordKey;
use super::{KeptItem, Records, Saved, Store, StoreError, expiry};

/// The longest time between the save of a conversation and the insert of its message after which the worker need not
/// check whether the person was erased.
pub const INSERT_TIME: SignedDuration = SignedDuration::from_secs(1);

/// How long blank conversations and tombstones stay: longer than the 14 days that a job stays in a queue.
pub(super) const TOMBSTONE: SignedDuration = SignedDuration::from_hours(15 * 24);

/// Deletions at the same time.
const AT_ONCE: usize = 16;

impl Store {
    /// The conversation of this contact, also when only its blank is left. `None` for a pointer.
    pub async fn conversation_or_blank(
        &self,
        contact: &ContactId,
    ) -> Result<Option<Conversation>, StoreError> {
        self.stored(contact).await
    }

    /// Whether a message of this contact that was made at `at` belongs to what was erased: there is no conversation any
    /// more, or it began anew after the message.
    pub async fn was_erased(&self, contact: &ContactId, at: Timestamp) -> Result<bool, StoreError> {
        let stored = self.stored(contact).await?;
        Ok(stored.is_none_or(|conversation| conversation.is_blank() || conversation.has_erased(at)))
    }

    /// Puts a tombstone in the place of a message that was stored although its person was erased meanwhile.
    pub async fn bury_message(&self, message: &MessageKey, now: Timestamp) -> Result<(), StoreError> {
        self.bury(key(message), now).await
    }

    /// Marks a conversation as being erased, and takes it off its lists. An answer that was begun and is none of the stored
    /// `records` can then no longer be completed.
    pub async fn begin_erasing(
        &self,
        conversation: &mut Conversation,
        records: &Records,
        now: Timestamp,
    ) -> Result<Saved, StoreError> {
        let answer = conversation.outgoing.as_ref();
        let answer = answer.and_then(|out| MessageKey::from_reference(&conversation.contact, &out.sort_key));
        let answer = answer.filter(|answer| !records.messages.contains(answer));
        let loaded = conversation.version;
        conversation.begin_erasing(now);
        let mut writes = vec![self.put_conversation(conversation, loaded)?.into()];
        writes.extend(answer.map(|answer| self.put_tombstone(key(&answer), now).into()));
        let entries = List::ALL.map(|list| entry_key(&conversation.contact, list));
        writes.extend(entries.map(|entry| self.put_tombstone(entry, now).into()));
        self.transact(writes, "begin to erase a person").await
    }

    /// Deletes these webhook items.
    pub async fn delete_kept_items(&self, items: &[KeptItem], now: Timestamp) -> Result<(), StoreError> {
        let items = items.iter().map(|item| (RecordKey::of(&item.pk, &item.hash).item(), false));
        self.delete_all(items, now).await
    }

    /// Deletes the records of a person. What may still be completed becomes a tombstone. The messages go last, because
    /// only they name the rest: if it stops midway, it can be repeated.
    pub async fn delete_records(&self, records: &Records, now: Timestamp) -> Result<(), StoreError> {
        let beside = records.beside.iter().chain(&records.others).map(|record| (record.item(), false));
        self.delete_all(beside, now).await?;
        let messages =
            records.messages.iter().map(|message| (key(message), records.under_way.contains(message)));
        self.delete_all(messages, now).await
    }

    /// Deletes the records with these keys, some at the same time. `true`: a tombstone takes its place.
    async fn delete_all(
        &self,
        keys: impl Iterator<Item = (Item, bool)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut deleting = JoinSet::new();
        for (key, keep) in keys {
            if deleting.len() >= AT_ONCE {
                finished(deleting.join_next().await)?;
            }
            let store = self.clone();
            deleting.spawn(
                async move { if keep { store.bury(key, now).await } else { store.delete(key).await } },
            );
        }
        while !deleting.is_empty() {
            finished(deleting.join_next().await)?;
        }
        Ok(())
    }

    /// Replaces marked conversations with their blanks and deletes what leads to them, all or nothing. A conflict means
    /// that a new message came meanwhile: the conversations are to be erased again.
    pub async fn finish_erasing(
        &self,
        conversations: &[Conversation],
        records: &Records,
    ) -> Result<Saved, StoreError> {
        let mut writes: Vec<TransactWriteItem> = Vec::new();
        for conversation in conversations {
            writes.push(self.put_conversation(&mut conversation.blank(), conversation.version)?.into());
        }
        for pointer in &records.pointers {
            let delete = self.client.delete_item().table_name(&self.table);
            writes.push(delete.set_key(pointer.item()).into());
        }
        self.transact(writes, "finish erasing a person").await
    }

    pub(super) fn put_conversation(
        &self,
        conversation: &mut Conversation,
        loaded: u64,
    ) -> Result<Request<PutItem>, StoreError> {
        conversation.version = loaded + 1;
        let put = self.client.put_item().table_name(&self.table);
        let put = put.set_item(super::conversation_item(conversation)?);
        let put = put.condition_expression("version = :loaded");
        Ok(put.expression_attribute_values(":loaded", n(loaded)))
    }

    fn put_tombstone(&self, key: Item, now: Timestamp) -> Request<PutItem> {
        self.client.put_item().table_name(&self.table).set_item(tombstone(key, now))
    }

    /// Carries out all writes or none. [`Saved::Conflict`]: a condition does not hold.
    pub(super) async fn transact(
        &self,
        writes: Vec<TransactWriteItem>,
        operation: &'static str,
    ) -> Result<Saved, StoreError> {
        match self.client.transact_write_items(writes).await {
            Ok(()) => Ok(Saved::Yes),
            Err(error) if is_conflict(&error) => Ok(Saved::Conflict),
            Err(error) => Err(StoreError::call(operation)(error)),
        }
    }

    pub(super) async fn bury(&self, key: Item, now: Timestamp) -> Result<(), StoreError> {
        self.put_tombstone(key, now).send().await.map_err(StoreError::call("erase a message"))?;
        Ok(())
    }

    async fn delete(&self, key: Item) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(key);
        delete.send().await.map_err(StoreError::call("delete a record"))?;
        Ok(())
    }
}

impl RecordKey {
    fn item(&self) -> Item {
        Item::from([("pk".into(), s(&self.pk)), ("sk".into(), s(&self.sk))])
    }
}

/// A record without content, which forbids that a message is written under this key.
fn tombstone(mut key: Item, now: Timestamp) -> Item {
    key.insert("erased".into(), n(now.as_millisecond()));
    key.insert("expires".into(), expiry(now, TOMBSTONE));
    key
}

fn is_conflict(error: &Error) -> bool {
    let Error::Cancelled { reasons } = error else { return false };
    let mut codes = reasons.iter().filter_map(|reason| reason.code.as_deref());
    codes.any(|code| matches!(code, "ConditionalCheckFailed" | "TransactionConflict"))
}

fn finished(task: Option<Result<Result<(), StoreError>, tokio::task::JoinError>>) -> Result<(), StoreError> {
    task.unwrap_or(Ok(Ok(()))).map_err(|_| StoreError::Contended)?
}
