//! A stand-in for the model's server, and an assistant that calls it.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use relais_assistant::{
    Answer, Asked, Assistant, AssistantConfig, AssistantError, ModelServer, Question, Speaker, Turn,
};
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
    AssistantConfig { deadline: DEADLINE, ..AssistantConfig::new(model(base_url)) }
}

/// A model at this address.
pub(crate) fn model(base_url: impl Into<String>) -> ModelServer {
    ModelServer {
        base_url: Some(base_url.into()),
        api_key: Some("sk-test".into()),
        model: "test-model".to_owned(),
        extra_headers: Vec::new(),
        extra_body: serde_json::Map::new(),
    }
}

pub(crate) fn assistant(config: AssistantConfig) -> Assistant {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    Assistant::new(http, config)
}

pub(crate) fn turn(speaker: Speaker, text: &str) -> Turn {
    Turn::new(speaker, text, now())
}

/// Friday 27 November 2026, 13:05 UTC.
pub(crate) fn now() -> Timestamp {
    "2026-11-27T13:05:00Z".parse().unwrap()
}

/// Asks this assistant to continue the conversation.
pub(crate) async fn ask_about(assistant: &Assistant, instructions: &str, history: &[Turn]) -> Asked {
    let now = now().to_zoned(TimeZone::UTC);
    assistant
        .answer(&Question {
            instructions,
            chosen: None,
            history,
            now,
            language: None,
            hours: None,
            tools: None,
            model: None,
        })
        .await
}

/// Asks this assistant a plain question.
pub(crate) async fn asked(assistant: &Assistant) -> Asked {
    ask_about(assistant, "Be kind.", &[turn(Speaker::Customer, "Hello?")]).await
}

/// Sends a plain question to the server.
pub(crate) async fn ask(server: &MockServer) -> Result<Answer, AssistantError> {
    asked(&assistant(config(url(server)))).await.answer
}

/// A server that gives these answers one after the other, and the last one from then on.
pub(crate) async fn answering_in_turn(responses: Vec<ResponseTemplate>) -> MockServer {
    let server = MockServer::start().await;
    let last = responses.len() - 1;
    for (place, response) in responses.into_iter().enumerate() {
        let mock = Mock::given(method("POST")).and(path("/v1/chat/completions")).respond_with(response);
        let mock = if place < last { mock.up_to_n_times(1) } else { mock };
        mock.mount(&server).await;
    }
    server
}

/// A whole answer.
pub(crate) fn whole(content: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(completion(content, "stop"))
}

/// The bodies of the requests that the server received.
pub(crate) async fn requests(server: &MockServer) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| request.body_json().unwrap()).collect()
}
