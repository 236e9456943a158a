//! What changed since a cursor: things may come twice, none is left out.

use jiff::SignedDuration;
use relais_aws::store::StatusReport;
use relais_core::settings::Settings;
use serde_json::{Value, json};

use crate::stage::{Answer, Stage, ZOE, outbound};

/// Asks, and goes on from the cursor given back.
async fn poll(stage: &Stage, cursor: &mut String, open: Option<&str>) -> Answer {
    let open = open.map(|id| format!("&conversation={id}")).unwrap_or_default();
    let answer = stage.get(&format!("/api/changes?since={cursor}{open}")).await;
    *cursor = answer.body["cursor"].as_str().map(str::to_owned).unwrap();
    answer
}

async fn cursor(stage: &Stage) -> String {
    let answer = stage.get("/api/changes").await.body;
    assert_eq!((&answer["conversations"], &answer["messages"]), (&json!([]), &json!([])));
    answer["cursor"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_message_comes_with_its_conversation_and_then_no_more() {
    let stage = Stage::new().await;
    stage.customer_writes("33639980002", "avant").await;
    stage.pass(60);
    let mut cursor = cursor(&stage).await;
    assert_eq!(poll(&stage, &mut cursor, None).await.ids("conversations").len(), 0);

    stage.pass(2);
    let message = stage.customer_writes(ZOE, "Bonjour").await;
    let answer = poll(&stage, &mut cursor, None).await;
    assert_eq!(answer.ids("messages"), [message.key.to_string()]);
    assert_eq!(answer.ids("conversations"), [message.key.contact().to_string()]);
    assert_eq!(answer.body["messages"][0]["conversation_id"], message.key.contact().as_str());

    stage.pass(10);
    poll(&stage, &mut cursor, None).await;
    let later = poll(&stage, &mut cursor, None).await;
    assert_eq!((later.ids("messages").len(), later.ids("conversations").len()), (0, 0));
}

#[tokio::test]
async fn a_tick_that_moves_is_seen_with_the_list_line_it_belongs_to() {
    let stage = Stage::new().await;
    stage.customer_writes(ZOE, "Bonjour").await;
    let contact = stage.contact(ZOE).await;
    let answer = outbound(&contact, stage.clock.now() + SignedDuration::from_secs(1), "r1", "Bonsoir");
    stage.store.insert_message(&answer).await.unwrap();
    let key = answer.key.clone();
    let now = stage.clock.now();
    stage
        .change(&contact, |conversation| {
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
    stage.pass(60);
    let mut cursor = cursor(&stage).await;

    for (seconds, status) in [(30, "delivered"), (300, "read")] {
        stage.pass(seconds);
        poll(&stage, &mut cursor, None).await;
        let at = stage.clock.now();
        let report = StatusReport { name: status, at, wamid: None, error: None };
        assert!(stage.store.report_status(&answer.key, &report, at).await.unwrap());
        let seen = poll(&stage, &mut cursor, None).await;
        assert_eq!(seen.ids("messages"), [answer.key.to_string()], "{status}");
        assert_eq!(seen.body["messages"][0]["status"], status);
        assert_eq!(seen.body["conversations"][0]["last_message"]["status"], status);
    }

    stage.pass(3600);
    cursor = self::cursor(&stage).await;
    stage.pass(10);
    let at = stage.clock.now();
    let report = StatusReport { name: "played", at, wamid: None, error: None };
    stage.store.report_status(&answer.key, &report, at).await.unwrap();
    let since = cursor.clone();
    assert_eq!(poll(&stage, &mut cursor, None).await.ids("messages").len(), 0, "long quiet, and not open");
    cursor = since;
    let seen = poll(&stage, &mut cursor, Some(contact.as_str())).await;
    assert_eq!(seen.ids("messages"), [answer.key.to_string()], "the open one is always looked at");
}

#[tokio::test]
async fn nothing_is_left_out_however_polls_and_writes_fall() {
    let stage = Stage::new().await;
    let mut cursor = cursor(&stage).await;
    let (mut written, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
    for n in 0..60_i64 {
        // A writer whose clock is up to two seconds behind, as it stores what it decided then.
        let behind = SignedDuration::from_millis((n * 733) % 2000);
        let number = format!("3363998{:04}", n % 7);
        let before = stage.clock.now();
        stage.clock.advance(-behind);
        written.push(stage.customer_writes(&number, "Bonjour").await.key.to_string());
        stage.clock.advance(behind + SignedDuration::from_millis(1 + (n * 389) % 1500));
        assert!(stage.clock.now() > before);
        if n % 3 == 0 {
            seen.extend(poll(&stage, &mut cursor, None).await.ids("messages"));
        }
    }
    seen.extend(poll(&stage, &mut cursor, None).await.ids("messages"));
    written.sort_unstable();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), written);
}

#[tokio::test]
async fn what_ends_by_itself_is_a_change_too() {
    let stage = Stage::new().await;
    stage.customer_writes(ZOE, "Bonjour").await;
    let contact = stage.contact(ZOE).await;
    let now = stage.clock.now();
    stage.change(&contact, |conversation| conversation.take_lease("w", &Settings::default(), now)).await;
    stage.pass(30);
    let mut cursor = cursor(&stage).await;
    assert_eq!(poll(&stage, &mut cursor, None).await.ids("conversations").len(), 0);
    stage.pass(31);
    let seen = poll(&stage, &mut cursor, None).await.body;
    assert_eq!(seen["conversations"][0]["answering"], false);
}

#[tokio::test]
async fn people_see_what_other_people_do() {
    let stage = Stage::new().await;
    stage.customer_writes(ZOE, "Bonjour").await;
    stage.pass(7200);
    let mut cursor = cursor(&stage).await;
    stage.post(&format!("/api/conversations/{ZOE}/takeover")).await;
    let seen = poll(&stage, &mut cursor, None).await.body;
    assert_ne!(seen["conversations"][0]["takeover"], Value::Null);
}

#[tokio::test]
async fn a_cursor_that_is_too_old_or_no_cursor_says_so() {
    let stage = Stage::new().await;
    let old = cursor(&stage).await;
    stage.pass(25 * 3600);
    for since in
        [old.as_str(), "", "x", "t", "t-5", "1800000000000.c000000000000000000000000", "t9999999999999"]
    {
        let answer = stage.get(&format!("/api/changes?since={since}")).await;
        assert_eq!(answer.code(), (410, "stale_cursor"), "{since}");
    }
    let mut good = cursor(&stage).await;
    let answer = poll(&stage, &mut good, Some("c000000000000000000000000")).await;
    assert_eq!(answer.status, 200, "an open conversation that does not exist changes nothing");
}

#[tokio::test]
async fn beyond_200_changed_conversations_the_inbox_loads_again() {
    let stage = Stage::new().await;
    let mut cursor = cursor(&stage).await;
    for n in 0..201 {
        if n == 200 {
            assert_eq!(poll(&stage, &mut cursor.clone(), None).await.ids("conversations").len(), 200);
        }
        stage.customer_writes(&format!("336399{n:05}"), "Bonjour").await;
    }
    let answer = stage.get(&format!("/api/changes?since={cursor}")).await;
    assert_eq!(answer.code(), (410, "stale_cursor"));
    cursor.clear();
}

#[tokio::test]
async fn a_quiet_poll_is_cheap() {
    let stage = Stage::new().await;
    for n in 0..60 {
        stage.customer_writes(&format!("336399{n:05}"), "Bonjour").await;
    }
    stage.pass(3600);
    let mut cursor = cursor(&stage).await;
    let before = stage.engine.counts();
    poll(&stage, &mut cursor, None).await;
    let after = stage.engine.counts();
    let calls = |counts: &std::collections::BTreeMap<String, u64>| counts.values().sum::<u64>();
    assert!(calls(&after) - calls(&before) <= 5, "four partitions and one batch");
}
