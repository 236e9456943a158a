//! The small parts of a conversation's record.

use jiff::Timestamp;
use relais_whatsapp::errors::{Action, entry_for};
use serde::{Deserialize, Serialize};

use crate::message::{Direction, SentBy};

/// The last line of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The sort key of the message.
    #[serde(rename = "sort")]
    pub sort_key: String,
    /// The beginning of its text; empty for messages that are not text.
    pub text: String,
    /// Meta's `type`.
    pub kind: String,
    /// Which way it went.
    pub direction: Direction,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_by: Option<SentBy>,
}

/// One worker is writing an answer. It ends by itself, so a worker that died holds nothing up for long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lease {
    /// Names the worker's attempt.
    pub token: String,
    /// When it ends by itself.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until: Timestamp,
}

/// Answers counted for the cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replies {
    /// The start of the hour counted.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// How many since then.
    pub count: u32,
}

/// A person is answering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takeover {
    /// When it ends by itself.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until: Timestamp,
    /// Who, when the caller's claims say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// The conversation is marked for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsPerson {
    /// Why.
    pub reason: Reason,
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
}

/// Why a person should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The model did not answer; the customer got the fallback.
    ModelFailed,
    /// No model is configured.
    AssistantOff,
    /// The 24 hours were over before an answer could be sent.
    WindowClosed,
    /// The hourly cap was reached.
    RateCap,
    /// Graph refused or failed the message.
    SendFailed,
    /// Sending is stopped for the whole number.
    SendingStopped,
}

impl Reason {
    /// Why a person should look at a message that Graph refused with this code.
    pub fn of_refusal(code: i64) -> Self {
        match entry_for(code, None).action {
            Action::WindowClosed => Self::WindowClosed,
            _ => Self::SendFailed,
        }
    }
}
