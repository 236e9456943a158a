//! `POST /api/send_message/{id}/cancel`: a message that waits to be sent.

use relais_core::timing::LONGEST_SEND;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::test_app::{Response, TestApp, ZOE, refused, text};

async fn cancel(app: &TestApp, id: &Value) -> Response {
    app.post(&format!("/api/send_message/{}/cancel", id.as_str().unwrap())).await
}

/// The id of a message that waits, because Graph answered with this.
async fn waiting(app: &TestApp, answer: ResponseTemplate) -> Value {
    app.customer_writes(ZOE, "Bonjour").await;
    app.graph_answers(answer).await;
    app.advance(1);
    let sent = app.send(&text(ZOE, "Bonsoir")).await;
    assert_eq!((sent.status.as_u16(), &sent.body["message"]["cancellable"]), (202, &json!(true)));
    sent.body["message"]["id"].clone()
}

#[tokio::test]
async fn what_was_certainly_not_sent_is_cancelled_at_once() {
    let app = TestApp::new().await;
    for answer in [refused(429, 130_429, "too many"), refused(401, 190, "expired")] {
        let id = waiting(&app, answer).await;
        let cancelled = cancel(&app, &id).await;
        assert_eq!(cancelled.status, 200);
        let message = &cancelled.body["message"];
        assert_eq!(
            (&message["id"], &message["status"], &message["cancellable"]),
            (&id, &json!("failed"), &json!(false))
        );
        assert_eq!(
            (&message["error"]["title"], &message["error"]["code"]),
            (&json!("cancelled"), &Value::Null)
        );
        assert_eq!(app.thread(ZOE).await.pop().unwrap().sending, None, "no job sends it any more");
        assert_eq!(cancel(&app, &id).await.code(), (409, "already_sent"));
        let waiting = app.get("/api/conversations?filter=needs_person").await.body;
        assert_eq!(waiting["conversations"][0]["needs_person"]["reason"], "cancelled");
    }
}

#[tokio::test]
async fn what_may_have_been_sent_ends_as_unknown_once_no_call_can_be_under_way() {
    let app = TestApp::new().await;
    let id = waiting(&app, ResponseTemplate::new(500)).await;
    assert_eq!(cancel(&app, &id).await.code(), (409, "being_sent"));
    app.advance(LONGEST_SEND.as_secs() + 1);
    let cancelled = cancel(&app, &id).await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.body["message"]["status"]), (200, &json!("unknown")));
    let waiting = app.get("/api/conversations?filter=needs_person").await.body;
    assert_eq!(waiting["conversations"][0]["needs_person"]["reason"], "outcome_unknown");
}

#[tokio::test]
async fn what_has_an_outcome_cannot_be_cancelled() {
    let app = TestApp::new().await;
    let inbound = app.customer_writes(ZOE, "Bonjour").await;
    app.graph_accepts().await;
    let sent = app.send(&text(ZOE, "Bonsoir")).await.body["message"].clone();
    assert_eq!(sent["cancellable"], false);
    assert_eq!(cancel(&app, &sent["id"]).await.code(), (409, "already_sent"));
    assert_eq!(cancel(&app, &json!(inbound.key.to_string())).await.code(), (404, "unknown_message"));
    assert_eq!(cancel(&app, &json!("nothing")).await.code(), (404, "unknown_message"));
}
