//! Joining two conversations of one person, and undoing it. `relais_core::conversation` says what that means.

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::message::MessageKey;
use relais_core::{Clock, Settings};

use super::{MessagePage, Missing, Store, StoreError};

impl Store {
    /// Joins the conversation of `other`, and those joined to it, to that of `kept`. Both are kept conversations. Joining
    /// them twice is harmless.
    pub async fn join(&self, kept: &ContactId, other: &ContactId, clock: &Clock) -> Result<(), StoreError> {
        if kept == other {
            return Ok(());
        }
        let (Some(keeping), Some(joining)) =
            (self.conversation(kept).await?, self.conversation(other).await?)
        else {
            return Ok(());
        };
        // The kept one first: if the process dies in between, both are in the list until the join is repeated.
        self.change_conversation(kept, clock, Missing::Skip, |conversation, now| {
            conversation.take_in(&joining, now);
        })
        .await?;
        for part in joining.parts().filter(|part| *part != kept) {
            self.change_conversation(part, clock, Missing::Skip, |conversation, now| {
                conversation.join_to(&keeping, now);
            })
            .await?;
        }
        Ok(())
    }

    /// Undoes the join of `other` to `kept`. Undoing it twice is harmless.
    pub async fn separate(
        &self,
        kept: &ContactId,
        other: &ContactId,
        clock: &Clock,
    ) -> Result<(), StoreError> {
        for (contact, from) in [(other, kept), (kept, other)] {
            let separate = |conversation: &mut Conversation, now| conversation.separate(from, now);
            self.change_conversation(contact, clock, Missing::Skip, separate).await?;
        }
        Ok(())
    }

    /// The other conversations that are shown as one with this one.
    pub async fn others(&self, conversation: &Conversation) -> Result<Vec<Conversation>, StoreError> {
        if conversation.joined_to.is_none() && conversation.joined.is_empty() {
            return Ok(Vec::new());
        }
        let kept = self.kept_for(conversation.clone()).await?;
        let parts: Vec<_> = kept.parts().filter(|part| **part != conversation.contact).cloned().collect();
        self.conversations_of(&parts).await
    }

    /// A person wrote at `at`, by Meta's clock, in one of several conversations that are shown as one: takes over the others
    /// too, and answers what came there until then. Marks since `seen` stay.
    pub async fn take_over_others(
        &self,
        conversation: &Conversation,
        by: Option<&str>,
        (at, seen): (Timestamp, Timestamp),
        settings: &Settings,
        clock: &Clock,
    ) -> Result<(), StoreError> {
        for other in self.others(conversation).await? {
            let take = |other: &mut Conversation, now| {
                other.take_over_by_writing(by.map(str::to_owned), settings, now);
                other.answered_until(at, seen, now);
            };
            self.change_conversation(&other.contact, clock, Missing::Skip, take).await?;
        }
        Ok(())
    }

    /// The conversations joined to this one.
    pub async fn joined_to(&self, kept: &Conversation) -> Result<Vec<Conversation>, StoreError> {
        if kept.joined.is_empty() { Ok(Vec::new()) } else { self.conversations_of(&kept.joined).await }
    }

    /// The newest messages of a conversation before `before` (a sort key), also of the contacts joined to it; oldest
    /// first; at most `limit` (1 to 100).
    pub async fn thread_of(
        &self,
        conversation: &Conversation,
        before: Option<&str>,
        limit: usize,
    ) -> Result<MessagePage, StoreError> {
        if conversation.joined.is_empty() {
            return self.thread(&conversation.contact, before, limit).await;
        }
        let mut messages = Vec::new();
        let mut next: Option<String> = None;
        for part in conversation.parts() {
            let page = self.thread(part, before, limit).await?;
            next = next.max(page.next);
            messages.extend(page.messages);
        }
        // Below the end of any part's page, messages may be missing. Those of one second stay together.
        let end = next.as_deref().and_then(|end| MessageKey::from_sort_key(&conversation.contact, end));
        messages.retain(|message| end.as_ref().is_none_or(|end| message.key.at() >= end.at()));
        messages.sort_by(|one, two| two.key.sort_key().cmp(one.key.sort_key()));
        let last = limit.checked_sub(1).and_then(|last| messages.get(last)).map(|message| message.key.at());
        let within = messages.partition_point(|message| last.is_none_or(|last| message.key.at() >= last));
        if within < messages.len() || next.is_some() {
            messages.truncate(within);
            next = messages.last().map(|message| message.key.sort_key().to_owned()).or(next);
        }
        messages.sort_by_key(|message| (message.key.at(), message.came_at));
        Ok(MessagePage { messages, next })
    }
}
