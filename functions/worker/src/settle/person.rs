//! Settling: what became of a message that a person sent, when the call's answer did not say.

use jiff::Timestamp;
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, Reason};
use relais_core::job::ReplyJob;
use relais_core::message::{Message, MessageKey, SendFailure, Sending};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Queue;
use relais_sending::{Admission, Attempt};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage};

use crate::answer::{SECOND_LOOK, WINDOW_CLOSED, reason_for};
use crate::{WorkError, Worker};

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Looks at a message that a person sent. One without an outcome is sent again once no status came in time, or at
    /// once when it is certain that nothing was sent: `repeats` as in [`ReplyJob::Settle`].
    pub async fn settle(
        &self,
        contact: &ContactId,
        sort_key: &str,
        repeats: Option<Timestamp>,
    ) -> Result<(), WorkError> {
        let Some(key) = MessageKey::from_sort_key(contact, sort_key) else { return Ok(()) };
        let Some(mut message) = self.store.message(&key).await? else { return Ok(()) };
        let Some(sending) = message.sending.clone() else { return Ok(()) };
        if message.is_settled() {
            return self.end(&mut message).await;
        }
        if repeats != Some(sending.since) {
            let (due, now) = (sending.since + self.settings.settle, self.clock.now());
            if due > now {
                return self.settle_later(&key, None, due).await;
            }
            return self.settle_later(&key, Some(sending.since), now + SECOND_LOOK).await;
        }
        let Some(conversation) = self.store.conversation(contact).await? else { return Ok(()) };
        if is_too_late(&sending.body, &conversation, self.clock.now()) {
            message.error = Some(SendFailure { code: WINDOW_CLOSED, ..SendFailure::default() });
            metrics::count(Metric::WindowsMissed, 1);
            self.mark(contact, Reason::WindowClosed).await?;
            return Ok(self.sender.record(&mut message).await?);
        }
        self.repeat(message, sending, &conversation).await
    }

    /// Sends it once more, if the circuit breaker permits it.
    async fn repeat(
        &self,
        mut message: Message,
        sending: Sending,
        conversation: &Conversation,
    ) -> Result<(), WorkError> {
        let key = message.key.clone();
        let Some(to) = conversation.identity.recipient() else { return Ok(()) };
        let permit = match self.sender.admit().await? {
            Admission::Granted(permit) => permit,
            Admission::Wait(pause) => {
                let at = self.clock.now() + pause;
                return self.settle_later(&key, Some(sending.since), at).await;
            }
        };
        let now = self.clock.now();
        let attempt = sending.attempt.saturating_add(u32::from(!permit.is_probe()));
        if !self.store.claim_attempt(&message, attempt, now).await? {
            return self.settle_later(&key, None, now).await;
        }
        let outbound = OutboundMessage {
            to,
            body: sending.body.clone(),
            reply_to: message.reply_to.clone(),
            callback_data: key.to_callback_data(),
        };
        message.sending = Some(Sending { since: now, attempt, ..sending });
        match self.sender.attempt(&mut message, &outbound, now, attempt, permit).await? {
            Attempt::Accepted => Ok(()),
            Attempt::Unclear => self.settle_later(&key, None, now + self.settings.settle).await,
            Attempt::Later(wait) | Attempt::NotMade(wait) => {
                self.settle_later(&key, Some(now), self.clock.now() + wait).await
            }
            Attempt::Stopped(pause) => {
                self.mark(key.contact(), Reason::SendingStopped).await?;
                self.settle_later(&key, Some(now), self.clock.now() + pause).await
            }
            Attempt::Refused(..) => self.end(&mut message).await,
        }
    }

    /// Ends the intent of a message that has its outcome. People are told of a refusal first: whoever finds one whose
    /// intent has not ended knows that nobody was told.
    async fn end(&self, message: &mut Message) -> Result<(), WorkError> {
        if let Some(refusal) = message.unreported_refusal() {
            self.mark(message.key.contact(), reason_for(refusal.code)).await?;
        }
        Ok(self.sender.record(message).await?)
    }

    async fn mark(&self, contact: &ContactId, reason: Reason) -> Result<(), WorkError> {
        self.change(contact, |conversation, now| conversation.mark_for_person(reason, now)).await
    }

    async fn settle_later(
        &self,
        key: &MessageKey,
        repeats: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<(), WorkError> {
        let (contact, sort_key) = (key.contact().clone(), key.sort_key().to_owned());
        self.later(&ReplyJob::Settle { contact, sort_key, repeats }, at).await
    }
}

/// Graph takes no text once the window has closed. A template needs none.
fn is_too_late(body: &OutboundBody, conversation: &Conversation, now: Timestamp) -> bool {
    matches!(body, OutboundBody::Text { .. }) && !conversation.window_is_open(now)
}
