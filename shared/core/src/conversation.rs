//! The conversation with one contact: the record that decides whether anything is sent.
//!
//! It is loaded, changed by one of the transitions here, and saved on the condition that its version has not changed
//! since (`Store::change_conversation`). If two workers decide at the same moment, the save of one is refused. It loads
//! the record again and decides anew. This condition is the basis of the guarantees:
//!
//! - A message is announced ([`Conversation::receive`]) before it is stored. So no stored message is forgotten.
//! - A message waits for an answer until an answer goes out whose prompt contained it ([`Awaiting`]).
//! - The text of an answer and the intent to send it are one write ([`Conversation::begin_sending`]). It is refused
//!   when a person took over, a newer message came, or another worker holds the lease.
//! - An answer that was begun stays here as [`Outgoing`] until its outcome is stored with the message itself.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::contact::{ContactId, Identity};
use crate::message::{Direction, Message, MessageKey, SentBy};
use crate::optout::{self, Wish};
use crate::settings::Settings;
use crate::window;

mod answering;
mod awaiting;
mod erasure;
mod outgoing;
mod parts;
mod people;
#[cfg(test)]
mod tests;

pub use answering::{Answered, Intent, NextStep, Settled};
pub use awaiting::Awaiting;
pub use outgoing::{Outgoing, OutgoingState};
pub use parts::{Lease, NeedsPerson, Preview, Reason, Replies, Takeover};

/// Characters of a message that the list of conversations shows.
const PREVIEW_CHARS: usize = 80;

/// The state of the conversation with one contact. Empty optional fields are not stored, so that the record stays
/// within one write unit of DynamoDB (1 KiB).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// The contact.
    pub contact: ContactId,
    /// The number of saves; 0 before the first one.
    pub version: u64,
    /// The ids and names of the person.
    #[serde(default)]
    pub identity: Identity,
    /// When the customer or a person last did something here, or it was marked for a person. It orders the list.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub last_activity: Timestamp,
    /// When this record last changed.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub changed_at: Timestamp,
    /// Meta's time of the customer's last message to this business number. The 24-hour window begins with it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub last_inbound_at: Option<Timestamp>,
    /// The last message, for the list of conversations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// Customer messages that no person has read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unread: u32,
    /// The messages that wait for an answer, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaiting: Option<Awaiting>,
    /// The worker that is asking the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    /// The answer that was begun last, until its outcome is known to be recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<Outgoing>,
    /// The number of answers in this hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replies: Option<Replies>,
    /// A person is answering instead of the assistant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takeover: Option<Takeover>,
    /// Why the conversation needs a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_person: Option<NeedsPerson>,
    /// The customer asked for no automatic answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opted_out: bool,
    /// A person closed it. The next message reopens it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// When this person was erased, or began to be. Nothing that came before is recorded again.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub erased_at: Option<Timestamp>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What an inbound message is to this deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relevance {
    /// It was sent to another business number. It is recorded and shown, and changes nothing else.
    OtherNumber,
    /// It was sent to our number and is of a kind that is not answered.
    NotAnswered,
    /// It was sent to our number and deserves an answer.
    DeservesAnswer,
}

impl Conversation {
    /// A new conversation, without messages.
    pub fn new(contact: ContactId, now: Timestamp) -> Self {
        Self {
            contact,
            version: 0,
            identity: Identity::default(),
            last_activity: now,
            changed_at: now,
            last_inbound_at: None,
            preview: None,
            unread: 0,
            awaiting: None,
            lease: None,
            outgoing: None,
            replies: None,
            takeover: None,
            needs_person: None,
            opted_out: false,
            closed: false,
            erased_at: None,
        }
    }

    /// Announces a customer's message, sent by this `identity`. Returns whether it now waits for an answer.
    ///
    /// The conversation is saved before the message itself is stored. Announcing a message twice before it is stored is
    /// harmless.
    pub fn receive(
        &mut self,
        message: &Message,
        identity: &Identity,
        relevance: Relevance,
        now: Timestamp,
    ) -> bool {
        self.touch(now);
        self.identity.learn(identity);
        let announced = self.has_announced(&message.key);
        self.show(&message.key, &message.text, &message.kind, Direction::Inbound, None);
        if relevance == Relevance::OtherNumber {
            return false;
        }
        self.last_activity = self.last_activity.max(now);
        self.last_inbound_at = self.last_inbound_at.max(Some(message.timestamp.min(now)));
        if !announced {
            self.unread = self.unread.saturating_add(1);
        }
        self.closed = false;
        match optout::wish(&message.text) {
            Some(Wish::Stop) => {
                self.opted_out = true;
                self.awaiting = None;
                return false;
            }
            Some(Wish::Start) => self.opted_out = false,
            None => {}
        }
        if relevance == Relevance::NotAnswered || self.opted_out || self.is_taken_over(now) {
            return false;
        }
        match &mut self.awaiting {
            Some(awaiting) => awaiting.announce(message.key.sort_key(), now),
            None => self.awaiting = Some(Awaiting::first(message.key.sort_key(), now)),
        }
        true
    }

    /// Makes this message the preview, unless the preview is of a newer one.
    pub fn show(
        &mut self,
        key: &MessageKey,
        text: &str,
        kind: &str,
        direction: Direction,
        sent_by: Option<SentBy>,
    ) {
        if self.preview.as_ref().is_some_and(|shown| shown.sort_key.as_str() > key.sort_key()) {
            return;
        }
        let text = text.chars().take(PREVIEW_CHARS).collect();
        let sort_key = key.sort_key().to_owned();
        self.preview = Some(Preview { sort_key, text, kind: kind.to_owned(), direction, sent_by });
    }

    /// Marks the conversation for a person. The first reason stays until a person takes over or closes the
    /// conversation.
    pub fn mark_for_person(&mut self, reason: Reason, now: Timestamp) {
        self.touch(now);
        self.last_activity = self.last_activity.max(now);
        self.needs_person.get_or_insert(NeedsPerson { reason, since: now });
    }

    /// Whether the 24-hour window is open.
    pub fn window_is_open(&self, now: Timestamp) -> bool {
        window::is_open(self.last_inbound_at, now)
    }

    /// When the 24-hour window closes. `None`: the customer never wrote to this number.
    pub fn window_closes_at(&self) -> Option<Timestamp> {
        self.last_inbound_at.map(window::closes_at)
    }

    /// Whether a worker is writing an answer: it holds the lease. The lease ends when sending begins.
    pub fn is_answering(&self, now: Timestamp) -> bool {
        self.lease.as_ref().is_some_and(|lease| lease.until > now)
    }

    /// Whether this message waits for an answer.
    pub fn awaits(&self, key: &MessageKey) -> bool {
        self.awaiting.as_ref().is_some_and(|awaiting| awaiting.contains(key.sort_key()))
    }

    /// Whether this message was announced before: it waits for an answer, or is the preview.
    fn has_announced(&self, key: &MessageKey) -> bool {
        self.awaits(key) || self.preview.as_ref().is_some_and(|shown| shown.sort_key == key.sort_key())
    }

    fn touch(&mut self, now: Timestamp) {
        self.changed_at = self.changed_at.max(now);
    }
}

impl Identity {
    /// Takes the values of a newer webhook. Those that it leaves out keep their old value.
    pub fn learn(&mut self, newer: &Self) {
        fn take<T: Clone>(old: &mut Option<T>, new: Option<&T>) {
            if let Some(new) = new {
                *old = Some(new.clone());
            }
        }
        take(&mut self.wa_id, newer.wa_id.as_ref());
        take(&mut self.user_id, newer.user_id.as_ref());
        take(&mut self.parent_user_id, newer.parent_user_id.as_ref());
        take(&mut self.name, newer.name.as_ref());
        take(&mut self.username, newer.username.as_ref());
    }
}

impl Settings {
    /// The time over which answers are counted for the hourly cap.
    pub(crate) const CAP_PERIOD: SignedDuration = SignedDuration::from_hours(1);
}
