//! What customers do not want to get, and when they said so.

use relais_core::conversation::Marketing;
use serde_json::{Value, json};

use crate::contacts::{comes, known, text, webhook};
use crate::test_app::{CUSTOMER, TestApp};

fn preference(value: &str, seconds: i64) -> Value {
    json!({"wa_id": CUSTOMER, "detail": "d", "category": "marketing_messages", "value": value,
        "timestamp": 1_800_000_000 + seconds})
}

async fn prefers(app: &TestApp, value: &str, seconds: i64) {
    let body = webhook("user_preferences", "user_preferences", &preference(value, seconds));
    assert_eq!(app.post(&body).await, 200);
    app.run_jobs().await;
}

async fn marketing(app: &TestApp) -> Option<Marketing> {
    known(app, Some(CUSTOMER), None).await.unwrap().marketing
}

#[tokio::test]
async fn a_stop_that_comes_after_a_newer_start_changes_nothing() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.2", -10, Some(CUSTOMER), None, "START")).await;
    comes(&app, &text("wamid.1", -20, Some(CUSTOMER), None, "Stop. Merci")).await;
    assert!(!app.conversation().await.opted_out);
    comes(&app, &text("wamid.3", -5, Some(CUSTOMER), None, "BAJA 🙏")).await;
    assert!(app.conversation().await.opted_out);
    comes(&app, &text("wamid.0", -30, Some(CUSTOMER), None, "start")).await;
    assert!(app.conversation().await.opted_out);
}

#[tokio::test]
async fn a_preference_about_marketing_is_noted_by_metas_time() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.1", -60, Some(CUSTOMER), None, "Bonjour")).await;
    assert_eq!(marketing(&app).await, None);
    prefers(&app, "stop", -30).await;
    assert!(marketing(&app).await.unwrap().stopped);
    prefers(&app, "resume", -40).await;
    assert!(marketing(&app).await.unwrap().stopped, "an older one");
    prefers(&app, "resume", -20).await;
    assert!(!marketing(&app).await.unwrap().stopped);
    assert!(!app.conversation().await.opted_out, "it is about marketing only");
}

#[tokio::test]
async fn a_preference_of_a_stranger_begins_no_conversation() {
    let app = TestApp::new().await;
    prefers(&app, "stop", -30).await;
    assert_eq!(app.store.conversations(None, 10).await.unwrap().conversations, []);
    assert_eq!(app.count_records("event#").await, 1, "it is kept");
}

#[tokio::test]
async fn a_message_that_failed_because_marketing_is_stopped_says_so_too() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_status_code = Some(131_026));
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!(marketing(&app).await, None, "failed for another reason");
    app.simulate(|settings| settings.fail_status_code = Some(131_050));
    app.customer_writes(&["Et demain ?"]).await;
    app.run_jobs().await;
    assert!(marketing(&app).await.unwrap().stopped);
    let later = app.clock.now().as_second() - 1_800_000_000;
    prefers(&app, "resume", later + 1).await;
    app.clock.advance(jiff::SignedDuration::from_secs(5));
    prefers(&app, "resume", later + 3).await;
    assert!(!marketing(&app).await.unwrap().stopped);
}
