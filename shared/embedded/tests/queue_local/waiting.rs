//! A waiting receiver comes back when something is due, and asks for nothing in between.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_core::queue::{NewMessage, Queue};
use relais_embedded::LocalQueues;
use relais_embedded::queue::Redrive;

const HOUR: Duration = Duration::from_hours(1);
const WAIT: Duration = Duration::from_secs(20);

/// What a loaded machine may add.
const SLACK: Duration = Duration::from_millis(800);

#[tokio::test]
async fn an_advanced_clock_is_noticed() {
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let queue = LocalQueues::memory(clock.clone()).unwrap().queue("replies");
    let delay = Duration::from_secs(600);
    queue.send(vec![NewMessage { body: "1".into(), delay }]).await.unwrap();
    let advancing = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        clock.advance(SignedDuration::from_secs(600));
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
async fn what_is_given_back_or_redriven_wakes_a_receiver() {
    let queues = LocalQueues::memory(Clock::fixed(Timestamp::UNIX_EPOCH)).unwrap();
    let queue = queues.queue("replies");
    queue.send(vec![NewMessage::now("1".into())]).await.unwrap();
    let start = Instant::now();
    for count in 1..=10 {
        let held = queue.receive(1, HOUR, WAIT).await.unwrap().remove(0);
        assert_eq!(held.receive_count, count);
        let (next, given_back) = tokio::join!(
            queue.receive(1, Duration::ZERO, if count == 10 { Duration::ZERO } else { WAIT }),
            queue.retry_later(held.receipt, Duration::ZERO, "busy"),
        );
        given_back.unwrap();
        if count == 9 {
            assert_eq!(next.unwrap().len(), 1);
            break;
        }
        queue.retry_later(next.unwrap().remove(0).receipt, Duration::ZERO, "busy").await.unwrap();
    }
    assert!(start.elapsed() < WAIT / 2);
    assert_eq!(queues.redrive(Redrive::All).await.unwrap(), 0);
}
