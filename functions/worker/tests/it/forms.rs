//! Forms that customers filled in.

use relais_core::message::Message;
use serde_json::{Value, json};

use crate::contacts::{comes, text};
use crate::test_app::{CUSTOMER, TestApp};

fn form(id: &str, response: &str) -> Value {
    let mut message = text(id, 0, Some(CUSTOMER), None, "");
    message["type"] = json!("interactive");
    message["interactive"] = json!({"type": "nfm_reply",
        "nfm_reply": {"name": "flow", "body": "Sent", "response_json": response}});
    message.as_object_mut().unwrap().remove("text");
    message
}

const BOOKING: &str = r#"{"flow_token":"T0K3N-77","screen_0_Date_0":"2026-12-05","screen_0_Guests_1":"4"}"#;

/// The last turn that the model was asked about.
fn asked(app: &TestApp) -> String {
    let last = app.simulator.requests().into_iter().rfind(|request| request.path.ends_with("/completions"));
    let body = last.unwrap().body;
    assert!(!body.to_string().contains("T0K3N"), "the model reads no token");
    body["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn staff_and_model_read_the_fields_and_the_form_is_kept_as_it_came() {
    let app = TestApp::new().await;
    comes(&app, &form("wamid.form", BOOKING)).await;
    assert!(asked(&app).contains("Date: 2026-12-05\nGuests: 4"), "{}", asked(&app));
    let shown = app.api(&format!("/api/messages/{CUSTOMER}")).await;
    let content = shown["messages"][0]["content"].as_str().unwrap();
    assert_eq!(content, "📝 Form filled in: Date: 2026-12-05\nGuests: 4");
    assert!(!shown.to_string().contains("T0K3N"), "{shown}");
    let stored = app.thread().await.remove(0);
    assert_eq!(stored.text, "Date: 2026-12-05\nGuests: 4");
    assert!(stored.raw.unwrap().contains("screen_0_Guests_1"));
}

#[tokio::test]
async fn a_form_without_fields_to_read_is_a_filled_in_form() {
    for response in ["{", "null", "[1]", "5", "{}", r#"{"flow_token":"T0K3N"}"#] {
        let app = TestApp::new().await;
        comes(&app, &form("wamid.form", response)).await;
        assert!(asked(&app).contains("[filled in a form]"), "{response}: {}", asked(&app));
        let shown = app.api(&format!("/api/messages/{CUSTOMER}")).await;
        assert_eq!(shown["messages"][0]["content"], "📝 Form filled in", "{response}");
        assert_eq!(app.accepted().len(), 1, "{response}");
    }
}

/// The last release stored the JSON as the form's text.
#[tokio::test]
async fn a_form_of_the_last_release_is_read_as_lines_too() {
    let app = TestApp::new().await;
    comes(&app, &form("wamid.form", BOOKING)).await;
    let stored = app.thread().await.remove(0);
    app.store.bury_message(&stored.key, app.clock.now()).await.unwrap();
    let old = Message { text: BOOKING.to_owned(), ..stored };
    app.store.insert_message(&old).await.unwrap();
    app.clock.advance(jiff::SignedDuration::from_secs(60));
    app.customer_writes(&["Et pour deux ?"]).await;
    app.run_jobs().await;
    let all = app.simulator.requests().into_iter().rfind(|request| request.path.ends_with("/completions"));
    let all = all.unwrap().body.to_string();
    assert!(all.contains("Guests: 4") && !all.contains("T0K3N"), "{all}");
}
