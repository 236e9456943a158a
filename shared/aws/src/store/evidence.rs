//! Whether Meta's statuses come, from what is recorded of other messages.
//!
//! A send of unknown outcome may be repeated only if its own status would have come by now. Statuses of other messages
//! show that: if one has a Meta time that is not before the send began, then Meta reports, and we record, what happened
//! since. While Meta's webhooks lag, by however much, nothing recorded is that new.
//!
//! This costs up to 27 queries. It is read only where the outcome of a send is unknown at its second check, or where a
//! third message failed for the whole account. A counter kept with each status would cost a write for every one of them.

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::message::MessageKey;

use relais_core::circuit_breaker::Line;
use relais_whatsapp::status::StatusName;

use super::items::{Item, message_sk, read_statuses, s};
use super::{Store, StoreError};

/// The most recently active conversations that are looked at.
const CONVERSATIONS: usize = 25;

/// The newest messages of each that are looked at.
const MESSAGES: usize = 12;

impl Store {
    /// Whether a status of another message than `message` is recorded whose Meta time is not before `since`. Looks at the
    /// newest messages of the same contact, and of the most recently active conversations for which `is_of_number`.
    pub async fn statuses_come(
        &self,
        message: &MessageKey,
        since: Timestamp,
        is_of_number: impl Fn(&Conversation) -> bool,
    ) -> Result<bool, StoreError> {
        let own = message_sk(message);
        let shows = |contact: &ContactId, item: &Item| {
            let is_own = contact == message.contact() && sort_key(item) == Some(own.as_str());
            !is_own && read_statuses(item).iter().any(|(_, at)| at >= since)
        };
        if self.newest_show(message.contact(), &shows).await? {
            return Ok(true);
        }
        self.recent_show(is_of_number, shows).await
    }

    /// Whether a message of this line that was sent since `since` has arrived: it was delivered, read or played. `sent`
    /// does not count, because `failed` may follow it. Looks at the most recently active conversations for which `is_of_number`.
    pub async fn messages_arrive(
        &self,
        line: Line,
        since: Timestamp,
        is_of_number: impl Fn(&Conversation) -> bool,
    ) -> Result<bool, StoreError> {
        let arrived = |_: &ContactId, item: &Item| {
            let kind = item.get("kind").and_then(|kind| kind.as_s());
            let sent = item.get("ts").and_then(|ms| ms.as_n()?.parse::<i64>().ok());
            let statuses = read_statuses(item);
            let arrives = [StatusName::Delivered, StatusName::Read, StatusName::Played];
            Line::of_kind(kind.map_or("text", String::as_str)) == line
                && sent.is_some_and(|ms| ms >= since.as_millisecond())
                && arrives.iter().any(|name| statuses.has(name))
        };
        self.recent_show(is_of_number, arrived).await
    }

    /// Whether a message in one of the most recently active conversations for which `is_of_number` is as `shows` says.
    async fn recent_show(
        &self,
        is_of_number: impl Fn(&Conversation) -> bool,
        shows: impl Fn(&ContactId, &Item) -> bool,
    ) -> Result<bool, StoreError> {
        let recent = self.conversations(None, CONVERSATIONS).await?.conversations;
        for conversation in recent.iter().filter(|conversation| is_of_number(conversation)) {
            if self.newest_show(&conversation.contact, &shows).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The records are read as they are: statuses may have come before their message was stored.
    async fn newest_show(
        &self,
        contact: &ContactId,
        shows: &impl Fn(&ContactId, &Item) -> bool,
    ) -> Result<bool, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :contact AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":contact", s(contact.as_str()))
            .expression_attribute_values(":first", s("m."))
            .expression_attribute_values(":last", s("m.~"))
            .scan_index_forward(false)
            .limit(MESSAGES)
            .send()
            .await
            .map_err(StoreError::call("read the newest statuses"))?;
        Ok(page.items.iter().any(|item| shows(contact, item)))
    }
}

fn sort_key(item: &Item) -> Option<&str> {
    item.get("sk").and_then(|sk| sk.as_s()).map(String::as_str)
}
