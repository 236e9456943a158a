//! Answering: one burst, one answer, whatever fails.
//!
//! The steps of a reply job, each leaving a state from which the next job goes on:
//!
//! 1. An answer begun before is settled first: its outcome is on record, or a status may still tell, or it is sent.
//! 2. [`Conversation::next_step`] decides whether the job's message waits, and whether this job is the one to answer.
//! 3. The line is asked whether anything may be sent. The lease is saved; the model is asked while the customer sees
//!    the typing dots. A model that asks to be left alone for a while is, for as long as the customer waits.
//! 4. [`Conversation::begin_sending`] looks again and, in the same write, stores the text and the intent.
//! 5. The sender makes the call and records the outcome.
//!
//! A job ends only when its message waits no longer. Until then it puts itself off to the time when it should look
//! again, so a message never waits without a job.

mod earlier;
mod send;
mod write;

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::Saved;
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::conversation::{Answered, Conversation, Intent, NextStep, Reason};
use relais_core::job::ReplyJob;
use relais_core::message::MessageKey;
use relais_core::metrics::{self, Metric};
use relais_core::queue::Queue;
use relais_core::timing::MODEL_PATIENCE;
use relais_sending::{Permit, spread};

use crate::{WorkError, Worker};
use earlier::Earlier;
pub(crate) use earlier::SECOND_LOOK;

/// Graph's code for a message outside the 24-hour window.
pub(crate) const WINDOW_CLOSED: i64 = 131_047;

/// Why a person should look at a conversation in which Graph refused a message with this code.
pub(crate) fn reason_for(code: i64) -> Reason {
    if code == WINDOW_CLOSED { Reason::WindowClosed } else { Reason::SendFailed }
}

/// Jobs that waited for the model come back within this long of each other.
const LONGEST_SPREAD: SignedDuration = SignedDuration::from_secs(5);

/// How often a conversation that others keep changing is decided anew before the job is put back.
const ATTEMPTS: u32 = 30;

/// One job at work.
struct Job<'a> {
    contact: &'a ContactId,
    /// The sort key of the message it is about.
    sort_key: &'a str,
    /// As in [`ReplyJob::Reply`].
    repeats: Option<Timestamp>,
    /// Names this attempt at the job, for the lease.
    token: &'a str,
    /// A permission to send that is not used yet.
    permit: Option<Permit>,
}

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Does one reply job. `token` names this attempt at it.
    pub async fn answer(
        &self,
        contact: &ContactId,
        sort_key: &str,
        repeats: Option<Timestamp>,
        token: &str,
    ) -> Result<(), WorkError> {
        let mut job = Job { contact, sort_key, repeats, token, permit: None };
        for _ in 0..ATTEMPTS {
            let Some(mut conversation) = self.store.conversation(contact).await? else { return Ok(()) };
            match self.finish_earlier(&mut job, &mut conversation).await? {
                Earlier::Settled => {}
                Earlier::LookAgain => continue,
                Earlier::Open => return Ok(()),
            }
            let now = self.clock.now();
            match conversation.next_step(sort_key, &self.settings, now) {
                NextStep::End => return Ok(()),
                NextStep::Later(at) => return self.look_again(&job, at).await,
                NextStep::Refuse(reason) => {
                    conversation.refuse(reason, now);
                    if reason == Reason::WindowClosed {
                        metrics::count(Metric::WindowsMissed, 1);
                    }
                    tracing::warn!(%contact, ?reason, "not answered: marked for a person");
                }
                NextStep::Ask if self.assistant.is_none() => {
                    conversation.refuse(Reason::AssistantOff, now);
                    tracing::info!(%contact, "the assistant is off: marked for a person");
                }
                NextStep::Ask => {
                    if let Some(at) = self.put_off(&job, &conversation) {
                        return self.look_again(&job, at).await;
                    }
                    let Some(permit) = self.permit(&mut job).await? else { return Ok(()) };
                    conversation.take_lease(token, &self.settings, self.clock.now());
                    if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                        return self.write_and_send(&job, conversation, permit).await;
                    }
                    job.permit = Some(permit);
                    continue;
                }
            }
            if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                return Ok(());
            }
        }
        Err(WorkError::Contended)
    }

    async fn write_and_send(
        &self,
        job: &Job<'_>,
        mut conversation: Conversation,
        permit: Permit,
    ) -> Result<(), WorkError> {
        let written = Box::pin(self.write(job)).await?;
        let answered = Answered { read: &written.read, text: &written.text, token: job.token };
        if written.failed {
            if let Some(at) = self.put_off(job, &conversation) {
                let token = job.token;
                self.change(job.contact, |conversation, now| conversation.release_lease(token, now)).await?;
                return self.look_again(job, at).await;
            }
            metrics::count(Metric::ModelFallbacks, 1);
            tracing::info!(contact = %job.contact, "the fallback takes the place of an answer");
        }
        for _ in 0..ATTEMPTS {
            let now = self.clock.now();
            let intent = conversation.begin_sending(&answered, now);
            match &intent {
                // It ran out with nobody after it, or another worker has it, or the intent is this worker's own, saved
                // by a call whose answer was lost: a later job sees which, and goes on from there.
                Intent::LostLease(_) => {
                    tracing::warn!(contact = %job.contact, "the lease was lost while the model wrote");
                    return self.look_again(job, now).await;
                }
                Intent::Send if written.failed => conversation.mark_for_person(Reason::ModelFailed, now),
                Intent::Send | Intent::Superseded(_) | Intent::Dropped => {}
            }
            if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                return match intent {
                    Intent::Send => self.send(job, &conversation, permit).await.map(drop),
                    Intent::Superseded(until) => self.look_again(job, until).await,
                    Intent::Dropped | Intent::LostLease(_) => Ok(()),
                };
            }
            let Some(newer) = self.store.conversation(job.contact).await? else { return Ok(()) };
            conversation = newer;
        }
        Err(WorkError::Contended)
    }

    /// When the job asks the model that asks to be left alone, if the customer waits as long: not all jobs at once.
    fn put_off(&self, job: &Job<'_>, conversation: &Conversation) -> Option<Timestamp> {
        let until = self.assistant.as_ref()?.backs_off_until(self.clock.now())?;
        let heard = MessageKey::from_sort_key(job.contact, job.sort_key)?.at();
        let since = conversation.awaiting.as_ref()?.since.min(heard);
        let latest = since.saturating_add(MODEL_PATIENCE).unwrap_or(Timestamp::MAX);
        let at = until.saturating_add(LONGEST_SPREAD.mul_f64(spread())).unwrap_or(Timestamp::MAX);
        (until <= latest).then_some(at.min(latest))
    }

    /// Ends this job with another that goes on from here.
    async fn look_again(&self, job: &Job<'_>, at: Timestamp) -> Result<(), WorkError> {
        let again = ReplyJob::Reply {
            contact: job.contact.clone(),
            sort_key: job.sort_key.to_owned(),
            repeats: job.repeats,
        };
        self.later(&again, at).await
    }
}
