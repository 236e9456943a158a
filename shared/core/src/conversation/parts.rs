//! The small parts of a conversation's record.

use jiff::{SignedDuration, Timestamp};
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

/// The answers counted for a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replies {
    /// When the counted hour, or day, began.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// The number of answers since then.
    pub count: u32,
}

impl Replies {
    /// The number of answers in the period that ends at `now`.
    pub(super) fn counted(replies: Option<Self>, period: SignedDuration, now: Timestamp) -> u32 {
        replies
            .filter(|replies| now.duration_since(replies.since) < period)
            .map_or(0, |replies| replies.count)
    }

    /// With one answer more, at `now`.
    pub(super) fn with_one_more(replies: Option<Self>, period: SignedDuration, now: Timestamp) -> Self {
        let current = replies.filter(|replies| now.duration_since(replies.since) < period);
        let Self { since, count } = current.unwrap_or(Self { since: now, count: 0 });
        Self { since, count: count.saturating_add(1) }
    }
}

/// When the customer was last told something that is not repeated, by our clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// That the model cannot answer. It ends when the model answers, or a person takes over.
    #[serde(skip_serializing_if = "Option::is_none", with = "ms")]
    pub fallback: Option<Timestamp>,
    /// That a message cannot be read. It ends after a day.
    #[serde(skip_serializing_if = "Option::is_none", with = "ms")]
    pub unreadable: Option<Timestamp>,
    /// That the business is closed. It ends when the business opens.
    #[serde(skip_serializing_if = "Option::is_none", with = "ms")]
    pub closed: Option<Timestamp>,
    /// That a person takes over. It ends when the assistant answers, or a person writes.
    #[serde(skip_serializing_if = "Option::is_none", with = "ms")]
    pub handed_over: Option<Timestamp>,
}

use jiff::fmt::serde::timestamp::millisecond::optional as ms;

impl Told {
    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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
    /// When it began or a person last wrote, by our clock. `None`: a record of version 0.1.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "ms")]
    pub since: Option<Timestamp>,
    /// A person chose when it ends: writing does not begin it anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
    /// Meta's time of the message in the phone app that began it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "ms")]
    pub echo_at: Option<Timestamp>,
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
    /// A person took over, and nobody has written back for a while.
    NobodyAnswered,
    /// The customer opted out of automatic answers, and writes.
    OptedOut,
    /// A message that cannot be read here.
    Unreadable,
    /// The customer called, and nobody answered.
    MissedCall,
    /// The daily cap of answers was reached.
    DayCap,
    /// The model has used up its tokens for the day.
    ModelBudget,
    /// It is not known whether a message arrived, and it is not repeated.
    OutcomeUnknown,
    /// The customer corrected a message that was answered already.
    Corrected,
    /// The customer sent only what the assistant could not hear, see or read. They got an answer that says so.
    NotUnderstood,
    /// A person cancelled an answer that waited to be sent. The customer still waits.
    Cancelled,
    /// The business was closed, and its settings leave the answer to a person. The customer was told so.
    Closed,
    /// The customer asked for a person, in words of the settings. They were told that one answers.
    AskedForPerson,
    /// The assistant handed over to a person and said so.
    HandedOver,
    /// It is not known what a tool has done that changes something.
    ToolInDoubt,
    /// A tool has changed something, and the customer got no answer that tells of it.
    ToolActed,
    /// The customer was asked whether they were helped, and said no.
    NotHelped,
    /// A person put the conversation aside until now.
    SnoozeEnded,
}

impl Reason {
    /// Its name in records, in the API and in the log.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether this reason gives way to another one: the assistant's answer would end it, or the other one says more.
    pub(super) fn gives_way_to(self, other: Self) -> bool {
        match self {
            Self::NobodyAnswered | Self::SnoozeEnded => true,
            Self::ModelFailed => matches!(other, Self::ToolActed | Self::ToolInDoubt),
            Self::ToolActed => other == Self::ToolInDoubt,
            _ => false,
        }
    }

    /// The reason for a message that Graph refused with this code.
    pub fn of_refusal(code: i64) -> Self {
        match entry_for(code, None).action {
            Action::WindowClosed => Self::WindowClosed,
            _ => Self::SendFailed,
        }
    }
}
