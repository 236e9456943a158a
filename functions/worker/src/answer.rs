//! Answering: one burst, one answer, whatever fails.
//!
//! The steps of a reply job, each leaving a state from which the next job goes on:
//!
//! 1. An answer begun before is settled first: its outcome is on record, or a status may still tell, or it is sent.
//! 2. [`Conversation::next_step`] decides whether anything waits, and whether this job is the one to answer it.
//! 3. The lease is saved; the model is asked while the customer sees the typing dots.
//! 4. [`Conversation::begin_sending`] looks again and, in the same write, stores the text and the intent.
//! 5. The outbox makes the call and records the outcome.

use jiff::{SignedDuration, Timestamp};
use relais_assistant::Speaker;
use relais_aws::store::{Outcome, Saved};
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::conversation::{
    Answered, Conversation, Intent, NextStep, Outgoing, OutgoingState, Reason, Settled,
};
use relais_core::job::ReplyJob;
use relais_core::message::{Direction, Message, MessageKey, SendFailure};
use relais_core::queue::Queue;
use relais_core::texts::FALLBACK;
use relais_outbox::Attempt;
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage};

use crate::{WorkError, Worker, history};

/// A send is repeated only by a job that has looked once before and found nothing, this long ago at least: so that
/// statuses that waited behind a fault of ours have had their turn.
const SECOND_LOOK: SignedDuration = SignedDuration::from_secs(15);

/// Graph's code for a message outside the 24-hour window.
const WINDOW_CLOSED: i64 = 131_047;

const ATTEMPTS: u32 = 30;

/// One job at work: the contact and message it is about, and its name for the lease.
struct Job<'a> {
    contact: &'a ContactId,
    message: &'a str,
    looks: u32,
    token: &'a str,
}

/// How a job goes on once the answer begun before was looked at.
enum Earlier {
    /// It is settled: decide on.
    Settled,
    /// Something changed: load the conversation again.
    LookAgain,
    /// It is still open, and a later job looks after it.
    Open,
}

/// What the model, or the fallback in its place, wants to say.
struct Written {
    text: String,
    failed: bool,
    /// The messages that were read for it.
    read: Vec<MessageKey>,
}

impl Written {
    /// What the text answers: the message it was asked for, or one that came since and was read with it.
    fn answers<'a>(&'a self, conversation: &Conversation, asked: &'a MessageKey) -> &'a MessageKey {
        let awaiting = conversation.awaiting.as_ref();
        let read = self.read.iter().find(|key| awaiting.is_some_and(|awaiting| awaiting.sort == key.sort()));
        read.unwrap_or(asked)
    }
}

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Does one reply job. `token` names this attempt at it.
    pub async fn answer(
        &self,
        contact: &ContactId,
        message: &str,
        looks: u32,
        token: &str,
    ) -> Result<(), WorkError> {
        let job = Job { contact, message, looks, token };
        for _ in 0..ATTEMPTS {
            let Some(mut conversation) = self.store.conversation(contact).await? else { return Ok(()) };
            match self.finish_earlier(&job, &mut conversation).await? {
                Earlier::Settled => {}
                Earlier::LookAgain => continue,
                Earlier::Open => return Ok(()),
            }
            let now = self.clock.now();
            match conversation.next_step(message, &self.settings, now) {
                NextStep::End => return Ok(()),
                NextStep::Later(at) => return self.look_again(&job, at).await,
                NextStep::Refuse(reason) => {
                    conversation.refuse(reason, now);
                    tracing::warn!(%contact, ?reason, "not answered: marked for a person");
                }
                NextStep::Ask(_) if self.assistant.is_none() => {
                    conversation.refuse(Reason::AssistantOff, now);
                    tracing::info!(%contact, "the assistant is off: marked for a person");
                }
                NextStep::Ask(answers) => {
                    conversation.take_lease(token, &self.settings, now);
                    if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                        return self.write_and_send(&job, conversation, &answers).await;
                    }
                    continue;
                }
            }
            if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                return Ok(());
            }
        }
        Err(WorkError::Contended)
    }

    /// Settles the answer begun before.
    async fn finish_earlier(
        &self,
        job: &Job<'_>,
        conversation: &mut Conversation,
    ) -> Result<Earlier, WorkError> {
        let now = self.clock.now();
        let Some((outgoing, mut message)) = outgoing_of(conversation, now) else {
            return Ok(Earlier::Settled);
        };
        let outcome = self.store.outcome(&message.key).await?;
        if outcome == Outcome::Reported {
            self.outbox.record(&mut message).await?;
        }
        if let Outcome::Refused(code) = outcome {
            self.mark_refused(job.contact, &outgoing, code).await?;
            return Ok(Earlier::LookAgain);
        }
        match conversation.settle(outcome != Outcome::Unknown, &self.settings, now) {
            Settled::Done => {
                conversation.outgoing_is_recorded();
                Ok(Earlier::Settled)
            }
            Settled::Wait(until) => {
                self.look_again(job, until).await?;
                Ok(Earlier::Open)
            }
            Settled::SendNow if matches!(outgoing.state, OutgoingState::Sending(_)) && job.looks == 0 => {
                self.look_again(job, now + SECOND_LOOK).await?;
                Ok(Earlier::Open)
            }
            Settled::SendNow => self.send_earlier(job, conversation, now).await,
        }
    }

    /// Sends the answer begun before once more, unless it is no longer wanted.
    async fn send_earlier(
        &self,
        job: &Job<'_>,
        conversation: &mut Conversation,
        now: Timestamp,
    ) -> Result<Earlier, WorkError> {
        if !conversation.window_is_open(now) {
            self.give_up(conversation, WINDOW_CLOSED, Reason::WindowClosed, now).await?;
            return Ok(Earlier::LookAgain);
        }
        if conversation.is_taken_over(now) || conversation.opted_out {
            self.give_up(conversation, 0, Reason::SendFailed, now).await?;
            return Ok(Earlier::LookAgain);
        }
        conversation.send_again(now);
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            return Ok(Earlier::LookAgain);
        }
        self.send(job, conversation).await
    }

    /// Records that the answer begun before will not be sent.
    async fn give_up(
        &self,
        conversation: &mut Conversation,
        code: i64,
        reason: Reason,
        now: Timestamp,
    ) -> Result<(), WorkError> {
        if let Some((_, mut message)) = outgoing_of(conversation, now) {
            message.error = Some(SendFailure { code, ..SendFailure::default() });
            self.outbox.record(&mut message).await?;
        }
        conversation.outgoing_is_recorded();
        conversation.mark_for_person(reason, now);
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            return Err(WorkError::Contended);
        }
        Ok(())
    }

    async fn write_and_send(
        &self,
        job: &Job<'_>,
        mut conversation: Conversation,
        answers: &MessageKey,
    ) -> Result<(), WorkError> {
        let written = self.write(job.contact).await?;
        for _ in 0..ATTEMPTS {
            let now = self.clock.now();
            let answers = written.answers(&conversation, answers);
            let answered = Answered { answers, text: &written.text, token: job.token };
            let intent = conversation.begin_sending(&answered, now);
            match &intent {
                // It ran out with nobody after it, or another worker has it, or the intent is this worker's own, saved
                // by a call whose answer was lost: a later job sees which, and goes on from there.
                Intent::LostLease(_) => {
                    tracing::warn!(contact = %job.contact, "the lease was lost while the model wrote");
                    return self.look_again(job, now).await;
                }
                Intent::Send if written.failed => conversation.mark_for_person(Reason::ModelFailed, now),
                Intent::Send | Intent::Superseded | Intent::Dropped => {}
            }
            if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                if intent == Intent::Send {
                    self.send(job, &conversation).await?;
                } else {
                    tracing::info!(contact = %job.contact, ?intent, "text dropped");
                }
                return Ok(());
            }
            let Some(newer) = self.store.conversation(job.contact).await? else { return Ok(()) };
            conversation = newer;
        }
        Err(WorkError::Contended)
    }

    /// Asks the model, with the typing dots showing meanwhile.
    async fn write(&self, contact: &ContactId) -> Result<Written, WorkError> {
        let Some(assistant) = &self.assistant else {
            return Ok(Written { text: FALLBACK.to_owned(), failed: true, read: Vec::new() });
        };
        let thread = self.store.thread(contact, None, history::MESSAGES).await?;
        let last = thread.messages.iter().rev().find(|message| message.direction == Direction::Inbound);
        let turns = history::turns(&thread.messages);
        let read = thread.messages.iter().map(|message| message.key.clone()).collect();
        let wamid = last.and_then(|message| message.wamid.clone());
        let dots = async {
            if let Some(wamid) = &wamid
                && let Err(error) = self.outbox.graph().await.mark_read(wamid, true).await
            {
                tracing::warn!(%contact, code = error.code(), %error, "typing dots not shown");
            }
        };
        if !turns.iter().any(|turn| turn.speaker == Speaker::Customer) {
            dots.await;
            return Ok(Written { text: FALLBACK.to_owned(), failed: true, read });
        }
        let ((), answer) = tokio::join!(dots, assistant.answer(&self.system_prompt, &turns));
        Ok(match answer {
            Ok(answer) => {
                tracing::info!(
                    %contact,
                    prompt_tokens = answer.prompt_tokens,
                    answer_tokens = answer.answer_tokens,
                    "the model answered"
                );
                Written { text: answer.text, failed: false, read }
            }
            Err(error) => {
                tracing::error!(%contact, code = error.code(), %error, "the model did not answer: fallback");
                Written { text: FALLBACK.to_owned(), failed: true, read }
            }
        })
    }

    /// Makes the call for the answer whose intent is saved in the conversation.
    async fn send(&self, job: &Job<'_>, conversation: &Conversation) -> Result<Earlier, WorkError> {
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
        let attempt = self.outbox.attempt(&mut message, &outbound, begun, outgoing.attempt).await?;
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
            Attempt::Stopped(pause) => {
                self.change_outgoing(job.contact, &outgoing, |conversation, now| {
                    conversation.hold(now + pause, now);
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
    async fn mark_refused(
        &self,
        contact: &ContactId,
        outgoing: &Outgoing,
        code: i64,
    ) -> Result<(), WorkError> {
        let reason = if code == WINDOW_CLOSED { Reason::WindowClosed } else { Reason::SendFailed };
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

    async fn look_again(&self, job: &Job<'_>, at: Timestamp) -> Result<(), WorkError> {
        let again = ReplyJob::Reply {
            contact: job.contact.clone(),
            message: job.message.to_owned(),
            looks: job.looks.saturating_add(1),
        };
        self.later(&again, at).await
    }
}

/// The answer begun before, and the message it is or will be stored as.
fn outgoing_of(conversation: &Conversation, now: Timestamp) -> Option<(Outgoing, Message)> {
    let outgoing = conversation.outgoing.clone()?;
    let message = outgoing.to_message(&conversation.contact, now)?;
    Some((outgoing, message))
}
