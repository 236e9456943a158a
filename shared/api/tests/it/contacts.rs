//! Export and erase one person.

use axum::body::Body;
use jiff::SignedDuration;
use relais_aws::Store;
use relais_core::timing::LONGEST_SEND;
use relais_dynamo::AttributeValue;
use relais_dynamo::Client;
use serde_json::{Value, json};

use crate::test_app::{Response, TestApp, ZOE, refused, text};

impl TestApp {
    async fn export(&self, query: &str) -> Response {
        self.get(&format!("/api/contacts/{ZOE}{query}")).await
    }

    async fn erase(&self, person: &str) -> Response {
        self.call("DELETE", &format!("/api/contacts/{person}"), &[], Body::empty()).await
    }
}

#[tokio::test]
async fn an_export_has_everything_page_by_page() {
    let app = TestApp::new().await;
    for number in 0..130 {
        app.advance(1);
        app.customer_writes(ZOE, &format!("Bonjour {number}")).await;
    }
    app.customer_sends(ZOE, "image", "", Some(json!({"type": "image", "image": {"id": "1"}}))).await;
    let item =
        |user: &str, padding: usize| json!({"wa_id": user, "padding": "x".repeat(padding)}).to_string();
    for padding in 0..8 {
        app.store.store_other_item("prefs", &item(ZOE, 280_000 + padding), app.clock.now()).await.unwrap();
    }
    app.store.store_other_item("prefs", &item("33639980002", 0), app.clock.now()).await.unwrap();
    let first = app.export("").await.body;
    assert_eq!(first["person"]["phone_numbers"], json!([format!("+{ZOE}")]));
    assert_eq!(first["conversations"][0]["unread"], 131);
    assert_eq!(first["conversations"][0]["record"]["identity"]["wa_id"], ZOE);
    assert_eq!(first["dead_letters"], Value::Null);
    assert_eq!(first["messages"].as_array().unwrap().last().unwrap()["raw"]["image"]["id"], "1");
    let (mut messages, mut events, mut pages) = (Vec::new(), Vec::new(), 0);
    let mut page = first;
    loop {
        pages += 1;
        messages.append(page["messages"].as_array_mut().unwrap());
        events.append(page["events"].as_array_mut().unwrap());
        assert!(page.to_string().len() < 5_000_000);
        let Some(next) = page["next"].as_str() else { break };
        page = app.export(&format!("?before={next}")).await.body;
    }
    assert_eq!((messages.len(), events.len(), pages), (131, 8, 3));
    assert_eq!(events[0]["content"]["wa_id"], ZOE);
    for before in ["x", "event.x", "c000000000000000000000000.1800000000000.a"] {
        assert_eq!(app.export(&format!("?before={before}")).await.code(), (400, "bad_cursor"));
    }
}

#[tokio::test]
async fn erased_is_not_found_any_more_and_may_write_again() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    assert_eq!(app.send_once("key", &text(ZOE, "Oui")).await.code().0, 200);
    let contact = app.contact(ZOE).await;
    let erased = app.erase(ZOE).await;
    assert_eq!(erased.body["erased"]["messages"], 2, "{}", erased.body);
    assert_eq!(erased.body["erased"]["dead_letters"], Value::Null);
    for person in [ZOE, contact.as_str(), "33639980009", "nobody"] {
        assert_eq!(app.erase(person).await.code(), (404, "unknown_conversation"));
        assert_eq!(app.get(&format!("/api/contacts/{person}")).await.code(), (404, "unknown_conversation"));
    }
    for path in [format!("/api/conversations/{contact}"), format!("/api/messages/{ZOE}")] {
        assert_eq!(app.get(&path).await.code().0, 404, "{path}");
    }
    assert_eq!(app.post(&format!("/api/conversations/{contact}/takeover")).await.code().0, 404);
    assert_eq!(app.get("/api/conversations").await.ids("conversations").len(), 0);
    assert_eq!(app.get("/api/conversations?q=Zoe").await.ids("conversations").len(), 0);

    app.advance(5);
    app.customer_writes(ZOE, "Encore moi").await;
    assert_eq!(app.send_once("key", &text(ZOE, "Oui ?")).await.code().0, 200, "the key is free again");
    assert_eq!(app.get(&format!("/api/messages/{ZOE}")).await.ids("messages").len(), 2);
}

#[tokio::test]
async fn nobody_is_erased_while_a_person_writes_to_them() {
    let app = TestApp::new().await;
    app.graph_answers(refused(500, 131_000, "later")).await;
    app.customer_writes(ZOE, "Bonjour").await;
    assert_eq!(app.send(&text(ZOE, "Oui")).await.code().0, 202);
    let too_early = app.erase(ZOE).await;
    assert_eq!(too_early.code(), (409, "send_in_progress"));
    let wait: i64 = too_early.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(wait, LONGEST_SEND.as_secs() + 1);
    assert_eq!(app.thread(ZOE).await.len(), 2, "nothing was deleted");
    app.advance(wait);
    assert_eq!(app.erase(ZOE).await.body["erased"]["messages"], 2);
}

#[tokio::test]
async fn what_has_expired_is_not_shown_any_more() {
    let app = TestApp::new().await;
    let kept = SignedDuration::from_hours(48);
    let store = Store::new(Client::new(app.engine.clone()), "relais").with_retention(Some(kept), &app.clock);
    let first = app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    let mut second = first.clone();
    second.key = relais_core::MessageKey::new(&contact, app.clock.now(), "second");
    store.insert_message(&second).await.unwrap();
    let shown = async || store.thread(&contact, None, 100).await.unwrap().messages.len();
    assert_eq!(shown().await, 2);
    let client = Client::new(app.engine.clone());
    let get = client.get_item().table_name("relais").key("pk", AttributeValue::S(contact.to_string()));
    let get = get.key("sk", AttributeValue::S(format!("m.{}", second.key.sort_key())));
    let expires = get.send().await.unwrap().item.unwrap()["expires"].as_n().unwrap().clone();
    assert_eq!(expires, (app.clock.now() + kept).as_second().to_string());
    app.clock.advance(kept);
    assert_eq!(shown().await, 1, "the first was stored without an end");
    assert_eq!(store.messages(&[first.key, second.key]).await.unwrap().len(), 1);
}
