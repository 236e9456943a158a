//! A waiting receiver returns as soon as a message is due.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_core::queue::{Enqueue, MAX_RECEIVES, NewMessage, Queue};
use relais_embedded::LocalQueues;

const HOUR: Duration = Duration::from_hours(1);
const WAIT: Duration = Duration::from_secs(20);

/// Extra time for a loaded machine.
const SLACK: Duration = Duration::from_millis(800);

#[tokio::test]
async fn an_advanced_clock_is_noticed() {
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let queue = LocalQueues::memory(clock.clone()).unwrap().queue("replies");
    let delay = Duration::from_mins(10);
    queue.send(vec![NewMessage { body: "1".into(), delay }]).await.unwrap();
    let advancing = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        clock.advance(SignedDuration::from_mins(10));
        Instant::now()
    };

    let (received, advanced) = tokio::join!(queue.receive(1, HOUR, WAIT), advancing);

    assert_eq!(received.unwrap().len(), 1);
    assert!(advanced.elapsed() < Duration::from_millis(200) + SLACK, "{:?}", advanced.elapsed());
}

#[tokio::test]
async fn a_delayed_message_wakes_a_receiver_when_it_is_due() {
    let queue = LocalQueues::memory(Clock::system()).unwrap().queue("replies");
    let delay = Duration::from_millis(330);
    let start = Instant::now();
    let sending = queue.send(vec![NewMessage { body: "1".into(), delay }]);

    let (received, sent) = tokio::join!(queue.receive(1, HOUR, WAIT), sending);

    sent.unwrap();
    assert_eq!(received.unwrap().len(), 1);
    assert!((delay..delay + SLACK).contains(&start.elapsed()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_rescheduled_message_wakes_a_receiver() {
    let queue = LocalQueues::memory(Clock::fixed(Timestamp::UNIX_EPOCH)).unwrap().queue("replies");
    queue.send(vec![NewMessage::now("1".into())]).await.unwrap();
    let held = queue.receive(1, HOUR, WAIT).await.unwrap().remove(0);
    let start = Instant::now();
    let giving_back = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        queue.retry_later(held.receipt, Duration::ZERO, "busy").await.unwrap();
    };

    let (received, ()) = tokio::join!(queue.receive(1, HOUR, WAIT), giving_back);

    assert_eq!(received.unwrap().len(), 1);
    assert!(start.elapsed() < SLACK, "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_redriven_message_wakes_a_receiver() {
    let queues = LocalQueues::memory(Clock::fixed(Timestamp::UNIX_EPOCH)).unwrap();
    let queue = queues.queue("replies");
    queue.send(vec![NewMessage::now("1".into())]).await.unwrap();
    for _ in 0..=MAX_RECEIVES {
        queue.receive(1, Duration::ZERO, Duration::ZERO).await.unwrap();
    }
    let start = Instant::now();
    let redriving = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(queues.redrive(None).await.unwrap(), 1);
    };

    let (received, ()) = tokio::join!(queue.receive(1, HOUR, WAIT), redriving);

    assert_eq!(received.unwrap().len(), 1);
    assert!(start.elapsed() < SLACK, "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_many_receivers_gets_its_message() {
    let queue = LocalQueues::memory(Clock::system()).unwrap().queue("replies");
    let start = Instant::now();
    let receivers: Vec<_> = (0..50)
        .map(|_| {
            let queue = queue.clone();
            tokio::spawn(async move { queue.receive(1, HOUR, WAIT).await.unwrap().remove(0).body })
        })
        .collect();
    for number in 0..50 {
        queue.send(vec![NewMessage::now(number.to_string())]).await.unwrap();
    }
    let mut bodies = std::collections::BTreeSet::new();
    for receiver in receivers {
        assert!(bodies.insert(receiver.await.unwrap()), "a message was received twice");
    }
    assert!(start.elapsed() < WAIT / 4, "{:?}", start.elapsed());
}
