//! Statuses in every order, repeated, before and after the send is recorded. The API shows the same in the end.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use relais_core::contact::ContactId;
use relais_core::job::EventJob;
use relais_core::message::{Direction, Message, MessageKey, SentBy};
use relais_core::status::StatusMap;
use relais_whatsapp::webhook::split;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, TestApp};

const NAMES: [&str; 5] = ["sent", "delivered", "read", "failed", "played"];

/// An event of one outbound message.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// Graph's response to the send is recorded.
    Recorded,
    /// A status of this name comes. Its time is this many seconds after the send.
    Status(&'static str, i64),
}

#[tokio::test]
async fn every_order_of_the_five_statuses_shows_the_same() {
    let app = TestApp::new().await;
    let mut orders = Vec::new();
    permute(&mut NAMES.to_vec(), 0, &mut orders);
    let mut case = 0;
    for order in orders {
        for recorded in 0..=NAMES.len() {
            let mut events: Vec<_> = order.iter().map(|name| Event::Status(name, time_of(name))).collect();
            events.insert(recorded, Event::Recorded);
            let (message, reason) = shown_after(&app, case, &events).await;
            assert_eq!(message["status"], "played", "{events:?}");
            for name in NAMES {
                assert_eq!(message["statuses"][name], json!(at(time_of(name))), "{events:?}");
            }
            assert_eq!(message["error"]["code"], 131_026, "{events:?}");
            assert_eq!(message["message_id"], json!(format!("wamid.out.{case}")), "{events:?}");
            assert_eq!(reason, "send_failed", "{events:?}");
            case += 1;
        }
    }
    assert_eq!(case, 720);
}

#[test]
fn repeats_and_gaps_in_any_order_show_the_earliest_of_each() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::new());
    let status = (prop::sample::select(&NAMES[..]), 0_i64..5);
    let events = prop::collection::vec(status, 0..12).prop_flat_map(|statuses| {
        let mut events: Vec<_> = statuses.into_iter().map(|(name, at)| Event::Status(name, at)).collect();
        events.push(Event::Recorded);
        Just(events).prop_shuffle()
    });
    let cases = std::cell::Cell::new(0);
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&events, |events| {
        let case = cases.replace(cases.get() + 1);
        let (message, reason) = runtime.block_on(shown_after(&app, case, &events));
        let reports = events.iter().filter_map(|event| match event {
            Event::Recorded => None,
            Event::Status(name, seconds) => Some(((*name).to_owned(), at(*seconds))),
        });
        let expected: StatusMap = reports.collect();
        let statuses: serde_json::Map<_, _> =
            expected.iter().map(|(name, at)| (name.to_owned(), json!(at))).collect();
        prop_assert_eq!(&message["statuses"], &Value::Object(statuses));
        prop_assert_eq!(&message["status"], &json!(expected.shown()));
        let failed = message["statuses"]["failed"].is_string();
        prop_assert_eq!(message["error"]["code"].is_i64(), failed);
        prop_assert_eq!(reason == "send_failed", failed);
        Ok(())
    });
    outcome.unwrap();
}

/// Applies the events, in this order, to a message in a new conversation. Returns the message and the reason why the
/// conversation needs a person, both as the API shows them.
async fn shown_after(app: &TestApp, case: usize, events: &[Event]) -> (Value, Value) {
    let wa_id = format!("33639{case:06}");
    let question = json!({
        "from": wa_id, "id": format!("wamid.in.{case}"), "timestamp": at(-1).as_second().to_string(),
        "type": "text", "text": {"body": "Bonjour"},
    });
    record(app, "messages", &question).await;
    let contact = app.contact(&wa_id).await;
    let mut message = answer(&contact, case);
    for event in events {
        match event {
            Event::Recorded => app.worker.answerer.sender.record(&mut message).await.unwrap(),
            Event::Status(name, seconds) => {
                let mut status = json!({
                    "id": format!("wamid.out.{case}"), "status": name, "recipient_id": wa_id,
                    "timestamp": at(*seconds).as_second().to_string(),
                    "biz_opaque_callback_data": message.key.to_callback_data(),
                });
                if *name == "failed" {
                    status["errors"] = json!([{"code": 131_026, "title": "Message undeliverable"}]);
                }
                record(app, "statuses", &status).await;
            }
        }
    }
    let mut thread = app.api(&format!("/api/messages/{contact}")).await;
    let mut conversation = app.api(&format!("/api/conversations/{contact}")).await;
    (thread["messages"][1].take(), conversation["needs_person"]["reason"].take())
}

/// Records one item in Meta's format.
async fn record(app: &TestApp, list: &str, item: &Value) {
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp", "metadata": {"phone_number_id": BUSINESS}, list: [item],
        }}]}],
    });
    for item in split(body.to_string().as_bytes()).unwrap() {
        app.worker.recorder.record(EventJob::Item { item, came_at: 0 }).await.unwrap();
    }
}

fn answer(contact: &ContactId, case: usize) -> Message {
    let key = MessageKey::new(contact, at(0), &format!("answer.{case}"));
    Message {
        wamid: Some(format!("wamid.out.{case}").as_str().into()),
        came_at: 0,
        sent_by: Some(SentBy::Assistant),
        ..Message::new(key, Direction::Outbound, "Oui", at(0))
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_secs(seconds)
}

fn time_of(name: &str) -> i64 {
    NAMES.iter().position(|known| *known == name).and_then(|place| i64::try_from(place).ok()).unwrap()
}

fn permute(names: &mut Vec<&'static str>, from: usize, orders: &mut Vec<Vec<&'static str>>) {
    if from == names.len() {
        orders.push(names.clone());
        return;
    }
    for other in from..names.len() {
        names.swap(from, other);
        permute(names, from + 1, orders);
        names.swap(from, other);
    }
}
