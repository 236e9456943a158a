//! Erasing a person.
//!
//! 1. [`Conversation::begin_erasing`] marks the conversation. Jobs under way that have loaded it can no longer save it,
//!    and nothing that reached us before is recorded any more ([`Conversation::has_erased`]).
//! 2. Everything else of the person is deleted.
//! 3. [`Conversation::blank`] takes the place of the conversation. It holds nothing of the person: only the contact's
//!    id, the version, the time, and who else has had the number. A later message begins the conversation anew, from
//!    that version. So no job that loaded the conversation before it was erased can ever save it.

use jiff::{SignedDuration, Timestamp};

use super::{Conversation, Outgoing, OutgoingState};
use crate::contact::Identity;
use crate::message::MessageKey;
use crate::timing::LONGEST_SEND;

impl Conversation {
    /// How long a message to this person may still be on its way to Graph: a worker holds the lease, or has begun to
    /// send within [`LONGEST_SEND`] an answer whose outcome is not `recorded` yet. `None`: nothing is under way.
    pub fn sending_for(&self, recorded: &[MessageKey], now: Timestamp) -> Option<SignedDuration> {
        let lease = self.lease.as_ref().map(|lease| lease.until);
        let key = |outgoing: &Outgoing| self.key_of(&outgoing.sort_key);
        let open = self.outgoing.as_ref().filter(|out| key(out).is_none_or(|key| !recorded.contains(&key)));
        let send = open.and_then(|outgoing| match outgoing.state {
            OutgoingState::Sending(since) => since.checked_add(LONGEST_SEND).ok(),
            OutgoingState::Held(_) => None,
        });
        let end = lease.max(send)?;
        Some(end.duration_since(now)).filter(SignedDuration::is_positive)
    }

    /// Marks the conversation as being erased. Nothing waits for an answer any more.
    pub fn begin_erasing(&mut self, now: Timestamp) {
        self.touch(now);
        self.erased_at = self.erased_at.max(Some(now));
        self.awaiting = None;
        self.lease = None;
        self.outgoing = None;
        // Its entries and keys go with this save. If the erasure is not finished, the next save writes them again.
        self.listed = None;
        self.lists.clear();
        self.found_by = None;
    }

    /// What stays in the place of an erased conversation.
    #[must_use]
    pub fn blank(&self) -> Self {
        let at = self.erased_at.unwrap_or(self.changed_at);
        let holders = self.holders.clone();
        Self { version: self.version, erased_at: Some(at), holders, ..Self::new(self.contact.clone(), at) }
    }

    /// Whether this is no conversation: only what stays of an erased one, or a note of what came before the first
    /// message ([`Conversation::note_early`]). The next message begins the conversation.
    pub fn is_blank(&self) -> bool {
        let is_note = self.erased_at.is_some() || !self.early.is_empty();
        is_note && self.identity == Identity::default() && self.preview.is_none()
    }

    /// Whether it is stored, and not blank.
    pub fn is_stored(&self) -> bool {
        self.version > 0 && !self.is_blank()
    }

    /// Whether what came or was made at this time belongs to what was erased.
    pub fn has_erased(&self, at: Timestamp) -> bool {
        self.erased_at.is_some_and(|erased| at.as_millisecond() <= erased.as_millisecond())
    }
}
