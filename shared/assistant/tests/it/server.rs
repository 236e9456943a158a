//! A stand-in for the model's server, and an assistant that calls it.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use relais_assistant::{Answer, Assistant, AssistantConfig, AssistantError, Question, Speaker, Turn};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The deadline of tests that expect an answer, so that none waits long.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// A server that gives this answer to every request.
pub(crate) async fn answering(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path("/v1/chat/completions")).respond_with(response).mount(&server).await;
    server
}

/// A server that answers 200 with `body`.
pub(crate) async fn completing(body: Value) -> MockServer {
    answering(ResponseTemplate::new(200).set_body_json(body)).await
}

/// A completion as OpenAI sends it, without fields that no test needs.
pub(crate) fn completion(content: &str, finish_reason: &str) -> Value {
    json!({
        "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
        "object": "chat.completion",
        "created": 1_741_569_952,
        "model": "gpt-6-luna",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": content, "refusal": null, "annotations": []},
            "logprobs": null,
            "finish_reason": finish_reason
        }],
        "usage": {"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29},
        "service_tier": "default"
    })
}

pub(crate) fn url(server: &MockServer) -> String {
    format!("{}/v1", server.uri())
}

pub(crate) fn config(base_url: impl Into<String>) -> AssistantConfig {
    AssistantConfig {
        base_url: Some(base_url.into()),
        model: "test-model".to_owned(),
        deadline: DEADLINE,
        ..AssistantConfig::new("sk-test".into())
    }
}

pub(crate) fn assistant(config: AssistantConfig) -> Assistant {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    Assistant::new(http, config)
}

pub(crate) fn turn(speaker: Speaker, text: &str) -> Turn {
    Turn::new(speaker, text, now())
}

fn now() -> Timestamp {
    Timestamp::from_second(1_795_800_060).unwrap()
}

/// A question on Friday, 27 November 2026, 17:21 UTC.
pub(crate) fn question<'a>(instructions: &'a str, history: &'a [Turn]) -> Question<'a> {
    Question { instructions, history, now: now().to_zoned(TimeZone::UTC), language: None }
}

/// Sends a plain question to the server.
pub(crate) async fn ask(server: &MockServer) -> Result<Answer, AssistantError> {
    assistant(config(url(server))).answer(&question("Be kind.", &[turn(Speaker::Customer, "Hello?")])).await
}

/// The bodies of the requests that the server received.
pub(crate) async fn requests(server: &MockServer) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| request.body_json().unwrap()).collect()
}
