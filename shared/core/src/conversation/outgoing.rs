//! An answer that was begun, until its outcome is recorded.

use jiff::Timestamp;
use relais_whatsapp::ids::Recipient;
use relais_whatsapp::outbound::{Interactive, OutboundBody};
use serde::{Deserialize, Serialize};

use crate::contact::ContactId;
use crate::message::{Direction, Message, MessageKey, RestsOn, SentBy, is_zero};
use crate::texts::Notice;

/// An answer that may have been sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The sort key of the stored message, or of the one that will be stored.
    #[serde(rename = "sort")]
    pub sort_key: String,
    /// The sort key of the newest message it answers.
    pub answers: String,
    /// The text. Of an interactive message, its words.
    pub text: String,
    /// Its buttons or list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interactive: Option<Box<Interactive>>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<Box<RestsOn>>,
    /// The recipient.
    pub to: Recipient,
    /// The number of the attempt, from 1. Calls of unknown outcome are counted apart.
    pub attempt: u32,
    /// The calls of unknown outcome before this attempt.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unclear: u32,
    /// Its state.
    pub state: OutgoingState,
    /// The fixed text that it is. `None`: the model wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Notice>,
}

/// The state of an answer that was begun. Times are by our clock, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutgoingState {
    /// The attempt began at this time: Graph may have accepted the answer.
    Sending(#[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")] Timestamp),
    /// Nothing was sent: the next attempt may begin at this time.
    Held(#[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")] Timestamp),
}

impl Outgoing {
    /// The calls of unknown outcome, this attempt's included. It counts as one until it is known that nothing was sent.
    pub fn unclear_calls(&self) -> u32 {
        self.unclear.saturating_add(u32::from(matches!(self.state, OutgoingState::Sending(_))))
    }

    /// What is sent.
    pub fn body(&self) -> OutboundBody {
        match &self.interactive {
            Some(interactive) => OutboundBody::Interactive(Interactive::clone(interactive)),
            None => OutboundBody::Text { body: self.text.clone(), preview_url: true },
        }
    }

    /// The answer as a message of this contact, without an outcome. `None`: the sort key is malformed.
    pub fn to_message(&self, contact: &ContactId, now: Timestamp) -> Option<Message> {
        let key = MessageKey::from_reference(contact, &self.sort_key)?;
        let timestamp = match self.state {
            OutgoingState::Sending(since) => since,
            OutgoingState::Held(_) => now,
        };
        let body = self.body();
        Some(Message {
            kind: body.kind().to_owned(),
            raw: body.as_echo().map(|echo| echo.to_string()),
            rests_on: self.rests_on.clone(),
            to: Some(self.to.as_str().to_owned()),
            timestamp,
            came_at: timestamp.as_microsecond(),
            sent_by: Some(SentBy::Assistant),
            ..Message::new(key, Direction::Outbound, &self.text, now)
        })
    }
}
