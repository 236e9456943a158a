//! Messages: inserted once, completed later, read by page.

use std::collections::BTreeMap;

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::message::{Message, MessageKey, Sending};
use relais_dynamo::{AttributeValue, Page};

use super::items::{Item, has_outcome, message_attributes, message_sk, n, read_message, s};
use super::{Store, StoreError, carried_out, expiry};

/// Whether a message was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is stored now.
    New,
    /// A record with its key was stored before; nothing changed.
    Known,
}

/// The most messages that a page has beyond its limit, because they are of the same second as the oldest one.
const SAME_SECOND: usize = 100;

/// One page of a thread.
#[derive(Clone, Debug)]
pub struct MessagePage {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// `before` for the page with older messages; `None` at the beginning of the thread.
    pub next: Option<String>,
}

impl Store {
    /// Stores a message unless its key is taken. A tombstone gives way: the caller knows whether the person was erased.
    pub async fn insert_message(&self, message: &Message) -> Result<Inserted, StoreError> {
        let mut item = message_attributes(message)?;
        item.extend(key(&message.key));
        item.extend(self.expiry_of(message).map(|expires| ("expires".to_owned(), expires)));
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(item)
            .condition_expression("attribute_not_exists(pk) OR attribute_exists(erased)")
            .send()
            .await;
        Ok(if carried_out(put, "store a message")? { Inserted::New } else { Inserted::Known })
    }

    /// Writes an outbound message with its outcome. Statuses that were stored before it stay, and so does what it says
    /// now if it was corrected or deleted in the phone app. If the person was erased meanwhile, nothing is written.
    pub async fn complete_message(&self, message: &Message) -> Result<(), StoreError> {
        let unrevised = "attribute_not_exists(erased) AND attribute_not_exists(rev)";
        if self.write_outcome(message, &[], unrevised).await? {
            return Ok(());
        }
        let revised = "attribute_not_exists(erased) AND attribute_exists(rev)";
        if !self.write_outcome(message, &["kind", "text", "raw", "rev"], revised).await? {
            tracing::info!(message_key = %message.key, "message not stored: its person was erased");
        }
        Ok(())
    }

    /// Writes an outbound message without these attributes. Returns whether the condition held.
    async fn write_outcome(
        &self,
        message: &Message,
        without: &[&str],
        condition: &str,
    ) -> Result<bool, StoreError> {
        let mut names = BTreeMap::new();
        let mut values = Item::new();
        let mut sets = Vec::new();
        let attributes = message_attributes(message)?.into_iter();
        // In order, so that all such writes are worded alike: the engine of one machine knows them again.
        let attributes: BTreeMap<_, _> =
            attributes.filter(|(name, _)| !without.contains(&name.as_str())).collect();
        for (position, (name, value)) in attributes.into_iter().enumerate() {
            let set = match name.as_str() {
                // A status may have stored the wamid already; the first one stays.
                "wamid" => format!("#{position} = if_not_exists(#{position}, :{position})"),
                _ => format!("#{position} = :{position}"),
            };
            sets.push(set);
            names.insert(format!("#{position}"), name);
            values.insert(format!(":{position}"), value);
        }
        let expires = self.expiry_of(message);
        let mut removed = Vec::from([
            ("sending", message.sending.is_none()),
            ("#unknown", message.unknown_since.is_none()),
            ("#expires", expires.is_none()),
        ]);
        removed.retain(|(_, remove)| *remove);
        let removed: Vec<_> = removed.into_iter().map(|(name, _)| name).collect();
        if message.unknown_since.is_none() {
            names.insert("#unknown".to_owned(), "unknown".to_owned());
        }
        if let Some(expires) = expires {
            sets.push("#expires = :expires".to_owned());
            values.insert(":expires".to_owned(), expires);
        }
        names.insert("#expires".to_owned(), "expires".to_owned());
        let mut expression = format!("SET {}", sets.join(", "));
        if !removed.is_empty() {
            expression.push_str(" REMOVE ");
            expression.push_str(&removed.join(", "));
        }
        let written = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(&message.key))
            .update_expression(expression)
            .condition_expression(condition)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .send()
            .await;
        carried_out(written, "store a sent message")
    }

    /// When a message that is written now expires, if there is a retention.
    fn expiry_of(&self, message: &Message) -> Option<AttributeValue> {
        self.retention.as_ref().map(|retention| expiry(message.changed_at, retention.period))
    }

    /// Claims the attempt `next` at a message that a person sent, before the call. `false` when the message has an
    /// outcome, or another worker claimed an attempt or ended the send since `message` was read.
    pub async fn claim_attempt(&self, message: &Message, next: &Sending) -> Result<bool, StoreError> {
        let Some(sending) = &message.sending else { return Ok(false) };
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(&message.key))
            .update_expression(
                "SET sending.#since = :now, sending.attempt = :attempt, sending.unclear = :unclear, \
                 changed_at = :now REMOVE sending.unsent",
            )
            .condition_expression(
                "sending.#since = :seen AND attribute_not_exists(wamid) AND attribute_not_exists(#error)",
            )
            .expression_attribute_names("#since", "since")
            .expression_attribute_names("#error", "error")
            .expression_attribute_values(":now", n(next.since.as_millisecond()))
            .expression_attribute_values(":seen", n(sending.since.as_millisecond()))
            .expression_attribute_values(":attempt", n(next.attempt))
            .expression_attribute_values(":unclear", n(next.unclear))
            .send()
            .await;
        carried_out(updated, "claim an attempt")
    }

    /// The message with this key; `None` when nothing, or only statuses, is stored under it. One that has expired is
    /// still returned until it is deleted, because it was recorded.
    pub async fn message(&self, message: &MessageKey) -> Result<Option<Message>, StoreError> {
        match self.message_item(message).await? {
            Some(item) => read_message(item),
            None => Ok(None),
        }
    }

    /// The stored outcome of the outbound message with this key. What is recorded stays so, and nearly always is: then half
    /// a read unit tells.
    pub async fn outcome(&self, message: &MessageKey) -> Result<Outcome, StoreError> {
        match outcome_of(self.read_item(message, false).await?)? {
            Outcome::Recorded => Ok(Outcome::Recorded),
            _ => outcome_of(self.message_item(message).await?),
        }
    }

    /// The newest messages of a contact before `before` (a sort key), oldest first; at most `limit` (1 to 100), and up
    /// to 100 others of the oldest one's second: Meta's times are whole seconds, and within one the order is
    /// known only of messages that are read together.
    pub async fn thread(
        &self,
        contact: &ContactId,
        before: Option<&str>,
        limit: usize,
    ) -> Result<MessagePage, StoreError> {
        let limit = limit.clamp(1, 100);
        let before = format!("m.{}", before.unwrap_or("~"));
        let page = self.newest_before(contact, &before, limit + 1).await?;
        let mut items = page.items;
        // The conversation has the same partition key and sorts before all messages.
        items.retain(|item| sort_key(item).starts_with("m.") && !self.is_expired(item));
        // DynamoDB also ends a page at 1 MB, which long messages can reach before the limit.
        let mut more = items.len() > limit || page.last_evaluated_key.is_some();
        let is_cut =
            items.get(limit).is_some_and(|next| items.get(limit - 1).map(second) == Some(second(next)));
        items.truncate(limit);
        if is_cut {
            more = self.complete(contact, &mut items).await?;
        }
        let next = items
            .last()
            .filter(|_| more)
            .and_then(|item| sort_key(item).strip_prefix("m.").map(str::to_owned));
        let messages: Result<Vec<_>, _> = items.into_iter().map(read_message).collect();
        let mut messages: Vec<_> = messages?.into_iter().flatten().collect();
        messages.sort_by_key(|message| (message.key.at(), message.came_at));
        Ok(MessagePage { messages, next })
    }

    /// Adds to a page, newest first, what else is of its last message's second. Returns whether there are older messages.
    async fn complete(&self, contact: &ContactId, items: &mut Vec<Item>) -> Result<bool, StoreError> {
        let Some(last) = items.last().map(|item| sort_key(item).to_owned()) else { return Ok(true) };
        let page = self.newest_before(contact, &last, SAME_SECOND + 1).await?;
        let older: Vec<_> = page.items.into_iter().filter(|item| sort_key(item).starts_with("m.")).collect();
        let same = older.iter().take(SAME_SECOND).take_while(|item| second(item) == second_in(&last)).count();
        let more = older.len() > same || page.last_evaluated_key.is_some();
        items.extend(older.into_iter().take(same).filter(|item| !self.is_expired(item)));
        Ok(more)
    }

    /// At most `limit` records of a contact before this sort key, newest first.
    async fn newest_before(
        &self,
        contact: &ContactId,
        before: &str,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let query = self.client.query().table_name(&self.table);
        query
            .key_condition_expression("pk = :contact AND sk < :before")
            .expression_attribute_values(":contact", s(contact.as_str()))
            .expression_attribute_values(":before", s(before))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(limit)
            .send()
            .await
            .map_err(StoreError::call("read a thread"))
    }

    async fn message_item(&self, message: &MessageKey) -> Result<Option<Item>, StoreError> {
        self.read_item(message, true).await
    }

    async fn read_item(&self, message: &MessageKey, consistent: bool) -> Result<Option<Item>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(key(message))
            .consistent_read(consistent)
            .send()
            .await
            .map_err(StoreError::call("read a message"))?;
        Ok(found.item)
    }
}

fn outcome_of(item: Option<Item>) -> Result<Outcome, StoreError> {
    Ok(match item {
        None => Outcome::Unknown,
        Some(item) if !has_outcome(&item) => read_message(item)?
            .and_then(|message| message.unknown_since)
            .map_or(Outcome::Unknown, Outcome::GivenUp),
        Some(item) if !item.contains_key("v") => Outcome::Reported,
        Some(item) if item.contains_key("wamid") => Outcome::Recorded,
        Some(item) => read_message(item)?
            .and_then(|message| message.error)
            .map_or(Outcome::Recorded, |error| Outcome::Refused(error.code)),
    })
}

fn sort_key(item: &Item) -> &str {
    item.get("sk").and_then(|sk| sk.as_s()).map_or("", |sk| sk.as_str())
}

fn second(item: &Item) -> &str {
    second_in(sort_key(item))
}

/// What messages of one time have in common: `m.` and the milliseconds.
fn second_in(sort_key: &str) -> &str {
    sort_key.get(.."m.".len() + 13).unwrap_or(sort_key)
}

/// What the store knows of an outbound message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    Unknown,
    /// Statuses are stored, but the message itself is not written yet.
    Reported,
    /// The message is stored with its outcome.
    Recorded,
    /// The message is stored, and it was not sent: Graph's code, 0 when there is none.
    Refused(i64),
    /// The message was given up at this time, and it is not known whether it arrived.
    GivenUp(Timestamp),
}

pub(super) fn key(message: &MessageKey) -> Item {
    Item::from([("pk".into(), s(message.contact().as_str())), ("sk".into(), s(message_sk(message)))])
}
