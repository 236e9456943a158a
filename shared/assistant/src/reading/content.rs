//! The text of a message: a string, or parts of which some are thoughts.
//!
//! <https://docs.mistral.ai/capabilities/reasoning/> (parts),
//! <https://api-docs.deepseek.com/guides/reasoning_model> (`reasoning_content`),
//! <https://openrouter.ai/docs/use-cases/reasoning-tokens> (`reasoning`, `reasoning_details`)

use serde_json::{Map, Value};

/// What was said.
#[derive(Default)]
pub(super) struct Content {
    /// The text, thoughts in it included.
    pub text: String,
    /// There are thoughts in fields or parts of their own.
    pub has_thoughts: bool,
    /// The model says that it refuses.
    pub is_refused: bool,
}

/// The fields beside `content` that hold thoughts.
const THOUGHTS: [&str; 7] = [
    "reasoning_content",
    "reasoning",
    "reasoning_details",
    "reasoning_text",
    "thinking",
    "thinking_blocks",
    "thoughts",
];

impl Content {
    /// Adds the next piece of a message.
    pub(super) fn append(&mut self, message: &Value) {
        match message {
            Value::Object(message) => {
                self.has_thoughts |=
                    THOUGHTS.iter().filter_map(|name| message.get(*name)).any(|field| !is_blank(field));
                self.is_refused |= message.get("refusal").is_some_and(says_something);
                if let Some(content) = message.get("content") {
                    self.part(content);
                }
            }
            text => self.part(text),
        }
    }

    /// Adds a message of a stream of messages. Each is the next piece, or repeats the text so far and goes on.
    pub(super) fn append_or_replace(&mut self, message: &Value) {
        let mut piece = Self::default();
        piece.append(message);
        self.has_thoughts |= piece.has_thoughts;
        self.is_refused |= piece.is_refused;
        if piece.text.starts_with(&self.text) {
            self.text = piece.text;
        } else {
            self.text.push_str(&piece.text);
        }
    }

    /// The depth of a value is limited by the parser.
    fn part(&mut self, part: &Value) {
        match part {
            Value::String(text) => self.text.push_str(text),
            Value::Array(parts) => parts.iter().for_each(|part| self.part(part)),
            Value::Object(part) => self.typed(part),
            _ => {}
        }
    }

    fn typed(&mut self, part: &Map<String, Value>) {
        let kind = part.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        let is_thought = ["think", "thought", "reason"].iter().any(|word| kind.contains(word))
            || part.get("thought") == Some(&Value::Bool(true))
            || (kind.is_empty() && THOUGHTS.iter().any(|name| part.contains_key(*name)));
        if is_thought {
            self.has_thoughts = true;
            return;
        }
        match kind.as_str() {
            "refusal" => self.is_refused |= part.get("refusal").is_some_and(says_something),
            "" | "text" | "output_text" => {
                let text = part.get("text").or_else(|| part.get("content")).or_else(|| part.get("value"));
                if let Some(text) = text {
                    self.part(text);
                }
            }
            _ => {} // references, images, calls of tools
        }
    }
}

fn says_something(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !is_nothing(text))
}

/// Whether a text says nothing. Careless servers write what is not set as a word.
pub(super) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || ["null", "none", "nil", "false"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a value says nothing. Gateways written in Go send fields that are not set as `""`, `0` and `{}`.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_blank),
        Value::Object(fields) => fields.values().all(is_blank),
    }
}
