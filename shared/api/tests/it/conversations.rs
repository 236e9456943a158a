//! The list, and people's actions on a conversation.

use jiff::{SignedDuration, Timestamp};
use relais_core::conversation::Reason;
use relais_core::message::{Direction, SentBy};
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, TestApp, ZOE, outbound};

#[tokio::test]
async fn a_list_of_250_comes_in_pages_without_gaps_or_repeats() {
    let app = TestApp::new().await;
    let mut newest_first = Vec::new();
    for n in 0..250 {
        let number = format!("336399{n:05}");
        app.customer_writes(&number, "Bonjour").await;
        newest_first.insert(0, app.contact(&number).await.to_string());
        // Some have the same millisecond.
        app.clock.advance(SignedDuration::from_millis(n % 3));
    }
    let mut seen = Vec::new();
    let mut uri = "/api/conversations?limit=40".to_owned();
    loop {
        let page = app.get(&uri).await;
        let ids = page.ids("conversations");
        let Some(next) = page.body["next"].as_str() else {
            assert_eq!(ids.len(), 10);
            seen.extend(ids);
            break;
        };
        assert_eq!(ids.len(), 40);
        seen.extend(ids);
        uri = format!("/api/conversations?limit=40&cursor={next}");
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!((seen.len(), sorted.len()), (250, 250));
    let position = |id: &String| newest_first.iter().position(|other| other == id).unwrap();
    for pair in seen.windows(2) {
        // Conversations with equal times may be in any order, but it is the same in every call.
        assert!(position(&pair[0]) < position(&pair[1]) + 2, "newest first");
    }
    assert_eq!(app.get("/api/conversations").await.ids("conversations"), seen[..50]);
}

/// Conversations are spread over four partitions by their ids. Here the newest are all in one, the next in another.
#[tokio::test]
async fn a_list_is_in_order_however_its_partitions_are_filled() {
    let app = TestApp::new().await;
    let mut customers = Vec::new();
    for n in 0..140 {
        let number = format!("336399{n:05}");
        app.customer_writes(&number, "Bonjour").await;
        customers.push((app.contact(&number).await.to_string(), number));
    }
    let partition = |id: &str| id.bytes().fold(0_u8, u8::wrapping_add) % 4;
    customers.sort_by_key(|(id, _)| partition(id));
    for (_, number) in &customers {
        app.clock.advance(SignedDuration::from_millis(1));
        app.customer_writes(number, "Encore").await;
    }
    let newest_first: Vec<_> = customers.into_iter().rev().map(|(id, _)| id).collect();
    for limit in [10, 20, 40, 100] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = app.get(&format!("/api/conversations?limit={limit}{cursor}")).await;
            seen.extend(page.ids("conversations"));
            let Some(next) = page.body["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, newest_first, "{limit} a page");
    }
}

#[tokio::test]
async fn a_conversation_shows_all_that_the_inbox_needs() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    app.change(&contact, |conversation| conversation.identity.name = Some("Zoé".to_owned())).await;
    let shown = app.get(&format!("/api/conversations/{contact}")).await.body;
    assert_eq!(
        shown,
        json!({
            "id": contact.as_str(), "phone_id": BUSINESS, "business_number": null,
            "phone_number": "+33639980001", "name": "Zoé", "username": null, "user_id": null, "group": null, "handed_over": null, "called": [],
            "perhaps_same_as": null, "merged": [], "unread": 1,
            "last_message": {"content": "Bonjour", "direction": "inbound", "timestamp": "2027-01-15T08:00:00Z", "status": "received"},
            "last_activity": "2027-01-15T08:00:00Z", "takeover": null, "failed_since": null, "needs_person": null,
            "window_closes_at": "2027-01-16T08:00:00Z", "window_open": true, "opted_out": false, "marketing_opted_out": false, "closed": false, "answering": false,
            "assigned_to": null, "labels": [], "snoozed_until": null, "noted_at": null, "mentioned": [],
        })
    );
    assert_eq!(app.get("/api/conversations").await.body["conversations"], json!([shown]));
    assert_eq!(app.get("/api/conversations/+33%206%2039-98-00-01").await.body, shown, "by number as well");
    app.advance(25 * 3600);
    assert_eq!(app.get(&format!("/api/conversations/{contact}")).await.body["window_open"], false);
}

#[tokio::test]
async fn the_last_message_is_described_with_its_status() {
    let app = TestApp::new().await;
    let raw = json!({"type": "audio", "audio": {"id": "1", "voice": true}});
    app.customer_sends(ZOE, "audio", "", Some(raw)).await;
    let last = |body: &Value| body["conversations"][0]["last_message"].clone();
    assert_eq!(last(&app.get("/api/conversations").await.body)["content"], "🎤 Voice message");
    assert_eq!(last(&app.get_in_french("/api/conversations").await.body)["content"], "🎤 Message vocal");

    app.advance(1);
    let contact = app.contact(ZOE).await;
    let now = app.clock.now();
    let mut answer = outbound(&contact, now, "r1", "Bien reçu");
    answer.statuses = [("sent".to_owned(), now), ("delivered".to_owned(), now)].into_iter().collect();
    let key = answer.key.clone();
    app.change(&contact, |conversation| {
        conversation.show(&key, "Bien reçu", "text", Direction::Outbound, Some(SentBy::Assistant));
    })
    .await;
    assert_eq!(last(&app.get("/api/conversations").await.body)["status"], "pending", "not stored yet");
    app.store.insert_message(&answer).await.unwrap();
    let export = format!("/api/contacts/{ZOE}");
    for path in ["/api/conversations", &export] {
        let shown = last(&app.get(path).await.body);
        assert_eq!(
            (&shown["content"], &shown["status"]),
            (&json!("Bien reçu"), &json!("delivered")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn filters_show_their_part_of_the_list() {
    let app = TestApp::new().await;
    let mut contacts = Vec::new();
    for number in ["33639980001", "33639980002", "33639980003", "33639980004"] {
        app.advance(1);
        app.customer_writes(number, "Bonjour").await;
        contacts.push(app.contact(number).await.to_string());
    }
    let [unread, waiting, taken, closed] = contacts.try_into().unwrap();
    let path = |id: &str, action: &str| format!("/api/conversations/{id}/{action}");
    for id in [&waiting, &taken] {
        app.post(&path(id, "read")).await;
    }
    let contact = app.contact("33639980002").await;
    let now = app.clock.now();
    app.change(&contact, |conversation| conversation.mark_for_person(Reason::ModelFailed, now)).await;
    app.post(&path(&taken, "takeover")).await;
    app.post(&path(&closed, "close")).await;

    for (filter, mut expected) in [
        ("all", vec![&unread, &waiting, &taken]),
        ("unread", vec![&unread]),
        ("needs_person", vec![&waiting]),
        ("taken_over", vec![&taken]),
        ("closed", vec![&closed]),
    ] {
        let mut found = app.get(&format!("/api/conversations?filter={filter}")).await.ids("conversations");
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter}");
    }
    let needs = app.get("/api/conversations?filter=needs_person").await.body;
    assert_eq!(needs["conversations"][0]["needs_person"]["reason"], "model_failed");
}

#[tokio::test]
async fn a_search_finds_names_and_numbers_wherever_they_stand() {
    let app = TestApp::new().await;
    for n in 0..120 {
        app.customer_writes(&format!("336399{n:05}"), "Bonjour").await;
        app.advance(1);
    }
    let oldest = app.contact("33639900000").await;
    app.change(&oldest, |conversation| conversation.identity.name = Some("Zoé Martin".to_owned())).await;
    for q in ["zo%C3%A9", "MARTIN", "+33639900000", "33%206%2039%2090%2000%2000"] {
        let mut found = Vec::new();
        let mut cursor = String::new();
        for _ in 0..10 {
            let page = app.get(&format!("/api/conversations?q={q}&limit=5{cursor}")).await;
            found.extend(page.ids("conversations"));
            let Some(next) = page.body["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, [oldest.as_str()], "{q}");
    }
    let exact = app.get("/api/conversations?q=%2B33639900000&limit=1").await;
    assert_eq!(exact.ids("conversations"), [oldest.as_str()], "a whole number is found at once");
    for q in ["3363990011", "63990011", "063990011"] {
        let some = app.get(&format!("/api/conversations?q={q}&limit=100")).await;
        assert_eq!(some.ids("conversations").len(), 10, "…00110 to …00119");
    }
    assert_eq!(app.get("/api/conversations?q=paul&limit=100").await.ids("conversations").len(), 0);
}

#[tokio::test]
async fn one_call_of_a_search_examines_a_bounded_number() {
    let app = TestApp::new().await;
    for n in 0..130 {
        let number = format!("336399{n:05}");
        app.customer_writes(&number, "Bonjour").await;
        app.advance(1);
        let contact = app.contact(&number).await;
        app.change(&contact, |conversation| conversation.read(Timestamp::UNIX_EPOCH)).await;
    }
    let page = app.get("/api/conversations?q=33639&filter=unread&limit=10").await;
    assert_eq!(page.ids("conversations").len(), 0);
    let next = page.body["next"].as_str().expect("more to examine");
    let rest = app.get(&format!("/api/conversations?q=33639&filter=unread&limit=100&cursor={next}")).await;
    assert_eq!(rest.body["next"], Value::Null);
    let other = app.get(&format!("/api/conversations?q=44&cursor={next}")).await;
    assert_eq!(other.code(), (400, "bad_cursor"));
}

#[tokio::test]
async fn a_person_takes_over_hands_back_reads_and_closes() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let id = app.contact(ZOE).await;
    let shown = async || app.get(&format!("/api/conversations/{id}")).await.body;

    assert_eq!(app.post(&format!("/api/conversations/{id}/takeover")).await.status, 204);
    assert_eq!(shown().await["takeover"], json!({"until": "2027-01-15T20:00:00Z", "by": null}));
    app.advance(13 * 3600);
    assert_eq!(shown().await["takeover"], Value::Null, "it has ended by itself");

    app.post(&format!("/api/conversations/{id}/takeover")).await;
    assert_eq!(app.post(&format!("/api/conversations/{id}/handback")).await.status, 204);
    assert_eq!(shown().await["takeover"], Value::Null);

    assert_eq!(app.post(&format!("/api/conversations/{id}/read")).await.status, 204);
    assert_eq!(shown().await["unread"], 0);

    assert_eq!(app.post(&format!("/api/conversations/{id}/close")).await.status, 204);
    assert_eq!(shown().await["closed"], true);
    app.customer_writes(ZOE, "Encore moi").await;
    assert_eq!(shown().await["closed"], false);
}

#[tokio::test]
async fn unknown_conversations_and_bad_parameters_are_refused() {
    let app = TestApp::new().await;
    for id in ["c000000000000000000000000", "33639980001", "nobody"] {
        assert_eq!(app.get(&format!("/api/conversations/{id}")).await.code(), (404, "unknown_conversation"));
        for action in ["read", "takeover", "handback", "close"] {
            let response = app.post(&format!("/api/conversations/{id}/{action}")).await;
            assert_eq!(response.code(), (404, "unknown_conversation"), "{id} {action}");
        }
    }
    for limit in ["0", "101", "-1", "x", ""] {
        let response = app.get(&format!("/api/conversations?limit={limit}")).await;
        assert_eq!(response.code(), (422, "invalid_limit"), "{limit}");
    }
    for cursor in ["x", "", "1.2", "0000000000001.33639980001", "t1800000000000"] {
        let response = app.get(&format!("/api/conversations?cursor={cursor}")).await;
        assert_eq!(response.code(), (400, "bad_cursor"), "{cursor}");
    }
    for filter in
        ["filter=mine", "assigned_to=anna", "filter=all&assigned_to=anna", "filter=closed&assigned_to="]
    {
        let response = app.get(&format!("/api/conversations?{filter}")).await;
        assert_eq!(response.code(), (422, "invalid_filter"), "{filter}");
    }
}
