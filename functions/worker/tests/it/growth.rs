//! What a turn, a poll, a page and a search cost on AWS, in units, as a shop grows: `make bench` writes it into
//! `target/bench`. Units are counted, so they depend on no machine.

use jiff::{SignedDuration, Timestamp};
use relais_aws::Store;
use relais_aws::store::{Inserted, Saved, Shown};
use relais_core::Clock;
use relais_core::contact::Identity;
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::relevance::Relevance;
use relais_dynamo::Transport;
use relais_figures::Figure;
use relais_whatsapp::ids::PhoneNumberId;
use serde_json::{Value, json};

use crate::cost::{Meter, metered, turn};
use crate::database;
use crate::test_app::{BUSINESS, CUSTOMER, TestApp};

/// How many conversations a shop has, and how many messages the thread of [`CUSTOMER`].
#[derive(Clone, Copy)]
struct Size {
    conversations: u32,
    messages: u32,
}

const FEW: u32 = 100;
/// So many of the newest messages are written as the worker does: more than anything here reads.
const NEAR: u32 = 400;

const fn both(many: u32) -> Size {
    Size { conversations: many, messages: many }
}

/// The same in `make test`, where a larger shop would take too long. A smaller one than these does not fill the pages that
/// are read of each partition of the list.
#[tokio::test]
async fn nothing_costs_more_units_in_a_shop_four_times_as_large() {
    let few = Box::pin(units(both(400))).await;
    let many = Box::pin(units(both(1_600))).await;
    assert!(few.iter().all(|(_, units)| *units > 0.0), "{few:?}");
    for (before, after) in few.iter().zip(&many) {
        assert!(after.1 <= before.1 * 1.05, "{before:?} {after:?}");
    }
}

#[tokio::test]
#[ignore = "takes minutes: make bench-cost"]
async fn units_as_a_shop_grows() {
    let longest = Size { conversations: FEW, messages: 1_000_000 };
    let sizes = [both(FEW), both(1_000), both(10_000), both(100_000), longest];
    let mut figures = Vec::new();
    for size in sizes {
        let Size { conversations, messages } = size;
        let subject = format!("Relais, {conversations} conversations, {messages} messages");
        for (measure, units) in Box::pin(units(size)).await {
            println!("{subject}: {measure}: {units}");
            figures.push(Figure::new("growth", subject.clone(), measure, "units", vec![units]));
        }
    }
    relais_figures::write("growth", &figures).unwrap();
}

/// The units of each thing that happens often, in a shop of this size.
async fn units(size: Size) -> Vec<(&'static str, f64)> {
    let app = TestApp::new().await;
    let meter = Meter::default();
    // Nothing here is of an older release.
    assert!(app.store.list_older(&app.clock, 100).await.unwrap());
    turn(&app, &meter, "Bonjour, vous êtes ouverts demain ?").await;
    app.clock.advance(SignedDuration::from_mins(10));
    fill(&app, size).await;

    let bill = turn(&app, &meter, "Et dimanche ?").await;
    let mut units = vec![("a turn, write units", bill.write_units), ("a turn, read units", bill.read_units)];
    units.push(("a turn, sends", f64::from(bill.sends)));
    let contact = app.contact(CUSTOMER).await;
    let cursor = app.api("/api/changes").await["cursor"].as_str().unwrap().to_owned();
    let next = app.api(&format!("/api/messages/{contact}")).await["next"].as_str().unwrap().to_owned();
    let pages = [
        ("a poll, read units", format!("/api/changes?since={cursor}&conversation={contact}&named=")),
        ("a page of all conversations, read units", "/api/conversations".to_owned()),
        ("a page of the unread, read units", "/api/conversations?filter=unread".to_owned()),
        ("a search by name, read units", "/api/conversations?q=mart".to_owned()),
        ("a search by number, read units", "/api/conversations?q=%2B336%200000".to_owned()),
        ("the newest messages, read units", format!("/api/messages/{contact}")),
        ("older messages, read units", format!("/api/messages/{contact}?cursor={next}")),
    ];
    for (name, path) in pages {
        app.api_over(metered(&app, &meter), &path).await;
        let bill = meter.take();
        assert!(bill.write_units == 0.0, "{name} writes");
        units.push((name, bill.read_units));
    }
    units
}

/// Writes so many conversations, each older than the one before, and messages of the customer, each likewise.
async fn fill(app: &TestApp, size: Size) {
    for n in 1..=size.conversations {
        let at = app.clock.now() - SignedDuration::from_secs(30) * i32::try_from(n).unwrap();
        writes(&app.store, n, at).await;
    }
    let contact = app.contact(CUSTOMER).await;
    let before = app.clock.now() - SignedDuration::from_mins(20);
    let key = |n: u32| {
        let at = before - SignedDuration::from_secs(20) * i32::try_from(n).unwrap();
        MessageKey::new(&contact, at, &format!("wamid.{n:07}"))
    };
    let near = size.messages.min(NEAR);
    for n in 1..=near {
        let direction = if n % 3 == 2 { Direction::Outbound } else { Direction::Inbound };
        let key = key(n);
        let message = Message::new(key.clone(), direction, "Oui, de 9 h à 18 h sans interruption.", key.at());
        assert_eq!(app.store.insert_message(&message).await.unwrap(), Inserted::New);
    }
    let others: Vec<_> = (near + 1..=size.messages).map(key).collect();
    copy(app, &key(near), &others).await;
}

/// Writes copies of a message at other keys. Nothing here reads them, and one by one a million would take twenty minutes.
async fn copy(app: &TestApp, of: &MessageKey, keys: &[MessageKey]) {
    let client = database::client(&app.engine);
    let sort_key = |key: &MessageKey| format!("m.{}", key.sort_key());
    let place = json!({"pk": {"S": of.contact().as_str()}, "sk": {"S": sort_key(of)}});
    let found: Value = client.call("GetItem", &json!({"TableName": "relais", "Key": place})).await.unwrap();
    let item = found["Item"].to_string();
    for keys in keys.chunks(25) {
        let puts = keys.iter().map(|key| {
            let item = item.replace(&sort_key(of), &sort_key(key));
            format!(r#"{{"PutRequest":{{"Item":{item}}}}}"#)
        });
        let puts = puts.collect::<Vec<_>>().join(",");
        let request = format!(r#"{{"RequestItems":{{"relais":[{puts}]}}}}"#);
        app.engine.call("BatchWriteItem", request.into_bytes()).await.unwrap();
    }
}

/// A customer writes for the first time, recorded as the worker does.
async fn writes(store: &Store, n: u32, at: Timestamp) {
    let first = ["Zoé", "Paul", "Ana María", "Aïcha"][n as usize % 4];
    let number = format!("336{n:08}");
    let name = Some(format!("{first} Martin"));
    let identity = Identity { wa_id: Some(number.as_str().into()), name, ..Identity::default() };
    let business = PhoneNumberId::from(BUSINESS);
    let shown = Shown::at(&business, std::slice::from_ref(&business), &identity, at);
    let mut whose = store.whose(&shown, at).await.unwrap().unwrap();
    let conversation = &mut whose.conversation;
    let key = MessageKey::new(&conversation.contact, at, &format!("wamid.{n}"));
    let message = Message::new(key, Direction::Inbound, "Vous êtes ouverts demain ?", at);
    conversation.receive(&message, &identity, Relevance::DeservesAnswer, at);
    conversation.awaiting = None;
    assert_eq!(store.save_conversation(conversation).await.unwrap(), Saved::Yes);
    store.link(&whose, &shown, &Clock::fixed(at)).await.unwrap();
    assert_eq!(store.insert_message(&message).await.unwrap(), Inserted::New);
}
