//! Corrections and deletions: applied to the stored message, or kept until it comes.
//!
//! Meta names the message by its wamid, and its key contains Meta's time of it. So it is found by a query over the time
//! in which Meta accepts a correction or deletion. These are rare.
//!
//! One that comes before its message is a record under the contact, by the fingerprint of the wamid. The conversation
//! names it ([`Conversation::early`](relais_core::Conversation::early)), so that recording a message costs no further
//! read. Where there is no conversation yet, a blank one names it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use relais_core::contact::ContactId;
use relais_core::conversation::early_name;
use relais_core::message::{Direction, Message, MessageKey, Revisions};
use relais_whatsapp::ids::Wamid;
use serde::{Deserialize, Serialize};

use super::items::{Item, SCHEMA, from_item, message_attributes, n, read_message, s, to_item};
use super::messages::key;
use super::{Backoff, KEPT, Saved, Store, StoreError, carried_out, expiry};

/// How long before a deletion its message may have been sent. Meta's limit is two days.
const LONGEST_REVOKE: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How far the time in a message's key may be after the present: keys of our own messages have our own clock's time.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_hours(1);

/// The message that a correction or deletion names.
#[derive(Clone, Debug)]
pub enum Original {
    /// It is not stored.
    Missing,
    /// A status of it is stored, but not the message itself: its send is not recorded yet.
    Unfinished,
    /// It is stored.
    Stored(Box<Message>),
}

/// Corrections and a deletion, and the message that they are of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Early {
    /// Meta's id of the message.
    pub wamid: Wamid,
    /// The direction of the message: a customer changes only inbound ones, the business only outbound ones.
    pub dir: Direction,
    /// In a group: the ids of the member. Only whoever wrote a message changes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// What became of the message.
    pub rev: Revisions,
}

impl Early {
    /// Whether they are of this message: it has the right id and direction, and in a group the same author.
    pub fn is_of(&self, message: &Message) -> bool {
        let is_by_author =
            || message.from.as_ref().is_some_and(|author| self.by.iter().any(|id| id == author));
        message.wamid.as_ref() == Some(&self.wamid)
            && message.direction == self.dir
            && (self.by.is_empty() || is_by_author())
    }

    /// The times between which the message was sent.
    fn sent_between(&self, now: Timestamp) -> (Timestamp, Timestamp) {
        let first = self.rev.edits.iter().map(|edit| edit.at).chain(self.rev.deleted_at).min();
        let oldest = first.unwrap_or(now).min(now).saturating_sub(LONGEST_REVOKE).unwrap_or(Timestamp::MIN);
        let last = self.rev.edits.iter().map(|edit| edit.at).chain(self.rev.deleted_at).max();
        let newest = last.unwrap_or(now).max(now).saturating_add(CLOCK_SLACK).unwrap_or(Timestamp::MAX);
        (oldest, newest)
    }
}

impl Store {
    /// Finds the message of this contact that the corrections or the deletion are of.
    pub async fn original(
        &self,
        contact: &ContactId,
        early: &Early,
        now: Timestamp,
    ) -> Result<Original, StoreError> {
        let (oldest, newest) = early.sent_between(now);
        let sk = |at: Timestamp| s(format!("m.{:013}", at.as_millisecond().max(0)));
        let mut start = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :contact AND sk BETWEEN :oldest AND :newest")
                .filter_expression("wamid = :wamid")
                .expression_attribute_values(":contact", s(contact.as_str()))
                .expression_attribute_values(":oldest", sk(oldest))
                .expression_attribute_values(":newest", sk(newest))
                .expression_attribute_values(":wamid", s(early.wamid.as_str()))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(StoreError::call("find a corrected message"))?;
            if let Some(item) = page.items.into_iter().next() {
                return Ok(match read_message(item)? {
                    Some(message) => Original::Stored(Box::new(message)),
                    None => Original::Unfinished,
                });
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(Original::Missing);
            }
        }
    }

    /// Saves what a stored message says now, and its revisions, unless another worker saved them since it was read, or
    /// the message was erased.
    pub async fn save_revisions(&self, message: &mut Message, now: Timestamp) -> Result<Saved, StoreError> {
        let loaded = message.revisions.version;
        message.revisions.version = loaded.saturating_add(1);
        message.changed_at = message.changed_at.max(now);
        let mut attributes = message_attributes(message)?;
        let mut sets = vec!["changed_at = :now"];
        let mut removed = Vec::new();
        let mut names = BTreeMap::new();
        let mut values =
            Item::from([(":now".to_owned(), n(now.as_millisecond())), (":loaded".to_owned(), n(loaded))]);
        for (name, alias, value, set) in [
            ("kind", "#kind", ":kind", "#kind = :kind"),
            ("text", "#text", ":text", "#text = :text"),
            ("raw", "#raw", ":raw", "#raw = :raw"),
            ("rev", "#rev", ":rev", "#rev = :rev"),
        ] {
            names.insert(alias.to_owned(), name.to_owned());
            match attributes.remove(name) {
                Some(attribute) => {
                    sets.push(set);
                    values.insert(value.to_owned(), attribute);
                }
                None => removed.push(alias),
            }
        }
        names.insert("#version".to_owned(), "version".to_owned());
        let mut expression = format!("SET {}", sets.join(", "));
        if !removed.is_empty() {
            expression.push_str(" REMOVE ");
            expression.push_str(&removed.join(", "));
        }
        let unchanged = if loaded == 0 {
            "attribute_exists(v) AND (attribute_not_exists(#rev) OR #rev.#version = :loaded)"
        } else {
            "attribute_exists(v) AND #rev.#version = :loaded"
        };
        let saved = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(&message.key))
            .update_expression(expression)
            .condition_expression(unchanged)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .send()
            .await;
        if carried_out(saved, "store a corrected message")? {
            return Ok(Saved::Yes);
        }
        message.revisions.version = loaded;
        Ok(Saved::Conflict)
    }

    /// Keeps what came before its message, together with what is kept of it already. The record expires after 30 days,
    /// or after the retention, if that is shorter.
    pub async fn keep_early(
        &self,
        contact: &ContactId,
        early: &Early,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let kept = self.retention.as_ref().map_or(KEPT, |retention| retention.period.min(KEPT));
        let mut backoff = Backoff::default();
        loop {
            let known = self.early(contact, early.dir, early.wamid.as_str()).await?;
            let loaded = known.as_ref().map_or(0, |known| known.rev.version);
            let mut all = known.unwrap_or_else(|| Early { rev: Revisions::default(), ..early.clone() });
            if all.by != early.by && !all.by.iter().any(|id| early.by.contains(id)) {
                return Ok(());
            }
            if !all.rev.merge(&early.rev) {
                return Ok(());
            }
            all.rev.version = loaded.saturating_add(1);
            let mut item = to_item("correction", &all)?;
            item.extend(early_key(contact, early.dir, early.wamid.as_str()));
            item.insert("v".into(), n(SCHEMA));
            item.insert("expires".into(), expiry(now, kept));
            let put = self.client.put_item().table_name(&self.table).set_item(item);
            let put = put
                .condition_expression("attribute_not_exists(pk) OR #rev.#version = :loaded")
                .expression_attribute_names("#rev", "rev")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":loaded", n(loaded));
            if carried_out(put.send().await, "keep an early correction")? {
                return Ok(());
            }
            backoff.again().await?;
        }
    }

    /// What came before the message of this contact with this wamid and direction.
    pub async fn early(
        &self,
        contact: &ContactId,
        dir: Direction,
        wamid: &str,
    ) -> Result<Option<Early>, StoreError> {
        self.early_named(contact, dir, &early_name(wamid)).await
    }

    /// As [`Store::early`], by the name that the conversation has of it.
    pub async fn early_named(
        &self,
        contact: &ContactId,
        dir: Direction,
        name: &str,
    ) -> Result<Option<Early>, StoreError> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.set_key(named_key(contact, dir, name)).consistent_read(true);
        let found = request.send().await.map_err(StoreError::call("read an early correction"))?;
        found.item.map(|item| from_item("correction", item)).transpose()
    }

    /// Deletes what came before its message: the person was erased meanwhile.
    pub async fn forget_early(&self, contact: &ContactId, early: &Early) -> Result<(), StoreError> {
        let key = early_key(contact, early.dir, early.wamid.as_str());
        let delete = self.client.delete_item().table_name(&self.table).set_key(key);
        delete.send().await.map_err(StoreError::call("delete an early correction"))?;
        Ok(())
    }

    /// The stored message with this key, unless it has expired.
    pub async fn kept_message(&self, message: &MessageKey) -> Result<Option<Message>, StoreError> {
        let request = self.client.get_item().table_name(&self.table).set_key(key(message));
        let found = request.consistent_read(true).send().await;
        let found = found.map_err(StoreError::call("read a message"))?.item;
        found.filter(|item| !self.is_expired(item)).map_or(Ok(None), read_message)
    }
}

/// How the sort keys begin. They come after those of all messages, so that no page of a thread reads them.
const EARLY: &str = "revised.";

fn early_key(contact: &ContactId, dir: Direction, wamid: &str) -> Item {
    named_key(contact, dir, &early_name(wamid))
}

fn named_key(contact: &ContactId, dir: Direction, name: &str) -> Item {
    let dir = match dir {
        Direction::Inbound => "in",
        Direction::Outbound => "out",
    };
    Item::from([("pk".into(), s(contact.as_str())), ("sk".into(), s(format!("{EARLY}{dir}.{name}")))])
}
