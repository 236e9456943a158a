//! The lists of conversations, as people see them, and what a page of them costs.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use relais_aws::Store;
use relais_aws::store::Saved;
use relais_core::contact::{Alias, ContactId};
use relais_core::conversation::{Assignment, Conversation, List, Reason};
use relais_dynamo::{Answer, Client, Error, Transport};
use relais_embedded::EmbeddedDynamo;
use relais_whatsapp::ids::WaId;
use serde_json::{Value, json};

use crate::test_app::{CUSTOMER, TestApp};

const FILTERS: [&str; 5] = ["needs_person", "unread", "failed", "taken_over", "closed"];

impl TestApp {
    /// The filters that show the customer.
    async fn shown_by(&self) -> Vec<&'static str> {
        let mut shown = Vec::new();
        for filter in FILTERS {
            let page = self.api(&format!("/api/conversations?filter={filter}")).await;
            let rows = page["conversations"].as_array().unwrap();
            if rows.iter().any(|row| row["phone_number"] == format!("+{CUSTOMER}")) {
                shown.push(filter);
            }
        }
        shown
    }

    async fn acts(&self, action: &str) {
        let path = format!("/api/conversations/{CUSTOMER}/{action}");
        assert!(self.api_post(&path, &json!({})).await.0.is_success(), "{action}");
    }

    async fn entries_on(&self, list: List) -> usize {
        // At this time no entry has ended yet.
        let page = self.store.listed(list, None, 10, Timestamp::UNIX_EPOCH).await.unwrap();
        page.contacts.len()
    }

    /// The lists on whose index the customer has an entry.
    async fn entries(&self) -> Vec<List> {
        let mut on = Vec::new();
        for list in List::ALL {
            if self.entries_on(list).await > 0 {
                on.push(list);
            }
        }
        on
    }
}

#[tokio::test]
async fn a_conversation_is_on_the_lists_that_it_belongs_on() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!(app.shown_by().await, ["unread"]);
    app.acts("read").await;
    assert_eq!(app.shown_by().await, Vec::<&str>::new());
    app.acts("takeover").await;
    assert_eq!(app.shown_by().await, ["taken_over"]);
    let contact = app.contact(CUSTOMER).await;
    app.store.mark_for_person(&contact, Reason::SendFailed, &app.clock).await.unwrap();
    assert_eq!(app.shown_by().await, ["needs_person", "failed", "taken_over"]);
    app.acts("read").await;
    assert_eq!(app.shown_by().await, ["needs_person", "failed", "taken_over"], "a look deals with nothing");
    app.clock.advance(SignedDuration::from_secs(1));
    let text = json!({"to_number": CUSTOMER, "message": "Bonjour !"});
    assert!(app.api_post("/api/send_message", &text).await.0.is_success());
    assert_eq!(app.shown_by().await, ["taken_over"]);
    app.clock.advance(SignedDuration::from_hours(13));
    assert_eq!(app.shown_by().await, Vec::<&str>::new(), "the takeover has ended by itself");
    app.acts("close").await;
    assert_eq!(app.shown_by().await, ["closed"]);
    assert_eq!(app.entries().await, [List::Closed]);
    app.customer_writes(&["Et demain ?"]).await;
    app.run_jobs().await;
    assert_eq!(app.shown_by().await, ["unread"], "it is open again");
    app.assert_quiet().await;
}

/// Whatever one of them writes last is what the lists show.
#[tokio::test]
async fn two_agents_may_act_at_once() {
    for (one, other) in
        [("close", "takeover"), ("read", "takeover"), ("close", "read"), ("handback", "close")]
    {
        let app = TestApp::new().await;
        app.customer_writes(&["Bonjour"]).await;
        app.run_jobs().await;
        for _ in 0..5 {
            app.clock.advance(SignedDuration::from_secs(1));
            tokio::join!(app.acts(one), app.acts(other), app.acts(one));
            let conversation = app.conversation().await;
            let noted: Vec<_> =
                List::ALL.into_iter().filter(|list| conversation.listed_on(*list).is_some()).collect();
            assert_eq!(app.entries().await, noted, "{one} and {other}");
            let now = app.clock.now();
            let expected = [
                conversation.needs_person.is_some(),
                conversation.unread > 0,
                conversation.failed.is_some(),
                conversation.is_taken_over(now),
                conversation.closed,
            ];
            let expected: Vec<_> =
                FILTERS.into_iter().zip(expected).filter_map(|(name, is)| is.then_some(name)).collect();
            assert_eq!(app.shown_by().await, expected, "{one} and {other}");
        }
    }
}

/// Both have loaded it before either saves. What the second one wrote into the lists does not stay.
#[tokio::test]
async fn of_two_saves_at_once_the_entries_are_those_of_the_saved_one() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let contact = app.contact(CUSTOMER).await;
    let load = async || app.store.conversation(&contact).await.unwrap().unwrap();
    let (mut ben, mut anna) = (load().await, load().await);
    let now = app.clock.now();
    for (conversation, name) in [(&mut ben, "Ben"), (&mut anna, "Anna")] {
        let wish = Assignment { to: Some(name.into()), by: None, seen: None, anyway: false };
        conversation.assign(&wish, now).unwrap();
    }
    anna.mark_for_person(Reason::ModelFailed, now);
    assert_eq!(app.store.save_conversation(&mut ben).await.unwrap(), Saved::Yes);
    assert_eq!(app.store.save_conversation(&mut anna).await.unwrap(), Saved::Conflict);
    for (name, has) in [("Ben", 1), ("Anna", 0)] {
        let page = app.store.assigned_to(name, None, 10, now).await.unwrap();
        assert_eq!(page.contacts.len(), has, "{name}");
    }
    assert!(!app.entries().await.contains(&List::Waiting), "nothing marked it");

    // Marks of two workers: what is left when it is closed is none of them.
    let (mut one, mut two) = (load().await, load().await);
    one.mark_for_person(Reason::ModelFailed, now);
    two.mark_for_person(Reason::SendFailed, now + SignedDuration::from_secs(1));
    assert_eq!(app.store.save_conversation(&mut one).await.unwrap(), Saved::Yes);
    assert_eq!(app.store.save_conversation(&mut two).await.unwrap(), Saved::Conflict);
    app.clock.advance(SignedDuration::from_secs(2));
    app.acts("close").await;
    // It stays Ben's, whose list is none of these.
    assert_eq!(app.entries().await, [List::Closed]);
}

/// The kept one stands for both, on the lists of either and under the words of either.
#[tokio::test]
async fn joined_conversations_are_listed_as_one() {
    let app = TestApp::new().await;
    for (number, id) in [(CUSTOMER, "wamid.1"), ("33639980002", "wamid.2")] {
        let text = format!(
            r#"{{"from":"{number}","id":"{id}","timestamp":"1800000000","type":"text","text":{{"body":"Bonjour"}}}}"#
        );
        app.post_messages(&text).await;
    }
    app.run_jobs().await;
    let other = app.contact("33639980002").await;
    let path = format!("/api/conversations/{CUSTOMER}/merge");
    assert!(app.api_post(&path, &json!({"with": other.as_str()})).await.0.is_success());
    let ids = async |asked: &str| {
        let page = app.api(&format!("/api/conversations?{asked}")).await;
        let rows = page["conversations"].as_array().unwrap();
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let kept = vec![app.contact(CUSTOMER).await.to_string()];
    for asked in ["filter=unread", "q=33639980001", "q=33639980002", "q=0639980002"] {
        assert_eq!(ids(asked).await, kept, "{asked}");
    }
    app.acts("read").await;
    assert!(!app.entries().await.contains(&List::Unread), "both are read");
    app.acts("close").await;
    assert_eq!((ids("filter=closed").await.len(), app.entries_on(List::Closed).await), (1, 2));
}

/// The engine, in which saves of conversations fail as long as this is set.
#[derive(Clone, Debug)]
struct Broken {
    engine: EmbeddedDynamo,
    saves_fail: Arc<Mutex<bool>>,
}

impl Transport for Broken {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        let body: Value = serde_json::from_slice(&request).unwrap();
        let fails = body["Item"]["sk"]["S"] == "conversation" && *self.saves_fail.lock().unwrap();
        Box::pin(async move {
            if fails {
                Err(Error::Unreachable("no answer".into()))
            } else {
                self.engine.call(operation, request).await
            }
        })
    }
}

/// What a process leaves that dies between the entry and the save is passed over, and filled by the next one.
#[tokio::test]
async fn an_entry_without_its_save_is_passed_over() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    app.acts("read").await;
    let contact = app.contact(CUSTOMER).await;
    let broken = Broken { engine: app.engine.clone(), saves_fail: Arc::new(Mutex::new(true)) };
    let store = Store::new(Client::new(broken.clone()), "relais");
    let mark = || store.mark_for_person(&contact, Reason::SendFailed, &app.clock);
    assert!(mark().await.is_err());
    assert_eq!(app.entries().await, [List::Waiting, List::Failed]);
    assert_eq!(app.shown_by().await, Vec::<&str>::new());
    *broken.saves_fail.lock().unwrap() = false;
    app.clock.advance(SignedDuration::from_secs(1));
    mark().await.unwrap();
    assert_eq!(app.shown_by().await, ["needs_person", "failed"]);
    app.acts("close").await;
    assert_eq!(app.entries().await, [List::Closed], "the first entry was replaced");
}

/// A worker that loaded the conversation before its person was erased lists nothing any more.
#[tokio::test]
async fn no_entry_stays_of_an_erased_person() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    app.acts("takeover").await;
    app.clock.advance(SignedDuration::from_mins(2));
    let mut stale = app.conversation().await;
    app.erase(CUSTOMER).await.unwrap();
    assert_eq!(app.entries().await, []);
    stale.mark_for_person(Reason::SendFailed, app.clock.now());
    stale.closed = true;
    stale.identity.name = Some("Somebody else".to_owned());
    let saved = app.store.save_conversation(&mut stale).await.unwrap();
    assert_eq!(saved, relais_aws::store::Saved::Conflict);
    assert_eq!(app.entries().await, []);
    for record in app.records().await {
        assert!(!record.contains("find."), "{record}");
        assert!(!record.contains("\"list.") || record.contains("erased"), "{record}");
    }

    app.clock.advance(SignedDuration::from_mins(1));
    app.customer_writes(&["C’est encore moi"]).await;
    app.run_jobs().await;
    assert_eq!(app.entries().await, [List::Unread], "who writes anew is listed");
}

impl TestApp {
    /// Leaves of each conversation what an older release would have written.
    async fn forget_lists(&self) {
        for mut record in crate::database::all(&self.engine).await {
            let sk = record["sk"].as_s().unwrap().clone();
            let key = json!({"pk": {"S": record["pk"].as_s().unwrap()}, "sk": {"S": sk}});
            if sk.starts_with("list") || sk.starts_with("find.") {
                let delete = json!({"TableName": "relais", "Key": key}).to_string();
                self.engine.call("DeleteItem", delete.into()).await.unwrap();
            } else if sk == "conversation" {
                record.remove("ls");
                record.remove("fb");
                let put = json!({"TableName": "relais", "Item": record}).to_string();
                self.engine.call("PutItem", put.into()).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_conversation_of_an_older_release_is_listed_with_its_next_save() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    app.forget_lists().await;
    assert_eq!(app.entries().await, []);
    app.acts("takeover").await;
    assert_eq!(app.entries().await, [List::Unread, List::TakenOver]);
    assert_eq!(app.store.find_keys(CUSTOMER, None, 10).await.unwrap().contacts.len(), 1);
}

#[tokio::test]
async fn conversations_of_an_older_release_are_listed_by_and_by() {
    let app = TestApp::new().await;
    for n in 0..60 {
        let number = format!("3363998{n:04}");
        let text = format!(
            r#"{{"from":"{number}","id":"wamid.{n}","timestamp":"1800000000","type":"text","text":{{"body":"Bonjour"}}}}"#
        );
        app.post_messages(&text).await;
    }
    app.run_jobs().await;
    app.forget_lists().await;
    for (call, listed) in [0, 25, 50, 60, 60].into_iter().enumerate() {
        if call > 0 {
            app.worker.list_older().await;
        }
        let page = app.api("/api/conversations?filter=unread&limit=100").await;
        assert_eq!(page["conversations"].as_array().unwrap().len(), listed, "call {call}");
    }
    let found = app.api("/api/conversations?q=3363998&limit=100").await;
    assert_eq!(found["conversations"].as_array().unwrap().len(), 60);
}

/// A page of each list.
#[derive(Clone, Debug, Default)]
struct Units(Arc<Mutex<f64>>);

#[derive(Clone, Debug)]
struct Metered {
    engine: EmbeddedDynamo,
    units: Units,
}

impl Transport for Metered {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        let mut body: Value = serde_json::from_slice(&request).unwrap();
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        Box::pin(async move {
            let response = self.engine.call(operation, body.to_string().into()).await?;
            let answer: Value = serde_json::from_slice(&response).unwrap();
            let charged = &answer["ConsumedCapacity"];
            let charged = charged.get(0).unwrap_or(charged);
            *self.units.0.lock().unwrap() += charged["CapacityUnits"].as_f64().unwrap_or_default();
            Ok(response)
        })
    }
}

/// Fills an app with conversations of which each is on every list, and returns the read units and milliseconds of each
/// first page of nine rows.
async fn first_pages(conversations: u32) -> Vec<(&'static str, f64, u128)> {
    let mut app = TestApp::new().await;
    let began = app.clock.now() - SignedDuration::from_hours(100);
    let settings = relais_core::Settings { takeover: SignedDuration::from_hours(200), ..Default::default() };
    for n in 0..conversations {
        let number = WaId::from(format!("336{n:08}"));
        let contact = ContactId::first_seen_as(&crate::test_app::BUSINESS.into(), &Alias::wa_id(&number));
        let at = began + SignedDuration::from_secs(i64::from(n));
        let mut it = Conversation::new(contact, at);
        it.phone_id = Some(crate::test_app::BUSINESS.into());
        it.identity.wa_id = Some(number);
        it.identity.name = Some(format!("{} Martin", ["Zoé", "Paul", "Ana María", "محمد"][n as usize % 4]));
        it.take_over(None, &settings, at);
        it.mark_for_person(Reason::SendFailed, at);
        (it.unread, it.closed) = (1, n % 2 == 0);
        app.store.save_conversation(&mut it).await.unwrap();
    }
    let units = Units::default();
    app.store =
        Store::new(Client::new(Metered { engine: app.engine.clone(), units: units.clone() }), "relais");
    // Nothing here is of an older release: each process finds that out once.
    while !app.store.list_older(&app.clock, 100).await.unwrap() {}
    let mut pages = Vec::new();
    for asked in [
        "filter=needs_person",
        "filter=unread",
        "filter=failed",
        "filter=taken_over",
        "filter=closed",
        "q=mart",
        "q=zo%C3%A9%20mar",
        "q=%2B336%200000",
    ] {
        *units.0.lock().unwrap() = 0.0;
        let began = std::time::Instant::now();
        let page = app.api(&format!("/api/conversations?limit=9&{asked}")).await;
        let took = began.elapsed().as_millis();
        assert_eq!(page["conversations"].as_array().unwrap().len(), 9, "{asked}");
        pages.push((asked, *units.0.lock().unwrap(), took));
    }
    pages
}

fn compare(few: &[(&str, f64, u128)], many: &[(&str, f64, u128)]) {
    println!("{few:?}\n{many:?}");
    for ((asked, few, _), (_, many, _)) in few.iter().zip(many) {
        assert!((few - many).abs() < f64::EPSILON && *many <= 5.0, "{asked}: {few} and {many} read units");
    }
}

#[tokio::test]
async fn a_first_page_costs_five_read_units_however_many_there_are() {
    compare(&first_pages(100).await, &first_pages(1_000).await);
}

/// `RELAIS_CONVERSATIONS` says how many.
#[tokio::test]
#[ignore = "takes minutes"]
#[allow(clippy::disallowed_methods)] // a test's own size
async fn a_first_page_of_many_thousands_costs_five_read_units() {
    let many =
        std::env::var("RELAIS_CONVERSATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(20_000);
    compare(&first_pages(100).await, &first_pages(many).await);
}
