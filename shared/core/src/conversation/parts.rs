//! The small parts of a conversation's record.

use jiff::Timestamp;
use relais_whatsapp::errors::{Action, entry_for};
use serde::{Deserialize, Serialize};

use crate::message::{Direction, SentBy};

/// The last message of a conversation, as the list of conversations shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The sort key of the message.
    #[serde(rename = "sort")]
    pub sort_key: String,
    /// The first 80 characters of its text or caption; empty if it has none.
    pub text: String,
    /// Meta's `type`.
    pub kind: String,
    /// Whether it is inbound or outbound.
    pub direction: Direction,
    /// Who wrote it, if it is outbound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_by: Option<SentBy>,
}

/// One worker is writing an answer. The lease expires by itself, so a worker that died does not block the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lease {
    /// Identifies the worker's attempt at its job.
    pub token: String,
    /// When it expires.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until: Timestamp,
}

/// The answers counted for the hourly cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replies {
    /// When the counted hour began.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// The number of answers since then.
    pub count: u32,
}

/// A person is answering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takeover {
    /// When it expires.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until: Timestamp,
    /// The person's name, if the caller's claims contain it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// The conversation is marked for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsPerson {
    /// The reason.
    pub reason: Reason,
    /// When it was marked.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
}

/// Why a conversation needs a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The model did not answer. The customer got the fallback text.
    ModelFailed,
    /// No model is configured.
    AssistantOff,
    /// The 24-hour window closed before an answer could be sent.
    WindowClosed,
    /// The hourly cap of answers was reached.
    RateCap,
    /// Graph refused the message, or reported it as failed.
    SendFailed,
    /// Sending is stopped for the whole business number.
    SendingStopped,
    /// The customer corrected a message that was answered already.
    Corrected,
}

impl Reason {
    /// The reason for a message that Graph refused with this code.
    pub fn of_refusal(code: i64) -> Self {
        match entry_for(code, None).action {
            Action::WindowClosed => Self::WindowClosed,
            _ => Self::SendFailed,
        }
    }
}
