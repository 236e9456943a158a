//! Queue messages: a job that Relais has written is read back, anything else is refused without quoting it, and an event
//! is recorded once.

use relais_core::job::{self, EventJob, JobError, ReplyJob, VERSION};
use relais_core::message::MessageKey;
use relais_whatsapp::status::StatusUpdate;
use relais_whatsapp::webhook::ItemContent;
use relais_worker::{Source, WorkError};
use serde::Serialize;
use serde_json::Value;

use crate::test_app::{Records, TestApp};
use crate::webhook::block_on;

/// Decodes the body as a job of either queue, and gives it to the worker twice.
pub fn check(input: &[u8]) {
    let Ok(body) = std::str::from_utf8(input) else { return };
    let (event, reply) = (job::decode::<EventJob>(body), job::decode::<ReplyJob>(body));
    for refused in [event.as_ref().err(), reply.as_ref().err()].into_iter().flatten() {
        tells_no_words(refused, body);
    }
    let read = event.is_ok() || reply.is_ok();
    assert_eq!(job::kind(body).is_ok(), read);
    if let Ok(value) = serde_json::from_str::<Value>(body)
        && read
    {
        assert!(version(&value).is_some_and(|version| version <= VERSION.into()), "a newer job was read");
    }
    match (event, reply) {
        (Ok(event), Err(_)) => {
            let written = encoded(&event);
            assert_eq!(encoded(&job::decode::<EventJob>(&written).unwrap()), written);
            block_on(recorded(body, &event));
        }
        (Err(_), Ok(reply)) => {
            assert_eq!(job::decode::<ReplyJob>(&encoded(&reply)).unwrap(), reply);
            block_on(answered(body));
        }
        (Err(_), Err(_)) => {}
        (Ok(_), Ok(_)) => panic!("a job of both queues"),
    }
}

/// The version in a job. Serde also reads a struct from a list of its fields, where the version is the first.
fn version(job: &Value) -> Option<u64> {
    job.get("v").or(job.get(0))?.as_u64()
}

fn encoded<J: Serialize>(job: &J) -> String {
    job::encode(job).unwrap()
}

/// The text of a refusal consists of these words and of numbers, and never quotes the body.
fn tells_no_words(refused: &JobError, body: &str) {
    match refused {
        JobError::Newer(newer) => {
            assert!(*newer > VERSION);
            if let Ok(value) = serde_json::from_str::<Value>(body) {
                assert_eq!(version(&value), Some((*newer).into()), "{refused}");
            }
        }
        JobError::Malformed(place) => {
            let words: Vec<_> = place.split(' ').collect();
            let [kind, "at", "line", line, "column", column] = words[..] else { panic!("{refused}") };
            assert!(["Syntax", "Data", "Eof"].contains(&kind), "{refused}");
            assert!([line, column].iter().all(|number| number.parse::<usize>().is_ok()), "{refused}");
        }
    }
}

/// An event is on record after it was handled, and handling it again changes nothing.
async fn recorded(body: &str, event: &EventJob) {
    let app = TestApp::empty().await;
    let done = app.work(Source::Events, body).await;
    if let EventJob::StoredItem(_) = event {
        return assert!(matches!(done, Err(WorkError::MissingBlob(_))), "{done:?}");
    }
    done.unwrap_or_else(|error| panic!("not recorded: {}", error.error_chain()));
    let records = app.records().await;
    assert!(!records.is_empty() || is_of_nobody(event), "nothing is on record");
    app.work(Source::Events, body).await.unwrap();
    let [before, after] = [records, app.records().await].map(|records| match event {
        EventJob::Item { item, .. } if item.field == "history" => without_versions(records),
        _ => records,
    });
    assert_eq!(after, before, "a repeat changed something");
}

/// Old messages are stored only after their conversation was saved, which an erasure would notice. So it is saved again
/// when they are redelivered, and only its version says so.
fn without_versions(mut records: Records) -> Records {
    for record in records.values_mut().filter_map(Value::as_object_mut) {
        record.remove("version");
    }
    records
}

/// Whether it is a status of a message of ours to a contact without a conversation: that person was erased.
fn is_of_nobody(event: &EventJob) -> bool {
    let EventJob::Item { item, .. } = event else { return false };
    let ItemContent::Status { status, .. } = &item.content else { return false };
    let data = StatusUpdate::parse(status).biz_opaque_callback_data;
    data.as_deref().and_then(MessageKey::from_callback_data).is_some()
}

/// A reply job that names an unknown contact or message sends nothing, and no job sends twice.
async fn answered(body: &str) {
    let app = TestApp::with_customer().await;
    for _ in 0..2 {
        match app.work(Source::Replies, body).await {
            Ok(()) => {}
            // A text that is not one of our contact ids may be invalid as a key of the database.
            Err(WorkError::Store(error)) => assert!(!error.is_retryable(), "{error}"),
            Err(error) => panic!("{}", error.error_chain()),
        }
    }
    assert!(app.sends().len() <= 1, "answered twice");
}
