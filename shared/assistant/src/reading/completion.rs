//! Puts one completion together from the values of a body.

use serde_json::{Map, Value};

use super::calls::Calls;
use super::content::{Content, is_nothing};
use super::failure::{self, Failure};
use super::{Tokens, finish, usage};
use crate::tools::ToolCall;

/// The first choice of a completion, whole or joined from chunks.
#[derive(Default)]
pub(super) struct Completion {
    /// What the request cost.
    pub tokens: Tokens,
    /// An error that came before the answer was complete.
    pub failure: Option<Failure>,
    /// How the choice ended, in the server's word.
    pub finish: Option<String>,
    /// The value with that word.
    pub finished_at: Option<usize>,
    /// The last value with a choice.
    pub last_choice: Option<usize>,
    /// There is a list of choices, and it is empty.
    pub has_no_choices: bool,
    values_with_choice: usize,
    has_delta: bool,
    index: Option<Value>,
    deltas: Content,
    messages: Content,
    calls: Calls,
}

impl Completion {
    pub(super) fn of(values: &[Value]) -> Self {
        let mut completion = Self::default();
        for (at, value) in values.iter().enumerate() {
            match value {
                // Google's gateway sends its errors as a list.
                Value::Array(values) => {
                    values.iter().filter_map(Value::as_object).for_each(|value| completion.add(value, at));
                }
                Value::Object(value) => completion.add(value, at),
                _ => {}
            }
        }
        completion
    }

    /// The text of the deltas, or else of whole messages: a server that sends both repeats the text.
    pub(super) fn text(&self) -> &str {
        if self.deltas.text.trim().is_empty() { &self.messages.text } else { &self.deltas.text }
    }

    /// The tools that it calls in fields of their own.
    pub(super) fn calls(&self) -> Vec<ToolCall> {
        self.calls.list()
    }

    pub(super) fn has_text(&self) -> bool {
        !self.text().trim().is_empty()
    }

    pub(super) fn has_thoughts(&self) -> bool {
        self.deltas.has_thoughts || self.messages.has_thoughts
    }

    pub(super) fn is_refused(&self) -> bool {
        self.deltas.is_refused || self.messages.is_refused
    }

    /// It comes in chunks, so only a word or `[DONE]` says that it is complete.
    pub(super) fn is_chunked(&self) -> bool {
        self.has_delta || self.values_with_choice > 1
    }

    /// It comes in chunks, and none says how it ended.
    pub(super) fn is_open_ended(&self) -> bool {
        self.is_chunked() && self.finish.is_none()
    }

    fn add(&mut self, value: &Map<String, Value>, at: usize) {
        self.tokens = usage::latest(self.tokens, value);
        let choices = match value.get("choices") {
            Some(Value::Array(choices)) => choices.as_slice(),
            Some(choice @ Value::Object(_)) => std::slice::from_ref(choice),
            _ => &[],
        };
        let mut choices = choices.iter().filter_map(Value::as_object).peekable();
        // Ollama's own API has no list. <https://docs.ollama.com/api/chat>
        let alone = value.get("message").is_some_and(Value::is_object).then_some(value);
        let has_choice = choices.peek().is_some() || alone.is_some();
        if self.finish.is_none()
            && self.failure.is_none()
            && let Some(failure) = failure::of(value, has_choice)
        {
            self.failure = Some(failure);
        }
        self.has_no_choices |= !has_choice && value.contains_key("choices");
        let choice = choices.find(|choice| self.is_ours(choice)).or(alone);
        if let Some(choice) = choice {
            self.last_choice = Some(at);
            self.values_with_choice += 1;
            self.choice(choice, at);
        }
        if let Some(Value::Bool(is_done)) = alone.and_then(|value| value.get("done")) {
            self.ollama(*is_done, at);
        }
    }

    /// A line of Ollama's own API says whether it is the last one.
    fn ollama(&mut self, is_done: bool, at: usize) {
        if !is_done {
            self.has_delta = true;
        } else if self.finish.is_none() {
            self.finish = Some("stop".to_owned());
            self.finished_at = Some(at);
        }
    }

    /// Chunks of several choices are mixed. The choice that comes first is read.
    fn is_ours(&mut self, choice: &Map<String, Value>) -> bool {
        let index = choice.get("index").filter(|index| index.is_number());
        match (&self.index, index) {
            (Some(ours), Some(index)) => ours == index,
            (None, Some(index)) => {
                self.index = Some(index.clone());
                true
            }
            (_, None) => true,
        }
    }

    fn choice(&mut self, choice: &Map<String, Value>, at: usize) {
        if self.finish.is_none() && choice.get("error").is_some_and(|error| !failure::is_success(error)) {
            let is_declined = failure::of(choice, true).is_some_and(|failure| failure.is_declined);
            let word = if is_declined { "content_filter" } else { "error" };
            self.finish = Some(word.to_owned());
            self.finished_at = Some(at);
        }
        if let Some(delta) = choice.get("delta").filter(|delta| !delta.is_null()) {
            self.has_delta = true;
            self.deltas.append(delta);
            delta.as_object().into_iter().for_each(|delta| self.calls.append(delta));
        }
        match (choice.get("message"), choice.get("text")) {
            (Some(message), _) if !message.is_null() => {
                self.messages.append_or_replace(message);
                message.as_object().into_iter().for_each(|message| self.calls.replace(message));
            }
            (_, Some(text @ Value::String(_))) => self.deltas.append(text), // the older completions API
            _ => {}
        }
        if self.finish.is_none()
            && let Some(word) = finish_word(choice)
        {
            self.finish = Some(word.to_owned());
            self.finished_at = Some(at);
        }
    }
}

/// The word of the field that says how the choice ended. `stop_reason` may hold a stop sequence instead, and is read only
/// if it names an end. <https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html>
fn finish_word(choice: &Map<String, Value>) -> Option<&str> {
    let mut sure =
        ["finish_reason", "done_reason", "finishReason"].iter().filter_map(|name| choice.get(*name));
    let likely = ["stop_reason", "native_finish_reason"].iter().filter_map(|name| choice.get(*name));
    sure.find_map(word).or_else(|| likely.filter_map(word).find(|word| finish::is_known(word)))
}

/// The word, also as `{"type": "stop"}`. Servers write `""` or `"null"` while the choice goes on.
fn word(reason: &Value) -> Option<&str> {
    let word = reason.as_str().or_else(|| reason.get("type")?.as_str())?;
    (!is_nothing(word)).then_some(word.trim())
}
