//! Tools that the model may call while it answers.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use serde_json::{Map, Value};

/// A tool, as the model is told of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Tool {
    /// Its name: 1 to 64 letters, digits, `_` and `-`.
    /// <https://platform.openai.com/docs/api-reference/chat/create>
    pub name: String,
    /// What it is for, and when.
    pub description: String,
    /// Its parameters: a JSON schema of an object.
    pub parameters: Value,
}

/// A call that the model makes.
#[derive(Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The server's id of the call.
    pub id: String,
    /// The tool's name, which may be of none.
    pub name: String,
    /// The arguments as the model wrote them.
    pub arguments: String,
}

impl ToolCall {
    /// The arguments. None at all are an empty object. `None`: they are no JSON object.
    pub fn arguments(&self) -> Option<Map<String, Value>> {
        if self.arguments.trim().is_empty() {
            return Some(Map::new());
        }
        serde_json::from_str(&self.arguments).ok()
    }
}

/// Leaves the arguments out: they are made of what the customer wrote.
impl fmt::Debug for ToolCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolCall").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tool").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a call leads to.
#[derive(Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The model is told this, and goes on.
    Told(String),
    /// Nothing more is asked: the call is itself the answer.
    Ends,
}

/// A call under way.
pub type Calling<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// What stands around a call.
#[derive(Clone, Copy)]
pub struct CallContext<'a> {
    /// What the model wrote beside it.
    pub text: &'a str,
    /// Time limit. Without time nothing is called that takes some, and the model is told so.
    pub limit: Duration,
}

/// The tools of one answer. They are called one after the other, also when the model is asked a second time.
pub trait Tools: Send + Sync {
    /// What the model is offered.
    fn list(&self) -> &[Tool];

    /// Puts the calls of one answer into the order in which they are made.
    fn order(&self, _calls: &mut [ToolCall]) {}

    /// Calls one, or says what is wrong with the call. It may be dropped at any moment when the time is over.
    fn call<'a>(&'a self, call: &'a ToolCall, context: CallContext<'a>) -> Calling<'a>;

    /// Takes a call of a model that may call no more. `true`: the call is itself the answer. Nothing is changed by it.
    fn end(&self, _call: &ToolCall, _text: &str) -> bool {
        false
    }

    /// Calls that were made for this answer before, with what the model is told of each.
    fn earlier(&self) -> Vec<(ToolCall, String)> {
        Vec::new()
    }

    /// Whether a call has changed something, or may have. Then no second question is put beside the first.
    fn has_changed(&self) -> bool;
}

/// The most times that the model may call tools before it must answer.
pub(crate) const MOST_ROUNDS: usize = 5;

/// The most calls of one answer.
pub(crate) const MOST_CALLS: usize = 12;

/// One time that the model called tools.
#[derive(Clone)]
pub(crate) struct Round {
    /// What it wrote beside.
    pub(crate) text: String,
    /// The calls, with what the model is told of each.
    pub(crate) calls: Vec<(ToolCall, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_holds_no_arguments() {
        let call =
            ToolCall { id: "MARKER".to_owned(), name: "order".to_owned(), arguments: "MARKER".to_owned() };
        assert!(!format!("{call:?}").contains("MARKER"));
    }

    #[test]
    fn arguments_are_an_object_or_broken() {
        let read = |arguments: &str| {
            let call = ToolCall { id: String::new(), name: String::new(), arguments: arguments.to_owned() };
            call.arguments().map(|arguments| arguments.len())
        };
        assert_eq!([read(""), read("{}"), read("{\"a\":1}")], [Some(0), Some(0), Some(1)]);
        assert_eq!([read("{\"a\":"), read("[1]"), read("x")], [None; 3]);
    }
}
