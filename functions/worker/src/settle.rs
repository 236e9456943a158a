//! Settling: what became of a message that a person sent, when the call's answer did not say.

use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::conversation::Reason;
use relais_core::job::ReplyJob;
use relais_core::message::{Message, MessageKey, Sending};
use relais_core::queue::Queue;
use relais_outbox::Attempt;
use relais_whatsapp::outbound::OutboundMessage;

use crate::{WorkError, Worker};

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Looks at a message that a person sent. One without an outcome is sent again once no status came in time.
    pub async fn settle(&self, contact: &ContactId, sort: &str) -> Result<(), WorkError> {
        let Some(key) = MessageKey::from_sort(contact, sort) else { return Ok(()) };
        let Some(mut message) = self.store.message(&key).await? else { return Ok(()) };
        let Some(sending) = message.sending.clone() else { return Ok(()) };
        if message.is_settled() {
            self.outbox.record(&mut message).await?;
            return Ok(());
        }
        let now = self.clock.now();
        let due = sending.since + self.settings.settle;
        if due > now {
            return self.later(&settle_job(&key), due).await;
        }
        let Some(conversation) = self.store.conversation(contact).await? else { return Ok(()) };
        let Some(to) = conversation.identity.recipient() else { return Ok(()) };
        if !self.store.claim_attempt(&message, now).await? {
            return self.later(&settle_job(&key), now).await;
        }
        let attempt = sending.attempt + 1;
        message.sending = Some(Sending { since: now, attempt, ..sending.clone() });
        let outbound = OutboundMessage {
            to,
            body: sending.body,
            reply_to: message.reply_to.clone(),
            callback_data: key.to_callback_data(),
        };
        let outcome = self.outbox.attempt(&mut message, &outbound, now, attempt).await?;
        self.after(&message, outcome).await
    }

    async fn after(&self, message: &Message, outcome: Attempt) -> Result<(), WorkError> {
        let contact = message.key.contact();
        let job = settle_job(&message.key);
        let now = self.clock.now();
        match outcome {
            Attempt::Accepted => Ok(()),
            // Nothing was sent, but the record says it may have been: it waits as long as if it had.
            Attempt::Unclear | Attempt::Later(_) => self.later(&job, now + self.settings.settle).await,
            Attempt::Stopped(_) => {
                self.change(contact, |conversation, now| {
                    conversation.mark_for_person(Reason::SendingStopped, now);
                })
                .await?;
                self.later(&job, now + self.settings.settle).await
            }
            Attempt::Refused(..) => {
                self.change(contact, |conversation, now| {
                    conversation.mark_for_person(Reason::SendFailed, now);
                })
                .await
            }
        }
    }
}

fn settle_job(key: &MessageKey) -> ReplyJob {
    ReplyJob::Settle { contact: key.contact().clone(), message: key.sort().to_owned() }
}
