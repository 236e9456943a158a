//! Two conversations of one person, shown as one.
//!
//! Each keeps its own record: messages, ids, window, what waits for an answer. So an answer goes to the ids that its
//! message came from, and a join can be undone without a trace (`brought.rs`). The kept conversation names the contacts joined to it.
//! The list shows it alone, its thread shows the messages of all, and the model reads them all.
//!
//! What concerns the person holds for all: a takeover, and whatever people do in the inbox. An opt-out in one of them
//! holds for all as long as they are joined.

use jiff::Timestamp;

use super::{Conversation, Outgoing, Takeover};
use crate::contact::ContactId;
use crate::optout::Wish;

impl Conversation {
    /// The contacts whose messages make up the thread: this one and those joined to it.
    pub fn parts(&self) -> impl Iterator<Item = &ContactId> {
        std::iter::once(&self.contact).chain(&self.joined)
    }

    /// Whether the thread shows the messages of this contact.
    pub fn shows(&self, contact: &ContactId) -> bool {
        self.parts().any(|part| part == contact)
    }

    /// Joins this conversation to another one, which is shown in its place. An answer that is being written here is
    /// dropped, and written anew with what both have read.
    pub fn join_to(&mut self, kept: &Self, now: Timestamp) {
        let before = self.standing();
        self.activity(now);
        self.joined_to = Some(kept.contact.clone());
        self.joined.clear();
        if kept.team.snoozed.is_none() {
            // Both are put aside, or neither: a mark whose time is to come would be shown now.
            self.end_snooze(now);
        }
        self.share(kept);
        self.note_brought(&kept.contact, before);
    }

    /// Shows the messages of this conversation, and of those joined to it, too. The second time does nothing.
    pub fn take_in(&mut self, other: &Self, now: Timestamp) {
        let before = self.standing();
        self.activity(now);
        self.joined_to = None;
        let new: Vec<_> = other.parts().filter(|part| !self.shows(part)).cloned().collect();
        self.joined.extend(new);
        self.last_activity = self.last_activity.max(other.last_activity);
        self.closed &= other.closed;
        self.join_teams(other);
        self.share(other);
        self.note_brought(&other.contact, before);
    }

    /// Undoes a join, for either conversation. A person has said that the two are not one: no notice joins them again.
    pub fn separate(&mut self, other: &ContactId, now: Timestamp) {
        if self.joined_to.as_ref() == Some(other) || self.joined.contains(other) {
            self.activity(now);
            self.joined_to = self.joined_to.take().filter(|kept| kept != other);
            self.joined.retain(|joined| joined != other);
            self.apart.push(other.clone());
            self.take_out(other, now);
            // An answer that is being written has read what the other wrote.
            self.lease = None;
        }
    }

    /// A person says that this is not the same person as the other contact. A hint about somebody else stays.
    pub fn is_distinct_from(&mut self, other: &ContactId, now: Timestamp) {
        self.touch(now);
        self.perhaps = self.perhaps.take().filter(|perhaps| perhaps != other);
        if !self.apart.contains(other) {
            self.apart.push(other.clone());
        }
    }

    /// In another conversation of the same person the customer asked for no automatic answers. An answer that is being
    /// written here is dropped.
    pub fn stop_elsewhere(&mut self, now: Timestamp) {
        self.touch(now);
        self.lease = None;
    }

    /// In another conversation of the same person the customer asked for answers again, at this time by Meta's clock.
    pub fn start_elsewhere(&mut self, at: Timestamp, now: Timestamp) {
        self.touch(now);
        self.apply_wish(Wish::Start, at);
    }

    /// The conversation as it is shown, with those joined to it.
    #[must_use]
    pub fn shown_with(&self, others: &[Self]) -> Self {
        let mut shown = self.clone();
        for other in others {
            shown.changed_at = shown.changed_at.max(other.changed_at);
            shown.last_activity = shown.last_activity.max(other.last_activity);
            shown.learn_all(other);
            shown.last_inbound_at = shown.last_inbound_at.max(other.last_inbound_at);
            shown.unread = shown.unread.saturating_add(other.unread);
            shown.closed &= other.closed;
            shown.opted_out |= other.opted_out;
            if other.has_stopped_marketing() {
                shown.marketing = other.marketing;
            }
            if other.team.snoozed.is_none() && shown.team.snoozed.is_some() {
                shown.forget_snooze();
            }
            shown.needs_person = shown.needs_person.or(other.needs_person);
            shown.failed = shown.failed.or(other.failed);
            shown.lease = shown.lease.or_else(|| other.lease.clone());
            shown.outgoing = shown.outgoing.or_else(|| other.outgoing_in(&self.contact));
            shown.takeover = later(shown.takeover.take(), other.takeover.clone());
            if let Some(preview) = &other.preview
                && let Some(key) = other.key_of(&preview.sort_key)
            {
                shown.show(&key, &preview.text, &preview.kind, preview.direction, preview.sent_by);
            }
        }
        shown
    }

    /// The answer that was begun here, as the record of this contact would refer to it.
    fn outgoing_in(&self, kept: &ContactId) -> Option<Outgoing> {
        let outgoing = self.outgoing.clone()?;
        let sort_key = self.key_of(&outgoing.sort_key)?.reference_in(kept);
        Some(Outgoing { sort_key, ..outgoing })
    }

    /// Takes over a takeover.
    fn share(&mut self, other: &Self) {
        self.lease = None;
        self.perhaps = self.perhaps.take().filter(|perhaps| *perhaps != other.contact);
        self.apart.retain(|apart| *apart != other.contact);
        self.takeover = later(self.takeover.take(), other.takeover.clone());
    }
}

fn later(one: Option<Takeover>, other: Option<Takeover>) -> Option<Takeover> {
    let until = |takeover: &Option<Takeover>| takeover.as_ref().map(|takeover| takeover.until);
    if until(&other) > until(&one) { other } else { one }
}
