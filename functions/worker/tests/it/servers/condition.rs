//! Conditions on a request to the model.

use serde::Deserialize;
use serde_json::Value;

use super::raw_server::Asked;

/// In a table: `{"has": "max_tokens"}`, or `"roles_repeat"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Condition {
    /// The body has this field, and it is not null.
    Has(String),
    Lacks(String),
    /// The field has this value.
    Is(String, Value),
    /// The field is a number above this.
    Above(String, u64),
    HasRole(String),
    LacksRole(String),
    LastRole(String),
    /// Two neighbouring turns after the system message have one role, or the first is not the user's.
    RolesRepeat,
    /// The texts of all messages have more characters than this.
    PromptAbove(usize),
    Header(String, String),
    LacksHeader(String),
    Path(String),
    /// More tokens for the answer, or less effort, than in the first request for this question.
    MoreRoomOrLessEffort,
    /// Texts of the last turn, in any order.
    LastTurnContains(Vec<String>),
    Any(Vec<Condition>),
}

impl Condition {
    pub(crate) fn holds(&self, asked: &Asked, first: &Asked) -> bool {
        match self {
            Self::Has(field) => asked.field(field).is_some(),
            Self::Lacks(field) => asked.field(field).is_none(),
            Self::Is(field, value) => asked.field(field) == Some(value),
            Self::Above(field, number) => {
                asked.field(field).and_then(Value::as_u64).is_some_and(|is| is > *number)
            }
            Self::HasRole(role) => asked.roles().contains(&role.as_str()),
            Self::LacksRole(role) => !asked.roles().contains(&role.as_str()),
            Self::LastRole(role) => asked.roles().last() == Some(&role.as_str()),
            Self::RolesRepeat => roles_repeat(&asked.roles()),
            Self::PromptAbove(characters) => asked.prompt_characters() > *characters,
            Self::Header(name, value) => asked.header(name) == Some(value),
            Self::LacksHeader(name) => asked.header(name).is_none(),
            Self::Path(path) => asked.path == *path,
            Self::MoreRoomOrLessEffort => {
                room(asked) > room(first) || effort(asked) < effort(first) || thinking_is_off(asked)
            }
            Self::LastTurnContains(parts) => {
                let last = asked.texts().pop().unwrap_or_default();
                parts.iter().all(|part| last.contains(part))
            }
            Self::Any(conditions) => conditions.iter().any(|condition| condition.holds(asked, first)),
        }
    }
}

/// What every server may count on.
pub(crate) fn always(asked: &Asked) -> Vec<&'static str> {
    let checks = [
        ("`stream` is not false", asked.field("stream") != Some(&Value::Bool(false))),
        ("the last turn is not the user's", asked.roles().last() != Some(&"user") && !asked.answers_calls()),
        ("the roles do not alternate", roles_repeat(&asked.roles())),
        (
            "a message is empty",
            !asked.answers_calls() && asked.texts().iter().any(|text| text.trim().is_empty()),
        ),
    ];
    checks.into_iter().filter_map(|(problem, found)| found.then_some(problem)).collect()
}

fn roles_repeat(roles: &[&str]) -> bool {
    let turns = roles.strip_prefix(&["system"]).unwrap_or(roles);
    turns.first() != Some(&"user") || turns.windows(2).any(|pair| pair[0] == pair[1])
}

/// The limit of the answer. A request without one has all the room there is.
fn room(asked: &Asked) -> u64 {
    let limits = ["max_completion_tokens", "max_tokens"];
    limits.iter().find_map(|field| asked.field(field)?.as_u64()).unwrap_or(u64::MAX)
}

/// A request without an effort has the model's own, which is at least medium.
fn effort(asked: &Asked) -> usize {
    let efforts = ["none", "minimal", "low", "medium", "high"];
    let named = asked.field("reasoning_effort").and_then(Value::as_str);
    efforts.iter().position(|effort| Some(*effort) == named).unwrap_or(3)
}

fn thinking_is_off(asked: &Asked) -> bool {
    let template = asked.field("chat_template_kwargs");
    template.is_some_and(|kwargs| kwargs["enable_thinking"] == false)
}
