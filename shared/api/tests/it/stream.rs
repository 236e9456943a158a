//! The stream of which conversations change.

use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::http::Request;
use relais_api::{Auth, ChangeSignal};
use serde_json::{Value, json};

use crate::test_app::{Props, TOKEN, TestApp, ZOE};

async fn streaming() -> TestApp {
    let changes = Some(ChangeSignal::default());
    Box::pin(TestApp::with(Props { changes, ..Props::default() })).await
}

fn request() -> Request<Body> {
    let request = Request::get("/api/changes/stream").header("authorization", format!("Bearer {TOKEN}"));
    request.body(Body::empty()).unwrap()
}

async fn line(body: &mut Body) -> String {
    let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
    String::from_utf8(frame.unwrap().unwrap().into_data().unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn it_names_the_conversation_that_changed_and_says_nothing_of_it() {
    let app = streaming().await;
    let response = app.raw(request()).await;
    assert_eq!(response.status(), 200);
    let headers = response.headers().clone();
    let of = |name: &str| headers[name].to_str().unwrap().to_owned();
    assert_eq!(of("content-type"), "text/event-stream");
    assert_eq!((of("cache-control"), of("x-accel-buffering")), ("no-store".to_owned(), "no".to_owned()));
    let mut body = response.into_body();
    assert_eq!(line(&mut body).await, ":\n\n");

    let contact = app.customer_writes(ZOE, "Bonjour").await.key.contact().to_string();
    let event = line(&mut body).await;
    let event: Value = serde_json::from_str(event.strip_prefix("data: ").unwrap().trim()).unwrap();
    // The number has a record of its own, which leads to the contact.
    let named = event["conversations"].as_array().unwrap();
    assert!(named.contains(&json!(contact)), "{event}");
    assert!(named.iter().all(|id| id.as_str().unwrap().len() == contact.len()), "{event}");

    // A status writes the message alone.
    let message = app.thread(ZOE).await.remove(0);
    let report =
        relais_aws::store::StatusReport { name: "read", at: app.clock.now(), wamid: None, error: None };
    app.store.report_status(&message.key, &report, app.clock.now()).await.unwrap();
    assert_eq!(line(&mut body).await, format!("data: {{\"conversations\":[\"{contact}\"]}}\n\n"));
}

/// Nothing is kept that says that somebody was erased: who is named, and has no conversation, is gone.
#[tokio::test]
async fn it_names_who_was_erased_and_the_changes_say_that_they_are_gone() {
    let app = streaming().await;
    let contact = app.customer_writes(ZOE, "Bonjour").await.key.contact().to_string();
    let other = app.customer_writes("33639980002", "Bonsoir").await.key.contact().to_string();
    let cursor = app.get("/api/changes").await.body["cursor"].as_str().unwrap().to_owned();
    let asked = async |query: &str| app.get(&format!("/api/changes?since={cursor}{query}")).await.body;
    assert_eq!(asked(&format!("&named={contact},{other}&conversation={contact}")).await["gone"], json!([]));
    let mut body = app.raw(request()).await.into_body();
    assert_eq!(line(&mut body).await, ":\n\n");

    let erased = app.call("DELETE", &format!("/api/contacts/{ZOE}"), &[], Body::empty()).await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert!(line(&mut body).await.contains(&contact));

    let named = asked(&format!("&named={contact},{other}")).await;
    assert_eq!(named["gone"], json!([contact]));
    assert!(named["conversations"].as_array().unwrap().iter().all(|each| each["id"] == json!(other)));
    assert_eq!(asked(&format!("&conversation={contact}")).await["gone"], json!([contact]), "the open one");
    assert_eq!(asked("&named=").await["gone"], json!([]));
    assert_eq!(app.get("/api/changes").await.body["gone"], json!([]));

    app.advance(5);
    app.customer_writes(ZOE, "Encore moi").await;
    let back = asked(&format!("&named={contact}")).await;
    assert_eq!((&back["gone"], &back["conversations"][0]["id"]), (&json!([]), &json!(contact)));
}

#[tokio::test]
async fn streams_are_for_the_staff_and_limited_and_not_everywhere() {
    let app = streaming().await;
    let anonymous = [("authorization", "")];
    assert_eq!(app.call("GET", "/api/changes/stream", &anonymous, Body::empty()).await.status, 401);
    let mut open = Vec::new();
    for _ in 0..200 {
        let response = app.raw(request()).await;
        assert_eq!(response.status(), 200);
        open.push(response);
    }
    let refused = app.get("/api/changes/stream").await;
    assert_eq!(
        (refused.code(), refused.headers["retry-after"].to_str().unwrap()),
        ((503, "unavailable"), "2")
    );
    drop(open);
    while app.raw(request()).await.status() != 200 {
        tokio::task::yield_now().await;
    }
    let without = TestApp::with(Props { auth: Auth::Token(TOKEN.into()), ..Props::default() }).await;
    assert_eq!(without.get("/api/changes/stream").await.code(), (404, "no_stream"));
}
