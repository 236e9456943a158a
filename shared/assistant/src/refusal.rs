//! What a refusal says: an error, or a change to the request that the server would take.
//!
//! Servers word their refusals in their own ways, so words are looked for, in the order of their certainty. A wrong guess
//! costs one more request: a change is made once, and the error stands if it does not help.

use std::time::Duration;

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::{Map, Value};

use crate::AssistantError;
use crate::dialect::Change;

/// Words of a refusal because of too many tokens. OpenAI, Azure and vLLM: "maximum context length"; llama.cpp: "exceeds the
/// available context size"; Mistral: "too large for model with … maximum context length"; TGI and Together: "`inputs`
/// tokens + `max_new_tokens` must be <= 2048"; others: "context window".
const TOO_MANY_TOKENS: [&str; 9] = [
    "context_length_exceeded",
    "exceed_context_size",
    "maximum context length",
    "context length",
    "context size",
    "context window",
    "prompt is too long",
    "too many tokens",
    "max_new_tokens",
];

/// Words of a refusal of a field that the server does not know, or does not take with this model.
const NOT_TAKEN: [&str; 16] = [
    "unsupported",
    "not supported",
    "not support",
    "unrecognized",
    "unknown",
    "unexpected",
    "extra_forbidden",
    "extra inputs",
    "not permitted",
    "not allowed",
    "additional properties",
    "additionalproperties",
    "invalid parameter",
    "deprecated",
    "must be one of",
    "invalid value",
];

/// Words of a refusal because of an upper limit.
const ABOVE_LIMIT: [&str; 6] =
    ["at most", "less than or equal", "too large", "must be <=", "maximum value", "cannot exceed"];

/// Words of a refusal because of the content.
const DECLINED: [&str; 5] =
    ["content_filter", "content management policy", "moderation", "flagged", "responsibleaipolicyviolation"];

/// Words of an account that has no credit left.
const NO_CREDIT: [&str; 4] =
    ["insufficient_quota", "insufficient balance", "insufficient credits", "billing_hard_limit"];

/// A refusal: its status and its body.
pub(crate) struct Refusal<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    /// The body in lower case, for looking for words. Escapes of JSON stay as they are.
    text: String,
    body: Value,
}

impl<'a> Refusal<'a> {
    pub(crate) fn new(status: StatusCode, headers: &'a HeaderMap, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body).to_lowercase();
        Self { status, headers, text, body: serde_json::from_slice(body).unwrap_or_default() }
    }

    /// The change to the request with these fields that the server would take. `None`: the refusal has another reason.
    pub(crate) fn change(&self, request: &Map<String, Value>) -> Option<Change> {
        // 404 is OpenRouter's for "no endpoint takes these parameters", 413 some servers' for too long a prompt, and
        // llama.cpp before 2025 answered 500 for a template that raised an error.
        if !matches!(self.status.as_u16(), 400 | 404 | 413 | 422 | 500) {
            return None;
        }
        if self.says(&DECLINED) {
            return None;
        }
        let field = self.field(request);
        let limit = field.as_deref().filter(|field| matches!(*field, "max_tokens" | "max_completion_tokens"));
        if self.says(&["maximum context length"]) || (limit.is_none() && self.says(&TOO_MANY_TOKENS)) {
            return Some(Change::SmallContext(self.context()));
        }
        if let Some(limit) = limit {
            let sent = request.get(limit).and_then(Value::as_u64).unwrap_or(u64::MAX);
            if self.says(&ABOVE_LIMIT) {
                return self.limit_below(sent).map(Change::AnswerAtMost);
            }
            return Some(Change::OtherLimit);
        }
        if self.refuses_roles() {
            return Some(Change::NoSystem);
        }
        field.map(Change::LeaveOut)
    }

    /// The error that a refusal is, if no change helps.
    pub(crate) fn error(&self) -> AssistantError {
        let status = self.status.as_u16();
        match self.status {
            _ if self.says(&NO_CREDIT) => AssistantError::Quota,
            StatusCode::PAYMENT_REQUIRED => AssistantError::Quota,
            StatusCode::TOO_MANY_REQUESTS => AssistantError::RateLimited { retry_after: self.retry_after() },
            StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN if self.says(&DECLINED) => {
                AssistantError::Declined
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => AssistantError::Key,
            // TGI's 424 is a generation that failed, Groq's 498 a capacity that is used up at the moment.
            _ if self.status.is_server_error() || matches!(status, 424 | 498) => {
                AssistantError::Unavailable { status, retry_after: self.retry_after() }
            }
            StatusCode::PAYLOAD_TOO_LARGE => AssistantError::TooLong,
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY if self.says(&TOO_MANY_TOKENS) => {
                AssistantError::TooLong
            }
            _ => AssistantError::Refused { status },
        }
    }

    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|words| self.text.contains(words))
    }

    /// The field of the request that is refused: named by `param` (OpenAI), by `loc` (`FastAPI`'s validation, as at Mistral
    /// and vLLM), or in the text beside words that refuse a field.
    fn field(&self, request: &Map<String, Value>) -> Option<String> {
        let is_sent = |name: &str| request.contains_key(name) && !matches!(name, "model" | "messages");
        let error = self.body.get("error").unwrap_or(&self.body);
        let param = error.get("param").and_then(Value::as_str).map(first_part);
        if let Some(param) = param.filter(|param| is_sent(param)) {
            return Some(param.to_owned());
        }
        let details = self.body.get("detail").and_then(Value::as_array).into_iter().flatten();
        let mut places = details.filter_map(|detail| detail.get("loc")?.as_array()).flatten();
        if let Some(place) = places.find_map(|place| place.as_str().filter(|place| is_sent(place))) {
            return Some(place.to_owned());
        }
        if !self.says(&NOT_TAKEN) && !self.says(&ABOVE_LIMIT) {
            return None;
        }
        // The first that is named: the others are suggestions, as in "use 'max_completion_tokens' instead".
        let named = request.keys().filter(|name| is_sent(name));
        let first = named.filter_map(|name| Some((self.place_of(name)?, name))).min();
        first.map(|(_, name)| name.clone())
    }

    /// Where the text names this field, as a whole word.
    fn place_of(&self, field: &str) -> Option<usize> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        self.text.match_indices(field).map(|(place, _)| place).find(|place| {
            let (before, after) = (self.text.get(..*place), self.text.get(place + field.len()..));
            !before.unwrap_or_default().ends_with(is_part) && !after.unwrap_or_default().starts_with(is_part)
        })
    }

    /// Templates without a system role: Gemma's ("System role not supported") and old ones of Mistral, which count the
    /// system message as a turn ("Conversation roles must alternate"). Our turns alternate.
    fn refuses_roles(&self) -> bool {
        let roles = self.says(&[
            "roles must alternate",
            "alternating roles",
            "should alternate",
            "only user and assistant roles",
        ]);
        let system = self.says(&[
            "system role",
            "system message",
            "role 'system'",
            "role \\\"system\\\"",
            "role: system",
        ]);
        roles || (system && self.says(&NOT_TAKEN))
    }

    /// The tokens of the context: `n_ctx` (llama.cpp), or the first number after words that name it.
    fn context(&self) -> Option<usize> {
        let error = self.body.get("error").unwrap_or(&self.body);
        let named = error.get("n_ctx").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        named.or_else(|| {
            let mut words = ["maximum context", "context si", "max_new_tokens` must be"].into_iter();
            let (_, after) = words.find_map(|words| self.text.split_once(words))?;
            numbers(after).next().and_then(|n| usize::try_from(n).ok()).filter(|n| *n >= 256)
        })
    }

    /// The largest number in the text that is below what was sent, and sensible.
    fn limit_below(&self, sent: u64) -> Option<u32> {
        let limit = numbers(&self.text).filter(|n| (16..sent).contains(n)).max();
        limit.and_then(|n| u32::try_from(n).ok())
    }

    /// How long the server asks to wait: `retry-after-ms` (OpenAI, Azure), or `Retry-After` as seconds, or as a
    /// date, which is compared with the response's own.
    fn retry_after(&self) -> Option<Duration> {
        let text = |name: &str| self.headers.get(name)?.to_str().ok().map(str::trim);
        if let Some(Ok(millis)) = text("retry-after-ms").map(str::parse) {
            return Some(Duration::from_millis(millis));
        }
        let asked = text(RETRY_AFTER.as_str())?;
        let seconds: Option<f64> = asked.parse().ok();
        seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).or_else(|| {
            let wait = time(asked)?.duration_since(time(text("date")?)?);
            Duration::try_from(wait.max(SignedDuration::ZERO)).ok()
        })
    }
}

/// `generation` of `generation.max_tokens` or `messages` of `messages[0].content`.
fn first_part(param: &str) -> &str {
    param.split(['.', '[']).next().unwrap_or(param)
}

fn time(text: &str) -> Option<Timestamp> {
    rfc2822::parse(text).ok().map(|time| time.timestamp())
}

/// The whole numbers in a text.
fn numbers(text: &str) -> impl Iterator<Item = u64> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}

#[cfg(test)]
mod tests;
