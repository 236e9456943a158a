//! An answer that was begun, until its outcome is on record.

use jiff::Timestamp;
use relais_whatsapp::ids::Recipient;
use serde::{Deserialize, Serialize};

use crate::contact::ContactId;
use crate::message::{Direction, Message, MessageKey, SentBy};

/// An answer that may have been sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The sort key that it is, or will be, stored under.
    #[serde(rename = "sort")]
    pub sort_key: String,
    /// The sort key of the newest message it answers.
    pub answers: String,
    /// What is sent.
    pub text: String,
    /// To whom.
    pub to: Recipient,
    /// How many times it was tried.
    pub attempt: u32,
    /// Where it stands.
    pub state: OutgoingState,
}

/// Where an answer stands. Times are by our clock, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutgoingState {
    /// The call was begun, or is about to be: it may have been accepted.
    Sending(#[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")] Timestamp),
    /// Nothing was sent; it may be tried again from this time.
    Held(#[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")] Timestamp),
}

impl Outgoing {
    /// The answer as a message of this contact, its outcome not known.
    pub fn to_message(&self, contact: &ContactId, now: Timestamp) -> Option<Message> {
        let key = MessageKey::from_sort_key(contact, &self.sort_key)?;
        let timestamp = match self.state {
            OutgoingState::Sending(since) => since,
            OutgoingState::Held(_) => now,
        };
        Some(Message {
            to: Some(self.to.as_str().to_owned()),
            timestamp,
            came_at: timestamp.as_microsecond(),
            sent_by: Some(SentBy::Assistant),
            ..Message::new(key, Direction::Outbound, &self.text, now)
        })
    }
}
