//! The messages that wait for an answer.
//!
//! A message waits from its announcement until an answer goes out that has *read* it: the message was in the prompt. As
//! long as it waits, it has a job of its own. One message of a burst may be late, because its worker sleeps, crashes or
//! gives up. Then the others are answered without it, and its own job answers it once it is stored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::contact::ContactId;
use crate::message::MessageKey;
use crate::texts::Notice;
use crate::timing::{LONGEST_BURST, NEW_BURST};

/// The messages that no answer has read yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Awaiting {
    /// The reference to the message that was announced last: [`MessageKey::reference_in`].
    #[serde(rename = "sort")]
    pub sort_key: String,
    /// The sort keys of those announced before it, in that order. An empty list is not stored: then the record is as
    /// version 0.1 wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
    /// When the first message of the burst came, by our clock.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// Whether a file came with one of them for which the answer waits a while: see
    /// [`MEDIA_PATIENCE`](crate::timing::MEDIA_PATIENCE). It stays until they are answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub files: bool,
    /// The fixed text that answers them. `None`: the model does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Notice>,
}

impl Awaiting {
    /// The most messages that are remembered. Each takes 49 bytes of a record that must stay within one write unit. Of
    /// a longer burst the first ones are forgotten, as if the next answer had read them. Nearly always it has.
    pub const MOST: usize = 10;

    /// A burst that begins with this message, answered by a fixed text or by the model.
    pub(super) fn first(sort_key: &str, says: Option<Notice>, now: Timestamp) -> Self {
        Self { sort_key: sort_key.to_owned(), earlier: Vec::new(), since: now, files: false, says }
    }

    /// Adds a message that the model can answer, or not (`is_readable`). One that already waits is not added again. What
    /// still waits when a new burst begins is answered by its own jobs, which no longer wait for a pause.
    pub(super) fn announce(&mut self, sort_key: &str, is_readable: bool, now: Timestamp) {
        self.says = self.says.filter(|_| !is_readable);
        if now.duration_since(self.since) >= NEW_BURST {
            self.since = now;
        }
        if self.contains(sort_key) {
            return;
        }
        self.earlier.push(std::mem::replace(&mut self.sort_key, sort_key.to_owned()));
        let forgotten = (self.earlier.len() + 1).saturating_sub(Self::MOST);
        self.earlier.drain(..forgotten);
    }

    /// Whether the message with this sort key waits for an answer.
    pub fn contains(&self, sort_key: &str) -> bool {
        self.sort_key == sort_key || self.earlier.iter().any(|earlier| earlier == sort_key)
    }

    /// Of these messages, the waiting one that was announced last.
    pub(super) fn last_of<'a>(&self, read: &'a [MessageKey]) -> Option<&'a MessageKey> {
        let mut all = std::iter::once(&self.sort_key).chain(self.earlier.iter().rev());
        all.find_map(|reference| read.iter().find(|key| key.is_reference(reference)))
    }

    /// The messages that still wait after these were read. They are the next burst.
    pub(super) fn without(self, read: &[MessageKey], now: Timestamp) -> Option<Self> {
        let is_unread = |reference: &String| !read.iter().any(|key| key.is_reference(reference));
        let mut left: Vec<_> = self.earlier.into_iter().chain([self.sort_key]).filter(is_unread).collect();
        let sort_key = left.pop()?;
        Some(Self { sort_key, earlier: left, since: now, files: self.files, says: self.says })
    }

    /// The messages that still wait after a person wrote at this time, by Meta's clock: those that came later.
    pub(super) fn after(self, contact: &ContactId, at: Timestamp, now: Timestamp) -> Option<Self> {
        let seen: Vec<_> = self.keys(contact).filter(|key| key.at() <= at).collect();
        self.without(&seen, now)
    }

    /// The keys of all, in the order in which they were announced.
    pub fn keys(&self, contact: &ContactId) -> impl Iterator<Item = MessageKey> {
        let all = self.earlier.iter().chain([&self.sort_key]);
        all.filter_map(|reference| MessageKey::from_reference(contact, reference))
    }

    /// The time after which the burst is answered even if more messages come.
    pub(super) fn latest(&self) -> Timestamp {
        self.since.saturating_add(LONGEST_BURST).unwrap_or(Timestamp::MAX)
    }
}
