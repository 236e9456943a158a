//! Conversations of groups: they can be read and not written to.

use relais_aws::store::Shown;
use relais_core::contact::Identity;
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::relevance::Relevance;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, TestApp, ZOE, text};

const GROUP: &str = "Y2FwaV9ncm91cDoxNTU1MDAwMDAw";

/// Zoé writes in a group. Returns the id of the group's conversation.
async fn zoe_writes_in_a_group(app: &TestApp) -> String {
    let (business, identity, now) = (BUSINESS.into(), Identity::default(), app.clock.now());
    let shown =
        Shown { business: &business, is_first: true, identity: &identity, group: Some(GROUP), at: now };
    let whose = app.store.whose(&shown, now).await.unwrap().unwrap();
    let key = MessageKey::new(&whose.conversation.contact, now, "wamid.GROUP");
    let message = Message {
        from: Some(ZOE.to_owned()),
        from_name: Some("Zoé".to_owned()),
        ..Message::new(key, Direction::Inbound, "Bonjour à tous", now)
    };
    app.change(&whose.conversation.contact, |conversation| {
        conversation.group = Some(GROUP.to_owned());
        conversation.phone_id = Some(BUSINESS.into());
        conversation.receive(&message, &identity, Relevance::Seen, now);
    })
    .await;
    app.store.insert_message(&message).await.unwrap();
    whose.conversation.contact.to_string()
}

#[tokio::test]
async fn a_group_is_shown_as_one_with_who_wrote_and_without_a_window() {
    let app = TestApp::new().await;
    let id = zoe_writes_in_a_group(&app).await;
    let list = app.get("/api/conversations").await.body;
    let shown = app.get(&format!("/api/conversations/{id}")).await.body;
    assert_eq!(list["conversations"], json!([shown]));
    assert_eq!(shown["group"], json!({"id": GROUP}));
    for field in ["phone_number", "user_id", "name", "username", "window_closes_at"] {
        assert_eq!(shown[field], Value::Null, "{field}");
    }
    assert_eq!(shown["window_open"], false);
    assert_eq!(shown["last_message"]["content"], "Bonjour à tous");
    let thread = app.get(&format!("/api/messages/{id}")).await.body;
    assert_eq!(thread["messages"][0]["from_name"], "Zoé");
    assert_eq!(thread["messages"][0]["phone_id"], BUSINESS);
    assert_eq!(app.get(&format!("/api/messages/{ZOE}")).await.code(), (404, "unknown_conversation"));
}

#[tokio::test]
async fn nobody_writes_to_a_group_and_people_still_read_and_close_it() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    let id = zoe_writes_in_a_group(&app).await;
    let template = json!({"to_number": id, "template": {"name": "hello", "language": "fr"}});
    for body in [text(&id, "Bonjour"), template] {
        assert_eq!(app.send(&body).await.code(), (409, "group_conversation"));
        assert_eq!(app.send_once("key", &body).await.code(), (409, "group_conversation"));
    }
    assert_eq!(app.sends().await.len(), 0);
    assert_eq!(app.jobs().await.len(), 0);
    for action in ["read", "takeover", "handback", "close"] {
        assert_eq!(app.post(&format!("/api/conversations/{id}/{action}")).await.status, 204, "{action}");
    }
    assert_eq!(app.get("/api/conversations?filter=closed").await.ids("conversations"), [id]);
}
