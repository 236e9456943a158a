//! Settles the assistant's answer that was begun earlier in a conversation.

use jiff::Timestamp;
use relais_aws::store::{Missing, Outcome, Saved};
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, Outgoing, OutgoingState, Reason, Settled};
use relais_core::message::{Message, SendFailure};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::retry::Unclear;
use relais_core::timing::SECOND_CHECK;
use relais_whatsapp::errors::WINDOW_CLOSED;

use crate::WorkError;
use crate::answer::{Answerer, Job, Sent};

/// How a job continues after it has checked the answer that was begun earlier.
pub(crate) enum Earlier {
    /// There is none, or its outcome is recorded: continue with the job's own message.
    Settled,
    /// The stored records have changed: load the conversation again. After a send, the next check finds its outcome.
    Reload,
    /// Its outcome is open. A later job is queued that settles it.
    Open,
}

impl<Q: Enqueue> Answerer<Q> {
    /// Settles the answer that was begun earlier.
    pub(crate) async fn settle_earlier(
        &self,
        job: &mut Job<'_>,
        conversation: &mut Conversation,
    ) -> Result<Earlier, WorkError> {
        let now = self.clock.now();
        let Some((outgoing, mut message)) = outgoing_of(conversation, now) else {
            return Ok(Earlier::Settled);
        };
        let outcome = self.store.outcome(&message.key).await?;
        if outcome == Outcome::Reported {
            self.sender.record(&mut message).await?;
        }
        match (outcome, outgoing.state) {
            (Outcome::Refused(code), _) => {
                self.mark_refused(job.contact, &outgoing, code).await?;
                return Ok(Earlier::Reload);
            }
            // Another worker that repeated it meanwhile has begun later.
            (Outcome::GivenUp(at), OutgoingState::Sending(begun)) if at >= begun => {
                self.mark_unknown(job.contact, &outgoing).await?;
                return Ok(Earlier::Reload);
            }
            _ => {}
        }
        let is_known = matches!(outcome, Outcome::Reported | Outcome::Recorded);
        let settled = conversation.settle(is_known, &self.settings, now);
        match (settled, outgoing.state) {
            (Settled::Done, _) => {
                conversation.outgoing_is_recorded();
                Ok(Earlier::Settled)
            }
            (Settled::Wait(until), _) => {
                self.reschedule(job, until).await?;
                Ok(Earlier::Open)
            }
            (Settled::SendNow, OutgoingState::Sending(begun)) if job.repeats != Some(begun) => {
                job.repeats = Some(begun);
                self.reschedule(job, now + SECOND_CHECK).await?;
                Ok(Earlier::Open)
            }
            (Settled::SendNow, OutgoingState::Sending(begun)) => {
                let calls = outgoing.unclear_calls();
                match self.unclear(&message.key, conversation, calls, begun).await? {
                    Unclear::Repeat => self.send_earlier(job, conversation, now).await,
                    Unclear::End => self.end_unknown(conversation, now).await,
                    Unclear::CheckAgain(at) => {
                        self.reschedule(job, at).await?;
                        Ok(Earlier::Open)
                    }
                }
            }
            (Settled::SendNow, OutgoingState::Held(_)) => self.send_earlier(job, conversation, now).await,
        }
    }

    /// Sends the earlier answer again. It is given up if the window has closed, a person took over, or the customer
    /// opted out: as failed, or as unknown if it may have been sent.
    async fn send_earlier(
        &self,
        job: &mut Job<'_>,
        conversation: &mut Conversation,
        now: Timestamp,
    ) -> Result<Earlier, WorkError> {
        if !conversation.window_is_open(now) {
            metrics::count(Metric::WindowsMissed, 1);
            return self.give_up(conversation, WINDOW_CLOSED, now).await;
        }
        let others = self.store.others(conversation).await?;
        let opted_out = conversation.opted_out || others.iter().any(|other| other.opted_out);
        if conversation.is_taken_over(now) || opted_out {
            return self.give_up(conversation, 0, now).await;
        }
        let Some(permit) = self.permit(job, conversation).await? else { return Ok(Earlier::Open) };
        conversation.send_again(self.clock.now());
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            job.permit = Some(permit);
            return Ok(Earlier::Reload);
        }
        Ok(match self.send(job, conversation, permit).await? {
            Sent::Recorded(_) => Earlier::Reload,
            Sent::Open(_) => Earlier::Open,
        })
    }

    /// Records that the earlier answer will not be sent, with this Graph code (0: none). If it may have been sent
    /// already, its outcome is unknown.
    async fn give_up(
        &self,
        conversation: &mut Conversation,
        code: i64,
        now: Timestamp,
    ) -> Result<Earlier, WorkError> {
        if conversation.outgoing.as_ref().is_some_and(|outgoing| outgoing.unclear_calls() > 0) {
            return self.end_unknown(conversation, now).await;
        }
        if let Some((_, mut message)) = outgoing_of(conversation, now) {
            message.error = Some(SendFailure { code, ..SendFailure::default() });
            self.sender.record_failure(&mut message).await?;
        }
        conversation.outgoing_is_recorded();
        conversation.mark_for_person(Reason::of_refusal(code), now);
        // If this save is refused, the next check finds the recorded refusal and marks the conversation.
        self.store.save_conversation(conversation).await?;
        Ok(Earlier::Reload)
    }

    /// Records that it is not known whether the earlier answer arrived, and that it is not repeated.
    async fn end_unknown(
        &self,
        conversation: &mut Conversation,
        now: Timestamp,
    ) -> Result<Earlier, WorkError> {
        if let Some((_, message)) = outgoing_of(conversation, now) {
            let mut message = Message { unknown_since: Some(now), ..message };
            self.sender.record(&mut message).await?;
        }
        conversation.outgoing_is_recorded();
        conversation.mark_for_person(Reason::OutcomeUnknown, now);
        // If this save is refused, the next check finds the record and marks the conversation.
        self.store.save_conversation(conversation).await?;
        Ok(Earlier::Reload)
    }

    async fn mark_unknown(&self, contact: &ContactId, outgoing: &Outgoing) -> Result<(), WorkError> {
        self.change_outgoing(contact, outgoing, |conversation, now| {
            conversation.outgoing_is_recorded();
            conversation.mark_for_person(Reason::OutcomeUnknown, now);
        })
        .await
    }

    /// Marks the conversation for a person, because its answer is recorded as refused, and removes the answer, in one
    /// write. So as long as a refused answer is there, nobody was notified of it.
    pub(crate) async fn mark_refused(
        &self,
        contact: &ContactId,
        outgoing: &Outgoing,
        code: i64,
    ) -> Result<(), WorkError> {
        self.change_outgoing(contact, outgoing, |conversation, now| {
            conversation.outgoing_is_recorded();
            conversation.mark_for_person(Reason::of_refusal(code), now);
        })
        .await?;
        Ok(())
    }

    /// Changes the conversation, if its outgoing answer is still this same attempt.
    pub(crate) async fn change_outgoing(
        &self,
        contact: &ContactId,
        outgoing: &Outgoing,
        transition: impl Fn(&mut Conversation, Timestamp),
    ) -> Result<(), WorkError> {
        let if_unchanged = |conversation: &mut Conversation, now| {
            if conversation.outgoing.as_ref() == Some(outgoing) {
                transition(conversation, now);
            }
        };
        self.store.change_conversation(contact, &self.clock, Missing::Skip, if_unchanged).await?;
        Ok(())
    }
}

/// The answer that was begun earlier, and the message that it is stored as. `None`: there is no such answer.
pub(crate) fn outgoing_of(conversation: &Conversation, now: Timestamp) -> Option<(Outgoing, Message)> {
    let outgoing = conversation.outgoing.clone()?;
    let mut message = outgoing.to_message(&conversation.contact, now)?;
    message.to_user.clone_from(&conversation.identity.user_id);
    Some((outgoing, message))
}
