//! What customers do not want to get, and when they said so.

use relais_core::conversation::Marketing;
use serde_json::{Value, json};

use crate::contacts::{comes, known, text, webhook};
use crate::test_app::{CUSTOMER, TestApp};
use crate::tools::{Shop, calls};

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

/// The customer taps on what an interactive message offers.
fn tap(wamid: &str, seconds: i64, kind: &str, id: &str, title: &str) -> Value {
    json!({"from": CUSTOMER, "id": wamid, "timestamp": (1_800_000_000 + seconds).to_string(), "type": "interactive",
        "interactive": {"type": kind, kind: {"id": id, "title": title}}, "context": {"id": "wamid.offer"}})
}

#[tokio::test]
async fn who_taps_on_what_the_assistant_offered_is_answered() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    shop.will_say([
        calls("offer_buttons", &json!({"text": "¿Qué temporada quiere?", "buttons": ["Alta", "Baja"]})),
        json!({"content": "En temporada baja cuesta 80 €."}),
        calls(
            "offer_list",
            &json!({"text": "Was möchten Sie?", "button": "Kurs", "rows": ["Anmelden", "Abmelden"]}),
        ),
        json!({"content": "Sie sind vom Kurs abgemeldet."}),
    ]);
    comes(&app, &text("wamid.1", -40, Some(CUSTOMER), None, "Quiero una habitación")).await;
    comes(&app, &tap("wamid.2", -30, "button_reply", "choice-2", "Baja")).await;
    comes(&app, &text("wamid.3", -20, Some(CUSTOMER), None, "Mein Kurs")).await;
    comes(&app, &tap("wamid.4", -10, "list_reply", "choice-2", "Abmelden")).await;
    assert!(!app.conversation().await.opted_out);
    let sent: Vec<_> = app.accepted().into_iter().map(|sent| (sent.kind, sent.text)).collect();
    let kinds: Vec<_> = sent.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["interactive", "text", "interactive", "text"]);
    assert_eq!([&sent[1].1, &sent[3].1], ["En temporada baja cuesta 80 €.", "Sie sind vom Kurs abgemeldet."]);
}

#[tokio::test]
async fn a_tap_opts_out_on_a_template_and_where_it_names_what_it_is_about() {
    let button = |title: &str| {
        json!({"from": CUSTOMER, "id": "wamid.1", "timestamp": "1799999990", "type": "button",
            "button": {"payload": title, "text": title}, "context": {"id": "wamid.template"}})
    };
    for (message, opts_out) in [
        (button("Unsubscribe from Promos"), true),
        (button("Ne plus recevoir de promotions"), true),
        (button("Baja"), true),
        (button("Plus d'offres"), false),
        (tap("wamid.1", -10, "button_reply", "season-2", "Baja"), false),
        (tap("wamid.1", -10, "list_reply", "course-1", "Abmelden"), false),
        (tap("wamid.1", -10, "button_reply", "out", "STOP"), true),
        (tap("wamid.1", -10, "button_reply", "out", "Me désabonner"), true),
        (text("wamid.1", -10, Some(CUSTOMER), None, "Baja"), true),
    ] {
        let app = TestApp::new().await;
        comes(&app, &message).await;
        assert_eq!(app.conversation().await.opted_out, opts_out, "{message}");
        assert_eq!(app.accepted().len(), 1, "an answer or the confirmation: {message}");
    }
}

/// Both conversations are shown as one. A tap on the one undoes the opt-out in the other only if it is a wish.
#[tokio::test]
async fn a_tap_in_a_joined_conversation_is_read_in_the_same_way() {
    let second = "33639980002";
    for (id, title, opts_in) in
        [("choice-1", "Alta", false), ("season-1", "Alta", false), ("in", "Resubscribe", true)]
    {
        let app = TestApp::new().await;
        comes(&app, &text("wamid.1", -30, Some(CUSTOMER), None, "STOP")).await;
        comes(&app, &text("wamid.2", -20, Some(second), None, "Bonjour")).await;
        let (kept, other) = (app.contact(CUSTOMER).await, app.contact(second).await);
        app.store.join(&kept, &other, &app.clock).await.unwrap();
        let mut pressed = tap("wamid.3", -10, "button_reply", id, title);
        pressed["from"] = json!(second);
        comes(&app, &pressed).await;
        assert_eq!(app.conversation().await.opted_out, !opts_in, "{id} {title}");
    }
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
