//! Any sequence of operations, restarts included, agrees with a model in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use relais_core::Clock;
use relais_core::queue::{Enqueue, MAX_RECEIVES, NewMessage, Queue};
use relais_embedded::{LocalQueue, LocalQueues};

use crate::support::fresh;

#[derive(Clone, Debug)]
enum Step {
    Send { delay: u32 },
    Receive { max: usize, visibility: u32 },
    Delete { receipt: prop::sample::Index },
    RetryLater { receipt: prop::sample::Index, after: u32 },
    Pass { seconds: i64 },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let receipt = any::<prop::sample::Index>;
    prop_oneof![
        3 => (0..4_u32).prop_map(|delay| Step::Send { delay }),
        6 => (1..=10_usize, 0..4_u32).prop_map(|(max, visibility)| Step::Receive { max, visibility }),
        2 => receipt().prop_map(|receipt| Step::Delete { receipt }),
        2 => (receipt(), 0..4_u32).prop_map(|(receipt, after)| Step::RetryLater { receipt, after }),
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
    queues: Option<LocalQueues>,
    expected: BTreeMap<String, Expected>,
    receipts: Vec<String>,
    sent: usize,
}

impl Run {
    fn start(path: PathBuf) -> Self {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let queues = LocalQueues::open(&path, clock.clone()).ok();
        Self { path, clock, queues, expected: BTreeMap::new(), receipts: Vec::new(), sent: 0 }
    }

    fn queue(&self) -> LocalQueue {
        self.queues.as_ref().unwrap().queue("events")
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
                self.retry_later(receipt, after).await;
            }
            Step::Delete { .. } | Step::RetryLater { .. } => {}
            Step::Pass { seconds } => self.clock.advance(SignedDuration::from_secs(seconds)),
            Step::Restart => self.restart(),
        }
    }

    async fn send(&mut self, delay: u32) {
        self.sent += 1;
        let (body, wait) = (self.sent.to_string(), Duration::from_secs(delay.into()));
        self.queue().send(vec![NewMessage { body: body.clone(), delay: wait }]).await.unwrap();
        let due = self.now() + i64::from(delay);
        self.expected.insert(body, Expected { due, held: false, received: 0, receipt: None });
    }

    async fn receive(&mut self, max: usize, visibility: u32) -> usize {
        let now = self.now();
        let hidden = Duration::from_secs(visibility.into());
        let due = self.expected.values().filter(|message| message.due <= now);
        let (spent, due): (Vec<_>, Vec<_>) = due.partition(|message| message.received >= MAX_RECEIVES);
        let (spent, due) = (spent.len(), due.len());

        let got = self.queue().receive(max, hidden, Duration::ZERO).await.unwrap();

        assert!(got.len() <= due.min(max), "{} of {due} that were due", got.len());
        assert!(spent > 0 || got.len() == due.min(max), "{} of {due} that were due", got.len());
        assert!(due == 0 || !got.is_empty(), "none of {due} that were due");
        for received in &got {
            let message =
                self.expected.get_mut(&received.body).expect("the model does not have this message");
            assert!(message.due <= now, "it was hidden");
            message.received += 1;
            assert_eq!(message.received, received.receive_count);
            message.due = now + i64::from(visibility);
            message.held = true;
            message.receipt = Some(received.receipt.clone());
        }
        let bodies: BTreeSet<_> = got.iter().map(|received| &received.body).collect();
        assert_eq!(bodies.len(), got.len(), "one receive gave one message twice");
        self.receipts.extend(got.iter().map(|received| received.receipt.clone()));
        self.bury(now).await;
        got.len()
    }

    /// Due messages that had been received often enough are dead letters.
    async fn bury(&mut self, now: i64) {
        for letter in self.queues.as_ref().unwrap().dead_letters(10_000).await.unwrap() {
            if let Some(message) = self.expected.remove(&letter.body) {
                assert!(message.due <= now && message.received >= MAX_RECEIVES, "{message:?}");
            }
        }
    }

    async fn retry_later(&mut self, receipt: String, after: u32) {
        let wait = Duration::from_secs(after.into());
        self.queue().retry_later(receipt.clone(), wait, "again").await.unwrap();
        let due = self.now() + i64::from(after);
        for message in self.expected.values_mut() {
            if message.receipt.as_ref() == Some(&receipt) {
                message.due = due;
                message.held = false;
            }
        }
    }

    fn restart(&mut self) {
        self.queues = None;
        self.queues = LocalQueues::open(&self.path, self.clock.clone()).ok();
        let now = self.now();
        for message in self.expected.values_mut().filter(|message| message.held) {
            message.due = now;
            message.held = false;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_operations_does_what_the_model_says(
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let mut run = Run::start(fresh("model"));
            for step in steps {
                run.take(step).await;
            }
            // Every remaining message is received, whatever happened to it before.
            run.clock.advance(SignedDuration::from_hours(1));
            let left = run.expected.len();
            let mut came = 0;
            while run.expected.values().any(|message| message.due <= run.now()) {
                came += run.receive(10, 10_000).await;
            }
            assert!(came <= left);
            let directory = run.path.parent().map(Path::to_owned);
            drop(run);
            std::fs::remove_dir_all(directory.unwrap()).unwrap();
        });
    }
}
