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
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

use crate::contact::{ContactId, Holders, Identity};
use crate::message::{Direction, Message, MessageKey, SentBy};
use crate::optout::{self, Wish};
use crate::relevance::Relevance;
use crate::settings::{Settings, Understand};
use crate::texts::Notice;
use crate::window;

mod answering;
mod awaiting;
mod brought;
mod calls;
mod composed;
mod consent;
mod erasure;
mod joining;
mod learning;
mod lists;
mod outgoing;
mod parts;
mod people;
pub mod rating;
mod revisions;
mod team;
#[cfg(test)]
mod team_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod waiting_tests;

pub use answering::{Answered, Intent, NextStep, Settled};
pub use awaiting::Awaiting;
pub use brought::Brought;
pub use calls::{CalledTool, TOOL_CONTENT};
pub use composed::{Composed, HandedOver};
pub use consent::Marketing;
pub use learning::Learned;
pub use lists::{Entries, EntryChange, List};
pub use outgoing::{Outgoing, OutgoingState};
pub use parts::{Lease, NeedsPerson, Preview, Reason, Replies, Takeover, Told};
pub use rating::Rating;
pub use revisions::early_name;
pub use team::{
    Assigned, Assignment, LONGEST_LABEL, LONGEST_NAME, LONGEST_SNOOZE, MOST_LABELS, Team, TooManyLabels,
    is_same, label, name,
};

/// Characters of a message that the list of conversations shows.
const PREVIEW_CHARS: usize = 80;

/// The state of the conversation with one contact. Empty optional fields are not stored, so that the record stays
/// within one write unit of DynamoDB (1 KiB).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// The contact.
    pub contact: ContactId,
    /// The business number that it belongs to. `None`: a record of version 0.1, which served one number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_id: Option<PhoneNumberId>,
    /// That number as people write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_number: Option<String>,
    /// The number of saves; 0 before the first one.
    pub version: u64,
    /// The ids and names of the person. A group has none.
    #[serde(default)]
    pub identity: Identity,
    /// When each of them was shown last.
    #[serde(default, skip_serializing_if = "Learned::is_empty")]
    pub learned: Learned,
    /// The group, if it is the conversation of a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Who has had the number under which the contact was first seen, once it has changed hands. The number's place is
    /// this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holders: Option<Box<Holders>>,
    /// The contacts joined to this one: the same person, first recorded as somebody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<ContactId>,
    /// The contact that this one is joined to. Then that contact's conversation is shown in place of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_to: Option<ContactId>,
    /// What those joins have changed here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brought: Vec<Brought>,
    /// The contacts of whom a person has said that they are somebody else. No notice joins them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<ContactId>,
    /// Perhaps the same person: the contact from whom this one took the number over, or who took it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perhaps: Option<ContactId>,
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
    /// Meta's time of the message with which the customer began to write: the first one while no window was open.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub opened_at: Option<Timestamp>,
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
    /// The number of answers in these 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Replies>,
    /// What the customer was told and is not told again for now.
    #[serde(default, skip_serializing_if = "Told::is_empty")]
    pub told: Told,
    /// A person is answering instead of the assistant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takeover: Option<Takeover>,
    /// Why the conversation needs a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_person: Option<NeedsPerson>,
    /// What the assistant said when it handed over, until a person is done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<Box<HandedOver>>,
    /// The calls that change something, of which no answer of the model has told yet. At most those of one answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<CalledTool>,
    /// Since when it has an entry in the list of what waits for a person. The store keeps the two in step.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub listed: Option<Timestamp>,
    /// The same for the other lists.
    #[serde(default, rename = "ls", skip_serializing_if = "Entries::is_empty")]
    pub lists: Entries,
    /// What the search finds it by: a fingerprint of its [keys](crate::find::keys). `None`: it has none there.
    #[serde(default, rename = "fb", skip_serializing_if = "Option::is_none")]
    pub found_by: Option<String>,
    /// Since when something that was to be sent has not arrived, until a person writes or closes the conversation.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub failed: Option<Timestamp>,
    /// The customer asked for no automatic answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opted_out: bool,
    /// Meta's time of the latest STOP or START.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub wish_at: Option<Timestamp>,
    /// What Meta last said about marketing messages to the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marketing: Option<Marketing>,
    /// When the customer was last asked whether they were helped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// A person closed it. The next message reopens it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// What people noted of it for each other.
    #[serde(default, skip_serializing_if = "Team::is_empty")]
    pub team: Team,
    /// Corrections and deletions that came before their message: [`early_name`], newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub early: Vec<String>,
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

impl Conversation {
    /// A new conversation, without messages.
    pub fn new(contact: ContactId, now: Timestamp) -> Self {
        Self {
            contact,
            phone_id: None,
            business_number: None,
            version: 0,
            identity: Identity::default(),
            learned: Learned::default(),
            group: None,
            holders: None,
            joined: Vec::new(),
            joined_to: None,
            brought: Vec::new(),
            apart: Vec::new(),
            perhaps: None,
            last_activity: now,
            changed_at: now,
            last_inbound_at: None,
            opened_at: None,
            preview: None,
            unread: 0,
            awaiting: None,
            lease: None,
            outgoing: None,
            replies: None,
            day: None,
            told: Told::default(),
            takeover: None,
            needs_person: None,
            handed_over: None,
            called: Vec::new(),
            listed: None,
            lists: Entries::new(),
            found_by: None,
            failed: None,
            opted_out: false,
            wish_at: None,
            marketing: None,
            rating: None,
            closed: false,
            team: Team::default(),
            early: Vec::new(),
            erased_at: None,
        }
    }

    /// Announces a message of the customer, or of a member of the group, who shows this `identity`. Returns whether it
    /// now waits for an answer.
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
        let written = message.timestamp.min(now);
        self.learn(identity, written);
        let announced = self.has_announced(&message.key);
        self.show(&message.key, &message.text, &message.kind, Direction::Inbound, None);
        self.last_activity = self.last_activity.max(now);
        if relevance == Relevance::Notice {
            return false;
        }
        if !announced {
            self.unread = self.unread.saturating_add(1);
        }
        self.closed = false;
        self.end_snooze(now);
        if relevance.opens_window() {
            self.open_window(written);
        }
        match relevance {
            Relevance::Notice | Relevance::Seen => false,
            Relevance::ForPerson | Relevance::SentForPerson => {
                self.mark_for_person(Reason::Unreadable, now);
                false
            }
            Relevance::Unreadable | Relevance::DeservesAnswer => {
                self.owe_answer(message, relevance == Relevance::DeservesAnswer, written, now)
            }
        }
    }

    /// Adds a message that the customer must not be left alone with. Returns whether it waits for an answer of ours: of
    /// the model, or a fixed text. Otherwise the conversation is marked for a person, or the customer asked for no answer.
    fn owe_answer(
        &mut self,
        message: &Message,
        is_readable: bool,
        written: Timestamp,
        now: Timestamp,
    ) -> bool {
        let reference = message.key.reference_in(&self.contact);
        let wish = optout::wish_in(message);
        let changes = wish.is_some_and(|wish| self.apply_wish(wish, written));
        if wish == Some(Wish::Stop) {
            if changes {
                // The confirmation is the last text that is sent. What came before is not answered any more.
                self.awaiting = Some(Awaiting::first(&reference, Some(Notice::OptOut), now));
            }
            return self.awaits(&message.key);
        }
        if self.opted_out {
            if wish.is_none() {
                self.mark_for_person(Reason::OptedOut, now);
            }
            return false;
        }
        if !is_readable && self.told.unreadable.is_some_and(|told| now.duration_since(told) < window::LENGTH)
        {
            self.mark_for_person(Reason::Unreadable, now);
            return false;
        }
        let says = Some(Notice::Unreadable).filter(|_| !is_readable);
        let is_other = |awaiting: &Awaiting| (awaiting.says == Some(Notice::Unreadable)) == is_readable;
        if self.awaiting.as_ref().is_some_and(is_other) {
            // The model answers the burst. Of the part that nobody can read, the customer is not told.
            self.mark_for_person(Reason::Unreadable, now);
        }
        match &mut self.awaiting {
            Some(awaiting) => awaiting.announce(&reference, is_readable, now),
            None => self.awaiting = Some(Awaiting::first(&reference, says, now)),
        }
        let has_file = message.has_file_to_wait_for(Understand::default());
        if let Some(awaiting) = self.awaiting.as_mut().filter(|_| has_file) {
            awaiting.files = true;
        }
        true
    }

    /// The customer wrote privately at this time, by Meta's clock.
    fn open_window(&mut self, written: Timestamp) {
        let is_first = self.last_inbound_at.is_none_or(|last| written.duration_since(last) >= window::LENGTH);
        let is_earlier = self
            .opened_at
            .is_some_and(|opened| written < opened && opened.duration_since(written) < window::LENGTH);
        if is_first || is_earlier {
            self.opened_at = Some(written);
        }
        self.last_inbound_at = self.last_inbound_at.max(Some(written));
    }

    /// The customer called the business number at this time, by Meta's clock. A call opens the window as a message does
    /// (Meta, "Send messages"). If nobody answered it, a person must.
    pub fn called(&mut self, at: Timestamp, missed: bool, now: Timestamp) {
        self.touch(now);
        self.last_activity = self.last_activity.max(now);
        self.open_window(at.min(now));
        if missed {
            self.closed = false;
            self.mark_for_person(Reason::MissedCall, now);
        }
    }

    /// Announces the message that shows a missed call. Announcing it twice before it is stored is harmless.
    pub fn show_missed_call(&mut self, message: &Message) {
        if !self.has_announced(&message.key) {
            self.unread = self.unread.saturating_add(1);
        }
        self.show(&message.key, &message.text, &message.kind, Direction::Inbound, None);
    }

    /// Announces a message from before the number was connected here, which Meta shares. It is not answered, opens no
    /// window and is not unread, and the conversation keeps its place in the list.
    pub fn remember(&mut self, message: &Message, identity: &Identity, now: Timestamp) {
        self.touch(now);
        let written = message.timestamp.min(now);
        self.learn(identity, written);
        if !self.is_stored() && self.preview.is_none() {
            self.last_activity = written;
        }
        self.last_activity = self.last_activity.max(written);
        self.show(&message.key, &message.text, &message.kind, message.direction, message.sent_by);
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
        let shown = self.preview.as_ref().and_then(|shown| self.key_of(&shown.sort_key));
        if shown.is_some_and(|shown| shown.sort_key() > key.sort_key()) {
            return;
        }
        let text = text.chars().take(PREVIEW_CHARS).collect();
        let sort_key = key.reference_in(&self.contact);
        self.preview = Some(Preview { sort_key, text, kind: kind.to_owned(), direction, sent_by });
    }

    /// Marks the conversation for a person. The first reason stays until a person writes or closes the conversation, unless
    /// it gives way to this one. It ends a snooze: what happened is shown at once.
    pub fn mark_for_person(&mut self, reason: Reason, now: Timestamp) {
        self.touch(now);
        self.last_activity = self.last_activity.max(now);
        self.end_snooze_for_mark(now);
        self.note_failure(reason, now);
        let needs = self.needs_person.get_or_insert(NeedsPerson { reason, since: now });
        if needs.reason.gives_way_to(reason) {
            needs.reason = reason;
        }
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
        self.awaiting.as_ref().is_some_and(|awaiting| awaiting.contains(&key.reference_in(&self.contact)))
    }

    /// The key of the message that this record refers to.
    pub fn key_of(&self, reference: &str) -> Option<MessageKey> {
        MessageKey::from_reference(&self.contact, reference)
    }

    /// Whether this message was announced before: it waits for an answer, or is the preview.
    fn has_announced(&self, key: &MessageKey) -> bool {
        self.awaits(key) || self.preview.as_ref().is_some_and(|shown| key.is_reference(&shown.sort_key))
    }

    fn touch(&mut self, now: Timestamp) {
        self.changed_at = self.changed_at.max(now);
    }
}

impl Settings {
    /// The time over which answers are counted for the hourly cap.
    pub(crate) const HOUR: SignedDuration = SignedDuration::from_hours(1);

    /// The time over which answers are counted for the daily cap.
    pub(crate) const DAY: SignedDuration = SignedDuration::from_hours(24);
}
