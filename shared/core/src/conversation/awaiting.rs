//! Which messages wait for an answer.
//!
//! A message waits from its announcement until an answer goes out that has *read* it, and for as long as it waits it
//! has a job of its own. So whatever keeps one message of a burst back (its recorder sleeps, crashes, or gives up), the
//! others are answered without it, and it is answered by its own job once it is stored.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::message::MessageKey;
use crate::timing::LONGEST_BURST;

/// The messages that no answer has read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Awaiting {
    /// The sort key of the one announced last.
    #[serde(rename = "sort")]
    pub sort_key: String,
    /// Those announced before it, in that order. Left out where there are none, as is usual: then the record is the
    /// one that version 0.1 wrote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
    /// When the first of the burst came, by our clock.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
}

impl Awaiting {
    /// How many are remembered: they cost 49 bytes each in a record that is to stay within one write unit. Of a longer
    /// burst the first ones are forgotten, as if the next answer had read them; nearly always it has.
    pub const MOST: usize = 10;

    /// When this time has passed since the first, a new message begins a new burst: what still waits from before is
    /// answered by jobs that no longer wait for a pause.
    const STALE: SignedDuration = SignedDuration::from_secs(2 * LONGEST_BURST.as_secs());

    /// The first of a burst.
    pub(super) fn first(sort_key: &str, now: Timestamp) -> Self {
        Self { sort_key: sort_key.to_owned(), earlier: Vec::new(), since: now }
    }

    /// One more.
    pub(super) fn announce(&mut self, sort_key: &str, now: Timestamp) {
        if now.duration_since(self.since) >= Self::STALE {
            self.since = now;
        }
        if self.contains(sort_key) {
            return;
        }
        self.earlier.push(std::mem::replace(&mut self.sort_key, sort_key.to_owned()));
        let forgotten = (self.earlier.len() + 1).saturating_sub(Self::MOST);
        self.earlier.drain(..forgotten);
    }

    /// Whether the message with this sort key waits.
    pub fn contains(&self, sort_key: &str) -> bool {
        self.sort_key == sort_key || self.earlier.iter().any(|earlier| earlier == sort_key)
    }

    /// The last of these that waits.
    pub(super) fn last_of<'a>(&self, read: &'a [MessageKey]) -> Option<&'a MessageKey> {
        let mut all = std::iter::once(&self.sort_key).chain(self.earlier.iter().rev());
        all.find_map(|sort_key| read.iter().find(|key| key.sort_key() == sort_key))
    }

    /// What still waits once these were read. It is the next burst.
    pub(super) fn without(self, read: &[MessageKey], now: Timestamp) -> Option<Self> {
        let is_unread = |sort_key: &String| !read.iter().any(|key| key.sort_key() == sort_key);
        let mut left: Vec<_> = self.earlier.into_iter().chain([self.sort_key]).filter(is_unread).collect();
        let sort_key = left.pop()?;
        Some(Self { sort_key, earlier: left, since: now })
    }

    /// When it is answered although more keeps coming.
    pub(super) fn latest(&self) -> Timestamp {
        self.since.saturating_add(LONGEST_BURST).unwrap_or(Timestamp::MAX)
    }
}
