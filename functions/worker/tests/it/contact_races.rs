//! Messages with a person's ids in any combination, recorded by several workers at once. Their calls run in any order,
//! and some fail. Every message is stored once, and every id leads to a conversation.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use relais_aws::clients::embedded_dynamodb;
use relais_aws::{Store, StoreError};
use relais_core::contact::{Alias, ContactId};
use relais_core::job::EventJob;
use relais_embedded::EmbeddedDynamo;
use relais_whatsapp::webhook::split;
use relais_worker::WorkError;
use serde_json::{Value, json};
use tokio::task::{JoinSet, yield_now};

use crate::database;
use crate::test_app::{BUSINESS, TestApp};

const NUMBERS: [&str; 2] = ["33639980001", "33639980002"];
const USERS: [&str; 2] = ["FR.1", "FR.2"];

/// The ids in a message; at least one.
type Ids = (Option<&'static str>, Option<&'static str>);

#[derive(Clone, Copy, Debug)]
enum What {
    Text(Ids),
    /// A person sent it from the phone app, to a customer with these ids.
    Echo(Ids),
    /// A customer with the first ids has the second ids from now on.
    Change(Ids, Ids),
}

/// The engine, with calls that are delayed or lost as the schedule says.
#[derive(Clone, Debug)]
struct Shuffled {
    engine: EmbeddedDynamo,
    schedule: Arc<Mutex<Vec<u8>>>,
}

impl HttpConnector for Shuffled {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        let fault = this.schedule.lock().unwrap().pop().unwrap_or(0);
        HttpConnectorFuture::new(async move {
            for _ in 0..fault % 8 {
                yield_now().await;
            }
            let lost = || Err(ConnectorError::other("the connection was lost".into(), None));
            match fault / 8 {
                30 => lost(),
                31 => {
                    this.engine.call(request).await?;
                    lost()
                }
                _ => this.engine.call(request).await,
            }
        })
    }
}

impl HttpClient for Shuffled {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

fn ids() -> impl Strategy<Value = Ids> {
    let number = prop::option::of(prop::sample::select(&NUMBERS[..]));
    let user = prop::option::of(prop::sample::select(&USERS[..]));
    (number, user).prop_filter("has an id", |(number, user)| number.is_some() || user.is_some())
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => ids().prop_map(What::Text),
        1 => ids().prop_map(What::Echo),
        2 => (ids(), ids()).prop_map(|(from, to)| What::Change(from, to)),
    ]
}

#[test]
fn whoever_is_recorded_at_the_same_moment_every_id_leads_to_a_conversation() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::new());
    let before = prop::collection::vec(what(), 0..3);
    let at_once = prop::collection::vec(what(), 2..5);
    let schedule = prop::collection::vec(any::<u8>(), 0..120);
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&(before, at_once, schedule), |(before, at_once, schedule)| {
        runtime.block_on(recorded(&app, &before, &at_once, schedule));
        Ok(())
    });
    outcome.unwrap();
}

/// One worker has a message with a number and a user id. The other has the system message that announces this number.
/// In every order of their calls the number leads to a conversation in the end.
#[test]
fn a_change_of_number_may_come_together_with_the_first_message_from_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::new());
    let [old, new] = NUMBERS.map(Some);
    let user = Some(USERS[0]);
    let first = What::Text((new, user));
    let known = What::Text((old, None));
    let change = What::Change((old, None), (new, user));
    let cycle = What::Change((new, None), (None, user));
    for (before, at_once) in [(vec![known], [first, change]), (vec![], [first, cycle])] {
        // Every bit delays one call, so that the calls of the two workers interleave differently.
        for schedule in 0_u32..1 << 6 {
            let schedule = (0..6).map(|call| if schedule >> call & 1 == 1 { 3 } else { 0 }).collect();
            runtime.block_on(recorded(&app, &before, &at_once, schedule));
        }
    }
}

/// Records the messages: `before` one after the other, then `at_once` concurrently, then all of them a second time.
/// Checks the records after that.
async fn recorded(app: &TestApp, before: &[What], at_once: &[What], schedule: Vec<u8>) {
    let (engine, store) = database::empty().await;
    let shuffled = Shuffled { engine: engine.clone(), schedule: Arc::new(Mutex::new(schedule)) };
    let mut recorder = app.worker.recorder.clone();
    recorder.store = store.clone();
    let messages: Vec<_> = before.iter().chain(at_once).copied().enumerate().collect();
    for (n, what) in &messages[..before.len()] {
        recorder.record(job(*n, *what)).await.unwrap();
    }
    let mut at_work = JoinSet::new();
    recorder.store = Store::new(embedded_dynamodb(shuffled), "relais");
    for (n, what) in messages[before.len()..].iter().copied() {
        let recorder = recorder.clone();
        at_work.spawn(async move {
            // Retries until it succeeds, as a job that is redelivered.
            while let Err(error) = recorder.record(job(n, what)).await {
                assert!(
                    !matches!(error, WorkError::Store(StoreError::Contended)),
                    "{what:?} would be redelivered for ever"
                );
            }
        });
    }
    at_work.join_all().await;
    recorder.store = store.clone();
    for (n, what) in &messages {
        recorder.record(job(*n, *what)).await.unwrap();
    }
    let conversations = stored_once(&engine, messages.len()).await;
    let later = messages.len();
    for (n, alias) in messages.iter().flat_map(|(_, what)| aliases(*what)).enumerate() {
        let contact = store.find_contact(&alias).await.unwrap().expect("every id leads to a contact");
        assert!(conversations.contains(&contact), "{alias:?} leads to a conversation");
        recorder.record(job(later + n, What::Text(alone(&alias)))).await.unwrap();
        assert_eq!(
            store.find_contact(&alias).await.unwrap(),
            Some(contact),
            "and always to the same contact"
        );
    }
}

/// Checks every record. Returns the contacts that have a conversation.
async fn stored_once(engine: &database::Engine, messages: usize) -> Vec<ContactId> {
    let all = database::client(engine).scan().table_name("relais").send().await.unwrap().items.unwrap();
    let text = |value: Option<&AttributeValue>| value.map(|value| value.as_s().unwrap().clone());
    let mut wamids = BTreeMap::new();
    let mut conversations = Vec::new();
    let mut pointed_at = Vec::new();
    for item in all {
        let (pk, sk) = (text(item.get("pk")).unwrap(), text(item.get("sk")).unwrap());
        if sk.starts_with("m.") {
            match wamids.entry(text(item.get("wamid")).unwrap()) {
                Entry::Vacant(entry) => drop(entry.insert(pk)),
                Entry::Occupied(entry) => panic!("{} is stored twice", entry.key()),
            }
        } else if sk == "conversation" {
            let contact = ContactId::parse(&text(item.get("contact")).unwrap()).unwrap();
            let list = if contact.as_str() == pk { &mut conversations } else { &mut pointed_at };
            list.push(contact);
        }
    }
    assert_eq!(wamids.len(), messages, "every message is stored");
    assert!(
        pointed_at.iter().all(|contact| conversations.contains(contact)),
        "every pointer leads to a conversation"
    );
    conversations
}

fn aliases(what: What) -> Vec<Alias> {
    let of = |(number, user): Ids| {
        let number = number.map(|number| Alias::wa_id(&number.into()));
        user.map(|user| Alias::user_id(&user.into())).into_iter().chain(number)
    };
    match what {
        What::Text(ids) | What::Echo(ids) => of(ids).collect(),
        What::Change(from, to) => of(from).chain(of(to)).collect(),
    }
}

fn alone(alias: &Alias) -> Ids {
    let is = |id: &&&str| alias.as_str().ends_with(**id);
    (NUMBERS.iter().find(is).copied(), USERS.iter().find(is).copied())
}

fn job(n: usize, what: What) -> EventJob {
    let (field, list) = match what {
        What::Echo(_) => ("smb_message_echoes", "message_echoes"),
        What::Text(_) | What::Change(..) => ("messages", "messages"),
    };
    let mut message = json!({"id": format!("wamid.{n}"), "timestamp": (1_800_000_000 + n).to_string()});
    let (kind, content) = match what {
        What::Text(_) | What::Echo(_) => ("text", json!({"body": "Bonjour"})),
        What::Change(_, (number, user)) => ("system", json!({"wa_id": number, "user_id": user})),
    };
    message["type"] = json!(kind);
    message[kind] = content;
    let ((number, user), keys) = match what {
        What::Text(ids) | What::Change(ids, _) => (ids, ["from", "from_user_id"]),
        What::Echo(ids) => (ids, ["to", "to_user_id"]),
    };
    message[keys[0]] = json!(number);
    message[keys[1]] = json!(user);
    let body: Value = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
        "field": field,
        "value": {"metadata": {"phone_number_id": BUSINESS}, list: [message]},
    }]}]});
    let item = split(body.to_string().as_bytes()).unwrap().into_iter().next().unwrap();
    EventJob::Item { item, came_at: 0 }
}
