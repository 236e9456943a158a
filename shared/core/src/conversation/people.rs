//! The transitions by people in the inbox: take over, hand back, read, close, write.

use jiff::{SignedDuration, Timestamp};

use super::{Conversation, Takeover};
use crate::message::{Direction, MessageKey, SentBy};
use crate::settings::Settings;

impl Conversation {
    /// Whether a person is answering.
    pub fn is_taken_over(&self, now: Timestamp) -> bool {
        self.takeover.as_ref().is_some_and(|takeover| takeover.until > now)
    }

    /// A person takes over. An answer that is being written is dropped ([`Intent::Dropped`](super::Intent::Dropped)).
    pub fn take_over(&mut self, by: Option<String>, settings: &Settings, now: Timestamp) {
        self.activity(now);
        let until = now.saturating_add(settings.takeover).unwrap_or(Timestamp::MAX);
        let by = by.or_else(|| self.takeover.take().and_then(|before| before.by));
        self.takeover = Some(Takeover { until, by });
        self.awaiting = None;
        self.needs_person = None;
    }

    /// Ends the takeover. The assistant answers again, beginning with the customer's next message.
    pub fn hand_back(&mut self, now: Timestamp) {
        self.activity(now);
        self.takeover = None;
    }

    /// A person has read all messages.
    pub fn read(&mut self, now: Timestamp) {
        self.touch(now);
        self.unread = 0;
    }

    /// A person closes the conversation.
    pub fn close(&mut self, now: Timestamp) {
        self.activity(now);
        self.closed = true;
        self.unread = 0;
        self.needs_person = None;
        self.takeover = None;
    }

    /// A person wrote, in the inbox or in the phone app. That takes the conversation over.
    pub fn person_wrote(
        &mut self,
        key: &MessageKey,
        text: &str,
        kind: &str,
        sent_by: SentBy,
        settings: &Settings,
        now: Timestamp,
    ) {
        self.take_over(None, settings, now);
        self.closed = false;
        self.show(key, text, kind, Direction::Outbound, Some(sent_by));
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
