//! Several business numbers: a person writes from the number of the conversation.

use relais_aws::store::Missing;
use relais_core::conversation::Conversation;
use relais_core::timing::PROBE_INTERVAL;
use serde_json::json;
use wiremock::Mock;
use wiremock::matchers::{method, path};

use crate::test_app::{BUSINESS, SECOND, TestApp, ZOE, accepted, text};

/// Zoé's conversation belongs to this number.
async fn conversation_of(number: &'static str) -> TestApp {
    let app = TestApp::new().await;
    let message = app.customer_writes(ZOE, "Bonjour").await;
    let belong = |conversation: &mut Conversation, _| conversation.phone_id = Some(number.into());
    let contact = message.key.contact();
    app.store.change_conversation(contact, &app.clock, Missing::Skip, belong).await.unwrap();
    app
}

#[tokio::test]
async fn a_person_writes_from_the_number_of_the_conversation() {
    let app = conversation_of(SECOND).await;
    let now = app.clock.now();
    app.store.open_circuit_breaker(&BUSINESS.into(), 190, now, now + PROBE_INTERVAL).await.unwrap();
    let sends = Mock::given(method("POST")).and(path(format!("/v25.0/{SECOND}/messages")));
    sends.respond_with(accepted()).expect(1).mount(&app.graph).await;
    let response = app.send(&text(ZOE, "Bonsoir")).await;
    assert_eq!((response.status.as_u16(), &response.body["status"]), (200, &json!("success")));
}

#[tokio::test]
async fn a_stopped_number_is_named_by_its_own_advice() {
    let app = conversation_of(SECOND).await;
    let now = app.clock.now();
    app.store.open_circuit_breaker(&SECOND.into(), 190, now, now + PROBE_INTERVAL).await.unwrap();
    let response = app.send(&text(ZOE, "Bonsoir")).await;
    assert_eq!(response.status, 202);
    assert!(response.body["advice"].as_str().unwrap().contains("access token"));
    assert_eq!(app.sends().await.len(), 0);
}

#[tokio::test]
async fn nothing_is_sent_from_a_number_that_is_no_longer_listed() {
    let app = conversation_of("999").await;
    let response = app.send(&text(ZOE, "Bonsoir")).await;
    assert_eq!(response.code(), (502, "graph_error"));
    let stored = app.thread(ZOE).await.pop().unwrap();
    assert!(stored.error.unwrap().detail.unwrap().contains("WHATSAPP_PHONE_ID"));
    assert_eq!((stored.sending, app.sends().await.len()), (None, 0));
}
