//! Customers see that a person reads and types.

use serde_json::{Value, json};

use crate::test_app::{TestApp, ZOE, outbound, refused};

impl TestApp {
    /// Graph takes receipts.
    async fn graph_takes_receipts(&self) {
        self.graph_answers(wiremock::ResponseTemplate::new(200).set_body_json(json!({"success": true})))
            .await;
    }

    async fn reads(&self) {
        let response = self.post(&format!("/api/conversations/{ZOE}/read")).await;
        assert_eq!(response.status, 204);
    }

    async fn types(&self) -> Value {
        let response = self.post(&format!("/api/conversations/{ZOE}/typing")).await;
        assert_eq!(response.status, 200);
        response.body["shown"].clone()
    }

    async fn takes_over(&self) {
        self.post(&format!("/api/conversations/{ZOE}/takeover")).await;
    }
}

#[tokio::test]
async fn during_a_takeover_the_newest_message_is_marked_as_read_once() {
    let app = TestApp::new().await;
    app.graph_takes_receipts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.reads().await;
    assert_eq!(app.sends().await.len(), 0, "the assistant is on duty and reads itself");
    app.takes_over().await;
    app.advance(1);
    let last = app.customer_writes(ZOE, "Vous êtes là ?").await;
    app.advance(1);
    app.customer_sends(ZOE, "reaction", "", Some(json!({"type": "reaction", "reaction": {"emoji": "👍"}})))
        .await;
    app.reads().await;
    app.reads().await;
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": last.wamid.unwrap()});
    assert_eq!(app.sends().await, [read]);
    assert_eq!(app.conversation(ZOE).await.unread, 0);
    app.advance(1);
    app.customer_writes(ZOE, "Merci").await;
    app.reads().await;
    assert_eq!(app.sends().await.len(), 2);
}

#[tokio::test]
async fn reading_never_fails_because_of_graph_and_is_told_next_time() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.takes_over().await;
    app.graph_answers(refused(500, 131_000, "no")).await;
    app.reads().await;
    app.graph_takes_receipts().await;
    app.reads().await;
    assert_eq!(app.sends().await.len(), 1, "after the reset");
}

#[tokio::test]
async fn typing_is_shown_while_a_message_is_unanswered() {
    let app = TestApp::new().await;
    app.graph_takes_receipts().await;
    let asked = app.customer_writes(ZOE, "Bonjour").await;
    assert_eq!(app.types().await, true);
    let typing = json!({
        "messaging_product": "whatsapp", "status": "read", "message_id": asked.wamid.unwrap(),
        "typing_indicator": {"type": "text"},
    });
    assert_eq!(app.sends().await, [typing]);
    app.advance(19);
    assert_eq!(app.types().await, true, "it still shows");
    assert_eq!(app.sends().await.len(), 1, "at most every 20 seconds");
    app.advance(1);
    assert_eq!(app.types().await, true);
    assert_eq!(app.sends().await.len(), 2);
    app.takes_over().await;
    app.reads().await;
    assert_eq!(app.sends().await.len(), 2, "typing has marked it as read");
}

#[tokio::test]
async fn typing_is_not_shown_when_nothing_waits_or_the_window_is_closed() {
    let app = TestApp::new().await;
    app.graph_takes_receipts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(24 * 3600);
    assert_eq!(app.types().await, false, "the window is closed");
    app.customer_writes(ZOE, "Encore moi").await;
    app.advance(1);
    let answer = outbound(&app.contact(ZOE).await, app.clock.now(), "a1", "Bonsoir");
    app.store.insert_message(&answer).await.unwrap();
    app.advance(1);
    assert_eq!(app.types().await, false, "it is answered");
    assert_eq!(app.sends().await.len(), 0);
    app.graph_answers(refused(500, 131_000, "no")).await;
    app.customer_writes(ZOE, "Et demain ?").await;
    assert_eq!(app.types().await, false, "Graph refused");
    app.graph_takes_receipts().await;
    assert_eq!(app.types().await, true, "and the next call tries again");
    assert_eq!(app.post("/api/conversations/33639980009/typing").await.code(), (404, "unknown_conversation"));
}
