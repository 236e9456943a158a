//! The file has one owner, and keeps every acknowledged message until the next one.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_core::queue::{Enqueue, NewMessage, Queue};
use relais_embedded::LocalQueues;
use relais_embedded::queue::OpenError;

use crate::support::fresh;

const HOUR: Duration = Duration::from_hours(1);

fn open(path: &Path) -> Result<LocalQueues, OpenError> {
    LocalQueues::open(path, Clock::fixed(Timestamp::UNIX_EPOCH))
}

#[tokio::test]
async fn a_file_that_is_opened_again_has_all_and_what_was_held_is_visible() {
    let path = fresh("again");
    let queues = open(&path).unwrap();
    let queue = queues.queue("events");
    queue.send(["1", "2", "3"].map(|body| NewMessage::now(body.into())).into()).await.unwrap();
    let held = queue.receive(2, HOUR, Duration::ZERO).await.unwrap();
    drop((queue, queues));

    let queue = open(&path).unwrap().queue("events");

    let received = queue.receive(10, HOUR, Duration::ZERO).await.unwrap();
    assert_eq!(received.len(), 3);
    assert_eq!(received.iter().filter(|message| message.receive_count == 2).count(), held.len());
}

#[tokio::test]
async fn two_queues_of_a_file_do_not_mix() {
    let queues = LocalQueues::memory(Clock::fixed(Timestamp::UNIX_EPOCH)).unwrap();
    queues.queue("events").send(vec![NewMessage::now("1".into())]).await.unwrap();

    assert_eq!(queues.queue("replies").receive(10, HOUR, Duration::ZERO).await.unwrap(), []);
    assert_eq!(queues.queue("events").receive(10, HOUR, Duration::ZERO).await.unwrap().len(), 1);
}

#[tokio::test]
async fn delays_keep_their_length_when_the_clock_stands_earlier_than_before() {
    let path = fresh("earlier");
    let ahead = Clock::fixed(Timestamp::UNIX_EPOCH);
    ahead.advance(SignedDuration::from_hours(25));
    let queue = LocalQueues::open(&path, ahead).unwrap().queue("replies");
    let delay = Duration::from_secs(10);
    queue.send(vec![NewMessage { body: "1".into(), delay }]).await.unwrap();
    drop(queue);

    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let queue = LocalQueues::open(&path, clock.clone()).unwrap().queue("replies");

    assert_eq!(queue.receive(1, HOUR, Duration::ZERO).await.unwrap(), []);
    clock.advance(SignedDuration::from_secs(10));
    assert_eq!(queue.receive(1, HOUR, Duration::ZERO).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_second_owner_is_refused_with_the_name_of_the_file() {
    let path = fresh("locked");
    let first = open(&path).unwrap();

    let error = open(&path).unwrap_err();

    assert!(matches!(error, OpenError::InUse { .. }), "{error:?}");
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    drop(first);
    open(&path).unwrap();
}

#[test]
fn a_damaged_file_is_refused_with_what_to_do() {
    let path = fresh("damaged");
    std::fs::write(&path, "this is no database, however long one reads in it".repeat(100)).unwrap();

    let error = open(&path).unwrap_err();

    assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains("move it away"), "{error}");
}

#[tokio::test]
async fn a_file_damaged_in_the_middle_is_refused() {
    let path = fresh("holes");
    let queue = open(&path).unwrap().queue("events");
    let messages = (0..500).map(|number| NewMessage::now(number.to_string().repeat(50))).collect();
    queue.send(messages).await.unwrap();
    drop(queue);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xAA);
    std::fs::write(&path, bytes).unwrap();

    let error = open(&path).unwrap_err();

    assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
}

#[test]
fn a_file_of_a_later_version_is_refused() {
    let path = fresh("newer");
    drop(open(&path).unwrap());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 2).unwrap();
    drop(connection);

    assert!(matches!(open(&path), Err(OpenError::Newer { found: 2, .. })));
}

#[test]
fn a_directory_that_is_missing_is_named() {
    let path = fresh("missing").join("no/file.db");
    let error = open(&path).unwrap_err();
    assert!(matches!(error, OpenError::Unusable { .. }), "{error:?}");
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_that_go_away_lose_nothing_that_was_acknowledged() {
    let path = fresh("abandoned");
    let queues = open(&path).unwrap();
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let senders: Vec<_> = (0..500)
        .map(|number| {
            let (queue, acknowledged) = (queues.queue("events"), Arc::clone(&acknowledged));
            tokio::spawn(async move {
                let body = number.to_string();
                queue.send(vec![NewMessage::now(body.clone())]).await.unwrap();
                acknowledged.lock().unwrap().insert(body);
            })
        })
        .collect();
    while acknowledged.lock().unwrap().len() < 100 {
        tokio::task::yield_now().await;
    }
    for sender in senders {
        sender.abort();
        let _ = sender.await;
    }
    drop(queues);

    let queue = open(&path).unwrap().queue("events");
    let mut found = BTreeSet::new();
    loop {
        let received = queue.receive(10, HOUR, Duration::ZERO).await.unwrap();
        if received.is_empty() {
            break;
        }
        found.extend(received.into_iter().map(|message| message.body));
    }
    assert!(acknowledged.lock().unwrap().is_subset(&found));
}
