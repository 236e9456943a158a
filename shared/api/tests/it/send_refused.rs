//! Sends that are not well-formed: each is refused with its own code, and nothing is sent or stored.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::test_app::{Response, TestApp, ZOE, refused, text};

async fn send_raw(app: &TestApp, body: impl Into<Body>) -> Response {
    app.call("POST", "/api/send_message", &[], body.into()).await
}

fn with_component(component: &Value) -> Value {
    json!({"name": "rappel", "language": "fr", "components": [component]})
}

fn nested(levels: u8) -> Value {
    (0..levels).fold(json!(0), |inner, _| json!({ "x": inner }))
}

#[tokio::test]
async fn every_accepted_component_can_be_stored() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    for component in [nested(16), json!({"x": [1e99, -1e-99, 0, -0.0, u64::MAX, i64::MIN, null, true, ""]})] {
        let body = json!({"to_number": ZOE, "template": with_component(&component)});
        assert_eq!(app.send(&body).await.status, 200, "{body}");
    }
}

#[tokio::test]
async fn bad_input_is_named_and_sends_nothing() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let template = |template: Value| json!({"to_number": ZOE, "template": template});
    let cases = [
        (json!({"to_number": ZOE, "message": ""}), "empty_text"),
        (json!({"to_number": ZOE, "message": " \n\t"}), "empty_text"),
        (json!({"to_number": ZOE, "message": "x".repeat(5000)}), "text_too_long"),
        (json!({"to_number": ZOE, "message": "👍".repeat(2049)}), "text_too_long"),
        (json!({"to_number": "0639980001", "message": "x"}), "invalid_number"),
        (json!({"to_number": "", "message": "x"}), "invalid_number"),
        (json!({"to_number": "everybody", "message": "x"}), "invalid_number"),
        (json!({"to_number": 33_639_980_001_u64, "message": "x"}), "invalid_field"),
        (json!({"message": "x"}), "invalid_field"),
        (json!({"to_number": ZOE, "message": 5}), "invalid_field"),
        (json!({"to_number": ZOE, "message": "x", "reply_to": []}), "invalid_field"),
        (json!({"to_number": ZOE}), "message_or_template"),
        (
            json!({"to_number": ZOE, "message": "x", "template": {"name": "a", "language": "fr"}}),
            "message_or_template",
        ),
        (json!({"to_number": ZOE, "message": "x", "media": {"id": "1"}}), "message_or_template"),
        (json!({"to_number": ZOE, "message": "x", "mesage": "x"}), "unknown_field"),
        (template(json!("rappel")), "invalid_field"),
        (template(json!({"name": "rappel"})), "invalid_field"),
        (template(json!({"name": "", "language": "fr"})), "invalid_field"),
        (template(json!({"name": "rappel", "language": {"code": "fr"}})), "invalid_field"),
        (template(json!({"name": "rappel", "language": "fr", "components": {}})), "invalid_field"),
        (template(json!({"name": "rappel", "language": "fr", "components": ["x"]})), "invalid_field"),
        (template(with_component(&json!({"": 1}))), "invalid_field"),
        (template(with_component(&json!({"type": {"": 1}}))), "invalid_field"),
        (template(with_component(&json!({"type": 1e120}))), "invalid_field"),
        (template(with_component(&json!({"type": -5e-324}))), "invalid_field"),
        (template(with_component(&nested(17))), "invalid_field"),
        (template(json!({"name": "rappel", "language": "fr", "namespace": "x"})), "unknown_field"),
        (json!([]), "invalid_field"),
        (json!("Bonjour"), "invalid_field"),
    ];
    for (body, code) in cases {
        assert_eq!(app.send(&body).await.code(), (422, code), "{body}");
    }
    for body in ["", "{", "to_number=33639980001", "{\"to_number\": \"33639980001\",}", "\u{feff}{}"] {
        assert_eq!(send_raw(&app, body).await.code(), (400, "malformed_json"), "{body:?}");
    }
    assert_eq!(send_raw(&app, vec![b'"', 0xff, b'"']).await.code(), (400, "malformed_json"));
    let large = json!({"to_number": ZOE, "message": "x".repeat(70_000)}).to_string();
    assert_eq!(send_raw(&app, large).await.code(), (413, "payload_too_large"));
    for key in [" ", "a b", &"k".repeat(256)] {
        let response = app.send_once(key, &text(ZOE, "x")).await;
        assert_eq!(response.code(), (422, "invalid_idempotency_key"), "{key:?}");
    }
    assert_eq!((app.sends().await.len(), app.thread(ZOE).await.len(), app.jobs().await.len()), (0, 1, 0));
}

#[tokio::test]
async fn the_longest_text_is_sent() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let response = app.send(&text(ZOE, &"👍".repeat(2048))).await;
    assert_eq!(response.status, 200);
}

#[tokio::test]
async fn errors_quote_nothing_that_was_written() {
    let app = TestApp::new().await;
    for body in [
        json!({"to_number": "geheim", "message": "geheim"}).to_string(),
        json!({"to_number": ZOE, "message": "geheim"}).to_string(),
        json!({"to_number": ZOE, "geheim": "geheim"}).to_string(),
        "{\"to_number\": geheim}".to_owned(),
    ] {
        let response = send_raw(&app, body).await.body.to_string();
        assert!(!response.contains("geheim") && !response.contains(ZOE), "{response}");
    }
}

/// The log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn logs_hold_ids_and_codes_and_no_words_numbers_or_tokens() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish();
    // The subscriber is for all tests of this program, so their logs are searched too. One for this thread alone would
    // miss events that another thread logged first.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "geheim").await;
    app.graph_answers(refused(400, 131_026, "geheim 33639980001")).await;
    let id = app.send(&text(ZOE, "geheim")).await.body["message"]["id"].as_str().unwrap().to_owned();
    app.send(&json!({"to_number": ZOE, "geheim": "geheim"})).await;
    app.post(&format!("/api/conversations/{ZOE}/takeover")).await;
    app.get(&format!("/api/messages/{ZOE}?before=geheim")).await;
    let log = String::from_utf8(log.0.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap();
    assert!(log.contains(&id) && log.contains("131026") && log.contains("takeover"), "{log}");
    for secret in ["geheim", ZOE, crate::test_app::TOKEN, "graph-token"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}
