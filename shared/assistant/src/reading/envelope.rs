//! Answers that are JSON as a whole: `{"response": "We open at nine."}`, perhaps in a fence.

use serde_json::{Map, Value};

use super::json::{self, Parsed};

/// The fields that hold the answer.
const TEXTS: [&str; 14] = [
    "response",
    "answer",
    "content",
    "text",
    "message",
    "reply",
    "output",
    "final_answer",
    "finalanswer",
    "assistant",
    "réponse",
    "reponse",
    "respuesta",
    "resposta",
];

/// The fields that may stand beside it: they say something about the answer, or are thoughts.
#[rustfmt::skip]
const BESIDE: [&str; 26] = [
    "role", "type", "language", "lang", "locale", "format", "status", "success", "ok", "id", "channel", "recipient_type",
    "messaging_product", "confidence", "sentiment", "tone", "intent", "timestamp", "annotations", "thought", "thoughts",
    "thinking", "reasoning", "analysis", "rationale", "explanation",
];

/// The deepest object in objects.
const DEEPEST: usize = 3;

/// The text of an answer that is one JSON object, whose only text is under a name of [`TEXTS`]. `None`: it is something
/// else.
pub(crate) fn unwrapped(answer: &str) -> Option<String> {
    match parsed(answer)? {
        Value::Object(fields) => text_of(&fields, 0),
        Value::Array(values) => only_object(&values).and_then(|fields| text_of(fields, 0)),
        _ => None,
    }
}

/// Whether an answer is an object of JSON or a list of them, which is nothing for a customer.
pub(super) fn is_json(answer: &str) -> bool {
    match parsed(answer) {
        Some(Value::Object(_)) => true,
        Some(Value::Array(values)) => values.first().is_some_and(Value::is_object),
        _ => false,
    }
}

/// The JSON that an answer is, also without its end.
fn parsed(answer: &str) -> Option<Value> {
    let text = without_fence(answer.trim());
    if !text.starts_with(['{', '[']) {
        return None;
    }
    match json::first(text) {
        Parsed::Value(value, length) => {
            text.get(length..).unwrap_or_default().trim().is_empty().then_some(value)
        }
        Parsed::CutShort => ["}", "\"}"].iter().find_map(|end| match json::first(&format!("{text}{end}")) {
            Parsed::Value(value, _) => Some(value),
            _ => None,
        }),
        Parsed::Not => None,
    }
}

/// The inside of a fence around the whole text: without a language, or for JSON.
fn without_fence(text: &str) -> &str {
    let inside = || {
        let (language, rest) = text.strip_prefix("```")?.split_once('\n')?;
        let is_json =
            matches!(language.trim().to_ascii_lowercase().as_str(), "" | "json" | "jsonc" | "json5");
        is_json.then(|| rest.trim_end().strip_suffix("```").unwrap_or(rest).trim())
    };
    inside().unwrap_or(text)
}

fn text_of(fields: &Map<String, Value>, depth: usize) -> Option<String> {
    let mut found = None;
    for (name, value) in fields {
        let name = name.trim().to_lowercase();
        if is_nothing(value) || BESIDE.contains(&name.as_str()) {
            continue;
        }
        if found.is_some() || !TEXTS.contains(&name.as_str()) {
            return None;
        }
        found = Some(value);
    }
    match found? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Object(fields) if depth < DEEPEST => text_of(fields, depth + 1),
        Value::Array(values) if depth < DEEPEST => text_of(only_object(values)?, depth + 1),
        _ => None,
    }
}

fn only_object(values: &[Value]) -> Option<&Map<String, Value>> {
    values.first().filter(|_| values.len() == 1)?.as_object()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_text_is_the_answer() {
        for (answer, expected) in [
            (r#"{"response":"We open at nine."}"#, "We open at nine."),
            (r#"{"answer":"Nous ouvrons à 9 h."}"#, "Nous ouvrons à 9 h."),
            (r#"{"role":"assistant","content":"Hi."}"#, "Hi."),
            ("```json\n{\"role\": \"assistant\",\n \"content\": \"Hi.\"}\n```", "Hi."),
            ("```\n{\"Reply\": \"Hi.\"}\n```", "Hi."),
            (r#"{"thought":"A greeting.","message":"Hi.","confidence":0.9}"#, "Hi."),
            (r#"{"type":"text","text":{"body":null,"text":"Hi."}}"#, "Hi."),
            (r#"{"content":[{"type":"text","text":"Hi."}]}"#, "Hi."),
            (r#"[{"type":"text","text":"Hi."}]"#, "Hi."),
            ("{\"output\":\"One\ntwo \\\"three\\\"\"}", "One\ntwo \"three\""),
            (r#"{"response":"Hi.","error":null,"buttons":[],"hand_over":false}"#, "Hi."),
            (r#"{"response":"We open at ni"#, "We open at ni"),
            (r#"{"response":"Hi.""#, "Hi."),
        ] {
            assert_eq!(unwrapped(answer).as_deref(), Some(expected), "{answer}");
        }
    }

    #[test]
    fn other_texts_have_none() {
        for (answer, expected) in [
            (r#"{"name":"order","parameters":{"n":7}}"#, true),
            (r#"{"name":"hand_over","message":"Hi."}"#, true),
            (r#"{"hand_over":true,"message":"Hi."}"#, true),
            (r#"{"message":"A cup.","price":12}"#, true),
            (r#"{"message":"A cup.","reply":"Two."}"#, true),
            (r#"{"opening_hours":"9-17"}"#, true),
            (r#"[{"a":1},{"b":2}]"#, true),
            ("{}", true),
            ("[1, 2]", false),
            ("[photo]", false),
            ("{name}, hello.", false),
            (r#"{"response":"Hi."} And more."#, false),
            (r#"See {"response":"Hi."}"#, false),
            ("12", false),
            ("\"Hi.\"", false),
            ("```js\n{\"response\":\"Hi.\"}\n```", false),
            ("", false),
        ] {
            assert_eq!((unwrapped(answer), is_json(answer)), (None, expected), "{answer}");
        }
    }
}
