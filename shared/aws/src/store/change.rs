//! Changing a conversation while other workers change it too: the centre of the architecture.
//!
//! A conversation is loaded, changed by one pure transition, and saved on the condition that its version is still the
//! one that was loaded. If another worker saved it meanwhile, nothing is written, and the decision is made anew from
//! what that worker left. So every decision rests on the record that it replaces.
//!
//! [`Store::change_conversation`] does this for a transition that always applies. Where the decision itself needs I/O
//! (whose message it is, whether a permit is granted), the caller has the loop, with the same [`Backoff`].

use std::time::Duration;

use jiff::Timestamp;
use relais_core::Clock;
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, Reason};

use super::{Saved, Store, StoreError};

/// What to do about a contact without a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Begin one.
    Begin,
    /// Change nothing.
    Skip,
}

/// The result of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is saved.
    Saved,
    /// There is no such conversation.
    Missing,
}

/// The attempts at one decision, and the waits between them.
#[derive(Debug, Default)]
pub struct Backoff {
    conflicts: u32,
}

impl Backoff {
    /// Attempts before the caller gives up.
    const ATTEMPTS: u32 = 30;

    /// How much longer each wait is than the one before it.
    const STEP: Duration = Duration::from_millis(3);

    /// Waits before the next attempt: not at all before the second, 3 ms before the third, 84 ms before the last.
    /// Fails with [`StoreError::Contended`] after 30 attempts.
    pub async fn again(&mut self) -> Result<(), StoreError> {
        let wait = self.next_wait()?;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    fn next_wait(&mut self) -> Result<Duration, StoreError> {
        let wait = Self::STEP * self.conflicts;
        self.conflicts += 1;
        if self.conflicts < Self::ATTEMPTS { Ok(wait) } else { Err(StoreError::Contended) }
    }
}

impl Store {
    /// Marks the conversation of a contact for a person.
    pub async fn mark_for_person(
        &self,
        contact: &ContactId,
        reason: Reason,
        clock: &Clock,
    ) -> Result<(), StoreError> {
        let mark = |conversation: &mut Conversation, now| conversation.mark_for_person(reason, now);
        self.change_conversation(contact, clock, Missing::Skip, mark).await.map(drop)
    }

    /// Loads a conversation, changes it, and saves it, until no other worker has saved it in between.
    ///
    /// `transition` may be called several times, each time with the conversation as it is then.
    pub async fn change_conversation(
        &self,
        contact: &ContactId,
        clock: &Clock,
        missing: Missing,
        transition: impl Fn(&mut Conversation, Timestamp),
    ) -> Result<Changed, StoreError> {
        let mut backoff = Backoff::default();
        let mut may_begin = missing == Missing::Begin;
        loop {
            let now = clock.now();
            let mut conversation = match self.stored(contact).await? {
                Some(conversation) if may_begin || !conversation.is_blank() => conversation,
                None if may_begin => Conversation::new(contact.clone(), now),
                // The place was empty at first and has a pointer now: the number belongs to another contact. Or what
                // has begun here was erased meanwhile.
                _ if missing == Missing::Begin => return Err(StoreError::Contended),
                _ => return Ok(Changed::Missing),
            };
            may_begin = false;
            transition(&mut conversation, now);
            if self.save_conversation(&mut conversation).await? == Saved::Yes {
                return Ok(Changed::Saved);
            }
            backoff.again().await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_bounded_and_the_waits_grow() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> =
            std::iter::from_fn(|| backoff.next_wait().ok()).map(|wait| wait.as_millis()).collect();
        assert_eq!(waits.len() + 1, 30, "the first attempt waits for nothing");
        assert_eq!((waits[0], waits[1], waits[28]), (0, 3, 84));
        assert!(backoff.next_wait().unwrap_err().is_retryable());
    }
}
