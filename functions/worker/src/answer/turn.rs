//! A turn of a job that has the lease: writes an answer, stores it with the intent to send it, and sends it.

use std::mem;

use relais_aws::store::{Backoff, Missing, Saved};
use relais_core::conversation::{Answered, CalledTool, Conversation, Intent, Reason};
use relais_core::message::MessageKey;
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::texts::Notice;
use relais_sending::Permit;

use super::ended::Outcome;
use super::send::Sent;
use super::write::Written;
use super::{Answerer, Job};
use crate::WorkError;
use crate::business::Business;

impl<Q: Enqueue> Answerer<Q> {
    /// Writes the answer, or takes the fixed text of this notice, and sends it. The caller has saved the lease.
    pub(super) async fn write_and_send(
        &self,
        job: &Job<'_>,
        conversation: Conversation,
        business: &Business,
        notice: Option<Notice>,
        permit: Permit,
    ) -> Result<(), WorkError> {
        let mut written = Box::pin(self.write(job, &conversation, business, notice)).await?;
        let turn = mem::take(&mut written.turn);
        let outcome = self.send_written(job, conversation, business, written, permit).await?;
        turn.ended(job.contact, outcome, self.clock.now());
        Ok(())
    }

    /// Stores what was written with the intent to send it, if it may still be sent, and sends it.
    async fn send_written(
        &self,
        job: &Job<'_>,
        mut conversation: Conversation,
        business: &Business,
        written: Written,
        permit: Permit,
    ) -> Result<Outcome, WorkError> {
        if !written.withdrawn.is_empty() {
            self.withdraw(job, &written.withdrawn).await?;
            return Ok(Outcome::Rescheduled);
        }
        if written.may_not_go_on {
            self.release_and_reschedule(job, self.clock.now(), &written.composed.called).await?;
            return Ok(Outcome::Rescheduled);
        }
        let Written { read, senders, composed, is_lost, .. } = written;
        let read = read.as_slice();
        let reason = match (&composed.hands_over, composed.says) {
            (Some(_), _) => Some(Reason::HandedOver),
            (None, says) => says.and_then(reason_of),
        };
        if reason == Some(Reason::ModelFailed)
            && let Some(at) = self.model_ready_at(job, &conversation)
        {
            self.release_and_reschedule(job, at, &composed.called).await?;
            return Ok(Outcome::Rescheduled);
        }
        if let Some((reason, says)) = reason.zip(composed.says) {
            let knows = match says {
                Notice::Closed => business.knows_closed(&conversation, self.clock.now()),
                Notice::HandedOver => conversation.told.handed_over.is_some(),
                _ => conversation.told.fallback.is_some(),
            };
            if knows {
                self.refuse_read(job, read, &composed.called, reason).await?;
                return Ok(Outcome::ForPerson(reason));
            }
            if reason == Reason::ModelFailed {
                metrics::count(Metric::ModelFallbacks, 1);
            }
            tracing::info!(contact = %job.contact, reason = reason.name(), "a fixed text is said in place of the model's answer");
        }
        let reason = reason.or(is_lost.then_some(Reason::NotUnderstood));
        let answered = Answered { read, senders: &senders, composed, token: job.token };
        let mut backoff = Backoff::default();
        loop {
            let now = self.clock.now();
            let waiting_since = conversation.waiting_since(now);
            let intent = conversation.begin_sending(&answered, now);
            match intent {
                // There are three causes: the lease expired; another worker has it; or this worker saved the intent
                // and the response was lost. A later job loads the conversation and continues in each case.
                Intent::LostLease => {
                    tracing::warn!(contact = %job.contact, "lease lost while the model wrote: job rescheduled");
                    self.reschedule(job, now).await?;
                    return Ok(Outcome::Rescheduled);
                }
                Intent::Send => {
                    if let Some(reason) = reason {
                        conversation.mark_for_person(reason, now);
                    }
                }
                Intent::Superseded(_) | Intent::TakenOver | Intent::Dropped => {}
            }
            if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                return match intent {
                    // Either the outcome is recorded, or a later job is queued that settles the send.
                    Intent::Send => {
                        let number = self.sender.number_of(&conversation);
                        self.count_answer(&number, answered.composed.says, waiting_since, now);
                        if conversation.nears_cap(&business.settings) {
                            metrics::count(Metric::CeilingsNear, 1);
                            tracing::warn!(contact = %job.contact, "80 % of a cap of answers is reached");
                        }
                        let sent = self.send(job, &conversation, permit).await?;
                        self.continue_unread(job, &conversation, &sent).await?;
                        Ok(outcome(&sent, reason, answered.composed.says))
                    }
                    Intent::Superseded(until) => {
                        self.reschedule(job, until).await?;
                        Ok(Outcome::Superseded)
                    }
                    Intent::TakenOver => {
                        self.reschedule(job, now).await?;
                        Ok(Outcome::TakenOver)
                    }
                    Intent::Dropped | Intent::LostLease => Ok(Outcome::Dropped),
                };
            }
            backoff.again().await?;
            let Some(newer) = self.store.conversation(job.contact).await? else {
                return Ok(Outcome::Dropped);
            };
            conversation = newer;
        }
    }

    /// The job goes on if its own message still waits: it was too much for the model, besides the newer ones.
    async fn continue_unread(
        &self,
        job: &Job<'_>,
        conversation: &Conversation,
        sent: &Sent,
    ) -> Result<(), WorkError> {
        let own = MessageKey::from_reference(job.contact, job.sort_key);
        let still_waits = own.is_some_and(|own| conversation.awaits(&own));
        match sent {
            Sent::Recorded(_) if still_waits => self.reschedule(job, self.clock.now()).await,
            // An open send has queued a job for the same message.
            Sent::Recorded(_) | Sent::Open(_) => Ok(()),
        }
    }

    /// The customer has got the text already: the conversation stays marked, and nothing is said twice.
    async fn refuse_read(
        &self,
        job: &Job<'_>,
        read: &[MessageKey],
        called: &[CalledTool],
        reason: Reason,
    ) -> Result<(), WorkError> {
        let refuse = |conversation: &mut Conversation, now| {
            conversation.refuse_read(read, called, reason, job.token, now);
        };
        self.store.change_conversation(job.contact, &self.clock, Missing::Skip, refuse).await?;
        tracing::info!(contact = %job.contact, reason = reason.name(), "the customer knows: marked for a person");
        // A message that was not read still waits, and this job is perhaps the last one that knows of it.
        self.reschedule(job, self.clock.now()).await
    }
}

/// What came of a turn whose answer was sent like this.
fn outcome(sent: &Sent, reason: Option<Reason>, says: Option<Notice>) -> Outcome {
    match (sent, reason) {
        (Sent::Recorded(Some(reason)) | Sent::Open(Some(reason)), _) => Outcome::ForPerson(*reason),
        (Sent::Open(None), _) => Outcome::Open,
        (Sent::Recorded(None), Some(reason)) => Outcome::ForPerson(reason),
        (Sent::Recorded(None), None) if says.is_some() => Outcome::Notice,
        (Sent::Recorded(None), None) => Outcome::Answered,
    }
}

/// Why a person must see a customer who gets this text. `None`: nobody must.
fn reason_of(notice: Notice) -> Option<Reason> {
    match notice {
        Notice::Fallback => Some(Reason::ModelFailed),
        Notice::Closed => Some(Reason::Closed),
        Notice::HandedOver => Some(Reason::AskedForPerson),
        Notice::OptOut | Notice::Unreadable => None,
    }
}
