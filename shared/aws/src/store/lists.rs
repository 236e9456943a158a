//! The lists of conversations ([`List`]), each in a partition of the index of its own.
//!
//! A conversation that is on a list has an entry there: a small record. It is written *before* the conversation is saved
//! with what puts it on the list, and leaves the index after the save without. So no conversation is missing from its
//! lists, whatever fails; an entry whose conversation does not fit is passed over. What stays of an entry is its empty
//! record, which is filled again when the conversation is back on the list.
//!
//! The conversation notes the times of its entries. An entry has the version of the save that it is for, and gives way to a
//! later one only: what follows an earlier save neither replaces nor removes the entry of a later one. Of two saves at once
//! both write their entries, and only one is saved; the other then puts the entries as what is stored has them.
//!
//! Erasing a person puts a tombstone in the place of each entry. It refuses the entry of a worker that has loaded the
//! conversation before, and gives way to the entries of a conversation that began anew.

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, EntryChange, List};
use relais_core::folding::folded;

use super::items::{Item, n, s};
use super::table::BY_ACTIVITY;
use super::{Saved, Store, StoreError, carried_out};

/// The most entries that are counted.
const MOST: usize = 100;

/// A place after all others.
const LAST: &str = "~";

/// One page of a list.
#[derive(Clone, Debug)]
pub struct ListPage {
    /// The contacts of conversations that are or were on the list, each with its place.
    pub contacts: Vec<(ContactId, String)>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

impl Store {
    /// Writes the entry of a conversation for the save that makes it this version. A conflict means that a later one has been
    /// begun, or that the person was erased since it was loaded.
    pub(super) async fn put_entry(
        &self,
        conversation: &Conversation,
        list: List,
        at: Timestamp,
        version: u64,
    ) -> Result<Saved, StoreError> {
        let contact = &conversation.contact;
        let mut item = entry_key(contact, list);
        let assigned = conversation.team.assigned.as_ref().filter(|_| list == List::Assigned);
        item.insert("ix_pk".into(), s(assigned.map_or_else(|| partition(list), |to| partition_of(&to.to))));
        item.insert("ix_sk".into(), s(place(contact, at)));
        item.insert("since".into(), n(at.as_millisecond()));
        item.insert("version".into(), n(version));
        let erased = conversation.erased_at.map_or(0, Timestamp::as_millisecond);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(item)
            .condition_expression(
                "(attribute_not_exists(erased) OR erased <= :erased OR expires <= :now) AND \
                 (attribute_not_exists(#version) OR #version <= :version)",
            )
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":erased", n(erased))
            // What is left of a person who was erased long ago may outlast the blank record of their conversation.
            .expression_attribute_values(":now", n(conversation.changed_at.as_second()))
            .expression_attribute_values(":version", n(version))
            .send()
            .await;
        Ok(if carried_out(put, "list a conversation")? { Saved::Yes } else { Saved::Conflict })
    }

    /// Takes the entry with this time off a list. If this fails, it is passed over until the next one replaces it.
    pub(super) async fn remove_entry(&self, contact: &ContactId, list: List, at: Timestamp, version: u64) {
        let removed = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(entry_key(contact, list))
            .update_expression("REMOVE ix_pk, ix_sk, #since")
            .condition_expression(
                "#since = :since AND (attribute_not_exists(#version) OR #version <= :version)",
            )
            .expression_attribute_names("#since", "since")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":since", n(at.as_millisecond()))
            .expression_attribute_values(":version", n(version))
            .send()
            .await;
        if let Err(error) = carried_out(removed, "take a conversation off a list") {
            tracing::debug!(%contact, ?list, %error, "an entry of a list stays, without effect");
        }
    }

    /// After a save that was refused, although its entries were written: puts these as what is stored has them. If it fails,
    /// an entry may be missing from the list of a colleague, or one too many be passed over, until the next change of it.
    pub(super) async fn mend_entries(&self, contact: &ContactId, written: &[(List, EntryChange)]) {
        let Ok(Some(stored)) = self.conversation(contact).await else { return };
        for (list, change) in written {
            let EntryChange::Put(at) = *change else { continue };
            match stored.listed_on(*list) {
                Some(noted) => {
                    if let Err(error) = Box::pin(self.put_entry(&stored, *list, noted, stored.version)).await
                    {
                        tracing::debug!(%contact, ?list, %error, "an entry of a list is not as it was saved");
                    }
                }
                None => Box::pin(self.remove_entry(contact, *list, at, stored.version)).await,
            }
        }
    }

    /// A page of at most `limit` entries (1 to 100) in the order of the list. `after` is the `next` of the page before, or
    /// a place.
    pub async fn listed(
        &self,
        list: List,
        after: Option<&str>,
        limit: usize,
        now: Timestamp,
    ) -> Result<ListPage, StoreError> {
        self.page_of(&partition(list), list, after, limit, now).await
    }

    /// As [`Self::listed`], what is assigned to this colleague.
    pub async fn assigned_to(
        &self,
        name: &str,
        after: Option<&str>,
        limit: usize,
        now: Timestamp,
    ) -> Result<ListPage, StoreError> {
        self.page_of(&partition_of(name), List::Assigned, after, limit, now).await
    }

    async fn page_of(
        &self,
        partition: &str,
        list: List,
        after: Option<&str>,
        limit: usize,
        now: Timestamp,
    ) -> Result<ListPage, StoreError> {
        let limit = limit.clamp(1, 100);
        let (further, start) = match (list.is_oldest_first(), list.ends()) {
            // Those that have ended come first.
            (true, true) => (AFTER, until(now)),
            (true, false) => (AFTER, "0".to_owned()),
            (false, _) => (BEFORE, LAST.to_owned()),
        };
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_ACTIVITY)
            .key_condition_expression(further)
            .expression_attribute_values(":list", s(partition))
            .expression_attribute_values(":after", s(after.unwrap_or(&start)))
            .scan_index_forward(list.is_oldest_first())
            .limit(limit)
            .send()
            .await
            .map_err(StoreError::call("list conversations"))?;
        let entries = page.items.iter().filter_map(|item| {
            let text = |name: &str| item.get(name).and_then(|value| value.as_s());
            Some((ContactId::parse(text("pk")?)?, text("ix_sk")?.clone()))
        });
        let has_ended = |place: &str| list.ends() && time_in(place).is_none_or(|at| at <= now);
        let contacts: Vec<_> = entries.take_while(|(_, place)| !has_ended(place)).collect();
        let is_full = contacts.len() == limit;
        let next = contacts.last().filter(|_| is_full).map(|(_, place)| place.clone());
        Ok(ListPage { contacts, next })
    }

    /// How many conversations wait for a person, at most 100, and since when the first of them does. One that waited before it
    /// was put aside is counted.
    pub async fn count_waiting(&self, now: Timestamp) -> Result<(u32, Option<Timestamp>), StoreError> {
        let counted = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_ACTIVITY)
            .select_count()
            .key_condition_expression(BEFORE)
            .expression_attribute_values(":list", s(partition(List::Waiting)))
            .expression_attribute_values(":after", s(until(now)))
            .limit(MOST)
            .send()
            .await
            .map_err(StoreError::call("count what waits for a person"))?;
        let oldest = self.listed(List::Waiting, None, 1, now).await?.contacts.into_iter().next();
        let oldest = oldest.and_then(|(_, place)| time_in(&place)).filter(|oldest| *oldest <= now);
        Ok((counted.count, oldest))
    }
}

const BEFORE: &str = "ix_pk = :list AND ix_sk < :after";
const AFTER: &str = "ix_pk = :list AND ix_sk > :after";

/// The list of what waits for a person has the keys of a release that kept no other one.
fn partition(list: List) -> String {
    if list == List::Waiting { list.name().to_owned() } else { format!("list#{}", list.name()) }
}

/// The list of what is assigned to this colleague, however their name is written.
fn partition_of(name: &str) -> String {
    format!("{}#{}", partition(List::Assigned), folded(name))
}

pub(super) fn entry_key(contact: &ContactId, list: List) -> Item {
    let sk = if list == List::Waiting { list.name().to_owned() } else { format!("list.{}", list.name()) };
    Item::from([("pk".into(), s(contact.as_str())), ("sk".into(), s(sk))])
}

fn place(contact: &ContactId, at: Timestamp) -> String {
    format!("{:013}.{contact}", at.as_millisecond().max(0))
}

/// A place after all entries until this time.
fn until(now: Timestamp) -> String {
    format!("{:013}.{LAST}", now.as_millisecond().max(0))
}

fn time_in(place: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(place.split('.').next()?.parse().ok()?).ok()
}
