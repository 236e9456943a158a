//! Customers are asked whether they were helped.

use jiff::SignedDuration;
use jiff::civil::date;
use relais_core::conversation::Reason;
use relais_core::message::Message;
use serde_json::{Value, json};

use crate::business::sets;
use crate::test_app::{BUSINESS, CUSTOMER, TestApp};

const QUESTION: &str = "Avons-nous pu vous aider ?";

async fn close(app: &TestApp) {
    let path = format!("/api/conversations/{CUSTOMER}/close");
    assert_eq!(app.api_post(&path, &Value::Null).await.0, 204);
    app.run_jobs().await;
}

/// An app whose customer wrote and was answered.
async fn asking(satisfaction: bool) -> TestApp {
    let app = TestApp::new().await;
    sets(&app, json!({"satisfaction": satisfaction})).await;
    app.customer_writes(&["Bonjour, vous êtes ouverts demain ?"]).await;
    app.run_jobs().await;
    app
}

fn questions(app: &TestApp) -> usize {
    app.accepted().iter().filter(|sent| sent.text == QUESTION).count()
}

/// The question in the thread.
async fn question(app: &TestApp) -> Message {
    app.thread().await.into_iter().rfind(|message| message.text == QUESTION).unwrap()
}

async fn press(app: &TestApp, id: &str) {
    let wamid = question(app).await.wamid.unwrap();
    app.simulator.tap(CUSTOMER, wamid.as_str(), id).unwrap();
    app.run_jobs().await;
}

async fn rated(app: &TestApp) -> (u64, u64) {
    app.worker.write_usage().await;
    let days = app.store.usage_of(&BUSINESS.into(), date(2027, 1, 1), date(2027, 2, 28)).await.unwrap();
    let sum = |name: &str| days.values().filter_map(|counts| counts.get(name)).sum();
    (sum("rated.good"), sum("rated.bad"))
}

#[tokio::test]
async fn a_closed_conversation_is_asked_about_once_and_a_press_is_counted() {
    let app = asking(true).await;
    close(&app).await;
    close(&app).await;
    assert_eq!(questions(&app), 1);
    assert!(question(&app).await.sending.is_none(), "its outcome is recorded");
    let before = app.accepted().len();
    for _ in 0..2 {
        press(&app, "relais.rate.good").await;
    }
    assert_eq!(rated(&app).await, (1, 0));
    let conversation = app.conversation().await;
    assert!(conversation.closed && conversation.awaiting.is_none() && conversation.needs_person.is_none());
    assert_eq!((conversation.unread, app.accepted().len()), (0, before), "nobody answers a press");
    app.assert_quiet().await;

    app.clock.advance(SignedDuration::from_hours(24));
    app.customer_writes(&["Et dimanche ?"]).await;
    app.run_jobs().await;
    close(&app).await;
    assert_eq!(questions(&app), 1, "not twice in seven days");
}

#[tokio::test]
async fn a_customer_who_was_not_helped_is_marked_for_a_person() {
    let app = asking(true).await;
    close(&app).await;
    press(&app, "relais.rate.bad").await;
    assert_eq!(rated(&app).await, (0, 1));
    let conversation = app.conversation().await;
    assert_eq!(conversation.needs_person.map(|needs| needs.reason), Some(Reason::NotHelped));
    assert!(!conversation.closed && conversation.awaiting.is_none());
}

#[tokio::test]
async fn nobody_is_asked_unless_the_settings_say_so_and_the_window_is_open() {
    let app = asking(false).await;
    close(&app).await;
    assert_eq!(questions(&app), 0);
    let app = asking(true).await;
    app.clock.advance(SignedDuration::from_hours(25));
    close(&app).await;
    assert_eq!(questions(&app), 0);
}
