//! Recording a message.
//!
//! A message is first announced in its conversation, then stored, then its reply job is queued. If the process dies in
//! between, the job is redelivered and does the rest: a message that is stored has been announced.
//!
//! The conversation is read *before* the message is looked for. So two workers with the same message cannot both take it
//! for new once it has been answered: the second one's save is refused. It is read again when the message is found,
//! because another worker may have stored the message since.
//!
//! The other ids that the message shows are linked to its contact as soon as the conversation is saved.

use relais_aws::store::{Backoff, Inserted, Once, Saved};
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, Relevance};
use relais_core::job::ReplyJob;
use relais_core::message::{Direction, Message, MessageKey, SentBy};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_whatsapp::webhook::Item;
use serde_json::value::RawValue;

use super::Recorder;
use super::read::Incoming;
use crate::WorkError;

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    pub(super) async fn record_message(
        &self,
        item: &Item,
        came_at: i64,
        contact: Option<&RawValue>,
        raw: &RawValue,
    ) -> Result<(), WorkError> {
        let incoming = Incoming::read(item, came_at, contact, raw, &self.business);
        let mut backoff = Backoff::default();
        loop {
            // A refused save also decides anew whose message it is: the conversation may have begun elsewhere.
            let found = self.store.conversation_with(&incoming.found_by, self.clock.now()).await?;
            let Some(mut conversation) = found else { return self.keep(&item.field, raw.get()).await };
            let key = self.key_of(&incoming, &conversation.contact).await?;
            let message = incoming.message(key, self.clock.now());
            let saved = match message.direction {
                Direction::Inbound => self.record_inbound(&incoming, &message, &mut conversation).await?,
                Direction::Outbound => self.record_echo(&incoming, message, &mut conversation).await?,
            };
            if saved == Saved::Yes {
                return Ok(());
            }
            backoff.again().await?;
        }
    }

    /// The key under which a message of this contact is stored. If Meta gave no time, the time of the first receipt
    /// serves. It is remembered, so that a repeat has the same key.
    async fn key_of(&self, incoming: &Incoming<'_>, contact: &ContactId) -> Result<MessageKey, WorkError> {
        let id = incoming.id();
        if let Some(at) = incoming.timestamp() {
            return Ok(MessageKey::new(contact, at, &id));
        }
        let now = self.clock.now();
        let first = MessageKey::new(contact, now, &id);
        let once = self.store.claim_once(&format!("untimed/{contact}/{id}"), "", &first, now).await?;
        Ok(match once {
            Once::Again(key) => key,
            Once::First | Once::Other => first,
        })
    }

    async fn record_inbound(
        &self,
        incoming: &Incoming<'_>,
        message: &Message,
        conversation: &mut Conversation,
    ) -> Result<Saved, WorkError> {
        if self.store.message(&message.key).await?.is_some() {
            self.requeue_if_waiting(&message.key).await?;
            return Ok(Saved::Yes);
        }
        let waits = conversation.receive(message, &incoming.identity, incoming.relevance, self.clock.now());
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            return Ok(Saved::Conflict);
        }
        self.store.link(&conversation.contact, &incoming.aliases).await?;
        self.store.insert_message(message).await?;
        metrics::count(Metric::MessagesReceived, 1);
        tracing::info!(message = %message.key, kind = message.kind, waits, "message recorded");
        if waits {
            self.queue_reply(&message.key).await?;
        }
        Ok(Saved::Yes)
    }

    /// A message that is stored has been announced. Its reply job may not have been queued.
    async fn requeue_if_waiting(&self, key: &MessageKey) -> Result<(), WorkError> {
        let conversation = self.store.conversation(key.contact()).await?;
        if conversation.is_some_and(|conversation| conversation.awaits(key)) {
            return self.queue_reply(key).await;
        }
        tracing::debug!(message = %key, "message known");
        Ok(())
    }

    async fn queue_reply(&self, key: &MessageKey) -> Result<(), WorkError> {
        let job = ReplyJob::reply(key).after(self.settings.reply_delay)?;
        Ok(self.replies.send(vec![job]).await?)
    }

    /// A person wrote from the phone app: it is recorded, and the assistant pauses.
    async fn record_echo(
        &self,
        incoming: &Incoming<'_>,
        mut message: Message,
        conversation: &mut Conversation,
    ) -> Result<Saved, WorkError> {
        if self.store.message(&message.key).await?.is_some() {
            return Ok(Saved::Yes);
        }
        if let Some(wamid) = &message.wamid {
            message.statuses = self.store.foreign_statuses(wamid).await?;
        }
        conversation.identity.learn(&incoming.identity);
        if incoming.relevance != Relevance::OtherNumber {
            let (text, kind, now) = (&message.text, &message.kind, self.clock.now());
            conversation.person_wrote(&message.key, text, kind, SentBy::App, &self.settings, now);
        }
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            return Ok(Saved::Conflict);
        }
        self.store.link(&conversation.contact, &incoming.aliases).await?;
        if self.store.insert_message(&message).await? == Inserted::New {
            tracing::info!(message = %message.key, kind = message.kind, "echo recorded");
        }
        Ok(Saved::Yes)
    }
}
