//! Settling: what became of the answer begun before.

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::{Outcome, Saved};
use relais_core::blob::Blobs;
use relais_core::conversation::{Conversation, Outgoing, OutgoingState, Reason, Settled};
use relais_core::message::{Message, SendFailure};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Queue;

use super::{Job, WINDOW_CLOSED};
use crate::{WorkError, Worker};

/// A send of unknown outcome is repeated only by a job that has looked at it once before, when its outcome was due,
/// this long ago at least: so that statuses that waited behind a fault of ours have had their turn.
pub(crate) const SECOND_LOOK: SignedDuration = SignedDuration::from_secs(15);

/// How a job goes on once the answer begun before was looked at.
pub(super) enum Earlier {
    /// It is settled: decide on.
    Settled,
    /// Something changed: load the conversation again.
    LookAgain,
    /// It is still open, and a later job looks after it.
    Open,
}

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Settles the answer begun before.
    pub(super) async fn finish_earlier(
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
        if let Outcome::Refused(code) = outcome {
            self.mark_refused(job.contact, &outgoing, code).await?;
            return Ok(Earlier::LookAgain);
        }
        let settled = conversation.settle(outcome != Outcome::Unknown, &self.settings, now);
        match (settled, outgoing.state) {
            (Settled::Done, _) => {
                conversation.outgoing_is_recorded();
                Ok(Earlier::Settled)
            }
            (Settled::Wait(until), _) => {
                self.look_again(job, until).await?;
                Ok(Earlier::Open)
            }
            (Settled::SendNow, OutgoingState::Sending(begun)) if job.repeats != Some(begun) => {
                job.repeats = Some(begun);
                self.look_again(job, now + SECOND_LOOK).await?;
                Ok(Earlier::Open)
            }
            (Settled::SendNow, _) => self.send_earlier(job, conversation, now).await,
        }
    }

    /// Sends the answer begun before once more, unless it is no longer wanted.
    async fn send_earlier(
        &self,
        job: &mut Job<'_>,
        conversation: &mut Conversation,
        now: Timestamp,
    ) -> Result<Earlier, WorkError> {
        if !conversation.window_is_open(now) {
            metrics::count(Metric::WindowsMissed, 1);
            return self.give_up(conversation, WINDOW_CLOSED, Reason::WindowClosed, now).await;
        }
        if conversation.is_taken_over(now) || conversation.opted_out {
            return self.give_up(conversation, 0, Reason::SendFailed, now).await;
        }
        let Some(permit) = self.permit(job).await? else { return Ok(Earlier::Open) };
        conversation.send_again(self.clock.now());
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            job.permit = Some(permit);
            return Ok(Earlier::LookAgain);
        }
        self.send(job, conversation, permit).await
    }

    /// Records that the answer begun before will not be sent.
    async fn give_up(
        &self,
        conversation: &mut Conversation,
        code: i64,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Earlier, WorkError> {
        if let Some((_, mut message)) = outgoing_of(conversation, now) {
            message.error = Some(SendFailure { code, ..SendFailure::default() });
            self.sender.record(&mut message).await?;
        }
        conversation.outgoing_is_recorded();
        conversation.mark_for_person(reason, now);
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            return Err(WorkError::Contended);
        }
        Ok(Earlier::LookAgain)
    }
}

/// The answer begun before, and the message it is or will be stored as.
pub(super) fn outgoing_of(conversation: &Conversation, now: Timestamp) -> Option<(Outgoing, Message)> {
    let outgoing = conversation.outgoing.clone()?;
    let message = outgoing.to_message(&conversation.contact, now)?;
    Some((outgoing, message))
}
