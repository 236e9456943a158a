//! What changed since a cursor: a change may be returned twice, and none is left out.

use jiff::SignedDuration;
use relais_aws::store::StatusReport;
use relais_core::settings::Settings;
use serde_json::{Value, json};

use crate::test_app::{Response, TestApp, ZOE, outbound};

/// Asks for changes, and moves `cursor` on to the one in the response.
async fn poll(app: &TestApp, cursor: &mut String, open: Option<&str>) -> Response {
    let open = open.map(|id| format!("&conversation={id}")).unwrap_or_default();
    let response = app.get(&format!("/api/changes?since={cursor}{open}")).await;
    *cursor = response.body["cursor"].as_str().map(str::to_owned).unwrap();
    response
}

async fn cursor(app: &TestApp) -> String {
    let response = app.get("/api/changes").await.body;
    assert_eq!((&response["conversations"], &response["messages"]), (&json!([]), &json!([])));
    response["cursor"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_message_is_returned_with_its_conversation_and_later_no_more() {
    let app = TestApp::new().await;
    app.customer_writes("33639980002", "avant").await;
    app.advance(60);
    let mut cursor = cursor(&app).await;
    assert_eq!(poll(&app, &mut cursor, None).await.ids("conversations").len(), 0);

    app.advance(2);
    let message = app.customer_writes(ZOE, "Bonjour").await;
    let response = poll(&app, &mut cursor, None).await;
    assert_eq!(response.ids("messages"), [message.key.to_string()]);
    assert_eq!(response.ids("conversations"), [message.key.contact().to_string()]);
    assert_eq!(response.body["messages"][0]["conversation_id"], message.key.contact().as_str());

    app.advance(10);
    poll(&app, &mut cursor, None).await;
    let later = poll(&app, &mut cursor, None).await;
    assert_eq!((later.ids("messages").len(), later.ids("conversations").len()), (0, 0));
}

#[tokio::test]
async fn a_new_status_is_returned_with_its_conversation() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    let answer = outbound(&contact, app.clock.now() + SignedDuration::from_secs(1), "r1", "Bonsoir");
    app.store.insert_message(&answer).await.unwrap();
    let key = answer.key.clone();
    let now = app.clock.now();
    app.change(&contact, |conversation| {
        conversation.person_wrote(
            &key,
            "Bonsoir",
            "text",
            relais_core::message::SentBy::Agent,
            &Settings::default(),
            now,
        );
    })
    .await;
    app.advance(60);
    let mut cursor = cursor(&app).await;

    for (seconds, status) in [(30, "delivered"), (300, "read")] {
        app.advance(seconds);
        poll(&app, &mut cursor, None).await;
        let at = app.clock.now();
        let report = StatusReport { name: status, at, wamid: None, error: None };
        assert!(app.store.report_status(&answer.key, &report, at).await.unwrap().is_some());
        let seen = poll(&app, &mut cursor, None).await;
        assert_eq!(seen.ids("messages"), [answer.key.to_string()], "{status}");
        assert_eq!(seen.body["messages"][0]["status"], status);
        assert_eq!(seen.body["conversations"][0]["last_message"]["status"], status);
    }

    app.advance(3600);
    cursor = self::cursor(&app).await;
    app.advance(10);
    let at = app.clock.now();
    let report = StatusReport { name: "played", at, wamid: None, error: None };
    app.store.report_status(&answer.key, &report, at).await.unwrap();
    let since = cursor.clone();
    assert_eq!(poll(&app, &mut cursor, None).await.ids("messages").len(), 0, "not recent and not open");
    cursor = since;
    let seen = poll(&app, &mut cursor, Some(contact.as_str())).await;
    assert_eq!(seen.ids("messages"), [answer.key.to_string()], "the open one is always examined");
}

#[tokio::test]
async fn no_message_is_left_out_whatever_the_order_of_polls_and_writes() {
    let app = TestApp::new().await;
    let mut cursor = cursor(&app).await;
    let (mut written, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
    for n in 0..60_i64 {
        // This writer's clock is up to two seconds behind.
        let behind = SignedDuration::from_millis((n * 733) % 2000);
        let number = format!("3363998{:04}", n % 7);
        let before = app.clock.now();
        app.clock.advance(-behind);
        written.push(app.customer_writes(&number, "Bonjour").await.key.to_string());
        app.clock.advance(behind + SignedDuration::from_millis(1 + (n * 389) % 1500));
        assert!(app.clock.now() > before);
        if n % 3 == 0 {
            seen.extend(poll(&app, &mut cursor, None).await.ids("messages"));
        }
    }
    seen.extend(poll(&app, &mut cursor, None).await.ids("messages"));
    written.sort_unstable();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), written);
}

#[tokio::test]
async fn the_end_of_a_lease_is_a_change() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    let now = app.clock.now();
    app.change(&contact, |conversation| conversation.take_lease("w", now)).await;
    app.advance(30);
    let mut cursor = cursor(&app).await;
    assert_eq!(poll(&app, &mut cursor, None).await.ids("conversations").len(), 0);
    app.advance(31);
    let seen = poll(&app, &mut cursor, None).await.body;
    assert_eq!(seen["conversations"][0]["answering"], false);
}

#[tokio::test]
async fn a_takeover_is_a_change() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(7200);
    let mut cursor = cursor(&app).await;
    app.post(&format!("/api/conversations/{ZOE}/takeover")).await;
    let seen = poll(&app, &mut cursor, None).await.body;
    assert_ne!(seen["conversations"][0]["takeover"], Value::Null);
}

#[tokio::test]
async fn an_old_or_invalid_cursor_is_refused() {
    let app = TestApp::new().await;
    let old = cursor(&app).await;
    app.advance(25 * 3600);
    for since in
        [old.as_str(), "", "x", "t", "t-5", "1800000000000.c000000000000000000000000", "t9999999999999"]
    {
        let response = app.get(&format!("/api/changes?since={since}")).await;
        assert_eq!(response.code(), (410, "stale_cursor"), "{since}");
    }
    let mut good = cursor(&app).await;
    let response = poll(&app, &mut good, Some("c000000000000000000000000")).await;
    assert_eq!(response.status, 200, "an open conversation that does not exist changes nothing");
}

/// Asks until there is no more. Returns the ids of the conversations in each response.
async fn pages(app: &TestApp, cursor: &mut String) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    loop {
        let response = poll(app, cursor, None).await;
        pages.push(response.ids("conversations"));
        if response.body["more"] == false {
            return pages;
        }
    }
}

#[tokio::test]
async fn many_changes_come_in_pages_and_the_cursor_stays_good() {
    let app = TestApp::new().await;
    let mut cursor = cursor(&app).await;
    let mut written = std::collections::BTreeSet::new();
    for n in 0..230 {
        let message = app.customer_writes(&format!("336399{n:05}"), "Bonjour").await;
        written.insert(message.key.contact().to_string());
        if n % 3 == 0 {
            app.clock.advance(SignedDuration::from_millis(200));
        }
    }
    let first = pages(&app, &mut cursor).await;
    assert_eq!(first.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 50, 50, 30], "each once");
    assert_eq!(first.concat().into_iter().collect::<std::collections::BTreeSet<_>>(), written);

    app.advance(60);
    pages(&app, &mut cursor).await;
    assert_eq!(pages(&app, &mut cursor).await.concat().len(), 0, "the last cursor is after all of them");
}

/// What changes while the pages are read is on a later page, or found from the last cursor.
#[tokio::test]
async fn what_changes_between_two_pages_is_not_left_out() {
    let app = TestApp::new().await;
    let mut cursor = cursor(&app).await;
    for n in 0..120 {
        app.customer_writes(&format!("336399{n:05}"), "Bonjour").await;
        app.clock.advance(SignedDuration::from_millis(20));
    }
    let first = poll(&app, &mut cursor, None).await;
    assert_eq!(first.body["more"], true);
    // It was on the first page already.
    let again = app.customer_writes("33639900000", "Encore").await;
    // The index shows this one late: its time is before what was read.
    app.clock.advance(SignedDuration::from_secs(-2));
    let late = app.customer_writes("33639999999", "En retard").await;
    app.clock.advance(SignedDuration::from_secs(10));
    let mut seen = pages(&app, &mut cursor).await.concat();
    seen.extend(pages(&app, &mut cursor).await.concat());
    for message in [again, late] {
        assert!(seen.contains(&message.key.contact().to_string()));
    }
}

#[tokio::test]
async fn a_named_conversation_is_read_however_old_and_others_are_not_examined() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let old = app.contact(ZOE).await;
    app.advance(3600);
    app.customer_writes("33639980002", "Bonjour").await;
    // Not at the beginning of a minute: then one query more looks for what was put aside until then.
    app.advance(90);
    let mut cursor = cursor(&app).await;
    app.advance(10);
    app.change(&old, |conversation| conversation.read(app.clock.now())).await;
    let named = |ids: &str| format!("/api/changes?since={cursor}&named={ids}");
    let seen = app.get(&named(&format!("{old},x"))).await;
    assert_eq!(seen.ids("conversations"), [old.to_string()]);
    assert_eq!(seen.body["conversations"][0]["unread"], 0);

    app.meter.read_units();
    assert_eq!(app.get(&named("")).await.ids("conversations").len(), 0);
    assert!(app.meter.read_units() <= 2.0, "one query of the index");
    let many = vec![old.as_str(); 101].join(",");
    assert_eq!(app.get(&named(&many)).await.code(), (400, "bad_request"));
    poll(&app, &mut cursor, None).await;
}

/// Away for hours, and the customer has written more than a page.
#[tokio::test]
async fn all_new_messages_of_a_thread_are_returned_however_many() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(60);
    let mut cursor = cursor(&app).await;
    app.advance(10);
    let mut written = Vec::new();
    for _ in 0..130 {
        app.advance(1);
        written.push(app.customer_writes(ZOE, "Encore").await.key.to_string());
    }
    assert_eq!(poll(&app, &mut cursor, None).await.ids("messages"), written);
}

#[tokio::test]
async fn a_quiet_poll_is_cheap() {
    let app = TestApp::new().await;
    for n in 0..60 {
        app.customer_writes(&format!("336399{n:05}"), "Bonjour").await;
    }
    // Not at the beginning of a minute: then one query more looks for what was put aside until then.
    app.advance(3630);
    let mut cursor = cursor(&app).await;
    let before = app.engine.counts();
    poll(&app, &mut cursor, None).await;
    let after = app.engine.counts();
    let calls = |counts: &std::collections::BTreeMap<&str, u64>| counts.values().sum::<u64>();
    assert!(calls(&after) - calls(&before) <= 5, "four partitions and one batch");
}
