//! Sending: the call for an answer whose intent is stored, and what it leaves in the conversation.

use jiff::Timestamp;
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, Outgoing, OutgoingState, Reason};
use relais_core::queue::Queue;
use relais_sending::{Admission, Attempt, Permit};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage};

use super::earlier::{Earlier, outgoing_of};
use super::{Job, reason_for};
use crate::{WorkError, Worker};

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Asks whether something may be sent, unless the job holds a permit that it has not used. `None` while the breaker is
    /// open: then a later job asks again.
    pub(super) async fn permit(&self, job: &mut Job<'_>) -> Result<Option<Permit>, WorkError> {
        if let Some(permit) = job.permit.take() {
            return Ok(Some(permit));
        }
        match self.sender.admit().await? {
            Admission::Granted(permit) => Ok(Some(permit)),
            Admission::Wait(pause) => {
                self.look_again(job, self.clock.now() + pause).await?;
                Ok(None)
            }
        }
    }

    /// Makes the call for the answer whose intent is saved in the conversation.
    pub(super) async fn send(
        &self,
        job: &Job<'_>,
        conversation: &Conversation,
        permit: Permit,
    ) -> Result<Earlier, WorkError> {
        let Some((outgoing, mut message)) = outgoing_of(conversation, self.clock.now()) else {
            return Ok(Earlier::Settled);
        };
        let OutgoingState::Sending(begun) = outgoing.state else { return Ok(Earlier::LookAgain) };
        let outbound = OutboundMessage {
            to: outgoing.to.clone(),
            body: OutboundBody::Text { body: outgoing.text.clone(), preview_url: true },
            reply_to: None,
            callback_data: message.key.to_callback_data(),
        };
        let attempt = self.sender.attempt(&mut message, &outbound, begun, outgoing.attempt, permit).await?;
        let now = self.clock.now();
        let until = match attempt {
            Attempt::Accepted => return Ok(Earlier::LookAgain),
            Attempt::Refused(failure, _) => {
                self.mark_refused(job.contact, &outgoing, failure.code).await?;
                return Ok(Earlier::LookAgain);
            }
            Attempt::Unclear => begun + self.settings.settle,
            Attempt::Later(wait) => {
                self.change_outgoing(job.contact, &outgoing, |conversation, now| {
                    conversation.hold(now + wait, now);
                })
                .await?;
                now + wait
            }
            Attempt::NotMade(wait) => {
                self.change_outgoing(job.contact, &outgoing, |conversation, now| {
                    conversation.reschedule(now + wait, now);
                })
                .await?;
                now + wait
            }
            Attempt::Stopped(pause) => {
                self.change_outgoing(job.contact, &outgoing, |conversation, now| {
                    conversation.reschedule(now + pause, now);
                    conversation.mark_for_person(Reason::SendingStopped, now);
                })
                .await?;
                now + pause
            }
        };
        self.look_again(job, until).await?;
        Ok(Earlier::Open)
    }

    /// Tells people of an answer that is recorded as refused. In one write with forgetting it: whoever finds one that
    /// is refused and not forgotten knows that nobody was told.
    pub(super) async fn mark_refused(
        &self,
        contact: &ContactId,
        outgoing: &Outgoing,
        code: i64,
    ) -> Result<(), WorkError> {
        let reason = reason_for(code);
        self.change_outgoing(contact, outgoing, |conversation, now| {
            conversation.outgoing_is_recorded();
            conversation.mark_for_person(reason, now);
        })
        .await
    }

    /// Changes the conversation if it still holds this very attempt.
    async fn change_outgoing(
        &self,
        contact: &ContactId,
        outgoing: &Outgoing,
        transition: impl Fn(&mut Conversation, Timestamp),
    ) -> Result<(), WorkError> {
        self.change(contact, |conversation, now| {
            if conversation.outgoing.as_ref() == Some(outgoing) {
                transition(conversation, now);
            }
        })
        .await
    }
}
