//! How a message is answered once: decide, take the lease, store the intent, settle.
//!
//! - [`Conversation::next_step`] decides whether a reply job answers, waits, or ends.
//! - [`Conversation::take_lease`] keeps other workers out while the model writes. The lease expires by itself after
//!   [`LEASE`] (40 s), so a worker that died does not block the conversation for longer.
//! - [`Conversation::begin_sending`] checks again for a takeover, a newer message and the lease. Then it stores the
//!   text and the intent to send it in one write. A worker whose lease has expired is refused here and sends nothing.
//! - [`Conversation::settle`] decides about an answer whose outcome is unknown, because the worker died or Graph's
//!   response was lost. It is sent again only after `RELAIS_SETTLE_SECONDS` without a status, and at most once
//!   ([`crate::retry::unclear`]).

use jiff::Timestamp;
use relais_whatsapp::ids::Recipient;

use super::{Conversation, Lease, Outgoing, OutgoingState, Reason, Replies};
use crate::message::{Direction, MessageKey, SentBy};
use crate::settings::Settings;
use crate::timing::{LEASE, LEASE_RECHECK};

/// What a reply job does next.
#[derive(Clone, Debug, PartialEq)]
pub enum NextStep {
    /// The job's message no longer waits for an answer: the job ends.
    End,
    /// Another worker is answering, or the job of a newer message will answer both: check again at this time.
    Later(Timestamp),
    /// No answer may be sent; the conversation is to be marked for a person.
    Refuse(Reason),
    /// Ask the model, then answer.
    Ask,
}

/// What to do about the answer that was begun earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Its outcome is known.
    Done,
    /// It is too early: a status may still come, or Graph asked for a pause. Check again at this time.
    Wait(Timestamp),
    /// Graph had said that nothing was sent: send it now. Or no status came in time: it may be sent if
    /// [`crate::retry::unclear`] says so.
    SendNow,
}

/// Whether an answer may be sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Yes: save, then send.
    Send,
    /// A person took over, or the customer opted out: the text is dropped.
    Dropped,
    /// A newer message came, and its own job will answer both. Check again at this time, in case that job does not.
    Superseded(Timestamp),
    /// The lease has expired, or another worker has it: this one may not send.
    LostLease,
}

/// A text ready to be sent.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    /// Keys of the messages in the prompt, plus the job's own message.
    pub read: &'a [MessageKey],
    /// The ids that those messages came from. The answer goes to the id of the message that it answers.
    pub senders: &'a [(MessageKey, Recipient)],
    /// The text. Graph takes at most 4096 characters.
    pub text: &'a str,
    /// The token of the worker's lease.
    pub token: &'a str,
}

impl Conversation {
    /// Decides what the job for the message with this sort key does.
    pub fn next_step(&self, job: &str, settings: &Settings, now: Timestamp) -> NextStep {
        let Some(awaiting) = self.awaiting.as_ref().filter(|awaiting| awaiting.contains(job)) else {
            return NextStep::End;
        };
        if self.is_taken_over(now) || self.opted_out {
            return NextStep::End;
        }
        if awaiting.sort_key != job && now < awaiting.latest() {
            return NextStep::Later(awaiting.latest());
        }
        if let Some(lease) = self.lease.as_ref().filter(|lease| lease.until > now) {
            return NextStep::Later(lease.until.min(now + LEASE_RECHECK));
        }
        if !self.window_is_open(now) {
            return NextStep::Refuse(Reason::WindowClosed);
        }
        if self.replies_this_hour(now) >= settings.max_replies_per_hour {
            return NextStep::Refuse(Reason::RateCap);
        }
        NextStep::Ask
    }

    /// Takes the lease, so that no other worker answers while the model is asked.
    pub fn take_lease(&mut self, token: &str, now: Timestamp) {
        self.touch(now);
        let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
        self.lease = Some(Lease { token: token.to_owned(), until });
    }

    /// Releases the lease without an answer. It does nothing unless `token` holds the lease.
    pub fn release_lease(&mut self, token: &str, now: Timestamp) {
        if self.lease.as_ref().is_some_and(|lease| lease.token == token) {
            self.touch(now);
            self.lease = None;
        }
    }

    /// Records that no answer will be sent, and marks the conversation for a person.
    pub fn refuse(&mut self, reason: Reason, now: Timestamp) {
        self.awaiting = None;
        self.mark_for_person(reason, now);
    }

    /// The last check before sending, and the intent to send, in one write. On [`Intent::Send`] the conversation holds
    /// the text as being sent. Saving it is the permission to call Graph.
    pub fn begin_sending(&mut self, answer: &Answered<'_>, now: Timestamp) -> Intent {
        let Some(lease) = self.lease.as_ref().filter(|lease| lease.token == answer.token) else {
            return Intent::LostLease;
        };
        if lease.until <= now {
            return Intent::LostLease;
        }
        let Some(awaiting) = &self.awaiting else { return self.drop_text(now) };
        if self.is_taken_over(now) || self.opted_out {
            return self.drop_text(now);
        }
        let latest = awaiting.latest();
        let answers = awaiting.last_of(answer.read);
        let Some(answers) = answers.filter(|last| last.is_reference(&awaiting.sort_key) || latest <= now)
        else {
            self.touch(now);
            self.lease = None;
            return Intent::Superseded(latest);
        };
        let sender = answer.senders.iter().find(|(key, _)| key == answers).map(|(_, sender)| sender.clone());
        let Some(to) = sender.or_else(|| self.identity.recipient()) else {
            self.refuse(Reason::SendFailed, now);
            self.lease = None;
            return Intent::Dropped;
        };
        // A message that was announced but not read keeps waiting for its own answer: it came later or is not stored
        // yet.
        self.awaiting = self.awaiting.take().and_then(|awaiting| awaiting.without(answer.read, now));
        self.put_out(answer.text, answers, to, now);
        Intent::Send
    }

    /// Decides about the answer that was begun earlier. `outcome_is_known`: its message has a recorded outcome.
    pub fn settle(&self, outcome_is_known: bool, settings: &Settings, now: Timestamp) -> Settled {
        let Some(outgoing) = self.outgoing.as_ref().filter(|_| !outcome_is_known) else {
            return Settled::Done;
        };
        let due = match outgoing.state {
            OutgoingState::Sending(since) => since.saturating_add(settings.settle).unwrap_or(Timestamp::MAX),
            OutgoingState::Held(until) => until,
        };
        if due <= now { Settled::SendNow } else { Settled::Wait(due) }
    }

    /// Begins one more attempt at the answer that was begun earlier. What certainly was not sent and calls of unknown
    /// outcome are counted apart.
    pub fn send_again(&mut self, now: Timestamp) {
        self.touch(now);
        if let Some(outgoing) = &mut self.outgoing {
            let was_held = matches!(outgoing.state, OutgoingState::Held(_));
            outgoing.unclear = outgoing.unclear_calls();
            outgoing.attempt = outgoing.attempt.saturating_add(u32::from(was_held));
            outgoing.state = OutgoingState::Sending(now);
        }
    }

    /// Graph said that nothing was sent: keeps the text until the next attempt.
    pub fn hold(&mut self, until: Timestamp, now: Timestamp) {
        self.touch(now);
        if let Some(outgoing) = &mut self.outgoing {
            outgoing.state = OutgoingState::Held(until);
        }
    }

    /// As [`Self::hold`], but the attempt is not counted: no call was made, or the circuit breaker is open.
    pub fn reschedule(&mut self, until: Timestamp, now: Timestamp) {
        self.hold(until, now);
        if let Some(outgoing) = &mut self.outgoing {
            outgoing.attempt = outgoing.attempt.saturating_sub(1);
        }
    }

    /// Removes the outgoing answer: its outcome is recorded with the message.
    pub fn outgoing_is_recorded(&mut self) {
        self.outgoing = None;
    }

    fn put_out(&mut self, text: &str, answers: &MessageKey, to: Recipient, now: Timestamp) {
        self.touch(now);
        self.lease = None;
        let key = answers.of_answer();
        self.replies = Some(Replies { count: self.replies_this_hour(now) + 1, since: self.hour_start(now) });
        self.show(&key, text, "text", Direction::Outbound, Some(SentBy::Assistant));
        self.outgoing = Some(Outgoing {
            sort_key: key.reference_in(&self.contact),
            answers: answers.reference_in(&self.contact),
            text: text.to_owned(),
            to,
            attempt: 1,
            unclear: 0,
            state: OutgoingState::Sending(now),
        });
    }

    fn drop_text(&mut self, now: Timestamp) -> Intent {
        self.touch(now);
        self.lease = None;
        self.awaiting = None;
        Intent::Dropped
    }

    fn replies_this_hour(&self, now: Timestamp) -> u32 {
        self.replies
            .filter(|replies| now.duration_since(replies.since) < Settings::CAP_PERIOD)
            .map_or(0, |r| r.count)
    }

    fn hour_start(&self, now: Timestamp) -> Timestamp {
        self.replies
            .filter(|replies| now.duration_since(replies.since) < Settings::CAP_PERIOD)
            .map_or(now, |replies| replies.since)
    }
}
