//! What an answer of the assistant rests on.

use serde::{Deserialize, Serialize};

/// What an answer rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestsOn {
    /// The titles of the parts of the facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// The tools that were called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolUse>,
    /// The version of the settings.
    pub settings_version: u64,
}

/// A tool that was called for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolUse {
    /// Its name.
    pub name: String,
    /// What became of the call.
    pub outcome: ToolOutcome,
}

/// What became of a call of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolOutcome {
    /// It answered.
    Done,
    /// It did not, and nothing was done.
    Failed,
    /// It is not known whether it was done.
    InDoubt,
}
