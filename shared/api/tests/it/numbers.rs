//! Several business numbers: a person writes from the number of the conversation.

use relais_aws::store::Missing;
use relais_core::circuit_breaker::Line;
use relais_core::conversation::Conversation;
use relais_core::message::MessageKey;
use relais_core::timing::PROBE_INTERVAL;
use serde_json::{Value, json};
use wiremock::Mock;
use wiremock::matchers::{method, path};

use crate::test_app::{BUSINESS, SECOND, TestApp, ZOE, accepted, text};

/// Zoé's conversation belongs to this number.
async fn conversation_of(number: &'static str) -> TestApp {
    let app = Box::pin(TestApp::new()).await;
    let message = Box::pin(app.customer_writes(ZOE, "Bonjour")).await;
    let belong = |conversation: &mut Conversation, _| conversation.phone_id = Some(number.into());
    let contact = message.key.contact();
    app.store.change_conversation(contact, &app.clock, Missing::Skip, belong).await.unwrap();
    app
}

#[tokio::test]
async fn a_person_writes_from_the_number_of_the_conversation() {
    let app = conversation_of(SECOND).await;
    let now = app.clock.now();
    app.store
        .open_circuit_breaker(&BUSINESS.into(), Line::Service, 190, now, now + PROBE_INTERVAL)
        .await
        .unwrap();
    let sends = Mock::given(method("POST")).and(path(format!("/v25.0/{SECOND}/messages")));
    sends.respond_with(accepted()).expect(1).mount(&app.graph).await;
    let response = app.send(&text(ZOE, "Bonsoir")).await;
    assert_eq!((response.status.as_u16(), &response.body["status"]), (200, &json!("success")));
}

#[tokio::test]
async fn a_stopped_number_is_named_by_its_own_advice() {
    let app = conversation_of(SECOND).await;
    let now = app.clock.now();
    app.store
        .open_circuit_breaker(&SECOND.into(), Line::Service, 190, now, now + PROBE_INTERVAL)
        .await
        .unwrap();
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

/// Makes Graph accept what the second number sends.
async fn second_number_sends(app: &TestApp) {
    let sends = Mock::given(method("POST")).and(path(format!("/v25.0/{SECOND}/messages")));
    sends.respond_with(accepted()).mount(&app.graph).await;
}

#[tokio::test]
async fn a_template_from_another_number_begins_a_conversation_there() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let first = app.contact(ZOE).await.to_string();
    app.advance(1);
    second_number_sends(&app).await;
    let free = json!({"to_number": ZOE, "message": "Bonsoir", "from_phone_id": SECOND});
    assert_eq!(app.send(&free).await.code(), (409, "window_closed"), "she wrote to the first number only");
    let template = json!({"name": "hello", "language": "fr"});
    let mut begun = Vec::new();
    for to in [ZOE, &first] {
        let body = json!({"to_number": to, "template": template, "from_phone_id": SECOND});
        let sent = app.send(&body).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        assert_eq!(sent.body["message"]["phone_id"], SECOND);
        let id = sent.body["message"]["id"].as_str().unwrap().to_owned();
        begun.push(MessageKey::parse(&id).unwrap().contact().to_string());
    }
    assert_eq!(begun[0], begun[1], "by number and by the id of her other conversation");
    assert_ne!(begun[0], first);
    assert_eq!(app.sends().await.len(), 2);
    let there = app.get(&format!("/api/conversations/{}", begun[0])).await.body;
    assert_eq!((&there["phone_id"], &there["phone_number"]), (&json!(SECOND), &json!("+33639980001")));
    assert_eq!((&there["window_open"], &there["window_closes_at"]), (&json!(false), &Value::Null));
    let here = app.get(&format!("/api/conversations/{first}")).await.body;
    assert_eq!((&here["phone_id"], &here["takeover"]), (&json!(BUSINESS), &Value::Null));
}

#[tokio::test]
async fn the_business_number_chooses_among_the_conversations_of_one_person() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let first = app.contact(ZOE).await.to_string();
    app.advance(1);
    second_number_sends(&app).await;
    let template = json!({"name": "hello", "language": "fr"});
    let sent = app.send(&json!({"to_number": ZOE, "template": template, "from_phone_id": SECOND})).await;
    let template_id = sent.body["message"]["id"].as_str().unwrap().to_owned();
    let second = MessageKey::parse(&template_id).unwrap().contact().to_string();

    for (phone_id, id) in [(BUSINESS, &first), (SECOND, &second)] {
        let list = app.get(&format!("/api/conversations?phone_id={phone_id}")).await;
        assert_eq!(list.ids("conversations"), [id.as_str()], "{phone_id}");
        let one = app.get(&format!("/api/conversations/{ZOE}?phone_id={phone_id}")).await;
        assert_eq!((&one.body["id"], &one.body["phone_id"]), (&json!(id), &json!(phone_id)));
        let thread = app.get(&format!("/api/messages/{ZOE}?phone_id={phone_id}")).await;
        assert_eq!(thread.ids("messages").len(), 1);
        assert_eq!(thread.body["messages"][0]["phone_id"], phone_id);
        assert_eq!(
            app.post(&format!("/api/conversations/{ZOE}/close?phone_id={phone_id}")).await.status,
            204
        );
        assert_eq!(app.get(&format!("/api/conversations/{id}")).await.body["closed"], true);
        let other = if id == &first { &second } else { &first };
        let elsewhere = app.get(&format!("/api/conversations/{other}?phone_id={phone_id}")).await;
        assert_eq!(elsewhere.code(), (404, "unknown_conversation"));
    }
    let mut closed = app.get("/api/conversations?filter=closed").await.ids("conversations");
    let mut both = [first.clone(), second];
    closed.sort_unstable();
    both.sort_unstable();
    assert_eq!(closed, both);
    // Without one: the first listed number at which she has a conversation.
    assert_eq!(app.get(&format!("/api/conversations/{ZOE}")).await.body["id"], first);
}

#[tokio::test]
async fn a_business_number_that_is_not_listed_is_refused_in_every_call() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    for phone_id in ["999", "", "%2B33639980001"] {
        for path in ["/api/conversations", "/api/conversations/33639980001", "/api/messages/33639980001"] {
            let response = app.get(&format!("{path}?phone_id={phone_id}")).await;
            assert_eq!(response.code(), (422, "unknown_phone_id"), "{path} {phone_id}");
        }
        for action in ["read", "takeover", "handback", "close", "distinct"] {
            let path = format!("/api/conversations/{ZOE}/{action}?phone_id={phone_id}");
            assert_eq!(app.post(&path).await.code(), (422, "unknown_phone_id"), "{path}");
        }
        let body = json!({"to_number": ZOE, "message": "Bonsoir", "from_phone_id": phone_id});
        assert_eq!(app.send(&body).await.code(), (422, "unknown_phone_id"));
    }
    assert_eq!(app.sends().await.len(), 0);
    let wrong = json!({"to_number": ZOE, "message": "Bonsoir", "from_phone_id": 7});
    assert_eq!(app.send(&wrong).await.code(), (422, "invalid_field"));
}
