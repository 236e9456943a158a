//! What people tell each other of a conversation stays among them.

use serde_json::json;

use crate::business::sets;
use crate::test_app::{CUSTOMER, TestApp};

#[tokio::test]
async fn no_model_reads_a_note_and_no_customer_gets_one() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let secret = "She always haggles";
    for action in ["notes", "labels", "assign"] {
        let body = match action {
            "notes" => json!({"text": secret}),
            "labels" => json!({"add": [secret]}),
            _ => json!({"to": secret}),
        };
        let path = format!("/api/conversations/{CUSTOMER}/{action}");
        assert!(app.api_post(&path, &body).await.0.is_success(), "{action}");
    }
    app.customer_writes(&["Et demain ?"]).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 2);
    for request in app.simulator.requests() {
        assert!(!request.body.to_string().contains(secret), "{}", request.path);
    }
    app.erase(CUSTOMER).await.unwrap();
    assert!(!app.records().await.iter().any(|record| record.contains(secret)));
}

#[tokio::test]
async fn what_is_put_aside_is_no_event_and_no_hand_over() {
    let app = TestApp::new().await;
    let out = json!({"url": "https://127.0.0.1:9/hook", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "types": ["conversation.handed_over"]});
    sets(&app, json!({"events": out})).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let until = (app.clock.now() + jiff::SignedDuration::from_hours(1)).to_string();
    let path = format!("/api/conversations/{CUSTOMER}/snooze");
    assert!(app.api_post(&path, &json!({"until": until})).await.0.is_success());
    app.run_jobs().await;
    let failures = app.api("/api/events/failures").await;
    assert_eq!(failures["failures"], json!([]), "nothing was tried");
    app.assert_quiet().await;
}
