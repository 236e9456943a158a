//! How a message is answered once: decide, take the lease, store the intent, settle.
//!
//! - [`Conversation::next_step`] decides whether a reply job answers, waits, or ends.
//! - [`Conversation::take_lease`] keeps other workers out while the model writes. The lease expires by itself after
//!   [`LEASE`] (45 s), so a worker that died does not block the conversation for longer.
//! - [`Conversation::begin_sending`] checks again for a takeover, a newer message and the lease. Then it stores the
//!   text and the intent to send it in one write. A worker whose lease has expired is refused here and sends nothing.
//! - [`Conversation::settle`] decides about an answer whose outcome is unknown, because the worker died or Graph's
//!   response was lost. It is sent again only after `RELAIS_SETTLE_SECONDS` without a status, and at most once
//!   ([`crate::retry::unclear`]).

use jiff::Timestamp;
use relais_whatsapp::ids::Recipient;

use super::{CalledTool, Composed, Conversation, Lease, Outgoing, OutgoingState, Reason, Replies};
use crate::message::{Direction, MessageKey, SentBy};
use crate::settings::Settings;
use crate::texts::Notice;
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
    /// A person took over and has not written back: the conversation is to be marked for a person.
    NobodyAnswered,
    /// The confirmation of an opt-out can no longer be sent. Nobody waits for it.
    Drop,
    /// Send this fixed text.
    Say(Notice),
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
    /// The customer opted out, or took back what was to be answered: the text is dropped.
    Dropped,
    /// A person took over: the text is dropped, and what waits keeps waiting. Check again.
    TakenOver,
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
    /// The answer.
    pub composed: Composed,
    /// The token of the worker's lease.
    pub token: &'a str,
}

impl Conversation {
    /// Decides what the job for the message with this sort key does.
    pub fn next_step(&self, job: &str, settings: &Settings, now: Timestamp) -> NextStep {
        let Some(awaiting) = self.awaiting.as_ref().filter(|awaiting| awaiting.contains(job)) else {
            return NextStep::End;
        };
        let confirms = awaiting.says == Some(Notice::OptOut);
        if self.opted_out && !confirms {
            return NextStep::End;
        }
        if let Some(due) = self.person_due(now).filter(|_| !confirms) {
            let is_due = due <= now && self.needs_person.is_none();
            let until = self.takeover.as_ref().map_or(due, |takeover| takeover.until);
            if is_due {
                return NextStep::NobodyAnswered;
            }
            return NextStep::Later(if due <= now { until } else { due });
        }
        if awaiting.sort_key != job && now < awaiting.latest() {
            return NextStep::Later(awaiting.latest());
        }
        if let Some(lease) = self.lease.as_ref().filter(|lease| lease.until > now) {
            return NextStep::Later(lease.until.min(now + LEASE_RECHECK));
        }
        match (self.refusal(settings, now), awaiting.says) {
            (Some(_), Some(Notice::OptOut)) => NextStep::Drop,
            (Some(reason), _) => NextStep::Refuse(reason),
            (None, Some(notice)) => NextStep::Say(notice),
            (None, None) => NextStep::Ask,
        }
    }

    /// Why no answer may be sent at `now`.
    fn refusal(&self, settings: &Settings, now: Timestamp) -> Option<Reason> {
        if !self.window_is_open(now) {
            return Some(Reason::WindowClosed);
        }
        if Replies::counted(self.replies, Settings::HOUR, now) >= settings.max_replies_per_hour {
            return Some(Reason::RateCap);
        }
        let today = Replies::counted(self.day, Settings::DAY, now);
        (today >= settings.max_replies_per_day).then_some(Reason::DayCap)
    }

    /// Whether the last answer brought a cap of this contact to 80 %.
    pub fn nears_cap(&self, settings: &Settings) -> bool {
        let nears = |replies: Option<Replies>, cap: u32| {
            replies.is_some_and(|replies| u64::from(replies.count) == (u64::from(cap) * 4).div_ceil(5))
        };
        nears(self.replies, settings.max_replies_per_hour) || nears(self.day, settings.max_replies_per_day)
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
        self.leave_untold(now);
        self.mark_for_person(reason, now);
    }

    /// What waits is not answered, and nobody waits for an answer.
    pub fn drop_waiting(&mut self, now: Timestamp) {
        self.touch(now);
        self.awaiting = None;
    }

    /// As [`Self::refuse`], for these messages only, by the worker that holds the lease with this token. Otherwise nothing
    /// changes. `called` is what tools have done for the answer that is not sent.
    pub fn refuse_read(
        &mut self,
        read: &[MessageKey],
        called: &[CalledTool],
        reason: Reason,
        token: &str,
        now: Timestamp,
    ) {
        if self.lease.as_ref().is_some_and(|lease| lease.token == token) {
            self.keep_called(called, token, now);
            self.leave_untold(now);
            if reason == Reason::ModelFailed {
                self.mark_for_calls(now);
            }
            self.lease = None;
            self.awaiting = self.awaiting.take().and_then(|awaiting| awaiting.without(read, now));
            self.mark_for_person(reason, now);
        }
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
        let confirms = answer.composed.says == Some(Notice::OptOut);
        if self.is_taken_over(now) && self.awaiting.is_some() && !confirms {
            return self.drop_text(answer, Intent::TakenOver, now);
        }
        let Some(awaiting) = self.awaiting.as_ref().filter(|_| !self.opted_out || confirms) else {
            return self.drop_text(answer, Intent::Dropped, now);
        };
        let latest = awaiting.latest();
        let answers = awaiting.last_of(answer.read);
        let Some(answers) = answers.filter(|last| last.is_reference(&awaiting.sort_key) || latest <= now)
        else {
            return self.drop_text(answer, Intent::Superseded(latest), now);
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
        self.put_out(answer, answers, to, now);
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

    fn put_out(&mut self, answer: &Answered<'_>, answers: &MessageKey, to: Recipient, now: Timestamp) {
        self.touch(now);
        self.lease = None;
        let key = answers.of_answer();
        self.replies = Some(Replies::with_one_more(self.replies, Settings::HOUR, now));
        self.day = Some(Replies::with_one_more(self.day, Settings::DAY, now));
        let composed = &answer.composed;
        self.called.clone_from(&composed.called);
        // The other texts are said with a reason of their own, or after the model has handed over.
        let tells = !matches!(composed.says, Some(Notice::Fallback | Notice::OptOut | Notice::Unreadable));
        if !tells || self.called.iter().any(|call| call.said.is_none()) {
            self.mark_for_calls(now);
        }
        match composed.says {
            Some(_) => self.leave_untold(now),
            None => self.called.clear(),
        }
        if composed.hands_over.is_some() {
            self.handed_over.clone_from(&composed.hands_over);
        }
        match composed.says {
            None => {
                self.told.fallback = None;
                self.told.handed_over = composed.hands_over.as_ref().map(|_| now);
                if composed.notes_closed {
                    self.told.closed = Some(now);
                }
            }
            Some(Notice::Fallback) => self.told.fallback = Some(now),
            Some(Notice::Unreadable) => self.told.unreadable = Some(now),
            Some(Notice::Closed) => self.told.closed = Some(now),
            Some(Notice::HandedOver) => self.told.handed_over = Some(now),
            Some(Notice::OptOut) => {}
        }
        if self.awaiting.is_none() {
            // The assistant has answered what a person left waiting.
            self.needs_person = self.needs_person.filter(|needs| needs.reason != Reason::NobodyAnswered);
        }
        let kind = if composed.interactive.is_some() { "interactive" } else { "text" };
        self.show(&key, &composed.text, kind, Direction::Outbound, Some(SentBy::Assistant));
        self.outgoing = Some(Outgoing {
            interactive: composed.interactive.clone(),
            rests_on: composed.rests_on.clone(),
            sort_key: key.reference_in(&self.contact),
            answers: answers.reference_in(&self.contact),
            text: composed.text.clone(),
            to,
            attempt: 1,
            unclear: 0,
            state: OutgoingState::Sending(now),
            says: composed.says,
        });
    }

    /// The text is not sent. What tools have done for it is kept for the next one, or for a person.
    fn drop_text(&mut self, answer: &Answered<'_>, intent: Intent, now: Timestamp) -> Intent {
        self.touch(now);
        self.lease = None;
        self.called.clone_from(&answer.composed.called);
        if !matches!(intent, Intent::Superseded(_)) {
            self.leave_untold(now);
            self.mark_for_calls(now);
        }
        intent
    }
}
