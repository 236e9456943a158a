//! Events for a business's own systems: what they are, and how often one is tried.
//!
//! An event is announced *before* the write that it is about, as a job of the replies queue. The job reads the record: if
//! it says what was announced, the event is sent; if it does not, the write has failed, and the event is dropped. So
//! after a crash between the two no event is missing, and a redelivered job announces the same event again, with the same
//! id.

mod secret;

use std::fmt::Debug;
use std::pin::Pin;

use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

pub use secret::{NoSecret, SigningSecret};

use crate::contact::ContactId;
use crate::message::{MessageKey, fingerprint};
use crate::queue::QueueError;

/// The waits before the second try and those after it: 24 hours together.
const WAITS: [SignedDuration; 8] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(8),
    SignedDuration::from_hours(8),
];

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventType {
    /// A customer's message is stored.
    #[serde(rename = "message.received")]
    MessageReceived,
    /// Meta reports a message of ours as sent, or as having arrived.
    #[serde(rename = "message.sent")]
    MessageSent,
    /// A message of ours was refused, or Meta reports it as failed.
    #[serde(rename = "message.failed")]
    MessageFailed,
    /// A conversation is marked for a person.
    #[serde(rename = "conversation.handed_over")]
    ConversationHandedOver,
}

impl EventType {
    /// All.
    pub const ALL: [Self; 4] =
        [Self::MessageReceived, Self::MessageSent, Self::MessageFailed, Self::ConversationHandedOver];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::MessageReceived => "message.received",
            Self::MessageSent => "message.sent",
            Self::MessageFailed => "message.failed",
            Self::ConversationHandedOver => "conversation.handed_over",
        }
    }
}

/// An event that is announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// The contact of the message or conversation.
    pub contact: ContactId,
    /// The sort key of the message. `None`: the event is about the conversation.
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub sort_key: Option<String>,
    /// When it was announced; of a hand-over, when the conversation was marked.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The tries that failed.
    #[serde(default)]
    pub tries: u32,
    /// How often its record was looked at and did not say yet what was announced.
    #[serde(default)]
    pub looks: u32,
    /// When the next try or look is due. `None`: at once.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub due: Option<Timestamp>,
}

impl Event {
    /// An event about the message with this key.
    pub fn of_message(kind: EventType, key: &MessageKey, now: Timestamp) -> Self {
        let sort_key = Some(key.sort_key().to_owned());
        Self { kind, contact: key.contact().clone(), sort_key, at: now, tries: 0, looks: 0, due: None }
    }

    /// The conversation of this contact was marked for a person.
    pub fn handed_over(contact: &ContactId, since: Timestamp) -> Self {
        let kind = EventType::ConversationHandedOver;
        Self { kind, contact: contact.clone(), sort_key: None, at: since, tries: 0, looks: 0, due: None }
    }

    /// The key of its message. `None`: it is about the conversation.
    pub fn message_key(&self) -> Option<MessageKey> {
        MessageKey::from_sort_key(&self.contact, self.sort_key.as_deref()?)
    }

    /// The id, which is derived from what the event is about: an event that is announced again has the same one.
    pub fn id(&self) -> String {
        let about = match &self.sort_key {
            Some(sort_key) => sort_key.clone(),
            None => self.at.as_millisecond().to_string(),
        };
        format!("evt_{}", fingerprint(&format!("{}/{}/{about}", self.kind.name(), self.contact)))
    }

    /// The same after one more failed try. `None`: it is given up.
    pub fn again(&self, now: Timestamp) -> Option<Self> {
        let wait = WAITS.get(usize::try_from(self.tries).ok()?)?;
        let due = now.saturating_add(*wait).unwrap_or(Timestamp::MAX);
        Some(Self { tries: self.tries + 1, due: Some(due), ..self.clone() })
    }
}

/// Queues events durably, if the number's settings ask for them, and tells browsers of hand-overs, if one asks for it.
pub trait Announce: Debug + Send + Sync {
    /// Whether the number's settings ask for such events. `None`: as in [`Self::announce`].
    fn wants<'a>(
        &'a self,
        number: Option<&'a PhoneNumberId>,
        kind: EventType,
    ) -> Pin<Box<dyn Future<Output = Result<bool, QueueError>> + Send + 'a>>;

    /// Queues this event of a number. `None`: the number is not known here, and is found when the event is sent.
    fn announce<'a>(
        &'a self,
        number: Option<&'a PhoneNumberId>,
        event: Event,
    ) -> Pin<Box<dyn Future<Output = Result<(), QueueError>> + Send + 'a>>;

    /// Whether a browser asks to be told when a customer waits for a person.
    fn tells_browsers(&self) -> Pin<Box<dyn Future<Output = Result<bool, QueueError>> + Send + '_>>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Alias;

    fn key(sort: &str) -> MessageKey {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        MessageKey::new(&contact, Timestamp::UNIX_EPOCH, sort)
    }

    #[test]
    fn an_event_has_one_id_whenever_it_is_announced() {
        let at = |s| Timestamp::from_second(s).unwrap();
        let received = |id: &str, s| Event::of_message(EventType::MessageReceived, &key(id), at(s)).id();
        assert_eq!(received("a", 1), received("a", 2));
        let contact = key("a").contact().clone();
        let all = [
            received("a", 1),
            received("b", 1),
            Event::of_message(EventType::MessageSent, &key("a"), at(1)).id(),
            Event::handed_over(&contact, at(1)).id(),
            Event::handed_over(&contact, at(2)).id(),
        ];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn an_event_is_tried_for_a_day_with_growing_waits() {
        let (mut event, mut now) = (
            Event::of_message(EventType::MessageSent, &key("a"), Timestamp::UNIX_EPOCH),
            Timestamp::UNIX_EPOCH,
        );
        let mut waits = Vec::new();
        while let Some(next) = event.again(now) {
            waits.push(next.due.unwrap().duration_since(now));
            now = next.due.unwrap();
            assert_eq!(next.id(), event.id());
            event = next;
        }
        assert!(waits.is_sorted() && event.tries == 8);
        assert_eq!(now.duration_since(Timestamp::UNIX_EPOCH).as_hours(), 23);
    }
}
