//! What every queue must do. `queue_suite!` makes a test of each case. `queue_local` runs them on the file, and
//! `infra/tests/tests/deployed/queue.rs` on SQS.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a case that cannot go on has failed

use std::collections::BTreeSet;
use std::time::Duration;

use relais_core::dead_letter::DeadLetter;
use relais_core::queue::{Enqueue, MAX_BODY_BYTES, MAX_RECEIVES, NewMessage, Queue, Received};

/// A queue of the test's own, with control over its time and its dead letters.
pub(crate) trait World {
    type Queue: Queue;

    fn queue(&self) -> Self::Queue;

    /// Lets time pass, in real time or on a clock.
    async fn pass(&self, time: Duration);

    /// The queue's dead letters.
    async fn dead_letters(&self) -> Vec<DeadLetter>;

    /// Redrives the dead letters and returns their number.
    async fn redrive(&self) -> usize;
}

/// Makes a test of each case, in the module that includes this one as `queue_suite`. `$world` is an async function that
/// returns a [`World`].
#[macro_export]
macro_rules! queue_suite {
    ($world:path) => {
        $crate::queue_suite!($world:
            a_message_is_received_unchanged,
            sending_and_deleting_nothing_works,
            a_received_message_is_hidden_until_its_visibility_timeout,
            a_deleted_message_is_never_redelivered,
            a_superseded_receipt_is_ignored,
            a_delayed_message_is_received_after_its_delay,
            a_rescheduled_message_is_received_after_its_delay,
            a_message_rescheduled_without_delay_is_received_at_once,
            many_are_sent_at_once_and_no_more_received_than_asked_for,
            long_bodies_go_together_and_too_long_ones_are_refused,
            a_waiting_receiver_gets_what_is_sent_meanwhile,
            a_wait_for_nothing_ends,
            a_message_received_too_often_becomes_a_dead_letter,
            dead_letters_are_listed_and_redriven,
            many_senders_and_receivers_lose_nothing,
        );
    };
    ($world:path: $($case:ident),* $(,)?) => {
        $(#[tokio::test]
        async fn $case() {
            queue_suite::$case($world().await).await;
        })*
    };
}

/// A visibility timeout that a test waits for.
const SHORT: Duration = Duration::from_secs(2);

/// A visibility timeout that no test outlasts.
const LONG: Duration = Duration::from_mins(10);

const NOW: Duration = Duration::ZERO;

pub(crate) async fn a_message_is_received_unchanged<W: World>(world: W) {
    let queue = world.queue();
    let text = "Ça va ? \u{1f44b} \"quoted\" \\ \t \u{1} \u{7f} \u{85} \u{2028} \u{fffe} \u{ffff} <&>";
    send(&queue, &serde_json::to_string(text).unwrap()).await;

    let received = receive(&queue, LONG).await;

    assert_eq!(serde_json::from_str::<String>(&received.body).unwrap(), text);
    assert_eq!(received.receive_count, 1);
    assert!(!received.id.is_empty());
}

pub(crate) async fn sending_and_deleting_nothing_works<W: World>(world: W) {
    let queue = world.queue();
    queue.send(vec![]).await.unwrap();
    queue.delete(vec![]).await.unwrap();
    assert_eq!(queue.receive(10, LONG, NOW).await.unwrap(), []);
}

pub(crate) async fn a_received_message_is_hidden_until_its_visibility_timeout<W: World>(world: W) {
    let queue = world.queue();
    send(&queue, "1").await;

    let first = receive(&queue, SHORT).await;
    assert_eq!(queue.receive(10, SHORT, NOW).await.unwrap(), [], "hidden");
    world.pass(SHORT).await;
    let second = receive(&queue, LONG).await;

    assert_eq!(second.id, first.id);
    assert_ne!(second.receipt, first.receipt);
    assert_eq!(second.receive_count, 2);
}

pub(crate) async fn a_deleted_message_is_never_redelivered<W: World>(world: W) {
    let queue = world.queue();
    send(&queue, "1").await;
    let received = receive(&queue, SHORT).await;

    queue.delete(vec![received.receipt.clone()]).await.unwrap();
    world.pass(SHORT).await;

    assert_eq!(queue.receive(10, LONG, NOW).await.unwrap(), []);
    queue.delete(vec![received.receipt.clone()]).await.unwrap();
    queue.retry_later(received.receipt, NOW, "too_late").await.unwrap();
    assert_eq!(queue.receive(10, LONG, NOW).await.unwrap(), []);
}

pub(crate) async fn a_superseded_receipt_is_ignored<W: World>(world: W) {
    let queue = world.queue();
    send(&queue, "1").await;
    let superseded = receive(&queue, SHORT).await.receipt;
    world.pass(SHORT).await;
    let latest = receive(&queue, SHORT).await.receipt;

    queue.delete(vec![superseded]).await.unwrap();
    world.pass(SHORT).await;

    assert_eq!(receive(&queue, LONG).await.receive_count, 3, "a superseded receipt deletes nothing");
    queue.delete(vec![latest]).await.unwrap();
}

pub(crate) async fn a_delayed_message_is_received_after_its_delay<W: World>(world: W) {
    let queue = world.queue();
    queue.send(vec![NewMessage { body: "1".into(), delay: SHORT }]).await.unwrap();

    assert_eq!(queue.receive(10, LONG, NOW).await.unwrap(), [], "hidden");
    world.pass(SHORT).await;

    assert_eq!(receive(&queue, LONG).await.receive_count, 1);
}

pub(crate) async fn a_rescheduled_message_is_received_after_its_delay<W: World>(world: W) {
    let queue = world.queue();
    send(&queue, "1").await;
    let first = receive(&queue, LONG).await;

    queue.retry_later(first.receipt, SHORT, "busy").await.unwrap();
    assert_eq!(queue.receive(10, LONG, NOW).await.unwrap(), [], "hidden");
    world.pass(SHORT).await;

    assert_eq!(receive(&queue, LONG).await.receive_count, 2);
}

pub(crate) async fn a_message_rescheduled_without_delay_is_received_at_once<W: World>(world: W) {
    let queue = world.queue();
    send(&queue, "1").await;
    let first = receive(&queue, LONG).await;

    queue.retry_later(first.receipt, NOW, "busy").await.unwrap();

    assert_eq!(receive(&queue, LONG).await.id, first.id);
}

pub(crate) async fn many_are_sent_at_once_and_no_more_received_than_asked_for<W: World>(world: W) {
    let queue = world.queue();
    let bodies: BTreeSet<_> = (100..125).map(|number| number.to_string()).collect();
    queue.send(bodies.iter().cloned().map(NewMessage::now).collect()).await.unwrap();

    assert!((1..=3).contains(&queue.receive(3, NOW, NOW).await.unwrap().len()));
    assert!((1..=10).contains(&queue.receive(50, NOW, NOW).await.unwrap().len()));
    assert_eq!(queue.receive(0, NOW, NOW).await.unwrap().len(), 1);
    assert_eq!(drain(&queue, bodies.len()).await, bodies);
}

pub(crate) async fn long_bodies_go_together_and_too_long_ones_are_refused<W: World>(world: W) {
    let queue = world.queue();
    let body = |fill: &str, bytes: usize| format!("\"{}\"", fill.repeat(bytes - 2));
    let longest: BTreeSet<_> = ["a", "b", "c"].map(|fill| body(fill, MAX_BODY_BYTES)).into();
    queue.send(longest.iter().cloned().map(NewMessage::now).collect()).await.unwrap();

    assert!(drain(&queue, longest.len()).await == longest, "the bodies are too long to print");
    let too_long = NewMessage::now(body("a", 1_048_577));
    assert!(queue.send(vec![too_long]).await.is_err());
}

pub(crate) async fn a_waiting_receiver_gets_what_is_sent_meanwhile<W: World>(world: W) {
    let queue = world.queue();
    let wait = Duration::from_secs(10);
    let start = std::time::Instant::now();
    let sending = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        send(&queue, "1").await;
    };

    let (received, ()) = tokio::join!(queue.receive(1, LONG, wait), sending);

    assert_eq!(received.unwrap().len(), 1);
    assert!(start.elapsed() < Duration::from_secs(5), "the wait ended too late");
}

pub(crate) async fn a_wait_for_nothing_ends<W: World>(world: W) {
    let start = std::time::Instant::now();
    let wait = Duration::from_secs(1);
    assert_eq!(world.queue().receive(1, LONG, wait).await.unwrap(), []);
    assert!((wait..wait * 4).contains(&start.elapsed()), "{:?}", start.elapsed());
}

pub(crate) async fn a_message_received_too_often_becomes_a_dead_letter<W: World>(world: W) {
    let queue = world.queue();
    send(&queue, "1").await;
    for count in 1..=MAX_RECEIVES {
        let received = receive(&queue, LONG).await;
        assert_eq!(received.receive_count, count);
        queue.retry_later(received.receipt, NOW, "never_good").await.unwrap();
    }
    assert_eq!(world.dead_letters().await, [], "it becomes a dead letter at the receive after the last one");

    assert_eq!(queue.receive(1, LONG, NOW).await.unwrap(), []);

    assert_eq!(world.dead_letters().await.len(), 1);
}

pub(crate) async fn dead_letters_are_listed_and_redriven<W: World>(world: W) {
    const LETTERS: usize = 12;
    let queue = world.queue();
    let bodies: BTreeSet<_> = (0..LETTERS).map(|number| number.to_string()).collect();
    queue.send(bodies.iter().cloned().map(NewMessage::now).collect()).await.unwrap();
    while world.dead_letters().await.len() < LETTERS {
        for message in queue.receive(10, LONG, NOW).await.unwrap() {
            queue.retry_later(message.receipt, NOW, "never_good").await.unwrap();
        }
    }

    for _ in 0..2 {
        let letters = world.dead_letters().await;
        assert_eq!(letters.iter().map(|letter| letter.body.clone()).collect::<BTreeSet<_>>(), bodies);
        assert!(
            letters.iter().all(|letter| letter.queue == "events" && letter.receive_count >= MAX_RECEIVES)
        );
    }
    assert_eq!(world.redrive().await, LETTERS);

    assert_eq!(world.dead_letters().await, []);
    let first = receive(&queue, NOW).await;
    assert_eq!(first.receive_count, 1, "the receive count starts again");
    assert_eq!(drain(&queue, LETTERS).await, bodies);
    assert_eq!(world.redrive().await, 0);
}

pub(crate) async fn many_senders_and_receivers_lose_nothing<W: World>(world: W) {
    const SENDERS: usize = 8;
    const EACH: usize = 25;
    let queue = world.queue();
    let senders = (0..SENDERS).map(|sender| {
        let queue = queue.clone();
        tokio::spawn(async move {
            for number in 0..EACH {
                send(&queue, &(sender * EACH + number).to_string()).await;
            }
        })
    });
    let receivers = (0..4).map(|_| {
        let queue = queue.clone();
        tokio::spawn(async move { take_all(&queue).await })
    });
    let (senders, receivers): (Vec<_>, Vec<_>) = (senders.collect(), receivers.collect());
    for sender in senders {
        sender.await.unwrap();
    }
    let mut bodies = Vec::new();
    for receiver in receivers {
        bodies.extend(receiver.await.unwrap());
    }
    // At least once: the last receiver may have stopped before some messages were visible.
    bodies.extend(take_all(&queue).await);

    let sent: BTreeSet<_> = (0..SENDERS * EACH).map(|number| number.to_string()).collect();
    assert_eq!(bodies.into_iter().collect::<BTreeSet<_>>(), sent);
}

async fn send(queue: &impl Queue, body: &str) {
    queue.send(vec![NewMessage::now(body.to_owned())]).await.unwrap();
}

/// The queue's one message. A receive of SQS may miss it at first.
async fn receive(queue: &impl Queue, visibility: Duration) -> Received {
    let received = queue.receive(1, visibility, Duration::from_secs(5)).await.unwrap();
    received.into_iter().next().expect("a message that is due")
}

/// Receives and deletes until it has seen `count` different bodies.
async fn drain(queue: &impl Queue, count: usize) -> BTreeSet<String> {
    let mut bodies = BTreeSet::new();
    while bodies.len() < count {
        let received = queue.receive(10, LONG, Duration::from_secs(5)).await.unwrap();
        assert!(!received.is_empty(), "{} of {count} were received", bodies.len());
        queue.delete(received.iter().map(|message| message.receipt.clone()).collect()).await.unwrap();
        bodies.extend(received.into_iter().map(|message| message.body));
    }
    bodies
}

/// Receives and deletes until one second passes without a message.
async fn take_all(queue: &impl Queue) -> Vec<String> {
    let mut bodies = Vec::new();
    loop {
        let received = queue.receive(10, LONG, Duration::from_secs(1)).await.unwrap();
        if received.is_empty() {
            return bodies;
        }
        queue.delete(received.iter().map(|message| message.receipt.clone()).collect()).await.unwrap();
        bodies.extend(received.into_iter().map(|message| message.body));
    }
}
