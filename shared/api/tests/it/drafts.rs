//! What people ask of the assistant.

use serde_json::{Value, json};

use crate::test_app::{Props, TestApp};

#[tokio::test]
async fn what_is_asked_is_queued_and_waits_for_a_worker() {
    let app = TestApp::with(Props::default()).await;
    let messages = json!([{"from": "customer", "text": "Bonjour"}]);
    let asked =
        app.post_json("/api/drafts", &json!({"messages": messages, "settings": {"facts": "Tea: 5 €"}})).await;
    assert_eq!(asked.status.as_u16(), 202, "{}", asked.body);
    let id = asked.body["id"].as_str().unwrap();
    assert!(app.jobs().await.iter().any(|job| job.contains("draft") && job.contains(id)));
    let waiting = app.get(&format!("/api/drafts/{id}")).await.body;
    assert_eq!(waiting, json!({"state": "waiting", "answer": null, "problem": null}));
    assert_eq!(app.get("/api/drafts/x").await.code(), (404, "unknown_draft"));
    for id in ["x.y", ".x", "x.", "..%2f", "x.y.z", &"a".repeat(3_000)] {
        assert_eq!(app.get(&format!("/api/drafts/{id}")).await.code(), (404, "unknown_draft"), "{id}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_its_field() {
    let app = TestApp::with(Props::default()).await;
    let long = vec![json!({"from": "customer", "text": "a"}); 41];
    for (body, code) in [
        (json!([]), (422, "invalid_field")),
        (json!({}), (422, "invalid_field")),
        (json!({"messages": []}), (422, "invalid_field")),
        (json!({"messages": "Bonjour"}), (422, "invalid_field")),
        (json!({"messages": [{"from": "business", "text": "Bonjour"}]}), (422, "invalid_field")),
        (json!({"messages": [{"from": "customer", "text": " "}]}), (422, "invalid_field")),
        (json!({"messages": long}), (422, "invalid_field")),
        (json!({"message": "Bonjour"}), (422, "unknown_field")),
        (json!({"conversation": "nobody"}), (404, "unknown_conversation")),
        (json!({"conversation": "nobody", "phone_id": "1"}), (422, "invalid_field")),
    ] {
        let answer = app.post_json("/api/drafts", &body).await;
        assert_eq!(answer.code(), code, "{body}: {}", answer.body);
    }
    let wrong: Value =
        json!({"messages": [{"from": "customer", "text": "a"}], "settings": {"time_zone": "Mars"}});
    let answer = app.post_json("/api/drafts", &wrong).await;
    assert_eq!(answer.code(), (422, "invalid_settings"));
    assert_eq!(answer.body["problems"][0]["field"], "time_zone");
}
