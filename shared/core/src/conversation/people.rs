//! The transitions by people: take over, hand back, read, close, write, in the inbox or in the phone app.
//!
//! A takeover pauses the assistant. What the customer writes meanwhile keeps waiting: for the person, or for the end of
//! the takeover. Nothing but a person's words or the assistant's answer ends the wait.

use jiff::{SignedDuration, Timestamp};

use super::{Conversation, NeedsPerson, Reason, Takeover};
use crate::message::{Direction, MessageKey, SentBy};
use crate::settings::Settings;
use crate::timing::PERSON_PATIENCE;

impl Conversation {
    /// Whether a person is answering.
    pub fn is_taken_over(&self, now: Timestamp) -> bool {
        self.takeover.as_ref().is_some_and(|takeover| takeover.until > now)
    }

    /// Why the conversation waits for a person, if it does. A snooze hides a mark until it ends, and a takeover an earlier
    /// one until the person has had [`PERSON_PATIENCE`] to write.
    pub fn waits_for_person(&self, now: Timestamp) -> Option<NeedsPerson> {
        let takeover = self.takeover.as_ref().filter(|takeover| takeover.until > now);
        let began = takeover.and_then(|takeover| takeover.since);
        let needs = self.needs_person.filter(|_| !self.is_snoozed(now));
        needs.filter(|needs| began.is_none_or(|began| needs.since >= began || due(began) <= now))
    }

    /// A person takes over. An answer that is being written is dropped, and what waits for an answer keeps waiting.
    pub fn take_over(&mut self, by: Option<String>, settings: &Settings, now: Timestamp) {
        let until = now.saturating_add(settings.takeover).unwrap_or(Timestamp::MAX);
        self.take(by, until, false, now);
    }

    /// A person takes over until a time that they chose. Then the assistant answers again, what waits first.
    pub fn pause(&mut self, by: Option<String>, until: Timestamp, now: Timestamp) {
        self.take(by, until, true, now);
    }

    /// A person wrote, here or in a conversation that is shown as one with this one: they take over. A time that they chose
    /// stays, but the customer has [`PERSON_PATIENCE`] to write back before the assistant answers again.
    pub fn take_over_by_writing(&mut self, by: Option<String>, settings: &Settings, now: Timestamp) {
        let chosen = self.takeover.as_ref().filter(|takeover| takeover.chosen && takeover.until > now);
        match chosen.map(|takeover| takeover.until) {
            Some(until) => self.pause(by, until.max(due(now)), now),
            None => self.take_over(by, settings, now),
        }
    }

    fn take(&mut self, by: Option<String>, until: Timestamp, chosen: bool, now: Timestamp) {
        self.activity(now);
        let by = by.or_else(|| self.takeover.take().and_then(|before| before.by));
        self.takeover = Some(Takeover { until, by, since: Some(now), chosen, echo_at: None });
        self.told.fallback = None;
        self.told.handed_over = None;
    }

    /// Ends the takeover. The assistant answers what waits, and what comes.
    pub fn hand_back(&mut self, now: Timestamp) {
        self.activity(now);
        self.takeover = None;
        // If nobody has written, the conversation still waits for a person, who must know why.
        if self.needs_person.is_none_or(|needs| needs.since > now) {
            self.handed_over = None;
            self.settle_calls();
        }
    }

    /// During a takeover: when to look again whether a person has written back.
    pub(super) fn person_due(&self, now: Timestamp) -> Option<Timestamp> {
        let takeover = self.takeover.as_ref().filter(|takeover| takeover.until > now)?;
        let waiting = self.waiting_since(now).unwrap_or(now).max(takeover.since.unwrap_or(Timestamp::MIN));
        Some(due(waiting).min(takeover.until))
    }

    /// Nobody has written back: marks the conversation for a person, as waiting since the customer wrote.
    pub fn nobody_answered(&mut self, now: Timestamp) {
        self.mark_for_person(Reason::NobodyAnswered, now);
        if let Some(since) = self.waiting_since(now)
            && let Some(needs) = &mut self.needs_person
        {
            needs.since = needs.since.min(since);
        }
    }

    /// When the oldest of the waiting messages was written.
    pub fn waiting_since(&self, now: Timestamp) -> Option<Timestamp> {
        let keys = self.awaiting.as_ref()?.keys(&self.contact);
        keys.map(|key| key.at().min(now)).min()
    }

    /// A person has read all messages.
    pub fn read(&mut self, now: Timestamp) {
        self.touch(now);
        self.unread = 0;
    }

    /// A person closes the conversation. If they had taken it over and have read all, what waited is done with. Otherwise
    /// it is still answered: it may have come at the same moment.
    pub fn close(&mut self, now: Timestamp) {
        self.activity(now);
        if self.is_taken_over(now) && self.unread == 0 {
            self.awaiting = None;
        }
        self.closed = true;
        self.unread = 0;
        self.needs_person = None;
        self.team.snoozed = None;
        self.failed = None;
        self.takeover = None;
        self.handed_over = None;
        self.called.clear();
        self.told.fallback = None;
        self.told.handed_over = None;
    }

    /// A person wrote, in the inbox or in the phone app. That takes the conversation over, and answers what the customer
    /// had written until then.
    pub fn person_wrote(
        &mut self,
        key: &MessageKey,
        text: &str,
        kind: &str,
        sent_by: SentBy,
        settings: &Settings,
        now: Timestamp,
    ) {
        let goes_on = self.is_taken_over(now);
        self.take_over_by_writing(None, settings, now);
        self.closed = false;
        self.settle_snooze(now);
        // In the inbox a person has seen all that is there; what they wrote on the phone may be recorded late.
        let seen = if sent_by == SentBy::App { key.at() } else { now };
        self.answered_until(key.at(), seen, now);
        self.show(key, text, kind, Direction::Outbound, Some(sent_by));
        let is_last = self.preview.as_ref().is_some_and(|shown| key.is_reference(&shown.sort_key));
        if sent_by == SentBy::App && is_last {
            self.unread = 0;
        }
        if let Some(takeover) = self.takeover.as_mut().filter(|_| sent_by == SentBy::App && !goes_on) {
            takeover.echo_at = Some(key.at());
        }
    }

    /// A person has answered what came until this time, by Meta's clock, here or in a conversation that is shown as one
    /// with this one. Marks since `seen` stay: they are of something that came later.
    pub fn answered_until(&mut self, at: Timestamp, seen: Timestamp, now: Timestamp) {
        self.touch(now);
        self.needs_person = self.needs_person.filter(|needs| needs.since > seen);
        self.failed = self.failed.filter(|failed| *failed > seen);
        let contact = self.contact.clone();
        self.awaiting = self.awaiting.take().and_then(|awaiting| awaiting.after(&contact, at, now));
    }

    /// A message that takes nothing over: a template, or an automatic message of the phone app. A template deals with
    /// what did not arrive.
    pub fn wrote(&mut self, key: &MessageKey, text: &str, kind: &str, sent_by: SentBy, now: Timestamp) {
        self.activity(now);
        if sent_by == SentBy::Agent && kind == "template" {
            self.failed = None;
        }
        self.show(key, text, kind, Direction::Outbound, Some(sent_by));
    }

    /// Whether a message in the phone app at this time, by Meta's clock, is taken for the app's own greeting or away
    /// text: it comes within seconds of the message with which the customer began to write. Nothing in the webhook tells
    /// it from a person's words, so a person who is that quick is taken for the app.
    pub fn is_greeting(&self, at: Timestamp, settings: &Settings) -> bool {
        let after = self.opened_at.map(|opened| at.duration_since(opened));
        let is_quick = |after: SignedDuration| !after.is_negative() && after <= settings.greeting;
        !settings.greeting.is_zero() && after.is_some_and(is_quick)
    }

    /// Ends a takeover that began with a greeting of the phone app, whose webhook came before the customer's message. In
    /// the same second the one that came first counts as first.
    pub fn end_greeting(&mut self, settings: &Settings) {
        let began = self.takeover.as_ref().and_then(|takeover| takeover.echo_at);
        if began.is_some_and(|at| Some(at) > self.opened_at && self.is_greeting(at, settings)) {
            self.takeover = None;
        }
    }

    /// The time in the key of a message that a person sends now: a millisecond after the preview, or `now` if there is
    /// none. So the message sorts after the last one, even if clocks differ, and before the customer's next.
    pub fn place_of_next(&self, now: Timestamp) -> Timestamp {
        let last = self.preview.as_ref().and_then(|last| self.key_of(&last.sort_key));
        last.map_or(now, |last| last.at() + SignedDuration::from_millis(1))
    }

    pub(super) fn activity(&mut self, now: Timestamp) {
        self.touch(now);
        self.last_activity = self.last_activity.max(now);
    }
}

fn due(since: Timestamp) -> Timestamp {
    since.saturating_add(PERSON_PATIENCE).unwrap_or(Timestamp::MAX)
}
