//! The fields of the webhook that hold no messages: calls, old messages, and what Meta reports about the account.

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::media::MediaState;
use relais_core::message::Direction;
use relais_core::status::Shown;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, CUSTOMER, TestApp, WABA};

const NOW: i64 = 1_800_000_000;

fn webhook(field: &str, value: &Value) -> String {
    webhook_of(NOW, field, value)
}

fn webhook_of(second: i64, field: &str, value: &Value) -> String {
    json!({"object": "whatsapp_business_account", "entry": [
        {"id": WABA, "time": second, "changes": [{"field": field, "value": value}]}]})
    .to_string()
}

fn with_metadata(mut value: Value) -> Value {
    value["metadata"] = json!({"display_phone_number": "33199000001", "phone_number_id": BUSINESS});
    value
}

async fn comes(app: &TestApp, field: &str, value: &Value) {
    assert_eq!(app.post(&webhook(field, value)).await, 200);
    app.run_jobs().await;
}

fn call(event: &str, duration: Option<u32>) -> Value {
    with_metadata(json!({
        "contacts": [{"profile": {"name": "Zoé"}, "wa_id": CUSTOMER}],
        "calls": [{"id": "wacid.1", "from": CUSTOMER, "to": "33199000001", "event": event,
            "direction": "USER_INITIATED", "timestamp": NOW.to_string(), "duration": duration}],
    }))
}

#[tokio::test]
async fn a_missed_call_is_a_line_opens_the_window_and_waits_for_a_person() {
    let app = TestApp::new().await;
    comes(&app, "calls", &call("connect", None)).await;
    assert!(app.conversation().await.needs_person.is_none(), "somebody may still answer it");
    for _ in 0..3 {
        comes(&app, "calls", &call("terminate", None)).await;
    }
    let conversation = app.conversation().await;
    assert_eq!(conversation.needs_person.map(|needs| needs.reason), Some(Reason::MissedCall));
    assert!(conversation.window_is_open(app.clock.now()));
    assert_eq!((conversation.unread, conversation.identity.name.as_deref()), (1, Some("Zoé")));
    let [line] = app.thread().await.try_into().unwrap();
    assert_eq!((line.kind.as_str(), line.direction, &line.wamid), ("call", Direction::Inbound, &None));
    assert_eq!(app.accepted().len(), 0, "no call is answered by a text");

    let shown = app.api(&format!("/api/messages/{CUSTOMER}")).await["messages"][0].clone();
    assert_eq!((&shown["type"], &shown["content"]), (&json!("call"), &json!("📞 Missed call")));
    assert_eq!(
        shown["call"],
        json!({"direction": "inbound", "status": "missed", "at": "2027-01-15T08:00:00Z"})
    );
}

#[tokio::test]
async fn a_call_that_somebody_answered_is_no_line() {
    let app = TestApp::new().await;
    comes(&app, "calls", &call("connect", None)).await;
    comes(&app, "calls", &call("terminate", Some(42))).await;
    let conversation = app.conversation().await;
    assert_eq!((conversation.unread, conversation.needs_person), (0, None));
    assert_eq!(app.thread().await.len(), 0);
}

fn old(id: &str, from: &str, ago: i64, body: &str, status: &str) -> Value {
    json!({"id": id, "from": from, "timestamp": (NOW - ago).to_string(), "type": "text", "text": {"body": body},
        "history_context": {"status": status}})
}

fn history(messages: &Value) -> Value {
    with_metadata(json!({"history": [{"metadata": {"phase": 0, "chunk_order": 1, "progress": 55},
        "threads": [{"id": CUSTOMER, "messages": messages}]}]}))
}

#[tokio::test]
async fn old_messages_get_into_their_thread_and_are_never_answered_or_unread() {
    let app = TestApp::new().await;
    let day = 24 * 3600;
    let messages = json!([
        old("wamid.1", CUSTOMER, 3 * day, "Bonjour, avez-vous du thé ?", "READ"),
        old("wamid.2", "33199000001", 2 * day, "Oui, du vert.", "PLAYED"),
        old("wamid.3", CUSTOMER, 60, "STOP", "READ"),
    ]);
    for _ in 0..2 {
        comes(&app, "history", &history(&messages)).await;
    }
    let thread = app.thread().await;
    let lines: Vec<_> = thread.iter().map(|line| (line.text.as_str(), line.direction)).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.contains(&("Oui, du vert.", Direction::Outbound)));
    let sent = thread.iter().find(|line| line.direction == Direction::Outbound).unwrap();
    assert_eq!(sent.shown(), Shown::Played, "none is shown as on its way");
    let conversation = app.conversation().await;
    assert_eq!((conversation.unread, conversation.awaiting.is_some()), (0, false));
    assert!(!conversation.opted_out && !conversation.window_is_open(app.clock.now()));
    assert!(conversation.takeover.is_none() && conversation.needs_person.is_none());
    assert_eq!(conversation.preview.as_ref().unwrap().text, "STOP");
    assert_eq!(app.clock.now().duration_since(conversation.last_activity), SignedDuration::from_secs(60));
    assert_eq!((app.accepted().len(), app.count_records("event#").await), (0, 0));
}

#[tokio::test]
async fn what_of_a_history_has_no_place_is_kept() {
    let app = TestApp::new().await;
    let placeholder = json!({"id": "wamid.9", "from": "33199000001", "timestamp": (NOW - 60).to_string(),
        "type": "media_placeholder", "history_context": {"status": "READ"}});
    let messages = json!([placeholder, old("wamid.1", CUSTOMER, 120, "Bonjour", "READ")]);
    comes(&app, "history", &history(&messages)).await;
    assert_eq!((app.thread().await.len(), app.count_records("event#").await), (1, 1));
    let image = with_metadata(json!({"messages": [{"id": "wamid.9", "from": CUSTOMER,
        "timestamp": (NOW - 60).to_string(), "type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}}]}));
    comes(&app, "history", &image).await;
    let conversation = app.conversation().await;
    assert_eq!(
        (app.thread().await.len(), conversation.unread),
        (2, 0),
        "its file comes in a webhook of its own"
    );
    assert_eq!(app.accepted().len(), 0);
}

/// Meta still has one of the files. The thread comes twice, before and after it is fetched.
#[tokio::test]
async fn files_of_old_messages_are_fetched_once_while_meta_has_them() {
    let app = TestApp::new().await;
    let id = app.simulator.place_file("a picture of last week", "image/png");
    let picture = |wamid: &str, days: i64| {
        json!({"id": wamid, "from": CUSTOMER, "timestamp": (NOW - days * 24 * 3600).to_string(), "type": "image",
            "image": {"id": id, "mime_type": "image/png"}, "history_context": {"status": "READ"}})
    };
    let thread = webhook("history", &history(&json!([picture("wamid.1", 8), picture("wamid.2", 2)])));
    for _ in 0..2 {
        assert_eq!(app.post(&thread).await, 200);
    }
    app.run_jobs().await;
    let mut thread_now = app.thread().await;
    thread_now.sort_by_key(|message| message.timestamp);
    let states: Vec<_> = thread_now.into_iter().map(|message| message.media.unwrap().state).collect();
    assert_eq!(states, [MediaState::Expired, MediaState::Stored]);
    assert_eq!(app.post(&thread).await, 200);
    app.work_once().await;
    assert_eq!(app.next_due().await, None, "no job for what is stored");
    assert_eq!(app.downloads(), 1);
    app.assert_quiet().await;
}

#[tokio::test]
async fn what_another_app_answers_is_seen_and_never_answered() {
    let messages = json!([{"id": "wamid.1", "from": CUSTOMER, "timestamp": NOW.to_string(), "type": "text",
        "text": {"body": "Bonjour"}}]);
    let flat = with_metadata(json!({"messages": messages}));
    let nested = with_metadata(json!({"standby": {"messages": messages}}));
    for value in [flat, nested] {
        let app = TestApp::new().await;
        comes(&app, "standby", &value).await;
        assert_eq!((app.thread().await.len(), app.accepted().len()), (1, 0), "{value}");
        assert!(!app.conversation().await.window_is_open(app.clock.now()));
    }
    let app = TestApp::new().await;
    comes(&app, "standby", &json!({"standby": {"messages": messages}})).await;
    assert_eq!(
        (app.count_records("event#").await, app.accepted().len()),
        (1, 0),
        "without a number it is kept"
    );
    let passed = json!({"sender": {"phone_number": CUSTOMER}, "type": "control_passed",
        "recipient": {"phone_number_id": BUSINESS}, "timestamp": NOW.to_string()});
    comes(&app, "messaging_handovers", &passed).await;
    assert_eq!((app.count_records("event#").await, app.accepted().len()), (2, 0));
}

#[tokio::test]
async fn what_meta_reports_is_in_the_health_page_until_the_opposite_comes() {
    let app = TestApp::new().await;
    let notices = async || app.api("/api/health").await["notices"].as_array().unwrap().clone();
    let flagged = |event: &str| json!({"display_phone_number": "33199000001", "event": event, "current_limit": "TIER_1K"});
    for _ in 0..2 {
        let worse = webhook_of(NOW - 60, "phone_number_quality_update", &flagged("FLAGGED"));
        assert_eq!(app.post(&worse).await, 200);
        app.run_jobs().await;
    }
    let shown = notices().await;
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (&shown[0]["code"], &shown[0]["subject"]),
        (&json!("number_quality_low"), &json!("+33199000001"))
    );
    comes(&app, "phone_number_quality_update", &flagged("UNFLAGGED")).await;
    assert_eq!(notices().await, [] as [Value; 0]);
    comes(&app, "flows", &json!({"event": "ENDPOINT_ERROR_RATE"})).await;
    assert_eq!(notices().await, [] as [Value; 0], "the rest is only kept");
}

#[tokio::test]
async fn a_report_about_another_account_is_left_alone() {
    let app = TestApp::new().await;
    let partner =
        |account: &str| json!({"event": "PARTNER_APP_UNINSTALLED", "waba_info": {"waba_id": account}});
    comes(&app, "account_update", &partner("2")).await;
    assert_eq!(app.api("/api/health").await["notices"], json!([]));
    comes(&app, "account_update", &partner(WABA)).await;
    let health = app.api("/api/health").await;
    assert_eq!(
        (&health["notices"][0]["code"], &health["status"]),
        (&json!("account_disconnected"), &json!("degraded"))
    );
}
