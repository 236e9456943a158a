//! Recording a message.
//!
//! It is first announced in its conversation, then stored, then its reply job is queued; whichever step a crash leaves
//! undone is done when the job comes back, and a message that is stored is known to have been announced. The
//! conversation is read *before* the message is looked for, so that two workers with the same message cannot both take
//! it for new once it has been answered; and once more when the message is found, because whoever stored it may have
//! done so since.
//!
//! The other ids that it shows are linked to its contact as soon as the conversation is saved: every message looks
//! whether they are.

use relais_aws::store::{Inserted, Saved};
use relais_core::blob::Blobs;
use relais_core::conversation::Arrival;
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
        for attempt in 0..ATTEMPTS {
            // Also whose it is: a conversation that was to begin may have begun elsewhere.
            let Some(incoming) = self.incoming(item, came_at, contact, raw).await? else {
                return self.keep(&item.field, raw.get()).await;
            };
            let saved = match incoming.message.direction {
                Direction::Inbound => self.record_inbound(incoming).await?,
                Direction::Outbound => self.record_echo(incoming).await?,
            };
            if saved == Saved::Yes {
                return Ok(());
            }
            pause(attempt).await;
        }
        Err(WorkError::Contended)
    }

    async fn record_inbound(&self, incoming: Incoming) -> Result<Saved, WorkError> {
        let Incoming { message, identity, aliases, mut conversation, .. } = incoming;
        if self.store.message(&message.key).await?.is_some() {
            self.requeue_if_waiting(&message.key).await?;
            return Ok(Saved::Yes);
        }
        let arrival = Arrival {
            key: &message.key,
            identity: &identity,
            timestamp: message.timestamp,
            text: &message.text,
            kind: &message.kind,
            to_us: incoming.to_us,
            deserves_answer: incoming.deserves_answer,
        };
        let waits = conversation.receive(&arrival, self.clock.now());
        if self.store.save_conversation(&mut conversation).await? == Saved::Conflict {
            return Ok(Saved::Conflict);
        }
        self.store.link(&conversation.contact, &aliases).await?;
        self.store.insert_message(&message).await?;
        metrics::count(Metric::MessagesReceived, 1);
        tracing::info!(message = %message.key, kind = message.kind, waits, "message recorded");
        if waits {
            self.queue_reply(&message.key).await?;
        }
        Ok(Saved::Yes)
    }

    /// A message that is stored has been announced; its reply job may not have been queued.
    async fn requeue_if_waiting(&self, key: &MessageKey) -> Result<(), WorkError> {
        let conversation = self.store.conversation(key.contact()).await?;
        if conversation.is_some_and(|conversation| conversation.awaits(key)) {
            return self.queue_reply(key).await;
        }
        tracing::debug!(message = %key, "message known");
        Ok(())
    }

    async fn queue_reply(&self, key: &MessageKey) -> Result<(), WorkError> {
        let job = ReplyJob::Reply {
            contact: key.contact().clone(),
            sort_key: key.sort_key().to_owned(),
            repeats: None,
        };
        let delay = self.settings.reply_delay.unsigned_abs();
        Ok(self.replies.send(vec![NewMessage { body: job::encode(&job)?, delay }]).await?)
    }

    /// A person wrote from the phone app: recorded, and the assistant pauses.
    async fn record_echo(&self, incoming: Incoming) -> Result<Saved, WorkError> {
        let Incoming { mut message, identity, aliases, mut conversation, .. } = incoming;
        if self.store.message(&message.key).await?.is_some() {
            return Ok(Saved::Yes);
        }
        if let Some(wamid) = &message.wamid {
            message.statuses = self.store.foreign_statuses(wamid).await?;
        }
        conversation.identity.learn(&identity);
        if incoming.to_us {
            let (text, kind, now) = (&message.text, &message.kind, self.clock.now());
            conversation.person_wrote(&message.key, text, kind, SentBy::App, &self.settings, now);
        }
        if self.store.save_conversation(&mut conversation).await? == Saved::Conflict {
            return Ok(Saved::Conflict);
        }
        self.store.link(&conversation.contact, &aliases).await?;
        if self.store.insert_message(&message).await? == Inserted::New {
            tracing::info!(message = %message.key, kind = message.kind, "echo recorded");
        }
        Ok(Saved::Yes)
    }
}
