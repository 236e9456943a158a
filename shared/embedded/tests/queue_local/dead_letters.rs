//! Depths and dead letters, as an operator sees them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_core::dead_letter::Depth;
use relais_core::queue::{Enqueue, MAX_RECEIVES, NewMessage, Queue};
use relais_embedded::{LocalQueue, LocalQueues};

const HOUR: Duration = Duration::from_hours(1);
const NOW: Duration = Duration::ZERO;

fn queues() -> (LocalQueues, Clock) {
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    (LocalQueues::memory(clock.clone()).unwrap(), clock)
}

async fn send(queue: &LocalQueue, body: &str, delay: Duration) {
    queue.send(vec![NewMessage { body: body.into(), delay }]).await.unwrap();
}

/// Receives the due messages until they are dead letters.
async fn kill(queue: &LocalQueue, reason: Option<&str>) {
    for _ in 0..MAX_RECEIVES {
        for message in queue.receive(10, NOW, NOW).await.unwrap() {
            if let Some(reason) = reason {
                queue.retry_later(message.receipt, NOW, reason).await.unwrap();
            }
        }
    }
    assert_eq!(queue.receive(10, NOW, NOW).await.unwrap(), []);
}

#[tokio::test]
async fn depths_count_each_state() {
    let (queues, clock) = queues();
    let queue = queues.queue("events");
    assert_eq!(queue.depth().await.unwrap(), Depth::default());
    send(&queue, "dead", NOW).await;
    kill(&queue, None).await;
    clock.advance(SignedDuration::from_secs(5));
    send(&queue, "held", NOW).await;
    queue.receive(1, HOUR, NOW).await.unwrap();
    send(&queue, "given back", NOW).await;
    let given_back = queue.receive(1, HOUR, NOW).await.unwrap().remove(0);
    queue.retry_later(given_back.receipt, HOUR, "busy").await.unwrap();
    send(&queue, "delayed", Duration::from_mins(1)).await;
    send(&queue, "visible", NOW).await;
    clock.advance(SignedDuration::from_secs(3));

    let depth = queue.depth().await.unwrap();

    let oldest = Some(Duration::from_secs(3));
    assert_eq!(depth, Depth { visible: 1, delayed: 2, in_flight: 1, dead: 1, oldest });
    assert_eq!(queues.queue("replies").depth().await.unwrap(), Depth::default());
    let sent = clock.now() - SignedDuration::from_secs(3);
    assert_eq!(queue.next_due().await.unwrap(), Some(sent), "the visible one");
    assert_eq!(queues.queue("replies").next_due().await.unwrap(), None);
}

#[tokio::test]
async fn dead_letters_have_a_reason_and_debug_hides_the_body() {
    let (queues, clock) = queues();
    let queue = queues.queue("events");
    send(&queue, "private words", NOW).await;
    clock.advance(SignedDuration::from_secs(5));
    kill(&queue, Some("graph_190")).await;
    send(&queue, "let go", NOW).await;
    clock.advance(SignedDuration::from_secs(5));
    kill(&queue, None).await;

    let letters = queues.dead_letters(10).await.unwrap();

    let second = |second| Timestamp::from_second(second).unwrap();
    let [let_go, private] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(let_go.reason, None);
    assert_eq!(private.reason.as_deref(), Some("graph_190"));
    assert_eq!(private.body, "private words");
    assert_eq!((private.queue.as_str(), private.receive_count), ("events", MAX_RECEIVES));
    assert_eq!((private.sent_at, private.died_at), (second(0), Some(second(5))));
    assert!(!format!("{private:?}").contains("private words"));
    assert_eq!(queues.dead_letters(1).await.unwrap(), letters[..1], "the latest first");
}

#[tokio::test]
async fn a_redriven_dead_letter_is_counted_again_and_old_receipts_stay_invalid() {
    let (queues, _) = queues();
    let queue = queues.queue("events");
    send(&queue, "1", NOW).await;
    send(&queue, "2", NOW).await;
    let receipts = queue.receive(10, NOW, NOW).await.unwrap();
    kill(&queue, Some("busy")).await;
    let letters = queues.dead_letters(10).await.unwrap();

    assert_eq!(letters.len(), 2);
    assert_eq!(queues.redrive(Some("replies")).await.unwrap(), 0, "these are events");
    assert_eq!(queues.redrive(Some("events")).await.unwrap(), 2);
    assert_eq!(queues.redrive(None).await.unwrap(), 0);
    let old = receipts.into_iter().map(|message| message.receipt).collect();
    queue.delete(old).await.unwrap();
    let received = queue.receive(10, NOW, NOW).await.unwrap();
    assert_eq!(received.iter().map(|message| message.receive_count).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(queues.dead_letters(10).await.unwrap(), []);
}
