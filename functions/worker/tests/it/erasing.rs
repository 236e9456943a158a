//! Erasing one person: nothing of them is left, and what comes later begins anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::SignedDuration;
use relais_api::{Erased, OnlyBlobs, People, PersonError};
use relais_aws::Store;
use relais_core::Settings;
use relais_core::blob::{BlobError, Blobs, SharedMedia};
use relais_core::message::Direction;
use relais_core::timing::LONGEST_SEND;
use relais_dynamo::{Answer, AttributeValue, Client, Error, Transport};
use relais_embedded::memory::Memory;
use relais_embedded::{EmbeddedDynamo, FileBlobs};

use crate::fetching::announced;
use crate::test_app::{BUSINESS, CUSTOMER, SECOND, TestApp, find, messages_webhook};
use crate::uploading::FILE;
use relais_core::contact::Identity;

const OTHER: &str = "33639980002";
const USER: &str = "FR.13491208655302741918";

impl TestApp {
    fn people(&self, store: Store) -> People {
        People::new(store, vec![BUSINESS.into(), SECOND.into()], self.clock.clone())
            .and(OnlyBlobs(Places::of(self)))
            .without_pause()
    }

    pub(crate) async fn erase(&self, person: &str) -> Result<Erased, PersonError> {
        self.people(self.store.clone()).erase(person).await
    }

    /// Checks that no record and no blob mentions the customer.
    async fn assert_erased(&self) {
        let words = self.private_words().into_iter().chain([USER.to_owned()]).collect::<Vec<_>>();
        for record in self.records().await.iter().filter(|record| !record.contains(OTHER)) {
            assert!(!words.iter().any(|word| record.contains(word)), "{record}");
        }
        for prefix in ["events/", "kept/"] {
            for name in self.blobs.list(prefix).await.unwrap() {
                let blob = self.blobs.get(&name).await.unwrap().unwrap();
                assert!(!String::from_utf8_lossy(&blob).contains(CUSTOMER), "{name}");
            }
        }
    }
}

/// A webhook of a field that is neither messages nor statuses.
fn other(field: &str, value: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"{field}","value":{value}}}]}}]}}"#
    )
}

fn message(from: &str, id: &str, more: &str) -> String {
    format!(
        r#"{{"from":"{from}","id":"{id}","timestamp":"1800000000","type":"text","text":{{"body":"Bonjour"}}{more}}}"#
    )
}

/// A customer with a user id, with a thread, an untimed message, an echo, kept items, a large one among them, and a
/// message that was too large for the queue.
async fn a_known_customer() -> TestApp {
    let app = TestApp::new().await;
    let with_user = format!(r#","from_user_id":"{USER}""#);
    app.post_messages(&message(CUSTOMER, "wamid.HBgLMzM2Mzk5ODAwMDEVAgA=", &with_user)).await;
    let untimed = message(CUSTOMER, "wamid.untimed", &with_user).replace(r#""timestamp":"1800000000","#, "");
    app.post_messages(&untimed).await;
    let large = format!(r#","padding":"{}""#, "x".repeat(1_100_000));
    app.post_messages(&message(CUSTOMER, "wamid.large", &large)).await;
    let echo =
        message("33199000001", "wamid.echo", "").replace(r#""id""#, &format!(r#""to":"{CUSTOMER}","id""#));
    let echo = messages_webhook(&echo)
        .replace(r#""field":"messages""#, r#""field":"smb_message_echoes""#)
        .replace(r#""messages":["#, r#""message_echoes":["#);
    let read = r#"{"id":"wamid.echo","status":"read","timestamp":"1800000001"}"#;
    app.post(&messages_webhook("").replace(r#""messages":[]"#, &format!(r#""statuses":[{read}]"#))).await;
    app.run_jobs().await;
    app.post(&echo).await;
    app.post(&other("user_preferences", &format!(r#"{{"wa_id":"{CUSTOMER}"}}"#))).await;
    app.post(&other("user_preferences", r#"{"id":"wamid.HBgLMzM2Mzk5ODAwMDEVAgASGA=="}"#)).await;
    app.post(&other("user_preferences", &format!(r#"{{"user_id":"{USER}"}}"#))).await;
    app.post(&other("user_preferences", &format!(r#"{{"wa_id":"{OTHER}"}}"#))).await;
    let padding = "y".repeat(400_000);
    app.post(&other("state_sync", &format!(r#"{{"wa_id":"{CUSTOMER}","padding":"{padding}"}}"#))).await;
    app.post(&other("state_sync", &format!(r#"{{"wa_id":"{OTHER}","padding":"{padding}"}}"#))).await;
    app.post_messages(&message(OTHER, "wamid.other", "")).await;
    app.run_jobs().await;
    // Nothing is being sent any more.
    app.clock.advance(SignedDuration::from_mins(1));
    app
}

/// The same with less, where it is made often.
async fn a_customer_in_brief() -> TestApp {
    let app = TestApp::new().await;
    let untimed = message(CUSTOMER, "wamid.untimed", &format!(r#","from_user_id":"{USER}""#));
    app.post_messages(&untimed.replace(r#""timestamp":"1800000000","#, "")).await;
    app.post(&other("user_preferences", &format!(r#"{{"wa_id":"{CUSTOMER}"}}"#))).await;
    app.run_jobs().await;
    app.clock.advance(SignedDuration::from_mins(1));
    app
}

#[tokio::test]
async fn erased_is_erased_and_nobody_else_is() {
    let app = a_known_customer().await;
    let thread = app.thread().await.len();
    assert_eq!(app.count_records("once#").await, 1);
    assert_eq!(app.count_records("wamid#").await, 1);
    let erased = app.erase(CUSTOMER).await.unwrap();
    let expected = Erased { conversations: 1, messages: thread, events: 4, media: 2, dead_letters: None };
    assert_eq!(erased, expected);
    app.assert_erased().await;
    assert_eq!(app.count_records("once#").await + app.count_records("wamid#").await, 0);
    assert_eq!(app.count_records("event#").await, 2, "the other customer's");
    assert_eq!(app.blobs.list("kept/").await.unwrap().len(), 1);
    assert!(app.thread_of(OTHER).await.len() >= 2);
    for person in [CUSTOMER, "33639980009"] {
        assert!(matches!(app.erase(person).await, Err(PersonError::Unknown)));
    }
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_late_webhook_begins_a_new_conversation() {
    let app = a_known_customer().await;
    let contact = app.contact(CUSTOMER).await;
    app.erase(CUSTOMER).await.unwrap();
    let late =
        r#"{"id":"wamid.x","status":"read","timestamp":"1800000001","biz_opaque_callback_data":"KEY"}"#;
    let key = relais_core::MessageKey::new(&contact, app.clock.now(), "answer");
    let late = late.replace("KEY", &key.to_callback_data());
    let late = messages_webhook("").replace(r#""messages":[]"#, &format!(r#""statuses":[{late}]"#));
    app.post(&late).await;
    app.run_jobs().await;
    app.assert_erased().await;
    assert_eq!(app.store.conversation(&contact).await.unwrap(), None);

    app.clock.advance(SignedDuration::from_secs(1));
    let with_user = format!(r#","from_user_id":"{USER}""#);
    app.post_messages(&message(CUSTOMER, "wamid.HBgLMzM2Mzk5ODAwMDEVAgA=", &with_user)).await;
    app.post(&late).await;
    app.run_jobs().await;
    let conversation = app.conversation().await;
    assert_eq!(conversation.unread, 1);
    let inbound = app.thread().await.into_iter().filter(|it| it.direction == Direction::Inbound);
    assert_eq!(inbound.count(), 1);
    assert_eq!(app.store.statuses(&key).await.unwrap().iter().count(), 0, "a status of what was erased");
    let by_user = Identity { user_id: Some(USER.into()), ..Identity::default() };
    assert_eq!(find(&app.store, &by_user).await, Some(conversation.contact));
    app.assert_quiet().await;
}

/// By number first, then with the user id: still one conversation.
#[tokio::test]
async fn a_person_who_begins_anew_by_another_id_stays_one() {
    let app = a_known_customer().await;
    app.erase(USER_CONTACT).await.unwrap_err();
    app.erase(CUSTOMER).await.unwrap();
    app.clock.advance(SignedDuration::from_secs(1));
    app.post_messages(&message(CUSTOMER, "wamid.1", "")).await;
    app.run_jobs().await;
    let user =
        app.conversation().await.identity.user_id.expect("Graph names the user id of whoever it reached");
    app.post_messages(&message(CUSTOMER, "wamid.2", &format!(r#","from_user_id":"{user}""#))).await;
    app.run_jobs().await;
    assert_eq!(app.api("/api/conversations").await["conversations"].as_array().unwrap().len(), 2);
    assert_eq!(app.conversation().await.unread, 2);
}

const USER_CONTACT: &str = "c000000000000000000000000";

#[tokio::test]
async fn nobody_is_erased_while_a_message_to_them_is_being_sent() {
    let app = TestApp::with(Settings::default()).await;
    app.simulate(|settings| {
        settings.timeout_after_accepting = true;
        settings.send_statuses = false;
    });
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs_within(SignedDuration::from_secs(5)).await;
    let before = app.records().await.len();
    let refused = app.erase(CUSTOMER).await.unwrap_err();
    assert!(matches!(refused, PersonError::SendInProgress(left) if left <= LONGEST_SEND), "{refused:?}");
    assert_eq!(app.records().await.len(), before);
    app.clock.advance(LONGEST_SEND);
    app.erase(CUSTOMER).await.unwrap();
    app.run_jobs().await;
    app.assert_erased().await;
    app.assert_quiet().await;
}

/// A customer in brief with a file in each direction, an item that mentions a wamid alone, and a message that was too
/// large for the queue and mentions nothing else either.
async fn a_customer_with_files() -> (TestApp, Memory) {
    let files = Memory::default();
    let app = a_customer_in_brief().await.with_worker(|worker| {
        worker.answerer.files = Arc::new(files.clone());
        worker.media.files = Arc::new(files.clone());
    });
    let id = app.simulator.place_file(&b"a photo"[..], "image/png");
    let photo = announced(&app, &id, "image/png");
    app.post_messages(&crate::fetching::message(&app, "wamid.photo", "image", &photo).to_string()).await;
    app.post(&other("user_preferences", r#"{"id":"wamid.photo"}"#)).await;
    app.blobs.put("kept/1", br#"{"id":"wamid.photo"}"#.to_vec()).await.unwrap();
    app.run_jobs().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    app.person_sends(&upload, "out").await;
    app.run_jobs().await;
    app.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(files.blobs().len(), 2);
    (app, files)
}

/// The process may die, or a call may fail, at any call. Then it is repeated.
#[tokio::test]
async fn erasing_that_stops_midway_can_be_repeated_and_finishes() {
    let mut stopped = 0;
    for effect in [false, true] {
        for change in 0.. {
            let (app, files) = a_customer_with_files().await;
            let people = |store: Store, places: Places| {
                let numbers = vec![BUSINESS.into(), SECOND.into()];
                People::new(store, numbers, app.clock.clone()).and(OnlyBlobs(places)).without_pause()
            };
            let fault = Fault { left: Arc::new(AtomicI64::new(change)), effect };
            let failing = Failing { engine: app.engine.clone(), fault: fault.clone() };
            let store = Store::new(Client::new(failing), "relais");
            let places = |fault| Places { fault, ..Places::of(&app) };
            if people(store, places(fault)).erase(CUSTOMER).await.is_ok() {
                break;
            }
            stopped += 1;
            match people(app.store.clone(), Places::of(&app)).erase(CUSTOMER).await {
                // The last write had taken effect.
                Err(PersonError::Unknown) => assert!(effect),
                erased => drop(erased.unwrap()),
            }
            app.run_jobs().await;
            app.assert_erased().await;
            let left = files.blobs().into_keys().collect::<Vec<_>>();
            assert!(left.is_empty(), "change {change}, effect {effect}: {left:?} is left");
            assert!(app.blobs.get("kept/1").await.unwrap().is_none(), "change {change}, effect {effect}");
            for record in app.records().await {
                let told =
                    ["wamid.photo", "lettre.pdf", "upload."].into_iter().find(|it| record.contains(it));
                assert_eq!(told, None, "change {change}, effect {effect}: {record}");
            }
        }
    }
    assert!(stopped >= 30, "{stopped}");
}

/// Fails at one change, before or after its effect.
#[derive(Clone, Debug)]
struct Fault {
    left: Arc<AtomicI64>,
    effect: bool,
}

impl Fault {
    fn hits(&self) -> bool {
        self.left.fetch_sub(1, Ordering::Relaxed) == 0
    }
}

/// The blobs and the files, which fail at one deletion.
#[derive(Clone)]
pub(crate) struct Places {
    blobs: FileBlobs,
    files: SharedMedia,
    fault: Fault,
}

impl Places {
    /// Those of this app, which never fail.
    pub(crate) fn of(app: &TestApp) -> Self {
        let never = Fault { left: Arc::new(AtomicI64::new(i64::MAX)), effect: false };
        Self { blobs: app.blobs.clone(), files: app.worker.answerer.files.clone(), fault: never }
    }
}

impl Blobs for Places {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.blobs.put(name, bytes).await
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        self.blobs.get(name).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BlobError> {
        self.blobs.list(prefix).await
    }

    async fn delete(&self, name: &str) -> Result<(), BlobError> {
        let hits = self.fault.hits();
        if !hits || self.fault.effect {
            self.blobs.delete(name).await?;
            self.files.remove(name).await?;
        }
        let died =
            || BlobError { operation: "delete", name: name.to_owned(), source: "the process died".into() };
        if hits { Err(died()) } else { Ok(()) }
    }
}

/// An engine that fails at one write.
#[derive(Clone, Debug)]
struct Failing {
    engine: EmbeddedDynamo,
    fault: Fault,
}

impl Transport for Failing {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        Box::pin(async move {
            let is_write = !["BatchGetItem", "GetItem", "Query"].contains(&operation);
            if !is_write || !self.fault.hits() {
                return self.engine.call(operation, request).await;
            }
            if self.fault.effect {
                self.engine.call(operation, request).await?;
            }
            Err(Error::Unreachable("the process died".into()))
        })
    }
}

#[tokio::test]
async fn items_kept_by_version_0_1_are_found() {
    let app = TestApp::new().await;
    app.post_messages(&message(CUSTOMER, "wamid.1", "")).await;
    app.run_jobs().await;
    app.clock.advance(SignedDuration::from_mins(1));
    let client = crate::database::client(&app.engine);
    let s = |text: &str| AttributeValue::S(text.to_owned());
    let put = client.put_item().table_name("relais").item("pk", s("event#2026-11-25#7")).item("sk", s("abc"));
    let put = put.item("field", s("x")).item("raw", s(&format!(r#"{{"wa_id":"{CUSTOMER}"}}"#)));
    put.send().await.unwrap();
    assert_eq!(app.erase(CUSTOMER).await.unwrap().events, 1);
    app.assert_erased().await;
}

#[tokio::test]
async fn a_kept_item_is_one_record_on_any_day() {
    let app = TestApp::new().await;
    let item = other("account_update", r#"{"event":"VERIFIED"}"#);
    for _ in 0..2 {
        app.post(&item).await;
        app.run_jobs().await;
        app.clock.advance(SignedDuration::from_hours(24));
    }
    assert_eq!(app.count_records("event#").await, 1);
    let record = app.records().await.remove(0);
    assert!(record.contains("expires"), "{record}");
    assert!(!record.contains(BUSINESS));
}
