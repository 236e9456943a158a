//! Settles a message that a person sent.

use jiff::Timestamp;
use relais_core::circuit_breaker::Line;
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, Reason};
use relais_core::job::ReplyJob;
use relais_core::message::{Message, MessageKey, SendFailure, Sending};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::retry::{MAX_STOPPED_TEMPLATES, Unclear};
use relais_core::timing::{SECOND_CHECK, TEMPLATE_PATIENCE};
use relais_sending::{Admission, Attempt, FollowUp};
use relais_whatsapp::errors::{WINDOW_CLOSED, entry_for};
use relais_whatsapp::ids::{PhoneNumberId, Recipient};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage};

use super::file::Ready;
use crate::WorkError;
use crate::answer::Answerer;

impl<Q: Enqueue> Answerer<Q> {
    /// Settles a message that a person sent. If no status came in time, it may be sent again. If it is certain that
    /// nothing was sent, it is sent again at once: `repeats` is as in [`ReplyJob::Settle`].
    pub async fn settle(
        &self,
        contact: &ContactId,
        sort_key: &str,
        repeats: Option<Timestamp>,
    ) -> Result<(), WorkError> {
        let Some(key) = MessageKey::from_sort_key(contact, sort_key) else { return Ok(()) };
        let Some(mut message) = self.store.message(&key).await? else { return Ok(()) };
        let Some(sending) = message.sending.clone() else { return self.keep_files(&message).await };
        if message.is_settled() {
            self.keep_files(&message).await?;
            return self.end(&mut message).await;
        }
        if repeats != Some(sending.since) {
            let (due, now) = (sending.since + self.settings.settle, self.clock.now());
            if due > now {
                return self.settle_at(&key, None, due).await;
            }
            return self.settle_at(&key, Some(sending.since), now + SECOND_CHECK).await;
        }
        let Some(conversation) = self.store.conversation(contact).await? else {
            // The person was erased while the message was being stored.
            return self.store.bury_with_files(&message, &*self.files, self.clock.now()).await;
        };
        self.keep_files(&message).await?;
        let may_have_arrived = sending.unclear_calls() > 0;
        if !sending.unsent {
            let calls = sending.unclear_calls();
            match self.unclear(&key, &conversation, calls, sending.since).await? {
                Unclear::Repeat => {}
                Unclear::CheckAgain(at) => return self.settle_at(&key, repeats, at).await,
                Unclear::End => return self.end_unknown_send(&message).await,
            }
        }
        if is_too_late(&sending.body, &conversation, self.clock.now()) {
            if may_have_arrived {
                return self.end_unknown_send(&message).await;
            }
            message.error = Some(SendFailure { code: WINDOW_CLOSED, ..SendFailure::default() });
            metrics::count(Metric::WindowsMissed, 1);
            self.mark(contact, Reason::WindowClosed).await?;
            return Ok(self.sender.record_failure(&mut message).await?);
        }
        self.repeat(message, sending, &conversation).await
    }

    /// Sends the message again, if the circuit breaker permits it.
    async fn repeat(
        &self,
        mut message: Message,
        sending: Sending,
        conversation: &Conversation,
    ) -> Result<(), WorkError> {
        let key = message.key.clone();
        let Some(to) = self.addressee(&message, conversation).await? else {
            // Nobody can be reached: the number that it was written to is somebody else's by now.
            message.error = Some(SendFailure::default());
            self.mark(key.contact(), Reason::of_refusal(0)).await?;
            return Ok(self.sender.record_failure(&mut message).await?);
        };
        let from = self.sender.number_of(conversation);
        let line = Line::of(&sending.body);
        let is_template = line == Line::Templates;
        if is_template && template_is_too_old(&message, self.clock.now()) {
            return self.end_refused(&message, &from, line).await;
        }
        let mut body = sending.body.clone();
        match Box::pin(self.upload_files(&message, &mut body, &from)).await? {
            Ready::Yes => {}
            Ready::Later(pause) => {
                return self.settle_at(&key, Some(sending.since), self.clock.now() + pause).await;
            }
            Ready::Stopped(pause) => {
                self.mark(key.contact(), Reason::SendingStopped).await?;
                return self.settle_at(&key, Some(sending.since), self.clock.now() + pause).await;
            }
            Ready::Refused(_) if sending.unclear_calls() > 0 => {
                return self.end_unknown_send(&message).await;
            }
            Ready::Refused(failure) => {
                metrics::count(Metric::RepliesFailed, 1);
                self.mark(key.contact(), Reason::of_refusal(failure.code)).await?;
                // Not if another worker has begun an attempt meanwhile.
                self.store.end_unsent(&message, &failure, self.clock.now()).await?;
                return Ok(());
            }
        }
        let permit = match self.sender.admit(&from, line).await? {
            Admission::Granted(permit) => permit,
            Admission::Wait(pause) => {
                return self.settle_at(&key, Some(sending.since), self.clock.now() + pause).await;
            }
        };
        let begun = self.clock.now();
        let next = sending.again(is_template || !permit.is_probe(), begun);
        if !self.store.claim_attempt(&message, &next).await? {
            return self.settle_at(&key, None, begun).await;
        }
        let outbound = OutboundMessage {
            from,
            to,
            body,
            reply_to: message.reply_to.clone(),
            callback_data: key.to_callback_data(),
        };
        let calls = next.attempt;
        message.sending = Some(next);
        let attempt = self.sender.attempt(&mut message, &outbound, begun, calls, permit).await?;
        match attempt {
            Attempt::Refused(..) => self.end(&mut message).await?,
            Attempt::Stopped(_) if is_template && calls >= MAX_STOPPED_TEMPLATES => {
                return self.end_refused(&message, &outbound.from, line).await;
            }
            Attempt::Stopped(_) => self.mark(key.contact(), Reason::SendingStopped).await?,
            Attempt::Accepted | Attempt::Unclear | Attempt::Later(_) | Attempt::NotMade(_) => {}
        }
        match attempt.follow_up(begun, self.clock.now(), &self.settings) {
            FollowUp::Done => Ok(()),
            FollowUp::Settle(at) => self.settle_at(&key, None, at).await,
            FollowUp::Repeat(at) => {
                self.store.nothing_was_sent(&message, self.clock.now()).await?;
                self.settle_at(&key, Some(begun), at).await
            }
        }
    }

    /// Ends a template that was refused for the whole account too often, or waited too long. If an earlier call may have
    /// been accepted, its outcome is unknown. The reason is that for which its line is stopped.
    async fn end_refused(
        &self,
        message: &Message,
        from: &PhoneNumberId,
        line: Line,
    ) -> Result<(), WorkError> {
        if message.sending.as_ref().is_some_and(|sending| sending.unclear > 0) {
            return self.end_unknown_send(message).await;
        }
        let code = self.store.circuit_breaker(from, line).await?.stopped_by.unwrap_or(0);
        let title = Some(entry_for(code, None).title.to_owned()).filter(|_| code != 0);
        let failure = SendFailure { code, title, ..SendFailure::default() };
        metrics::count(Metric::RepliesFailed, 1);
        self.mark(message.key.contact(), Reason::of_refusal(code)).await?;
        self.store.end_unsent(message, &failure, self.clock.now()).await?;
        Ok(())
    }

    /// Ends a send without knowing whether it arrived. People are notified first.
    async fn end_unknown_send(&self, message: &Message) -> Result<(), WorkError> {
        self.mark(message.key.contact(), Reason::OutcomeUnknown).await?;
        self.store.give_up_as_unknown(message, self.clock.now()).await?;
        Ok(())
    }

    /// The id to which the message was written, or the user id if another contact has that number by now.
    async fn addressee(
        &self,
        message: &Message,
        conversation: &Conversation,
    ) -> Result<Option<Recipient>, WorkError> {
        let Some(to) = message.to.as_deref().map(Recipient::of) else {
            return Ok(conversation.identity.recipient());
        };
        if let Recipient::Phone(number) = &to
            && conversation.identity.wa_id.as_ref() != Some(number)
            && !self.store.holds(&self.sender.number_of(conversation), number, conversation).await?
        {
            let user = message.to_user.clone().or_else(|| conversation.identity.user_id.clone());
            return Ok(user.map(Recipient::User));
        }
        Ok(Some(to))
    }

    /// Ends the intent of a message that has an outcome. People are notified of a refusal first. So as long as a
    /// refused message has an intent, nobody was notified of it.
    async fn end(&self, message: &mut Message) -> Result<(), WorkError> {
        if let Some(refusal) = message.unreported_refusal() {
            self.mark(message.key.contact(), Reason::of_refusal(refusal.code)).await?;
        }
        Ok(self.sender.record(message).await?)
    }

    async fn mark(&self, contact: &ContactId, reason: Reason) -> Result<(), WorkError> {
        Ok(self.store.mark_for_person(contact, reason, &self.clock).await?)
    }

    async fn settle_at(
        &self,
        key: &MessageKey,
        repeats: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<(), WorkError> {
        let job = ReplyJob::settle(key, repeats).due_at(at, self.clock.now())?;
        Ok(self.replies.send(vec![job]).await?)
    }
}

/// Whether the template was written so long ago that its moment has passed.
fn template_is_too_old(message: &Message, now: Timestamp) -> bool {
    let written = Timestamp::from_microsecond(message.came_at).unwrap_or(now);
    now.duration_since(written) >= TEMPLATE_PATIENCE
}

/// Whether the window has closed. Graph refuses texts then, and accepts templates.
fn is_too_late(body: &OutboundBody, conversation: &Conversation, now: Timestamp) -> bool {
    !matches!(body, OutboundBody::Template(_)) && !conversation.window_is_open(now)
}
