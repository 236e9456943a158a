//! Joining two conversations of one person, and undoing it. [`relais_core::conversation::Joined`] describes the steps.

use jiff::Timestamp;
use relais_core::Clock;
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, Preview};
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::relevance::Relevance;
use relais_whatsapp::message::InboundMessage;
use relais_whatsapp::webhook::Origin;
use serde_json::value::RawValue;

use super::{MessagePage, Missing, Store, StoreError};

/// The newest messages that undoing a join reads, to tell the window and the last message of what stays.
const LOOK_BACK: usize = 50;

impl Store {
    /// Joins the conversation of `other` to that of `kept`. Both are kept conversations. Joining them twice is harmless.
    pub async fn join(&self, kept: &ContactId, other: &ContactId, clock: &Clock) -> Result<(), StoreError> {
        self.change_conversation(other, clock, Missing::Skip, |conversation, now| {
            conversation.join_to(kept, now);
        })
        .await?;
        let Some(joined) = self.conversation(other).await? else { return Ok(()) };
        self.change_conversation(kept, clock, Missing::Skip, |conversation, now| {
            conversation.absorb(&joined, now);
        })
        .await?;
        Ok(())
    }

    /// Undoes the join of `other` to `kept`. Returns the keys of the messages that wait for an answer in the conversation
    /// of `other` from now on; the caller queues their jobs. Undoing it twice is harmless.
    pub async fn separate(
        &self,
        kept: &ContactId,
        other: &ContactId,
        clock: &Clock,
    ) -> Result<Vec<MessageKey>, StoreError> {
        let Some(joined) = self.conversation(other).await? else { return Ok(Vec::new()) };
        let contacts: Vec<ContactId> = joined.parts().cloned().collect();
        let top = self.follow(kept).await?.conversation;
        let waiting: Vec<MessageKey> = top
            .iter()
            .flat_map(Conversation::waiting)
            .filter(|key| contacts.contains(key.contact()))
            .collect();
        let opted_out = top.as_ref().is_some_and(|top| top.opted_out);
        let (last, preview) = self.shown_by(&joined).await?;
        self.change_conversation(other, clock, Missing::Skip, |conversation, now| {
            conversation.separate(&waiting, last, preview.clone(), opted_out, now);
        })
        .await?;
        let mut next = Some(kept.clone());
        while let Some(contact) = next.take() {
            let Some(conversation) = self.conversation(&contact).await? else { break };
            next = conversation.joined_to.clone().filter(|_| conversation.shows(other));
            let mut stays = conversation.clone();
            stays.joined.retain(|joined| !contacts.contains(&joined.contact));
            let (last, preview) = self.shown_by(&stays).await?;
            self.change_conversation(&contact, clock, Missing::Skip, |conversation, now| {
                conversation.release(&contacts, last, preview.clone(), now);
            })
            .await?;
        }
        Ok(waiting)
    }

    /// When the window of a conversation began and what its last message is, by the messages that its thread shows.
    async fn shown_by(
        &self,
        conversation: &Conversation,
    ) -> Result<(Option<Timestamp>, Option<Preview>), StoreError> {
        let messages = self.thread_of(conversation, None, LOOK_BACK).await?.messages;
        Ok((last_inbound(&messages), preview_of(conversation, &messages)))
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
        // Below the end of any part's page, messages may be missing.
        messages.retain(|message| next.as_deref().is_none_or(|end| message.key.sort_key() >= end));
        messages.sort_by(|one, two| two.key.sort_key().cmp(one.key.sort_key()));
        if messages.len() > limit {
            messages.truncate(limit);
            next = messages.last().map(|message| message.key.sort_key().to_owned());
        }
        messages.sort_by_key(|message| (message.key.at(), message.came_at));
        Ok(MessagePage { messages, next })
    }
}

fn last_inbound(messages: &[Message]) -> Option<Timestamp> {
    messages.iter().filter(|message| opens_window(message)).map(|message| message.timestamp).max()
}

fn opens_window(message: &Message) -> bool {
    let content = message.raw.as_ref().and_then(|raw| RawValue::from_string(raw.clone()).ok());
    let relevance = content.map_or(Relevance::DeservesAnswer, |raw| {
        Relevance::of(Origin::Messages, &InboundMessage::parse(&raw))
    });
    message.direction == Direction::Inbound && relevance.opens_window()
}

fn preview_of(conversation: &Conversation, messages: &[Message]) -> Option<Preview> {
    let last = messages.iter().max_by(|one, two| one.key.sort_key().cmp(two.key.sort_key()))?;
    let mut shown = conversation.clone();
    shown.preview = None;
    shown.show(&last.key, &last.text, &last.kind, last.direction, last.sent_by);
    shown.preview
}
