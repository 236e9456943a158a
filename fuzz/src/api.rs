//! Requests to the admin API. The response is as `openapi.json` describes it and never a 5xx, no error quotes the request,
//! and a message is sent once or not at all.
//!
//! An input is a request as it is written in HTTP/1.1: method and target, headers, an empty line, the body. A request
//! without an `authorization` header gets the right one.

mod call;
mod described;

use axum::http::{Method, StatusCode};
use serde_json::Value;

use crate::test_app::{TOKEN, TestApp};
use crate::webhook::block_on;
use call::{Answer, Call};

/// Makes the call on a new app, and checks the response and the records after it.
pub fn check(input: &[u8]) {
    if let Some(call) =
        Call::read(input).filter(|call| call.path() == "/api" || call.path().starts_with("/api/"))
    {
        block_on(called(&call));
    }
}

async fn called(call: &Call) {
    let app = TestApp::with_customer().await;
    let before = app.records().await;
    let answer = call.make(app.api()).await;
    described::check(call, &answer);

    let open = call.path() == "/api/openapi.json";
    assert_eq!(answer.status == StatusCode::UNAUTHORIZED, !open && !is_authorized(call), "who may call");
    if answer.status == StatusCode::UNAUTHORIZED || [Method::GET, Method::HEAD].contains(&call.method) {
        assert_eq!(app.records().await, before, "a call that only looks, or may not, changed something");
    }
    let sent = call.path() == "/api/send_message" && answer.status.is_success();
    if sent {
        is_sent_once(call, &answer, &app).await;
    } else {
        assert!(app.sends().is_empty(), "{} sent something", answer.status);
    }
    if let Some(next) = answer.body["next"].as_str().filter(|_| answer.status.is_success()) {
        let name = if call.path() == "/api/conversations" { "cursor" } else { "before" };
        let next = call.with(name, next);
        assert_eq!(next.make(app.api()).await.status, 200, "{name} was given out and is refused");
    }
}

/// Whether the header is `Bearer` in any case, followed by the token.
fn is_authorized(call: &Call) -> bool {
    let Some(header) = call.headers.get("authorization") else { return false };
    let header = header.to_str().unwrap_or_default();
    let scheme = header.get(..7).unwrap_or_default();
    scheme.eq_ignore_ascii_case("bearer ") && header[7..].trim() == TOKEN
}

/// Graph was called once with exactly this message, and is not called again when the call is repeated under its key.
async fn is_sent_once(call: &Call, answer: &Answer, app: &TestApp) {
    let asked: Value = serde_json::from_slice(&call.body).unwrap();
    let sends = app.sends();
    let [send] = &sends[..] else { panic!("Graph was asked {} times", sends.len()) };
    if let Some(text) = asked["message"].as_str() {
        assert_eq!(send["text"]["body"], text);
        assert_eq!(answer.body["message"]["content"], text);
    }
    if let Some(name) = asked["template"]["name"].as_str() {
        assert_eq!(send["template"]["name"], name);
    }
    let id = answer.body["message"]["id"].as_str().unwrap();
    assert!(send["biz_opaque_callback_data"].as_str().unwrap().ends_with(id));
    if call.headers.contains_key("idempotency-key") {
        let again = call.make(app.api()).await;
        assert_eq!(again.body["message"]["id"], id, "another message under the same key");
        assert_eq!(app.sends().len(), 1, "sent again");
    }
}
