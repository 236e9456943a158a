//! Sends an answer whose intent is stored, and changes the conversation by the result.

use relais_core::circuit_breaker::Line;
use relais_core::conversation::{Conversation, OutgoingState, Reason};
use relais_core::queue::Enqueue;
use relais_sending::{Admission, Attempt, FollowUp, Permit};
use relais_whatsapp::outbound::OutboundMessage;

use super::{Answerer, Job};
use crate::WorkError;
use crate::settle::outgoing_of;

/// The result of a send.
pub(crate) enum Sent {
    /// Its outcome is recorded: Graph accepted the answer, or refused it for good, for this reason.
    Recorded(Option<Reason>),
    /// Its outcome is open. A later job is queued that continues it. A person must look if it is for this reason.
    Open(Option<Reason>),
}

impl<Q: Enqueue> Answerer<Q> {
    /// A permit to send in this conversation: the one that the job has not used yet, or a new one. `None`: the circuit
    /// breaker of its number is open, and the job is rescheduled.
    pub(crate) async fn permit(
        &self,
        job: &mut Job<'_>,
        conversation: &Conversation,
    ) -> Result<Option<Permit>, WorkError> {
        let number = self.sender.number_of(conversation);
        if let Some(permit) = job.permit.take_if(|permit| *permit.number() == number) {
            return Ok(Some(permit));
        }
        match self.sender.admit(&number, Line::Service).await? {
            Admission::Granted(permit) => Ok(Some(permit)),
            Admission::Wait(pause) => {
                self.reschedule(job, self.clock.now() + pause).await?;
                Ok(None)
            }
        }
    }

    /// Calls Graph with the answer whose intent is saved in the conversation.
    pub(crate) async fn send(
        &self,
        job: &Job<'_>,
        conversation: &Conversation,
        permit: Permit,
    ) -> Result<Sent, WorkError> {
        let Some((outgoing, mut message)) = outgoing_of(conversation, self.clock.now()) else {
            return Ok(Sent::Recorded(None));
        };
        let OutgoingState::Sending(begun) = outgoing.state else { return Ok(Sent::Recorded(None)) };
        let outbound = OutboundMessage {
            from: self.sender.number_of(conversation),
            to: outgoing.to.clone(),
            body: outgoing.body(),
            reply_to: None,
            callback_data: message.key.to_callback_data(),
        };
        let attempt = self.sender.attempt(&mut message, &outbound, begun, outgoing.attempt, permit).await?;
        match attempt.follow_up(begun, self.clock.now(), &self.settings) {
            FollowUp::Done => {
                let Attempt::Refused(failure, _) = attempt else { return Ok(Sent::Recorded(None)) };
                self.mark_refused(job.contact, &outgoing, failure.code).await?;
                Ok(Sent::Recorded(Some(Reason::of_refusal(failure.code))))
            }
            FollowUp::Settle(at) => {
                self.reschedule(job, at).await?;
                Ok(Sent::Open(None))
            }
            FollowUp::Repeat(at) => {
                let stopped = matches!(attempt, Attempt::Stopped(_)).then_some(Reason::SendingStopped);
                self.change_outgoing(job.contact, &outgoing, |conversation, now| match attempt {
                    Attempt::Later(_) => conversation.hold(at, now),
                    Attempt::Stopped(_) => {
                        conversation.reschedule(at, now);
                        conversation.mark_for_person(Reason::SendingStopped, now);
                    }
                    _ => conversation.reschedule(at, now),
                })
                .await?;
                self.reschedule(job, at).await?;
                Ok(Sent::Open(stopped))
            }
        }
    }
}
