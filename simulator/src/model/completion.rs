//! One request and one answer, in `OpenAI`'s format.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Role, Seen, Told, Turn, answer, asked, language};
use super::tools;
use crate::Simulator;
use crate::samples::seen_in;
use crate::settings::ModelFailure;

/// How long a silent model waits before it answers.
const SILENCE: Duration = Duration::from_mins(2);
/// The content of a model that spends all its tokens on thoughts.
const THOUGHTS: &str = "<think>The customer asks something. Let me think about it for as long as I can";
/// The content of an answer that breaks off.
const TORN: &str = "To get your money back you must not";
/// Characters of a token, approximately.
const CHARACTERS_PER_TOKEN: usize = 4;

#[derive(Deserialize)]
struct Request {
    model: String,
    messages: Vec<Message>,
    #[serde(default)]
    tools: Vec<tools::Offered>,
    #[serde(default)]
    stream: bool,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: Option<Content>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    text: String,
    image_url: Option<ImageUrl>,
}

#[derive(Deserialize)]
struct ImageUrl {
    url: String,
}

/// `POST /v1/chat/completions`
pub(super) async fn post(State(simulator): State<Simulator>, headers: HeaderMap, body: Bytes) -> Response {
    let (delay, failure, retry_after) = simulator.read(|world| {
        let settings = &world.settings;
        (settings.model_delay_ms, settings.model_failure, settings.retry_after_s)
    });
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    if !is_authorized(&headers) {
        let message = "You didn't provide an API key.";
        return error(StatusCode::UNAUTHORIZED, "invalid_request_error", message, Some("invalid_api_key"));
    }
    let request = match read(&body) {
        Ok(request) => request,
        Err(message) => return error(StatusCode::BAD_REQUEST, "invalid_request_error", &message, None),
    };
    match failure {
        None => simulator.complete(&request, None, "stop"),
        Some(ModelFailure::Empty) => simulator.complete(&request, Some(""), "stop"),
        Some(ModelFailure::Thoughts) => simulator.complete(&request, Some(THOUGHTS), "length"),
        Some(ModelFailure::Torn) => simulator.complete(&request, Some(TORN), "error"),
        Some(failure) => failed(failure, retry_after).await.unwrap_or_else(server_error),
    }
}

/// The response of a server that fails. `None`: the failure is one of the answer's content.
pub(super) async fn failed(failure: ModelFailure, retry_after: Option<u64>) -> Option<Response> {
    Some(match failure {
        ModelFailure::Empty | ModelFailure::Thoughts | ModelFailure::Torn => return None,
        ModelFailure::Garbage => "<html>502 Bad Gateway</html>".into_response(),
        ModelFailure::Error401 => error(
            StatusCode::UNAUTHORIZED,
            "invalid_request_error",
            "Incorrect API key provided.",
            Some("invalid_api_key"),
        ),
        ModelFailure::Error429 => {
            let message = "Rate limit reached. Please try again later.";
            let code = Some("rate_limit_exceeded");
            let mut response = error(StatusCode::TOO_MANY_REQUESTS, "requests", message, code);
            if let Some(seconds) = retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
        ModelFailure::Error500 => server_error(),
        ModelFailure::Silence => {
            tokio::time::sleep(SILENCE).await;
            server_error()
        }
    })
}

impl Simulator {
    fn complete(&self, request: &Request, text: Option<&str>, finish_reason: &str) -> Response {
        let turns: Vec<Turn> = request.messages.iter().filter_map(turn).collect();
        let asked_now = asked(&turns);
        let told = request.messages.last().filter(|message| message.role == "tool").and_then(text_of);
        let call =
            if told.is_none() && text.is_none() { tools::call(&request.tools, &asked_now) } else { None };
        let text = match (text, told) {
            (Some(text), _) => text.to_owned(),
            (None, Some(told)) => tools::retell(&told, language(&asked_now).unwrap_or_default()),
            (None, None) => answer(&turns),
        };
        let asked: usize = request.messages.iter().filter_map(text_of).map(|text| tokens(&text)).sum();
        let answered = tokens(&text);
        let id = self.with_unannounced(|world| world.ids.completion());
        let (message, finish_reason) = match call {
            Some((name, arguments)) => {
                let function = json!({"name": name, "arguments": arguments.to_string()});
                let call = json!({"id": format!("call_{id}"), "type": "function", "function": function});
                (json!({"role": "assistant", "content": null, "tool_calls": [call]}), "tool_calls")
            }
            None => (json!({"role": "assistant", "content": text, "refusal": null}), finish_reason),
        };
        let completion = json!({
            "id": id,
            "object": "chat.completion",
            "created": self.config().clock.now().as_second(),
            "model": request.model,
            "choices": [{
                "index": 0,
                "message": message,
                "logprobs": null,
                "finish_reason": finish_reason,
            }],
            "usage": {
                "prompt_tokens": asked,
                "completion_tokens": answered,
                "total_tokens": asked + answered,
            },
        });
        Json(completion).into_response()
    }
}

fn read(body: &[u8]) -> Result<Request, String> {
    let request: Request =
        serde_json::from_slice(body).map_err(|error| format!("The request cannot be read: {error}."))?;
    if request.messages.is_empty() {
        return Err("[] is too short - 'messages'".to_owned());
    }
    if request.stream {
        return Err("This stand-in does not stream; leave 'stream' out.".to_owned());
    }
    Ok(request)
}

fn turn(message: &Message) -> Option<Turn> {
    let role = match message.role.as_str() {
        "user" => Role::Customer,
        "assistant" => Role::Assistant,
        "system" | "developer" => Role::System,
        _ => return None,
    };
    let text = text_of(message)?;
    let (text, noted) =
        if role == Role::Customer { (without_notes(&text), noted(&text)) } else { (text, Vec::new()) };
    Some(Turn { role, text, seen: noted.into_iter().chain(pictures_of(message)).collect() })
}

/// What lines say of documents, of what else is no words, and of what could not be understood.
fn noted(text: &str) -> Vec<Seen> {
    let of = |line: &str| {
        let line = line.trim().strip_prefix('[')?.strip_suffix(']')?;
        let (opening, said) = line.split_once(": ").unwrap_or((line, ""));
        if opening.starts_with("text of the document") {
            return Some(Seen::Document(said.to_owned()));
        }
        if let Some(told) = Told::named(opening) {
            return Some(Seen::Told(told, said.to_owned()));
        }
        line.contains("that could not be").then_some(Seen::Nothing)
    };
    text.lines().filter_map(of).collect()
}

fn pictures_of(message: &Message) -> Vec<Seen> {
    let Some(Content::Parts(parts)) = &message.content else { return Vec::new() };
    let urls = parts.iter().filter_map(|part| part.image_url.as_ref());
    let seen = urls.map(|it| {
        let data = it.url.split_once(";base64,").map_or("", |(_, data)| data);
        Seen::Picture(seen_in(&STANDARD.decode(data).unwrap_or_default()))
    });
    seen.collect()
}

fn text_of(message: &Message) -> Option<String> {
    Some(match message.content.as_ref()? {
        Content::Text(text) => text.clone(),
        Content::Parts(parts) => {
            let texts = parts.iter().map(|part| part.text.as_str()).filter(|text| !text.is_empty());
            let texts: Vec<_> = texts.collect();
            texts.join(" ")
        }
    })
}

/// The customer's words. Lines that begin with a square bracket are notes about them.
fn without_notes(text: &str) -> String {
    let words: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with('[')).collect();
    words.join("\n").trim().to_owned()
}

pub(super) fn is_authorized(headers: &HeaderMap) -> bool {
    let value = headers.get(header::AUTHORIZATION);
    value
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .is_some_and(|key| !key.trim().is_empty())
}

fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(CHARACTERS_PER_TOKEN)
}

fn server_error() -> Response {
    let message = "The server had an error while processing your request.";
    error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", message, None)
}

pub(super) fn error(status: StatusCode, kind: &str, message: &str, code: Option<&str>) -> Response {
    let error: Value = json!({
        "error": {"message": message, "type": kind, "param": null, "code": code},
    });
    (status, Json(error)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_about_the_customers_words_are_not_their_words() {
        for (text, words) in [
            (
                "[now: Friday]\n[photo]\nBonjour\n\n[edited]\nVous ouvrez [demain] ?",
                "Bonjour\n\nVous ouvrez [demain] ?",
            ),
            ("[sticker]", ""),
            ("Bonjour", "Bonjour"),
        ] {
            assert_eq!(without_notes(text), words);
        }
    }
}
