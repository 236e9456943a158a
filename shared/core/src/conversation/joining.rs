//! Two conversations of one person, joined into one.
//!
//! Every message stays stored under the contact that it was recorded under. The conversation that is kept names the
//! contacts joined to it, and its thread shows their messages too. So nothing moves, and a join can be undone.
//!
//! The joined conversation points to the kept one first ([`Conversation::join_to`]): from then on no worker answers in
//! it. Then the kept one takes over what waits in it ([`Conversation::absorb`]), once. A crash in between is repaired by
//! the next message or job of the joined contact, which takes the same two steps.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Awaiting, Conversation, Learned, Preview};
use crate::contact::{ContactId, Identity};
use crate::message::MessageKey;

/// A contact that is joined to another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Joined {
    /// The contact.
    pub contact: ContactId,
    /// The kept contact before the join, for undoing it. `None`: it was joined to a contact that was joined later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// What a join changes in the kept conversation and undoing it restores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Before {
    identity: Identity,
    #[serde(default, skip_serializing_if = "Learned::is_empty")]
    learned: Learned,
}

impl Conversation {
    /// The contacts whose messages make up the thread: this one and those joined to it.
    pub fn parts(&self) -> impl Iterator<Item = &ContactId> {
        std::iter::once(&self.contact).chain(self.joined.iter().map(|joined| &joined.contact))
    }

    /// Whether the thread shows the messages of this contact.
    pub fn shows(&self, contact: &ContactId) -> bool {
        self.parts().any(|part| part == contact)
    }

    /// Joins this conversation to another one, which answers from now on. A worker that writes an answer here is refused.
    pub fn join_to(&mut self, kept: &ContactId, now: Timestamp) {
        self.touch(now);
        self.joined_to = Some(kept.clone());
        self.lease = None;
        self.perhaps = None;
    }

    /// A person says that this is not the same person as the one in [`Self::perhaps`].
    pub fn is_distinct(&mut self, now: Timestamp) {
        self.touch(now);
        self.perhaps = None;
    }

    /// Takes over the state of a conversation that is joined to this one. The second time does nothing.
    pub fn absorb(&mut self, other: &Self, now: Timestamp) {
        if self.shows(&other.contact) {
            return;
        }
        self.touch(now);
        self.last_activity = self.last_activity.max(other.last_activity);
        self.joined.push(Joined {
            contact: other.contact.clone(),
            before: Some(Before { identity: self.identity.clone(), learned: self.learned }),
        });
        let theirs =
            other.joined.iter().map(|joined| Joined { contact: joined.contact.clone(), before: None });
        self.joined.extend(theirs);
        self.learn_all(other);
        self.last_inbound_at = self.last_inbound_at.max(other.last_inbound_at);
        self.unread = self.unread.saturating_add(other.unread);
        self.opted_out |= other.opted_out;
        self.closed &= other.closed;
        self.needs_person = self.needs_person.or(other.needs_person);
        self.perhaps = self.perhaps.take().filter(|perhaps| *perhaps != other.contact);
        let until = |takeover: &Option<super::Takeover>| takeover.as_ref().map(|takeover| takeover.until);
        if until(&other.takeover) > until(&self.takeover) {
            self.takeover.clone_from(&other.takeover);
        }
        if let Some(preview) = &other.preview
            && let Some(key) = other.key_of(&preview.sort_key)
        {
            self.show(&key, &preview.text, &preview.kind, preview.direction, preview.sent_by);
        }
        if !self.opted_out && !self.is_taken_over(now) {
            self.await_all(other.waiting(), now);
        }
    }

    /// Undoes a join: this conversation is its own again, and answers these messages. `last_inbound_at` and `preview` are
    /// those of its messages, also of those that came while it was joined. `opted_out`: the kept one was, and perhaps
    /// this person said so.
    pub fn separate(
        &mut self,
        waiting: &[MessageKey],
        last_inbound_at: Option<Timestamp>,
        preview: Option<Preview>,
        opted_out: bool,
        now: Timestamp,
    ) {
        if self.joined_to.take().is_none() {
            return;
        }
        self.touch(now);
        self.last_activity = self.last_activity.max(now);
        self.last_inbound_at = self.last_inbound_at.max(last_inbound_at);
        self.preview = preview.or(self.preview.take());
        self.opted_out |= opted_out;
        self.awaiting = None;
        self.await_all(waiting.to_vec(), now);
    }

    /// Undoes the join of these contacts to this one. Ids and names are as they were before it, until the next message.
    /// `last_inbound_at` and `preview` are those of the messages that stay.
    pub fn release(
        &mut self,
        contacts: &[ContactId],
        last_inbound_at: Option<Timestamp>,
        preview: Option<Preview>,
        now: Timestamp,
    ) {
        self.touch(now);
        let Some(first) = self.joined.iter().find(|joined| contacts.contains(&joined.contact)) else {
            return;
        };
        if let Some(Before { identity, learned }) = first.before.clone() {
            (self.identity, self.learned) = (identity, learned);
        }
        (self.last_inbound_at, self.preview) = (last_inbound_at, preview);
        self.joined.retain(|joined| !contacts.contains(&joined.contact));
        let stay: Vec<_> =
            self.waiting().into_iter().filter(|key| !contacts.contains(key.contact())).collect();
        self.awaiting = None;
        self.await_all(stay, now);
    }

    /// The keys of the messages that wait for an answer, in the order in which they were announced.
    pub fn waiting(&self) -> Vec<MessageKey> {
        let Some(awaiting) = &self.awaiting else { return Vec::new() };
        awaiting.earlier.iter().chain([&awaiting.sort_key]).filter_map(|each| self.key_of(each)).collect()
    }

    fn await_all(&mut self, keys: Vec<MessageKey>, now: Timestamp) {
        for key in keys {
            let reference = key.reference_in(&self.contact);
            match &mut self.awaiting {
                Some(awaiting) => awaiting.announce(&reference, now),
                None => self.awaiting = Some(Awaiting::first(&reference, now)),
            }
        }
    }

    fn learn_all(&mut self, other: &Self) {
        let Identity { wa_id, user_id, parent_user_id, name, username } = other.identity.clone();
        let learned = other.learned;
        let at = |shown: Option<Timestamp>| shown.or(other.last_inbound_at).unwrap_or(Timestamp::MIN);
        self.learn(&Identity { wa_id, ..Identity::default() }, at(learned.number));
        self.learn(&Identity { user_id, parent_user_id, ..Identity::default() }, at(learned.user));
        self.learn(&Identity { name, ..Identity::default() }, at(learned.name));
        self.learn(&Identity { username, ..Identity::default() }, at(learned.username));
    }
}
