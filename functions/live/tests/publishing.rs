//! The function on a record of DynamoDB's stream, with a stand-in for AppSync Events.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::OnceLock;

use relais_live::{Function, Records, StartError};
use serde_json::{Value, json};
use wiremock::matchers::{header, header_regex, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// As DynamoDB writes it for a customer's message.
fn batch() -> Records {
    serde_json::from_str(include_str!("../../../events/stream-batch.json")).unwrap()
}

static URL: OnceLock<String> = OnceLock::new();

fn environment(name: &str) -> Option<String> {
    match name {
        "LIVE_URL" => URL.get().cloned(),
        "AWS_REGION" => Some("eu-west-3".to_owned()),
        "AWS_ACCESS_KEY_ID" => Some("id".to_owned()),
        "AWS_SECRET_ACCESS_KEY" => Some("key".to_owned()),
        "AWS_SESSION_TOKEN" => Some("session".to_owned()),
        _ => None,
    }
}

#[tokio::test]
async fn a_burst_is_one_signed_request_with_the_id_and_nothing_that_was_written() {
    let error = Function::start(|_| None).unwrap_err();
    assert!(matches!(error, StartError::NoAddress) && error.to_string().contains("LIVE_URL"), "{error}");

    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/event"))
        .and(header("x-amz-security-token", "session"))
        .and(header_regex(
            "authorization",
            "^AWS4-HMAC-SHA256 Credential=id/[0-9]{8}/eu-west-3/appsync/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$",
        ))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"failed": [], "successful": [{}]})))
        .expect(1)
        .mount(&server)
        .await;
    URL.set(format!("{}/event", server.uri())).unwrap();
    let function = Function::start(environment).unwrap();
    function.handle(batch()).await.unwrap();

    let sent = server.received_requests().await.unwrap();
    let body: Value = serde_json::from_slice(&sent[0].body).unwrap();
    assert_eq!(
        body,
        json!({"channel": "/changes/all", "events": [r#"{"conversations":["c0123456789abcdef01234567"]}"#]}),
    );
    server.reset().await;

    // Lambda calls again, and the batch is dropped after that: the poll finds what changed.
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let error = function.handle(batch()).await.unwrap_err().to_string();
    assert!(error.contains("appsync answered 401"), "{error}");
    assert!(!error.contains("Bonjour") && !error.contains("c0123"), "{error}");
}
