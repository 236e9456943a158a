//! Conversations: saved on condition of their version, and listed by activity.

use std::collections::HashMap;

use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, EntryChange, List};
use relais_core::events::Event;
use relais_core::usage::Counter;

use super::erase::TOMBSTONE;
use super::items::{Item, SCHEMA, n, s, to_item};
use super::places::{Place, read_place};
use super::{KEPT, Store, StoreError, carried_out, expiry};

/// Partitions of the index; a list queries all of them. After a change of this number, a conversation moves to its new
/// partition at its next save.
pub(super) const SHARDS: u8 = 4;

/// The result of a save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is stored, and its version in memory is the stored one.
    Yes,
    /// Another worker saved it after it was loaded: load it again and decide anew.
    Conflict,
}

/// One page of the list.
#[derive(Clone, Debug)]
pub struct ConversationPage {
    /// Newest first.
    pub conversations: Vec<Conversation>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

impl Store {
    /// Saves a conversation if its version is still the stored one.
    ///
    /// If the response to a save is lost, the conversation may be stored although this returns an error or, after the
    /// client's retry, a conflict. The caller loads it again and decides anew.
    pub async fn save_conversation(&self, conversation: &mut Conversation) -> Result<Saved, StoreError> {
        let saved = self.save_record(conversation).await?;
        if saved == Saved::Yes {
            self.show_activity(conversation).await;
        }
        Ok(saved)
    }

    async fn save_record(&self, conversation: &mut Conversation) -> Result<Saved, StoreError> {
        let before = (conversation.listed, conversation.lists.clone(), conversation.found_by.clone());
        let changes = conversation.change_entries();
        let saved = match self.put_entries(conversation, &changes).await {
            Ok(Saved::Yes) => Box::pin(self.put_record(conversation)).await,
            refused => refused,
        };
        if !matches!(saved, Ok(Saved::Yes)) {
            (conversation.listed, conversation.lists, conversation.found_by) = before;
            if changes.iter().any(|(_, change)| matches!(change, EntryChange::Put(_))) {
                Box::pin(self.mend_entries(&conversation.contact, &changes)).await;
            }
            return saved;
        }
        for (list, change) in changes {
            match change {
                EntryChange::Put(_) if list == List::Waiting => self.count_hand_over(conversation),
                EntryChange::Put(_) => {}
                EntryChange::Remove(at) => {
                    let version = conversation.version;
                    Box::pin(self.remove_entry(&conversation.contact, list, at, version)).await;
                }
            }
        }
        saved
    }

    /// Writes the entries that the conversation needs.
    async fn put_entries(
        &self,
        conversation: &Conversation,
        changes: &[(List, EntryChange)],
    ) -> Result<Saved, StoreError> {
        for (list, change) in changes {
            let EntryChange::Put(at) = *change else { continue };
            if *list == List::Waiting {
                let event = Event::handed_over(&conversation.contact, at);
                self.announce(conversation.phone_id.as_ref(), event).await?;
            }
            let version = conversation.version + 1;
            if Box::pin(self.put_entry(conversation, *list, at, version)).await? == Saved::Conflict {
                return Ok(Saved::Conflict);
            }
        }
        Ok(Saved::Yes)
    }

    fn count_hand_over(&self, conversation: &Conversation) {
        if let Some(needs) = conversation.needs_person {
            let counter = Counter::HandOver(needs.reason);
            self.usage.count(conversation.phone_id.as_ref(), counter, 1, conversation.changed_at);
        }
    }

    async fn put_record(&self, conversation: &mut Conversation) -> Result<Saved, StoreError> {
        let loaded = conversation.version;
        let keys = Box::pin(self.change_keys(conversation)).await?;
        conversation.version = loaded + 1;
        let item = conversation_item(conversation)?;
        let put = self.client.put_item().table_name(&self.table).set_item(item);
        let put = match loaded {
            0 => put.condition_expression("attribute_not_exists(pk)"),
            _ => put
                .condition_expression("version = :loaded")
                .expression_attribute_values(":loaded", n(loaded)),
        };
        let saved = if keys.is_empty() {
            let put = carried_out(put.send().await, "save a conversation");
            put.map(|put| if put { Saved::Yes } else { Saved::Conflict })
        } else {
            Box::pin(self.put_with(put, keys)).await
        };
        if !matches!(saved, Ok(Saved::Yes)) {
            conversation.version = loaded;
        }
        saved
    }

    /// The list shows a joined conversation at the place of the kept one, which moves with it. If this fails, it moves
    /// with the next save.
    async fn show_activity(&self, joined: &Conversation) {
        let Some(kept) = &joined.joined_to else { return };
        for _ in 0..3 {
            let Ok(Some(mut conversation)) = self.conversation(kept).await else { return };
            conversation.changed_at = conversation.changed_at.max(joined.changed_at);
            conversation.last_activity = conversation.last_activity.max(joined.last_activity);
            if let Ok(Saved::Yes) = self.save_record(&mut conversation).await {
                return;
            }
        }
        tracing::debug!(contact = %joined.contact, "the kept conversation does not show the latest activity");
    }

    /// A page of at most `limit` (1 to 100) conversations by last activity, newest first. `cursor` is the `next` of the
    /// page before.
    pub async fn conversations(
        &self,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<ConversationPage, StoreError> {
        let limit = limit.clamp(1, 100);
        let mut found = self.latest_active(cursor, limit + 1).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|active| active.place.clone());
        let contacts: Vec<ContactId> = found.into_iter().map(|active| active.contact).collect();
        Ok(ConversationPage { conversations: self.conversations_of(&contacts).await?, next })
    }

    /// The conversations of these contacts, also those joined to another one. One without a conversation is left out.
    pub async fn conversations_of(&self, contacts: &[ContactId]) -> Result<Vec<Conversation>, StoreError> {
        let contacts: Vec<String> = contacts.iter().map(ToString::to_string).collect();
        self.load_all(&contacts).await
    }

    /// The conversations of these contacts, in the same order. A contact without a conversation is left out.
    async fn load_all(&self, contacts: &[String]) -> Result<Vec<Conversation>, StoreError> {
        let mut loaded: HashMap<String, Conversation> = HashMap::new();
        let keys = contacts.iter().map(|contact| conversation_key(contact)).collect();
        for item in self.get_all(keys, "read conversations").await? {
            let Place::Conversation(conversation) = read_place(item)? else { continue };
            if conversation.is_blank() {
                continue;
            }
            loaded.insert(conversation.contact.as_str().to_owned(), *conversation);
        }
        Ok(contacts.iter().filter_map(|contact| loaded.remove(contact)).collect())
    }
}

/// The record of a conversation. A blank one is not listed, and expires.
pub(super) fn conversation_item(conversation: &Conversation) -> Result<Item, StoreError> {
    let mut item = to_item("conversation", conversation)?;
    item.extend(conversation_key(conversation.contact.as_str()));
    item.insert("v".into(), n(SCHEMA));
    if conversation.is_blank() {
        let expires = match conversation.erased_at.filter(|_| conversation.early.is_empty()) {
            Some(erased) => expiry(erased, TOMBSTONE),
            None => expiry(conversation.changed_at, KEPT),
        };
        item.insert("expires".into(), expires);
    } else if conversation.joined_to.is_none() {
        item.insert("ix_pk".into(), s(shard_of(&conversation.contact)));
        item.insert("ix_sk".into(), s(activity(conversation)));
    }
    Ok(item)
}

pub(super) fn conversation_key(contact: &str) -> Item {
    Item::from([("pk".into(), s(contact)), ("sk".into(), s("conversation"))])
}

/// The sort key of the index: time, then contact. It is unique, so a page can begin after any entry.
fn activity(conversation: &Conversation) -> String {
    format!("{:013}.{}", conversation.last_activity.as_millisecond().max(0), conversation.contact)
}

fn shard_of(contact: &ContactId) -> String {
    let spread = contact.as_str().bytes().fold(0_u8, u8::wrapping_add);
    shard_name(spread % SHARDS)
}

pub(super) fn shard_name(shard: u8) -> String {
    format!("conversations#{shard}")
}
