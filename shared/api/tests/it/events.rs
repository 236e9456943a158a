//! Events for the business's own systems.

use std::time::Duration;

use axum::body::Body;
use jiff::Timestamp;
use relais_aws::store::{EventProblem, FailedEvent};
use relais_core::business::BusinessSettings;
use relais_core::contact::{Alias, ContactId};
use relais_core::events::{Event, EventType};
use relais_core::job::{ReplyJob, decode};
use relais_core::message::MessageKey;
use relais_core::queue::Queue;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, Response, TestApp, ZOE, refused, text};

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
    let jobs = app.replies.receive(10, Duration::from_secs(9), Duration::ZERO).await.unwrap();
    assert_eq!(decode::<ReplyJob>(&jobs[0].body).unwrap(), ReplyJob::Event(Event { tries: 0, ..event }));
    assert_eq!(app.get("/api/events/failures").await.body, json!({"failures": []}));
    assert_eq!(app.post(&path).await.code(), (404, "unknown_event"));
}

/// A text that Graph refuses is an event.
async fn sends_in_vain(app: &TestApp) {
    let sent = app.send(&text(ZOE, "Bonjour")).await;
    assert_eq!(sent.body["message"]["status"], "failed", "{}", sent.body);
}

/// The events that were queued since the last call.
async fn announced(app: &TestApp) -> usize {
    app.advance(2);
    let mut events = 0;
    loop {
        let jobs = app.replies.receive(10, Duration::from_secs(9), Duration::ZERO).await.unwrap();
        if jobs.is_empty() {
            return events;
        }
        for job in jobs {
            events += usize::from(matches!(decode(&job.body), Ok(ReplyJob::Event(_))));
            app.replies.delete(vec![job.receipt]).await.unwrap();
        }
    }
}

#[tokio::test]
async fn without_events_what_a_person_does_reads_the_settings_only_now_and_then() {
    let app = TestApp::new().await;
    let facts = BusinessSettings { facts: Some("a".repeat(20_000)), ..BusinessSettings::default() };
    app.store.save_settings(&BUSINESS.into(), 0, &facts, None, app.clock.now()).await.unwrap();
    app.graph_answers(refused(400, 131_026, "no")).await;
    app.customer_writes(ZOE, "Bonjour").await;

    for _ in 0..20 {
        sends_in_vain(&app).await;
    }
    let at_first = app.meter.settings_read_units();
    app.advance(60);
    for _ in 0..20 {
        sends_in_vain(&app).await;
    }
    let a_minute_later = app.meter.settings_read_units();
    println!("20 events: {at_first} read units; 20 a minute later: {a_minute_later}");
    // The small record of each number, and once the 20 KB.
    assert!(at_first <= 0.5 + 0.5 + 2.5, "{at_first}");
    assert!(a_minute_later <= 0.5 + 0.5, "{a_minute_later}");
    assert!(at_first > 0.0 && a_minute_later > 0.0, "nothing was read");
    assert_eq!(announced(&app).await, 0);
}

#[tokio::test]
async fn what_is_set_here_is_announced_at_once_and_what_is_set_elsewhere_within_a_minute() {
    let app = TestApp::new().await;
    app.graph_answers(refused(400, 131_026, "no")).await;
    app.customer_writes(ZOE, "Bonjour").await;
    sends_in_vain(&app).await;
    assert_eq!(announced(&app).await, 0);

    let types = json!(["message.failed"]);
    let saved =
        put(&app, json!({"url": "https://shop.example/hook", "secret": SECRET, "types": types})).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    sends_in_vain(&app).await;
    assert_eq!(announced(&app).await, 1);

    let none = BusinessSettings::default();
    app.store.save_settings(&BUSINESS.into(), 1, &none, None, app.clock.now()).await.unwrap();
    app.advance(60);
    sends_in_vain(&app).await;
    assert_eq!(announced(&app).await, 0);
}
