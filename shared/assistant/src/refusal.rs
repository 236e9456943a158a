//! What a refusal says: an error, or a change to the request that the server would take.
//!
//! Servers word their refusals in their own ways, so words are looked for, in the order of their certainty. A wrong guess
//! costs one more request: a change is made once, and the error stands if it does not help.

mod words;

use std::time::Duration;

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::{Map, Value};

use crate::AssistantError;
use crate::dialect::Change;
use words::{
    ABOVE_LIMIT, BAD_PICTURE, BLIND, CONTEXT_IS, DECLINED, MOST_PICTURES, NO_CREDIT, NO_SYSTEM, NO_TOOLS,
    NOT_TAKEN, OF_CALL, OF_TOOLS, OWN_WORDS, PLACE_OF_TOOL, TOO_MANY_TOKENS,
};

/// The least limit of an answer that is believed, and the least context, in tokens.
const LEAST: u64 = 256;

/// A refusal: its status and its body.
pub(crate) struct Refusal<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    /// The server's own words in the body, in lower case.
    text: String,
    body: Value,
}

impl<'a> Refusal<'a> {
    pub(crate) fn new(status: StatusCode, headers: &'a HeaderMap, body: &[u8]) -> Self {
        let parsed = serde_json::from_slice(body).ok();
        let text = match &parsed {
            Some(body) => own_words(body),
            None => String::from_utf8_lossy(body).into_owned(),
        };
        Self { status, headers, text: text.to_lowercase(), body: parsed.unwrap_or_default() }
    }

    /// The change to the request with these fields that the server would take. `None`: the refusal has another reason.
    pub(crate) fn change(&self, request: &Map<String, Value>) -> Option<Change> {
        // llama.cpp answered 500 for a template that raised an error. Any other 500 says nothing of the request.
        if self.says(&NO_SYSTEM)
            && (self.may_be_about_fields() || self.status == StatusCode::INTERNAL_SERVER_ERROR)
        {
            return Some(Change::NoSystem);
        }
        if self.is_full() {
            return Some(Change::SmallContext(None));
        }
        if self.is_about_tools(request) {
            return Some(Change::NoTools);
        }
        if self.is_about_pictures(request) {
            return Some(Change::Pictures(self.most_pictures()));
        }
        if !self.may_be_about_fields() || self.says(&DECLINED) {
            return None;
        }
        let field = self.field(request);
        let limit = field.as_deref().filter(|field| matches!(*field, "max_tokens" | "max_completion_tokens"));
        let is_too_long = self.says(&TOO_MANY_TOKENS) || self.status == StatusCode::PAYLOAD_TOO_LARGE;
        if self.says(&["maximum context length"]) || (limit.is_none() && is_too_long) {
            return Some(Change::SmallContext(self.context()));
        }
        match limit {
            Some(limit) if self.says(&ABOVE_LIMIT) => {
                let sent = request.get(limit).and_then(Value::as_u64).unwrap_or(u64::MAX);
                self.limit_below(sent).map(Change::AnswerAtMost)
            }
            Some(_) => Some(Change::OtherLimit),
            None => field.map(Change::LeaveOut),
        }
    }

    /// Whether the request has pictures, and they are refused. Some servers answer 500 when a model sees nothing. A request
    /// that is too large is smaller without them.
    fn is_about_pictures(&self, request: &Map<String, Value>) -> bool {
        let messages = request.get("messages").and_then(Value::as_array).into_iter().flatten();
        let has_pictures = messages.filter_map(|message| message.get("content")).any(Value::is_array);
        let may_be = matches!(self.status.as_u16(), 400 | 404 | 413 | 415 | 422 | 500 | 501);
        has_pictures
            && may_be
            && !self.says(&DECLINED)
            && (self.says(&BLIND) || self.status == StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// Whether the request offers tools, and they are refused, or the model wrote a call that the server cannot read.
    fn is_about_tools(&self, request: &Map<String, Value>) -> bool {
        let may_be = matches!(self.status.as_u16(), 400 | 404 | 422 | 500 | 501);
        request.contains_key("tools") && may_be && !self.says(&DECLINED) && self.says(&OF_TOOLS)
    }

    /// Whether it may be tools that are refused, in words that are not known. Words of a model or an endpoint are of another
    /// cause.
    pub(crate) fn may_be_about_tools(&self) -> bool {
        self.may_be_about_fields() && !self.says(&["model", "endpoint"])
    }

    /// Whether the server takes no tools at all, and not only these, or not this time.
    pub(crate) fn lacks_tools(&self) -> bool {
        self.says(&NO_TOOLS)
    }

    /// Whether a call that the model wrote is refused, and no tool.
    pub(crate) fn is_about_call(&self) -> bool {
        self.says(&OF_CALL)
    }

    /// The name of the one tool of the request that is refused, as for its schema: named in quotes, or by its place in the
    /// list. `None`: it names none, or a call is refused.
    pub(crate) fn tool(&self, request: &Map<String, Value>) -> Option<String> {
        if self.is_about_call() {
            return None;
        }
        let tools = request.get("tools").and_then(Value::as_array)?;
        let name = |tool: &Value| Some(tool.get("function")?.get("name")?.as_str()?.to_owned());
        // The first that is quoted: behind it stand the names of its parameters.
        let quoted = tools.iter().filter_map(name).filter_map(|name| {
            let words = ["'", "\"", "`"].map(|sign| format!("{sign}{}{sign}", name.to_lowercase()));
            words.iter().filter_map(|word| self.text.find(word)).min().map(|place| (place, name))
        });
        let quoted = quoted.min().map(|(_, name)| name);
        quoted.or_else(|| name(tools.get(self.place_of_tool()?)?))
    }

    /// The place in the list of tools that a refusal names: `tools[2].function` (OpenAI), `tools.2.` (Anthropic),
    /// `function_declarations[2]` (Google), or `["body", "tools", 2]` (`FastAPI`).
    fn place_of_tool(&self) -> Option<usize> {
        let number = |after: &str| {
            let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            after.get(..digits)?.parse().ok()
        };
        let said = PLACE_OF_TOOL
            .iter()
            .find_map(|words| self.text.split_once(words).and_then(|(_, after)| number(after)));
        let details = self.body.get("detail").and_then(Value::as_array).into_iter().flatten();
        let mut places =
            details.filter_map(|detail| detail.get("loc")?.as_array()).flat_map(|loc| loc.windows(2));
        let place = || {
            let pair = places.find(|pair| pair.first().and_then(Value::as_str) == Some("tools"))?;
            usize::try_from(pair.get(1)?.as_u64()?).ok()
        };
        said.or_else(place)
    }

    /// How many pictures the server takes, if it says so. A number of megabytes is none.
    fn most_pictures(&self) -> usize {
        let said =
            MOST_PICTURES.iter().filter_map(|words| self.text.split_once(words)).find_map(|(_, after)| {
                let (number, after) = after.split_once(|c: char| !c.is_ascii_digit())?;
                after.trim_start().starts_with("image").then(|| number.parse().ok()).flatten()
            });
        said.unwrap_or(0)
    }

    /// Whether a refused picture says nothing of the next one.
    pub(crate) fn is_about_one_picture(&self) -> bool {
        self.status == StatusCode::PAYLOAD_TOO_LARGE || self.says(&BAD_PICTURE)
    }

    /// Whether llama.cpp ran out of context while it wrote. That may be because of other requests at the same time, so it
    /// says nothing lasting. <https://github.com/ggml-org/llama.cpp/issues/19774>
    pub(crate) fn is_full(&self) -> bool {
        self.status.is_server_error() && self.says(&["context size has been exceeded"])
    }

    /// Whether the status is one of a request that the server does not take as it is: 404 is `OpenRouter`'s for "no endpoint
    /// takes these parameters", 413 some servers' for too long a prompt.
    pub(crate) fn may_be_about_fields(&self) -> bool {
        match self.status.as_u16() {
            400 | 413 | 422 => true,
            404 => self.says(&["endpoints found"]),
            _ => false,
        }
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
        // A refusal that quotes a field is about it, in whatever words.
        let is_quoted = |name: &&String| {
            ["'", "`", "\""].iter().any(|sign| self.text.contains(&format!("{sign}{name}{sign}")))
        };
        let refuses = self.says(&NOT_TAKEN) || self.says(&ABOVE_LIMIT);
        // The first that is named: the others are suggestions, as in "use 'max_completion_tokens' instead".
        let named = request.keys().filter(|name| is_sent(name) && (refuses || is_quoted(name)));
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

    /// The tokens of the context: `n_ctx` (llama.cpp), or the number after words that name it.
    fn context(&self) -> Option<usize> {
        let error = self.body.get("error").unwrap_or(&self.body);
        let named = error.get("n_ctx").and_then(Value::as_u64);
        let said = || {
            let (_, after) = CONTEXT_IS.iter().find_map(|words| self.text.split_once(words))?;
            numbers(after).next().filter(|_| after.starts_with(|c: char| c.is_ascii_digit()))
        };
        named.or_else(said).filter(|n| *n >= LEAST).and_then(|n| usize::try_from(n).ok())
    }

    /// The largest number in the text that is below what was sent, and sensible.
    fn limit_below(&self, sent: u64) -> Option<u32> {
        let limit = numbers(&self.text).filter(|n| (LEAST..sent).contains(n)).max();
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

/// The whole numbers in a text, such as `4096`, `4,096` and `16k`.
fn numbers(text: &str) -> impl Iterator<Item = u64> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != ',');
    words.filter_map(|word| {
        let word = word.trim_matches(',');
        let (digits, factor) = word.strip_suffix('k').map_or((word, 1), |digits| (digits, 1_000));
        let mut groups = digits.split(',');
        let first = groups.next().unwrap_or_default();
        let is_grouped = groups.clone().all(|group| group.len() == 3);
        let number: u64 =
            if is_grouped { digits.replace(',', "").parse().ok()? } else { first.parse().ok()? };
        number.checked_mul(factor)
    })
}

/// The texts of an error under the names of its own words, a line for each.
fn own_words(body: &Value) -> String {
    let mut found = String::new();
    // Not deeper than serde_json reads.
    collect(body, &mut found);
    found
}

fn collect(value: &Value, found: &mut String) {
    match value {
        Value::String(text) => {
            found.push_str(text);
            found.push('\n');
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(members) => {
            let own = members.iter().filter(|(name, _)| OWN_WORDS.contains(&name.as_str()));
            own.for_each(|(_, value)| collect(value, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests;
