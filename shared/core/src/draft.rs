//! Answers that are written for a person to read, and are not sent: of a rehearsal, or as a suggestion.

use std::fmt;

use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

use crate::business::BusinessSettings;
use crate::message::RestsOn;
use crate::texts::Notice;

/// The most messages of a rehearsed conversation, and the most bytes of all their texts.
pub const MOST_MESSAGES: usize = 40;
/// The most bytes of the texts of a rehearsed conversation.
pub const MOST_TEXT: usize = 64 * 1024;

/// A conversation that is rehearsed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// The business number whose settings are used. `None`: the first listed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_id: Option<PhoneNumberId>,
    /// The settings. `None`: those that are stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<BusinessSettings>,
    /// The messages, oldest first. The last one is the customer's.
    pub messages: Vec<Rehearsed>,
}

/// A message of a rehearsal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsed {
    /// Who wrote it.
    pub from: Side,
    /// What it says.
    pub text: String,
}

/// The side that wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Customer,
    /// The assistant.
    Business,
}

/// What was written.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What the customer would get, or why there is nothing.
    #[serde(flatten)]
    pub outcome: DraftOutcome,
    /// The tokens of the prompt, those of it from the provider's cache, and those of the answer.
    pub tokens: DraftTokens,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// What a draft is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftOutcome {
    /// An answer.
    Answer(Box<DraftAnswer>),
    /// There is none, for this reason: a stable name.
    Problem(String),
}

impl Default for DraftOutcome {
    fn default() -> Self {
        Self::Problem(String::new())
    }
}

/// An answer that is not sent.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftAnswer {
    /// The text.
    pub text: String,
    /// The labels of its buttons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buttons: Option<Vec<String>>,
    /// Its list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<DraftList>,
    /// It hands over: why, what happened, what the customer wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hands_over: Option<DraftHandOver>,
    /// The fixed text that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Notice>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<RestsOn>,
}

/// A list that an answer offers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftList {
    /// The label that opens it.
    pub button: String,
    /// What can be chosen.
    pub rows: Vec<DraftRow>,
}

/// A row of a list.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    /// Its title.
    pub title: String,
    /// What stands below.
    #[serde(default)]
    pub description: Option<String>,
}

/// What the colleague is told.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftHandOver {
    /// Why.
    pub reason: String,
    /// What happened so far.
    pub summary: String,
    /// What the customer wants.
    pub wants: String,
}

/// The tokens of a draft, as far as the server counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftTokens {
    /// Of the prompt.
    pub prompt: u64,
    /// Of it, those from the provider's cache.
    pub cached: u64,
    /// Of the answer.
    pub answer: u64,
}

/// Leaves the texts out.
impl fmt::Debug for Rehearsal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rehearsal").field("messages", &self.messages.len()).finish_non_exhaustive()
    }
}

/// Leaves the texts out.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("tokens", &self.tokens).finish_non_exhaustive()
    }
}
