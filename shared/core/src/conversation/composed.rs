//! What an answer consists of, and what it was made from.

use std::fmt;

use jiff::Timestamp;
use relais_whatsapp::outbound::Interactive;
use serde::{Deserialize, Serialize};

use super::CalledTool;
use crate::message::RestsOn;
use crate::texts::Notice;

/// The most characters of each text of a hand-over.
const HANDED_OVER: usize = 300;

/// An answer that is ready to be sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composed {
    /// The text. Graph takes at most 4096 characters. Of an interactive message, its words.
    pub text: String,
    /// The fixed text that it is. `None`: the model wrote it.
    pub says: Option<Notice>,
    /// Its buttons or list.
    pub interactive: Option<Box<Interactive>>,
    /// Whether the model's answer ends with the text for closed hours.
    pub notes_closed: bool,
    /// The model hands over to a person.
    pub hands_over: Option<Box<HandedOver>>,
    /// What it rests on.
    pub rests_on: Option<Box<RestsOn>>,
    /// The calls that change something, in their order.
    pub called: Vec<CalledTool>,
}

impl Composed {
    /// A text of the model.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// The assistant handed the conversation over to a person. The texts are the model's and may be empty.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What happened so far, in two lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// What the customer wants.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub wants: String,
    /// When, by our clock.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
}

impl HandedOver {
    /// With these texts, each cut after 300 characters.
    pub fn new([reason, summary, wants]: [&str; 3], at: Timestamp) -> Self {
        let cut = |text: &str| text.trim().chars().take(HANDED_OVER).collect();
        Self { reason: cut(reason), summary: cut(summary), wants: cut(wants), at }
    }
}

/// Leaves the texts out.
impl fmt::Debug for HandedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandedOver").field("at", &self.at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::contact::{Alias, ContactId};
    use crate::conversation::{Conversation, Reason};
    use crate::settings::Settings;

    fn conversation() -> Conversation {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        Conversation::new(contact, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_hand_over_is_known_until_a_person_is_done_with_it() {
        let now = Timestamp::UNIX_EPOCH;
        let later = now + SignedDuration::from_secs(1);
        let mut conversation = conversation();
        conversation.handed_over = Some(Box::new(HandedOver::new(["A refund.", "", ""], now)));
        conversation.mark_for_person(Reason::HandedOver, now);
        conversation.take_over(None, &Settings::default(), now);
        conversation.hand_back(now);
        assert!(conversation.handed_over.is_some(), "nobody has written");
        conversation.answered_until(later, later, later);
        conversation.hand_back(later);
        assert_eq!(conversation.handed_over, None);
    }
}
