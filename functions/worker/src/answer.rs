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
mod ended;
mod facts;
mod files;
mod history;
pub(crate) mod model;
mod pictures;
mod send;
mod thread;
mod tools;
mod turn;
mod write;

use jiff::{SignedDuration, Timestamp};
use relais_aws::Store;
use relais_aws::store::{Backoff, Missing, Saved};
use relais_core::blob::SharedMedia;
use relais_core::contact::ContactId;
use relais_core::conversation::{CalledTool, Conversation, NextStep, Reason};
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
            tracing::info!(%contact, outcome = reason.name(), "message not answered: marked for a person");
        } else {
            tracing::warn!(%contact, outcome = reason.name(), "message not answered: marked for a person");
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
