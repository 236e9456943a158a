//! Recording a message.
//!
//! It is first announced in its conversation, then stored, then its reply job is queued; whichever step a crash leaves
//! undone is done when the job comes back, and a message that is stored is known to have been announced. The
//! conversation is read *before* the message is looked for, so that two workers with the same message cannot both take
//! it for new once it has been answered.

use relais_aws::store::{Inserted, Saved};
use relais_core::blob::Blobs;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::{Arrival, Conversation};
use relais_core::job::{self, ReplyJob};
use relais_core::message::{Direction, MessageKey, SentBy};
use relais_core::metrics::{self, Metric};
use relais_core::queue::{NewMessage, Queue};
use relais_whatsapp::webhook::Item;
use serde_json::value::RawValue;

use super::incoming::Incoming;
use super::{ATTEMPTS, pause};
use crate::{WorkError, Worker};

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    pub(super) async fn record_message(
        &self,
        item: &Item,
        came_at: i64,
        contact: Option<&RawValue>,
        raw: &RawValue,
    ) -> Result<(), WorkError> {
        let Some(incoming) = self.incoming(item, came_at, contact, raw).await? else {
            return self.keep(&item.field, raw.get()).await;
        };
        match incoming.message.direction {
            Direction::Inbound => self.record_inbound(&incoming).await,
            Direction::Outbound => self.record_echo(incoming).await,
        }
    }

    async fn record_inbound(&self, incoming: &Incoming) -> Result<(), WorkError> {
        let message = &incoming.message;
        let arrival = Arrival {
            key: &message.key,
            identity: &incoming.identity,
            timestamp: message.timestamp,
            text: &message.text,
            kind: &message.kind,
            to_us: incoming.to_us,
            deserves_answer: incoming.deserves_answer,
        };
        for attempt in 0..ATTEMPTS {
            let now = self.clock.now();
            let before = self.store.conversation(message.key.contact()).await?;
            if self.store.message(&message.key).await?.is_some() {
                return self.requeue_if_waiting(before.as_ref(), &message.key).await;
            }
            let contact = message.key.contact();
            let mut conversation = before.unwrap_or_else(|| Conversation::new(contact.clone(), now));
            self.link_new_ids(contact, &conversation.identity, incoming).await?;
            let waits = conversation.receive(&arrival, now);
            if self.store.save_conversation(&mut conversation).await? == Saved::Conflict {
                pause(attempt).await;
                continue;
            }
            self.store.insert_message(message).await?;
            metrics::count(Metric::MessagesReceived, 1);
            tracing::info!(message = %message.key, kind = message.kind, waits, "message recorded");
            return if waits { self.queue_reply(&message.key).await } else { Ok(()) };
        }
        Err(WorkError::Contended)
    }

    /// A person known by one id now shows another: both lead to the same contact.
    async fn link_new_ids(
        &self,
        contact: &ContactId,
        known: &Identity,
        incoming: &Incoming,
    ) -> Result<(), WorkError> {
        let mut known = known.aliases();
        known.extend(incoming.found_by.clone());
        let shown = incoming.identity.aliases();
        let new: Vec<_> = shown.into_iter().filter(|alias| !known.contains(alias)).collect();
        Ok(self.store.link(contact, &new).await?)
    }

    /// A message that is stored has been announced; its reply job may not have been queued.
    async fn requeue_if_waiting(
        &self,
        conversation: Option<&Conversation>,
        key: &MessageKey,
    ) -> Result<(), WorkError> {
        if conversation.is_some_and(|conversation| conversation.awaits(key)) {
            return self.queue_reply(key).await;
        }
        tracing::debug!(message = %key, "message known");
        Ok(())
    }

    async fn queue_reply(&self, key: &MessageKey) -> Result<(), WorkError> {
        let job =
            ReplyJob::Reply { contact: key.contact().clone(), message: key.sort().to_owned(), repeats: None };
        let delay = self.settings.reply_delay.unsigned_abs();
        Ok(self.replies.send(vec![NewMessage { body: job::encode(&job)?, delay }]).await?)
    }

    /// A person wrote from the phone app: recorded, and the assistant pauses.
    async fn record_echo(&self, mut incoming: Incoming) -> Result<(), WorkError> {
        let contact = incoming.message.key.contact().clone();
        if self.store.message(&incoming.message.key).await?.is_some() {
            return Ok(());
        }
        let known = self.store.conversation(&contact).await?.map(|known| known.identity);
        self.link_new_ids(&contact, &known.unwrap_or_default(), &incoming).await?;
        let message = &mut incoming.message;
        if let Some(wamid) = &message.wamid {
            message.statuses = self.store.foreign_statuses(wamid).await?;
        }
        let to_us = incoming.to_us;
        self.change(message.key.contact(), |conversation, now| {
            conversation.identity.learn(&incoming.identity);
            if to_us {
                conversation.person_wrote(
                    &message.key,
                    &message.text,
                    &message.kind,
                    SentBy::App,
                    &self.settings,
                    now,
                );
            }
        })
        .await?;
        if self.store.insert_message(message).await? == Inserted::New {
            tracing::info!(message = %message.key, kind = message.kind, "echo recorded");
        }
        Ok(())
    }
}
