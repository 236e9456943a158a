//! Records and queue messages of other releases. Those of the previous release are read. Those of a newer release are
//! not changed, and are reported as errors. The files in `v0_1` are as version 0.1 wrote them, and must not be changed.

use relais_core::circuit_breaker::Line;
use std::time::Duration;

use relais_aws::StoreError;
use relais_core::contact::{ContactId, Identity};
use relais_core::message::Direction;
use relais_core::queue::{Enqueue, NewMessage, Queue};
use relais_dynamo::Transport;
use relais_worker::{Source, WorkError};
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, CUSTOMER, SECOND, TestApp, VISIBILITY, find, messages_webhook};

const RECORDS: [&str; 5] = [
    include_str!("v0_1/alias.json"),
    include_str!("v0_1/conversation.json"),
    include_str!("v0_1/message.json"),
    include_str!("v0_1/pending.json"),
    include_str!("v0_1/line.json"),
];
const FOREIGN_STATUSES: &str = include_str!("v0_1/foreign_statuses.json");
const JOBS: [&str; 2] = [include_str!("v0_1/reply.json"), include_str!("v0_1/settle.json")];
const EVENT: &str = include_str!("v0_1/event.json");

/// Puts a record into the table without changes.
async fn put(app: &TestApp, item: &Value) {
    let request = json!({"TableName": "relais", "Item": item}).to_string();
    app.engine.call("PutItem", request.into()).await.unwrap();
}

async fn app_of_version_0_1() -> TestApp {
    let app = TestApp::new().await;
    for record in RECORDS {
        put(&app, &serde_json::from_str(record).unwrap()).await;
    }
    app
}

#[tokio::test]
async fn a_customer_of_version_0_1_is_found_before_they_write_again() {
    let app = app_of_version_0_1().await;
    let number = app.conversation().await.identity.wa_id.unwrap();
    let (beginning, _) = number.as_str().split_at(6);
    assert_eq!(app.store.find_keys(beginning, None, 10).await.unwrap().contacts.len(), 0);
    app.worker.list_older().await;
    let found = app.api(&format!("/api/conversations?q={beginning}")).await;
    assert_eq!(found["conversations"][0]["phone_number"], format!("+{number}"));
}

#[tokio::test]
async fn work_that_version_0_1_left_unfinished_is_finished() {
    let app = app_of_version_0_1().await;
    let conversation = app.conversation().await;
    assert!(conversation.awaiting.is_some_and(|awaiting| awaiting.earlier.is_empty()));
    assert_eq!(
        app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap().stopped_by,
        Some(190)
    );
    for job in JOBS {
        app.replies.send(vec![NewMessage::now(job.trim().to_owned())]).await.unwrap();
    }
    app.events.send(vec![NewMessage::now(EVENT.trim().to_owned())]).await.unwrap();
    app.run_jobs().await;
    let mut accepted: Vec<_> = app.accepted().into_iter().map(|send| send.text).collect();
    accepted.retain(|text| text != "Nous fermons à 19 h");
    assert_eq!(app.accepted().len(), 2, "the message of a person from then, and one answer");
    assert_eq!(accepted.len(), 1, "one answer to the message recorded then and the one that comes now");
    let inbound = app.thread().await.into_iter().filter(|message| message.direction == Direction::Inbound);
    assert_eq!(inbound.count(), 2);
    assert_eq!(app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap().stopped_by, None);
    app.assert_quiet().await;
}

/// Version 0.1 stored the statuses of a message that another system sent under its wamid in plain text.
#[tokio::test]
async fn statuses_of_version_0_1_reach_the_echo_of_their_message() {
    let app = TestApp::new().await;
    put(&app, &serde_json::from_str(FOREIGN_STATUSES).unwrap()).await;
    let record: Value = serde_json::from_str(FOREIGN_STATUSES).unwrap();
    let wamid = record["wamid"]["S"].as_str().unwrap();
    let read = format!(r#"{{"id":"{wamid}","status":"read","timestamp":"1800000001"}}"#);
    app.post(&messages_webhook("").replace(r#""messages":[]"#, &format!(r#""statuses":[{read}]"#))).await;
    app.run_jobs().await;
    let echo = format!(
        r#"{{"from":"33199000001","to":"{CUSTOMER}","id":"{wamid}","timestamp":"1799999100","type":"text","text":{{"body":"Bonjour"}}}}"#
    );
    let echoes = messages_webhook(&echo)
        .replace(r#""field":"messages""#, r#""field":"smb_message_echoes""#)
        .replace(r#""messages":["#, r#""message_echoes":["#);
    app.post(&echoes).await;
    app.run_jobs().await;
    let thread = app.thread().await;
    let statuses: Vec<_> = thread[0].statuses.iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(statuses, ["delivered", "read", "sent"]);
    assert_eq!(app.count_records(&format!("wamid#{wamid}")).await, 1, "only what version 0.1 wrote");
    assert_eq!(app.count_records("wamid#").await, 2);
}

fn identity(number: Option<&str>, user: Option<&str>) -> Identity {
    Identity { wa_id: number.map(Into::into), user_id: user.map(Into::into), ..Identity::default() }
}

/// Puts the record that version 0.1 stored for an alias.
async fn put_alias(app: &TestApp, alias: &Identity, contact: &ContactId) {
    let mut record: Value = serde_json::from_str(RECORDS[0]).unwrap();
    record["pk"] = json!({"S": format!("alias#{}", alias.aliases()[0].as_str())});
    record["contact"] = json!({"S": contact.as_str()});
    put(app, &record).await;
}

/// Version 0.1 stored a record for every alias. Now a further alias has a pointer instead.
#[tokio::test]
async fn a_further_alias_of_version_0_1_leads_to_its_contact() {
    let number = identity(Some("33639980002"), None);
    let user = identity(None, Some("FR.99"));
    let both = identity(Some("33639980002"), Some("FR.99"));
    for (recorded, shown) in [(&number, &number), (&user, &both)] {
        let app = app_of_version_0_1().await;
        let known = app.conversation().await;
        put_alias(&app, recorded, &known.contact).await;

        assert_eq!(find(&app.store, recorded).await.as_ref(), Some(&known.contact));
        assert_eq!(find(&app.store, shown).await.as_ref(), Some(&known.contact));
    }
}

/// The most stable alias decides, also when the others lead to another contact, and for both ways of storing them.
#[tokio::test]
async fn an_alias_of_version_0_1_decides_in_its_turn() {
    let app = app_of_version_0_1().await;
    let known = app.conversation().await;
    let [elsewhere, user] = [identity(Some("33639980002"), None), identity(None, Some("FR.99"))];
    app.post_messages(r#"{"from":"33639980002","id":"wamid.other","timestamp":"1800000000","type":"text","text":{"body":"Salut"}}"#).await;
    app.run_jobs().await;
    assert_ne!(find(&app.store, &elsewhere).await, Some(known.contact.clone()));
    put_alias(&app, &user, &known.contact).await;
    let both = identity(Some("33639980002"), Some("FR.99"));
    assert_eq!(find(&app.store, &both).await, Some(known.contact));
}

/// Version 0.1 stored an alias before its conversation. After a crash in between, the alias leads to no conversation.
#[tokio::test]
async fn an_alias_of_version_0_1_without_a_conversation_is_ignored() {
    let app = app_of_version_0_1().await;
    let known = app.conversation().await;
    let user = identity(None, Some("FR.99"));
    let void = ContactId::in_version_0_1(&identity(None, Some("FR.98")).aliases()[0]);
    put_alias(&app, &user, &void).await;
    let both = Identity { wa_id: known.identity.wa_id.clone(), ..user.clone() };
    assert_eq!(find(&app.store, &both).await, Some(known.contact.clone()));
    assert_eq!(find(&app.store, &user).await, Some(known.contact));
    assert_eq!(find(&app.store, &identity(Some("33639980002"), None)).await, None);
}

/// A conversation of version 0.1 belongs to the first business number. Its messages stay where they are.
#[tokio::test]
async fn a_conversation_of_version_0_1_is_the_first_numbers() {
    let app = app_of_version_0_1().await;
    let before = app.conversation().await;
    let text = |id: &str, number: &str| {
        messages_webhook(&format!(
            r#"{{"from":"{CUSTOMER}","from_user_id":"FR.99","id":"{id}","timestamp":"1800000005","type":"text","text":{{"body":"Et vous ?"}}}}"#
        ))
        .replace(BUSINESS, number)
    };
    app.post(&text("wamid.second", SECOND)).await;
    app.post(&text("wamid.first", BUSINESS)).await;
    app.run_jobs().await;
    let known = app.conversation().await;
    assert_eq!((known.contact.clone(), known.phone_id), (before.contact, Some(BUSINESS.into())));
    let thread = app.store.thread(&known.contact, None, 50).await.unwrap().messages;
    let stored = |id: &str| thread.iter().any(|message| message.wamid == Some(id.into()));
    assert!(stored("wamid.first") && !stored("wamid.second"));
    assert!(thread.iter().any(|message| message.text == "Bonjour"), "what was stored then");
    assert_eq!(find(&app.store, &identity(None, Some("FR.99"))).await, Some(known.contact));
}

#[tokio::test]
async fn a_record_of_a_newer_release_is_refused_and_reported() {
    let app = app_of_version_0_1().await;
    let mut newer: Value = serde_json::from_str(RECORDS[1]).unwrap();
    newer["v"] = json!({"N": "3"});
    newer["awaiting"] = json!({"S": "in another shape"});
    put(&app, &newer).await;
    app.replies.send(vec![NewMessage::now(JOBS[0].trim().to_owned())]).await.unwrap();
    let jobs = app.replies.receive(1, VISIBILITY, Duration::ZERO).await.unwrap();
    let error = app.worker.handle(Source::Replies, &jobs[0]).await.unwrap_err();
    assert!(
        matches!(&error, WorkError::Store(StoreError::Newer { record: "conversation", version: 3 })),
        "{error:?}"
    );
    assert!(error.error_chain().contains("finish the deployment"), "{}", error.error_chain());
    assert_eq!(app.accepted().len(), 0);
}
