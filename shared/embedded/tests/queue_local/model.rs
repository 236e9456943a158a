//! Any sequence of operations does what a model in memory says, through restarts as well.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use relais_core::Clock;
use relais_core::queue::{MAX_RECEIVES, NewMessage, Queue};
use relais_embedded::{LocalQueue, LocalQueues};

use crate::support::fresh;

#[derive(Clone, Debug)]
enum Step {
    Send { delay: u64 },
    Receive { max: usize, visibility: u64 },
    Delete { receipt: prop::sample::Index },
    RetryLater { receipt: prop::sample::Index, after: u64 },
    Pass { seconds: i64 },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let receipt = any::<prop::sample::Index>;
    prop_oneof![
        3 => (0..4_u64).prop_map(|delay| Step::Send { delay }),
        6 => (1..=10_usize, 0..4_u64).prop_map(|(max, visibility)| Step::Receive { max, visibility }),
        2 => receipt().prop_map(|receipt| Step::Delete { receipt }),
        2 => (receipt(), 0..4_u64).prop_map(|(receipt, after)| Step::RetryLater { receipt, after }),
        2 => (1..4_i64).prop_map(|seconds| Step::Pass { seconds }),
        1 => Just(Step::Restart),
    ]
}

#[derive(Debug)]
struct Expected {
    due: i64,
    held: bool,
    received: u32,
    receipt: Option<String>,
}

struct Run {
    path: PathBuf,
    clock: Clock,
    queue: Option<LocalQueue>,
    expected: BTreeMap<String, Expected>,
    receipts: Vec<String>,
    sent: usize,
    dead: usize,
}

impl Run {
    fn start(path: PathBuf) -> Self {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let queue = Some(open(&path, &clock));
        let (expected, receipts) = (BTreeMap::new(), Vec::new());
        Self { path, clock, queue, expected, receipts, sent: 0, dead: 0 }
    }

    fn queue(&self) -> LocalQueue {
        self.queue.clone().unwrap()
    }

    fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Send { delay } => self.send(delay).await,
            Step::Receive { max, visibility } => {
                self.receive(max, visibility).await;
            }
            Step::Delete { receipt } if !self.receipts.is_empty() => {
                let receipt = receipt.get(&self.receipts).clone();
                self.queue().delete(vec![receipt.clone()]).await.unwrap();
                self.expected.retain(|_, message| message.receipt.as_ref() != Some(&receipt));
            }
            Step::RetryLater { receipt, after } if !self.receipts.is_empty() => {
                let receipt = receipt.get(&self.receipts).clone();
                let wait = Duration::from_secs(after);
                self.queue().retry_later(receipt.clone(), wait, "again").await.unwrap();
                let due = self.now() + i64::try_from(after).unwrap();
                let messages = self.expected.values_mut();
                for message in messages.filter(|message| message.receipt.as_ref() == Some(&receipt)) {
                    message.due = due;
                    message.held = false;
                }
            }
            Step::Delete { .. } | Step::RetryLater { .. } => {}
            Step::Pass { seconds } => self.clock.advance(SignedDuration::from_secs(seconds)),
            Step::Restart => {
                self.queue = None;
                self.queue = Some(open(&self.path, &self.clock));
                let now = self.now();
                for message in self.expected.values_mut().filter(|message| message.held) {
                    message.due = now;
                    message.held = false;
                }
            }
        }
    }

    async fn send(&mut self, delay: u64) {
        self.sent += 1;
        let (body, wait) = (self.sent.to_string(), Duration::from_secs(delay));
        self.queue().send(vec![NewMessage { body: body.clone(), delay: wait }]).await.unwrap();
        let due = self.now() + i64::try_from(delay).unwrap();
        self.expected.insert(body, Expected { due, held: false, received: 0, receipt: None });
    }

    async fn receive(&mut self, max: usize, visibility: u64) -> usize {
        let now = self.now();
        let hidden = Duration::from_secs(visibility);
        let got = self.queue().receive(max, hidden, Duration::ZERO).await.unwrap();

        let due = |message: &&Expected| message.due <= now && message.received < MAX_RECEIVES;
        let due = self.expected.values().filter(due).count();
        if visibility > 0 {
            assert_eq!(got.len(), due.min(max), "at {now}: {:?}", self.expected);
        } else {
            assert!(got.len() <= max && (due == 0 || !got.is_empty()));
        }
        for received in &got {
            let message = self.expected.get_mut(&received.body).expect("a message that was deleted");
            assert!(message.due <= now, "it was hidden");
            message.received += 1;
            assert_eq!(message.received, received.receive_count);
            message.due = now + i64::try_from(visibility).unwrap();
            message.held = true;
            message.receipt = Some(received.receipt.clone());
        }
        self.receipts.extend(got.iter().map(|received| received.receipt.clone()));
        self.bury(now).await;
        got.len()
    }

    /// What a receive has moved to the dead letters was due and received often enough.
    async fn bury(&mut self, now: i64) {
        let dead = self.queue().depth().await.unwrap().dead;
        let spent = |message: &Expected| message.received >= MAX_RECEIVES && message.due <= now;
        let spent = self.expected.iter().filter(|(_, message)| spent(message)).count();
        let newly = usize::try_from(dead).unwrap() - self.dead;
        assert!(newly <= spent);
    }
}

fn open(path: &Path, clock: &Clock) -> LocalQueue {
    LocalQueues::open(path, clock.clone()).unwrap().queue("events")
}
