//! A response of a server, as the tables write it, and its bytes.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::test_app::TEXT_OF_THE_MODEL;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Reply {
    status: Option<u16>,
    headers: BTreeMap<String, String>,
    /// A usual completion with this text. The bodies below take its place.
    says: Option<String>,
    /// How often `says` is repeated.
    times: Option<usize>,
    /// A usual completion with this message.
    message: Option<Value>,
    finish_reason: Option<Value>,
    json: Option<Value>,
    text: Option<String>,
    /// An event stream. A text is a line by itself, such as a comment.
    events: Option<Vec<Value>>,
    /// Bytes around the body.
    before: String,
    after: String,
    gzip: Option<Gzip>,
    pub(crate) sent: Sent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Gzip {
    /// With `Content-Encoding`.
    Named,
    Unnamed,
}

/// How the bytes go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sent {
    #[default]
    Whole,
    /// In small chunks, with pauses.
    SlowChunks,
    /// HTTP/1.1 without a length: the end of the connection is the end of the body.
    UntilClosed,
    Http10,
    /// The whole body, then the end of the connection, where more bytes were promised.
    TooShort,
    /// The connection ends in the middle of the body.
    CutOff,
    /// In the middle of a chunk.
    CutOffChunk,
    /// The connection ends before any byte.
    Nothing,
}

impl Reply {
    pub(crate) fn status(&self) -> u16 {
        self.status.unwrap_or(200)
    }

    /// The headers without those of the framing.
    pub(crate) fn headers(&self) -> BTreeMap<String, String> {
        let kind = match (&self.text, &self.events) {
            (Some(text), _) if text.trim_start().starts_with('<') => "text/html; charset=utf-8",
            (_, Some(_)) => "text/event-stream",
            _ => "application/json",
        };
        let mut headers = BTreeMap::from([("content-type".to_owned(), kind.to_owned())]);
        if self.gzip == Some(Gzip::Named) {
            headers.insert("content-encoding".to_owned(), "gzip".to_owned());
        }
        headers.extend(self.headers.clone());
        headers
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        let body = match (&self.text, &self.events) {
            (Some(text), _) => text.clone(),
            (_, Some(events)) => events.iter().map(event).collect(),
            _ => marked(self.json.clone().unwrap_or_else(|| self.completion())).to_string(),
        };
        let body = format!("{}{body}{}", self.before, self.after).into_bytes();
        if self.gzip.is_some() { compressed(&body) } else { body }
    }

    /// A completion in the form of OpenAI's own. <https://platform.openai.com/docs/api-reference/chat/object>
    fn completion(&self) -> Value {
        let says = self.says.clone().unwrap_or_default().repeat(self.times.unwrap_or(1));
        let message = self.message.clone().unwrap_or_else(|| json!({"role": "assistant", "content": says}));
        let finish_reason = self.finish_reason.clone().unwrap_or_else(|| json!("stop"));
        json!({
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_800_000_000,
            "model": "shop-model",
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
            "usage": {"prompt_tokens": 40, "completion_tokens": 12, "total_tokens": 52}
        })
    }
}

fn event(event: &Value) -> String {
    match event {
        Value::String(line) => format!("{line}\n"),
        data => format!("data: {}\n\n", marked(data.clone())),
    }
}

/// Adds [`TEXT_OF_THE_MODEL`] to the texts that nobody may read: those of errors, and thoughts.
fn marked(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match field {
                    Value::String(text) if PRIVATE_FIELDS.contains(&name.as_str()) => {
                        *text = format!("{text} ({TEXT_OF_THE_MODEL})");
                    }
                    _ => *field = marked(field.take()),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = marked(item.take())),
        _ => {}
    }
    value
}

const PRIVATE_FIELDS: [&str; 9] =
    ["message", "msg", "error", "detail", "reasoning", "reasoning_content", "thinking", "refusal", "raw"];

fn compressed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}
