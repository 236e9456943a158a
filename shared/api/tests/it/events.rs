//! Events for the business's own systems.

use axum::body::Body;
use jiff::Timestamp;
use relais_aws::store::{EventProblem, FailedEvent};
use relais_core::contact::{Alias, ContactId};
use relais_core::events::{Event, EventType};
use relais_core::job::{ReplyJob, decode};
use relais_core::message::MessageKey;
use relais_core::queue::Queue;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, Response, TestApp};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async fn put(app: &TestApp, events: Value) -> Response {
    let seen = app.get("/api/settings").await.headers["etag"].to_str().unwrap().to_owned();
    let body = Body::from(json!({"events": events}).to_string());
    app.call("PUT", "/api/settings", &[("if-match", &seen)], body).await
}

#[tokio::test]
async fn a_secret_is_written_and_never_read_back() {
    let app = TestApp::new().await;
    let url = "https://shop.example/hook";
    let types = json!(["message.received"]);
    let missing = put(&app, json!({"url": url, "has_secret": true, "types": types})).await;
    assert_eq!(missing.code(), (422, "invalid_settings"));
    assert_eq!(missing.body["problems"][0]["field"], "events.secret");
    let saved = put(&app, json!({"url": url, "secret": SECRET, "types": types})).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    let read = json!({"url": url, "has_secret": true, "types": types});
    assert_eq!(saved.body["settings"]["events"], read);
    for path in ["/api/settings", "/api/settings/versions", "/api/settings/versions/1"] {
        assert!(!app.get(path).await.body.to_string().contains("MfKQ9r8"), "{path}");
    }
    let mut changed = read;
    changed["types"] = json!(["message.received", "message.sent"]);
    assert_eq!(put(&app, changed).await.status, 200);
    let stored =
        app.store.present_settings(&BUSINESS.into()).await.unwrap().unwrap().settings.events.unwrap();
    assert_eq!(stored.secret.as_deref(), Some(SECRET));
}

#[tokio::test]
async fn a_failure_is_listed_and_sent_again_once() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/api/events/failures").await.body, json!({"failures": []}));
    let contact = ContactId::first_seen_as(&BUSINESS.into(), &Alias::wa_id(&"33639980001".into()));
    let now: Timestamp = app.clock.now();
    let event = Event::of_message(EventType::MessageReceived, &MessageKey::new(&contact, now, "a"), now);
    let event = Event { tries: 9, ..event };
    let failed =
        FailedEvent { event: event.clone(), given_up: now, status: Some(500), problem: EventProblem::Status };
    app.store.add_failed_event(&BUSINESS.into(), &failed).await.unwrap();
    let listed = app.get("/api/events/failures").await.body["failures"][0].clone();
    assert_eq!(
        (&listed["id"], &listed["type"], &listed["tries"], &listed["last_status"]),
        (&json!(event.id()), &json!("message.received"), &json!(9), &json!(500))
    );
    let french = app.get_in_french("/api/events/failures").await.body;
    assert!(french["failures"][0]["problem"].as_str().unwrap().starts_with("Le destinataire"), "{french}");
    let path = format!("/api/events/failures/{}/retry", event.id());
    assert_eq!(app.post(&path).await.status, 202);
    let jobs =
        app.replies.receive(10, std::time::Duration::from_secs(9), std::time::Duration::ZERO).await.unwrap();
    assert_eq!(decode::<ReplyJob>(&jobs[0].body).unwrap(), ReplyJob::Event(Event { tries: 0, ..event }));
    assert_eq!(app.get("/api/events/failures").await.body, json!({"failures": []}));
    assert_eq!(app.post(&path).await.code(), (404, "unknown_event"));
}
