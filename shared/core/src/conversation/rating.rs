//! Whether the customer was helped: one question with two buttons, after a person has closed the conversation.

use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::ids::Recipient;
use serde::{Deserialize, Serialize};

use super::{Conversation, Reason};
use crate::contact::Identity;
use crate::message::{Direction, Message, MessageKey, SentBy};

/// The ids of the two buttons.
pub const GOOD: &str = "relais.rate.good";
/// See [`GOOD`].
pub const BAD: &str = "relais.rate.bad";

/// A contact is asked at most once in this time.
const EVERY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The last question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// When it was asked.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub asked: Timestamp,
    /// Whether the customer has pressed a button.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answered: bool,
}

impl Conversation {
    /// Begins the question whether the customer was helped, in the write that it is saved with. Returns the key of its
    /// message and to whom it goes. `None`: it is not asked. The conversation must be closed, the window open, nothing
    /// waiting, and the customer must have written since the last question, which is at least seven days old.
    pub fn ask_rating(&mut self, text: &str, now: Timestamp) -> Option<(MessageKey, Recipient)> {
        let is_done = self.closed && self.awaiting.is_none();
        let is_one_person = self.group.is_none() && !self.opted_out;
        let is_new = self.rating.is_none_or(|rating| {
            now.duration_since(rating.asked) >= EVERY && self.last_inbound_at > Some(rating.asked)
        });
        if !(is_done && is_one_person && is_new && self.window_is_open(now)) {
            return None;
        }
        let to = self.identity.recipient()?;
        let key =
            MessageKey::new(&self.contact, self.place_of_next(now), &format!("r{}", now.as_millisecond()));
        self.rating = Some(Rating { asked: now, answered: false });
        self.wrote(&key, text, "interactive", SentBy::Assistant, now);
        Some((key, to))
    }

    /// The customer pressed a button. It waits for no answer, and a good one leaves the conversation closed. Returns whether
    /// it counts: it is the first one since the question.
    pub fn rate(&mut self, message: &Message, identity: &Identity, good: bool, now: Timestamp) -> bool {
        self.touch(now);
        let written = message.timestamp.min(now);
        self.learn(identity, written);
        self.show(&message.key, &message.text, &message.kind, Direction::Inbound, None);
        self.last_activity = self.last_activity.max(now);
        self.open_window(written);
        let Some(rating) = self.rating.as_mut().filter(|rating| !rating.answered) else { return false };
        rating.answered = true;
        if !good {
            self.closed = false;
            self.mark_for_person(Reason::NotHelped, now);
        }
        true
    }
}

/// What this button says. `None`: it is another one.
pub fn pressed(id: &str) -> Option<bool> {
    match id {
        GOOD => Some(true),
        BAD => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::{Alias, ContactId};

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hours * 3600).unwrap()
    }

    fn closed(wrote: i64) -> Conversation {
        let number = "33639980001".into();
        let mut conversation =
            Conversation::new(ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&number)), at(0));
        conversation.identity.wa_id = Some(number);
        conversation.last_inbound_at = Some(at(wrote));
        conversation.close(at(wrote));
        conversation
    }

    #[test]
    fn a_closed_conversation_is_asked_about_once_in_seven_days() {
        let mut conversation = closed(0);
        let (key, _) = conversation.ask_rating("?", at(1)).unwrap();
        assert_eq!(key.contact(), &conversation.contact);
        assert_eq!(conversation.ask_rating("?", at(2)), None, "twice for one closing");
        conversation.last_inbound_at = Some(at(100));
        assert_eq!(conversation.ask_rating("?", at(101)), None, "within seven days");
        conversation.last_inbound_at = Some(at(168));
        assert!(conversation.ask_rating("?", at(169)).is_some());
    }

    #[test]
    fn nobody_is_asked_who_cannot_answer_or_still_waits() {
        let asks = |change: &dyn Fn(&mut Conversation)| {
            let mut conversation = closed(0);
            change(&mut conversation);
            conversation.ask_rating("?", at(1)).is_some()
        };
        assert!(asks(&|_| {}));
        assert!(!asks(&|it| it.closed = false));
        assert!(!asks(&|it| it.opted_out = true));
        assert!(!asks(&|it| it.group = Some("g".to_owned())));
        assert!(!asks(&|it| it.last_inbound_at = Some(at(-24))), "the window is closed");
        assert!(!asks(&|it| it.last_inbound_at = None));
        assert!(!asks(&|it| it.identity.wa_id = None));
    }

    #[test]
    fn only_the_first_press_counts_and_a_bad_one_calls_a_person() {
        for good in [true, false] {
            let mut conversation = closed(0);
            let (asked, _) = conversation.ask_rating("?", at(1)).unwrap();
            let press = Message::new(asked.of_answer(), Direction::Inbound, "👍", at(2));
            assert!(conversation.rate(&press, &Identity::default(), good, at(2)));
            assert!(!conversation.rate(&press, &Identity::default(), !good, at(2)));
            assert_eq!((conversation.closed, conversation.unread), (good, 0));
            assert_eq!(
                conversation.needs_person.map(|needs| needs.reason),
                (!good).then_some(Reason::NotHelped)
            );
            assert!(conversation.awaiting.is_none());
        }
        let mut never = closed(0);
        let key = MessageKey::new(&never.contact, at(1), "a");
        let press = Message::new(key, Direction::Inbound, "👎", at(1));
        assert!(!never.rate(&press, &Identity::default(), false, at(1)) && never.needs_person.is_none());
    }
}
