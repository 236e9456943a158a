//! Answers a burst of messages once, even after failures.
//!
//! A reply job has these steps. Each leaves a state from which the next job can continue:
//!
//! 1. An answer that was begun earlier is settled first ([`crate::settle`]).
//! 2. [`Conversation::next_step`] decides whether the job's message waits, and whether this job is the one to answer.
//!    An answer by the model waits a while for the files of what it answers ([`files`]).
//! 3. The job gets a permit from the circuit breaker and saves the lease. It asks the model, while the customer sees
//!    the typing indicator. A model that is rate limited is not asked: the job is rescheduled, for as long as the
//!    customer may wait ([`MODEL_PATIENCE`]).
//! 4. [`Conversation::begin_sending`] checks again, and stores the text and the intent to send it in one write.
//! 5. [`Sender`] calls Graph and records the outcome.
//!
//! A job ends only when its message no longer waits. Until then it reschedules itself, so a waiting message always has
//! a job.

pub(crate) mod budget;
mod compose;
mod facts;
mod files;
mod history;
pub(crate) mod model;
mod pictures;
mod send;
mod thread;
mod tools;
mod write;

use jiff::{SignedDuration, Timestamp};
use relais_aws::Store;
use relais_aws::store::{Backoff, Missing, Saved};
use relais_core::blob::SharedMedia;
use relais_core::contact::ContactId;
use relais_core::conversation::{Answered, CalledTool, Conversation, Intent, NextStep, Reason};
use relais_core::job::ReplyJob;
use relais_core::message::{Message, MessageKey};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::texts::Notice;
use relais_core::timing::MODEL_PATIENCE;
use relais_core::{Clock, Settings};
use relais_sending::{Permit, Sender, spread};

use crate::WorkError;
use crate::business::{Business, Businesses};
use crate::settle::Earlier;
pub(crate) use compose::{Asking, Composition};
pub(crate) use history::Thread;
use model::Model;
pub(crate) use send::Sent;
pub use tools::ToolClients;
use write::Written;

/// Jobs that wait for the same model are spread over this time, so that they do not call it at the same moment.
const LONGEST_SPREAD: SignedDuration = SignedDuration::from_secs(5);

/// Answers customers, and settles sends whose outcome is unknown.
#[derive(Clone)]
pub struct Answerer<Q> {
    /// The store.
    pub store: Store,
    /// The replies queue, for rescheduled jobs.
    pub replies: Q,
    /// Sends messages and records their outcomes.
    pub sender: Sender,
    /// The model; `None` when no key is configured.
    pub assistant: Option<Model>,
    /// The files of messages.
    pub files: SharedMedia,
    /// Calls the tools that a business has set.
    pub tools: ToolClients,
    /// What each business number has set, over the settings.
    pub businesses: Businesses,
    /// The settings of the deployment, which hold for all numbers.
    pub settings: Settings,
    /// The clock.
    pub clock: Clock,
}

/// A reply job that is being done.
pub(crate) struct Job<'a> {
    pub(crate) contact: &'a ContactId,
    /// The sort key of the job's message.
    pub(crate) sort_key: &'a str,
    /// As in [`ReplyJob::Reply`].
    pub(crate) repeats: Option<Timestamp>,
    /// Identifies this attempt at the job. The lease is taken with it.
    token: &'a str,
    /// A permit to send that was granted and not used yet.
    pub(crate) permit: Option<Permit>,
}

/// How a job continues.
enum Step {
    /// It has ended, or it is rescheduled.
    End,
    /// The conversation has changed, perhaps by another worker: load it and decide again.
    Again,
}

impl<Q: Enqueue> Answerer<Q> {
    /// Does one reply job, for the message of `contact` with this sort key. `repeats` is as in [`ReplyJob::Reply`].
    /// `token` identifies this attempt at the job.
    pub async fn answer(
        &self,
        contact: &ContactId,
        sort_key: &str,
        repeats: Option<Timestamp>,
        token: &str,
    ) -> Result<(), WorkError> {
        let mut job = Job { contact, sort_key, repeats, token, permit: None };
        let mut backoff = Backoff::default();
        while let Step::Again = self.decide(&mut job).await? {
            backoff.again().await?;
        }
        Ok(())
    }

    async fn decide(&self, job: &mut Job<'_>) -> Result<Step, WorkError> {
        let Some(mut conversation) = self.store.conversation(job.contact).await? else {
            return Ok(Step::End);
        };
        match self.settle_earlier(job, &mut conversation).await? {
            Earlier::Settled => {}
            Earlier::Reload => return Ok(Step::Again),
            Earlier::Open => return Ok(Step::End),
        }
        let business = self.businesses.of(&self.sender.number_of(&conversation)).await?;
        let step = conversation.next_step(job.sort_key, &business.settings, self.clock.now());
        // An opt-out holds for every conversation that is shown as one with it.
        if step != NextStep::End && !conversation.opted_out {
            let others = self.store.others(&conversation).await?;
            if others.iter().any(|other| other.opted_out) {
                return self.refuse(conversation, Reason::OptedOut).await;
            }
        }
        match step {
            NextStep::End => Ok(Step::End),
            NextStep::Later(at) => {
                self.count_waiting(&conversation, job);
                self.reschedule(job, at).await?;
                Ok(Step::End)
            }
            NextStep::NobodyAnswered => self.nobody_answered(conversation).await,
            NextStep::Drop => self.drop_waiting(conversation).await,
            NextStep::Refuse(reason) => self.refuse(conversation, reason).await,
            NextStep::Say(notice) => self.with_lease(job, conversation, &business, Some(notice)).await,
            NextStep::Ask if !business.has_assistant() => {
                self.refuse(conversation, Reason::AssistantOff).await
            }
            // It needs no model.
            NextStep::Ask if business.only_tells(self.clock.now()) => {
                self.with_lease(job, conversation, &business, Some(Notice::Closed)).await
            }
            NextStep::Ask if self.assistant.is_none() => {
                self.refuse(conversation, Reason::AssistantOff).await
            }
            NextStep::Ask if self.budget_is_spent().await? => {
                self.refuse(conversation, Reason::ModelBudget).await
            }
            NextStep::Ask => self.ask(job, conversation, &business).await,
        }
    }

    /// Counts a customer for whom a person took over and who still waits, once in each check of the newest message's job:
    /// every 15 minutes.
    fn count_waiting(&self, conversation: &Conversation, job: &Job<'_>) {
        let waits = conversation.waits_for_person(self.clock.now());
        let is_newest =
            conversation.awaiting.as_ref().is_some_and(|awaiting| awaiting.sort_key == job.sort_key);
        if is_newest && waits.is_some_and(|waits| waits.reason == Reason::NobodyAnswered) {
            metrics::count(Metric::CustomersWaiting, 1);
        }
    }

    /// Marks a conversation that a person took over and in which nobody has written back.
    async fn nobody_answered(&self, mut conversation: Conversation) -> Result<Step, WorkError> {
        conversation.nobody_answered(self.clock.now());
        if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
            let contact = &conversation.contact;
            tracing::warn!(%contact, "a person took over and has not written back: marked for a person");
        }
        Ok(Step::Again)
    }

    /// Ends the wait for a text that nobody waits for.
    async fn drop_waiting(&self, mut conversation: Conversation) -> Result<Step, WorkError> {
        conversation.drop_waiting(self.clock.now());
        let saved = self.store.save_conversation(&mut conversation).await?;
        Ok(if saved == Saved::Conflict { Step::Again } else { Step::End })
    }

    /// Records that no answer will be sent, and marks the conversation for a person.
    async fn refuse(&self, mut conversation: Conversation, reason: Reason) -> Result<Step, WorkError> {
        conversation.refuse(reason, self.clock.now());
        if self.store.save_conversation(&mut conversation).await? == Saved::Conflict {
            return Ok(Step::Again);
        }
        if reason == Reason::WindowClosed {
            metrics::count(Metric::WindowsMissed, 1);
        }
        let contact = &conversation.contact;
        if reason == Reason::AssistantOff {
            tracing::info!(%contact, ?reason, "message not answered: marked for a person");
        } else {
            tracing::warn!(%contact, ?reason, "message not answered: marked for a person");
        }
        Ok(Step::End)
    }

    /// Has the model write an answer, if it may be asked.
    async fn ask(
        &self,
        job: &mut Job<'_>,
        conversation: Conversation,
        business: &Business,
    ) -> Result<Step, WorkError> {
        let understand = business.settings.understand;
        if let Some(at) = self.files_due_at(&conversation, understand).await? {
            self.reschedule(job, at).await?;
            return Ok(Step::End);
        }
        if let Some(at) = self.model_ready_at(job, &conversation) {
            self.reschedule(job, at).await?;
            return Ok(Step::End);
        }
        self.with_lease(job, conversation, business, None).await
    }

    /// Takes the lease, if the circuit breaker permits sending. Then has the model write, or takes the fixed text, and sends.
    async fn with_lease(
        &self,
        job: &mut Job<'_>,
        mut conversation: Conversation,
        business: &Business,
        notice: Option<Notice>,
    ) -> Result<Step, WorkError> {
        let Some(permit) = self.permit(job, &conversation).await? else { return Ok(Step::End) };
        conversation.take_lease(job.token, self.clock.now());
        if self.store.save_conversation(&mut conversation).await? == Saved::Conflict {
            job.permit = Some(permit);
            return Ok(Step::Again);
        }
        self.write_and_send(job, conversation, business, notice, permit).await?;
        Ok(Step::End)
    }

    async fn write_and_send(
        &self,
        job: &Job<'_>,
        mut conversation: Conversation,
        business: &Business,
        notice: Option<Notice>,
        permit: Permit,
    ) -> Result<(), WorkError> {
        let written = Box::pin(self.write(job, &conversation, business, notice)).await?;
        if !written.withdrawn.is_empty() {
            return self.withdraw(job, &written.withdrawn).await;
        }
        if written.may_not_go_on {
            return self.release_and_reschedule(job, self.clock.now(), &written.composed.called).await;
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
            return self.release_and_reschedule(job, at, &composed.called).await;
        }
        if let Some((reason, says)) = reason.zip(composed.says) {
            let knows = match says {
                Notice::Closed => business.knows_closed(&conversation, self.clock.now()),
                Notice::HandedOver => conversation.told.handed_over.is_some(),
                _ => conversation.told.fallback.is_some(),
            };
            if knows {
                return self.refuse_read(job, read, &composed.called, reason).await;
            }
            if reason == Reason::ModelFailed {
                metrics::count(Metric::ModelFallbacks, 1);
            }
            tracing::info!(contact = %job.contact, ?reason, "a fixed text is said in place of the model's answer");
        }
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
                    return self.reschedule(job, now).await;
                }
                Intent::Send => {
                    let reason = reason.or(is_lost.then_some(Reason::NotUnderstood));
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
                        self.continue_unread(job, &conversation, &sent).await
                    }
                    Intent::Superseded(until) => self.reschedule(job, until).await,
                    Intent::TakenOver => self.reschedule(job, now).await,
                    Intent::Dropped | Intent::LostLease => Ok(()),
                };
            }
            backoff.again().await?;
            let Some(newer) = self.store.conversation(job.contact).await? else { return Ok(()) };
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
            Sent::Recorded if still_waits => self.reschedule(job, self.clock.now()).await,
            // An open send has queued a job for the same message.
            Sent::Recorded | Sent::Open => Ok(()),
        }
    }

    /// These messages were deleted: they do not wait any more, and the job decides anew.
    async fn withdraw(&self, job: &Job<'_>, deleted: &[Message]) -> Result<(), WorkError> {
        let withdraw = |conversation: &mut Conversation, now| {
            for message in deleted {
                conversation.revised(message, now);
            }
            conversation.release_lease(job.token, now);
        };
        self.store.change_conversation(job.contact, &self.clock, Missing::Skip, withdraw).await?;
        self.reschedule(job, self.clock.now()).await
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
        tracing::info!(contact = %job.contact, ?reason, "the customer knows: marked for a person");
        // A message that was not read still waits, and this job is perhaps the last one that knows of it.
        self.reschedule(job, self.clock.now()).await
    }

    /// When this job should ask the model again. `None`: the model is not rate limited, or the customer would wait too
    /// long.
    fn model_ready_at(&self, job: &Job<'_>, conversation: &Conversation) -> Option<Timestamp> {
        let until = self.assistant.as_ref()?.rests_until(self.clock.now())?;
        let written = MessageKey::from_reference(job.contact, job.sort_key)?.at();
        let since = conversation.awaiting.as_ref()?.since.min(written);
        let latest = since.saturating_add(MODEL_PATIENCE).unwrap_or(Timestamp::MAX);
        let at = until.saturating_add(LONGEST_SPREAD.mul_f64(spread())).unwrap_or(Timestamp::MAX);
        (until <= latest).then_some(at.min(latest))
    }

    /// Ends without an answer. What tools have answered is kept for the next one, or for a person.
    async fn release_and_reschedule(
        &self,
        job: &Job<'_>,
        at: Timestamp,
        called: &[CalledTool],
    ) -> Result<(), WorkError> {
        let release = |conversation: &mut Conversation, now| {
            conversation.keep_called(called, job.token, now);
            conversation.release_lease(job.token, now);
        };
        self.store.change_conversation(job.contact, &self.clock, Missing::Skip, release).await?;
        self.reschedule(job, at).await
    }

    /// Queues this job again, due at `at`.
    pub(crate) async fn reschedule(&self, job: &Job<'_>, at: Timestamp) -> Result<(), WorkError> {
        let again = ReplyJob::Reply {
            contact: job.contact.clone(),
            sort_key: job.sort_key.to_owned(),
            repeats: job.repeats,
        };
        Ok(self.replies.send(vec![again.due_at(at, self.clock.now())?]).await?)
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
