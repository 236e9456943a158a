//! Embeddings: the request as servers expect it, and each end of it.

use relais_assistant::{AssistantConfig, AssistantError, Embedded};
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::server::{assistant, config, url};

async fn embedding(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    let mock = Mock::given(method("POST")).and(path("/v1/embeddings"));
    mock.and(header("authorization", "Bearer sk-test")).respond_with(response).mount(&server).await;
    server
}

async fn embed(server: &MockServer, texts: &[&str]) -> Result<Embedded, AssistantError> {
    let config = AssistantConfig { embedding_model: Some("embed-1".to_owned()), ..config(url(server)) };
    assistant(config).embed(texts).await.unwrap()
}

#[tokio::test]
async fn texts_are_sent_as_a_list_and_vectors_come_in_their_order() {
    let data = json!([{"index": 1, "embedding": [0.5, 1]}, {"index": 0, "embedding": [-1.0, 0.25]}]);
    let body = json!({"object": "list", "data": data, "usage": {"prompt_tokens": 7, "total_tokens": 7}});
    let server = embedding(ResponseTemplate::new(200).set_body_json(body)).await;
    let embedded = embed(&server, &["un", "deux"]).await.unwrap();
    assert_eq!((embedded.vectors, embedded.tokens), (vec![vec![-1.0, 0.25], vec![0.5, 1.0]], 7));
    let request: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    assert_eq!(request, json!({"model": "embed-1", "input": ["un", "deux"]}));
}

#[tokio::test]
async fn what_is_no_list_of_vectors_is_malformed() {
    for body in [
        json!({}),
        json!({"data": []}),
        json!({"data": [{"index": 0, "embedding": [1.0]}]}),
        json!({"data": [{"index": 0, "embedding": [1.0]}, {"index": 0, "embedding": [1.0]}]}),
        json!({"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0, 2.0]}]}),
        json!({"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]}),
        json!({"data": [{"index": 0, "embedding": "AACAPw=="}, {"index": 1, "embedding": "AACAPw=="}]}),
        json!("<html>"),
    ] {
        let server = embedding(ResponseTemplate::new(200).set_body_json(&body)).await;
        let error = embed(&server, &["a", "b"]).await.unwrap_err();
        assert_eq!(error.code(), "malformed", "{body}");
    }
    let server = embedding(ResponseTemplate::new(500)).await;
    assert_eq!(embed(&server, &["a"]).await.unwrap_err().code(), "unavailable");
}

#[tokio::test]
async fn without_a_name_nothing_is_embedded() {
    let server = MockServer::start().await;
    let assistant = assistant(config(url(&server)));
    assert!(assistant.embed(&["a"]).await.is_none() && assistant.embedding_model().is_none());
    assert_eq!(assistant.lists_embedding_model().await, None);
}
