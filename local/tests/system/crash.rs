//! `kill -9`, again and again: nothing is lost and nothing is doubled.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use relais_core::Clock;
use relais_simulator::{AcceptedSend, Settings};
use serde_json::Value;
use tokio::sync::{Mutex, RwLock};
use tokio::task::JoinSet;

use crate::relais::Relais;
use crate::stand_ins::{self, Meta, Outside, text_webhook};

/// What happens to the program, and how much.
struct Plan {
    customers: usize,
    /// Customers who write at the same time. Their bursts are over well before the reply delay is.
    wave: usize,
    /// Milliseconds between two kills: at least, and at most this many more.
    kill_after: (u64, u64),
    /// What the stand-ins do wrong.
    settings: Settings,
    /// How long a burst may go on, as it is recorded.
    reply_delay_ms: &'static str,
    patience: Duration,
    seed: u64,
}

const MESSAGES_EACH: usize = 5;
const DELIVERIES: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_webhooks_delivered_thrice_through_kills_are_each_answered_once() {
    let plan = Plan {
        customers: 200,
        wave: 25,
        kill_after: (2000, 1000),
        settings: Settings::immediate(),
        reply_delay_ms: "6000",
        patience: Duration::from_mins(4),
        seed: 20_261_122,
    };
    plan.carry_out().await;
}

/// `make soak`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make soak"]
async fn ten_thousand_messages_through_kills_and_every_fault_of_graph() {
    let plan = Plan {
        customers: 2_000,
        wave: 20,
        kill_after: (800, 400),
        settings: Settings {
            graph_timeout_rate: 0.10,
            graph_5xx_rate: 0.10,
            graph_throttle_rate: 0.05,
            shuffle_statuses: true,
            repeat_webhooks: 1,
            ..Settings::immediate()
        },
        reply_delay_ms: "15000",
        patience: Duration::from_mins(14),
        seed: 20_261_122,
    };
    plan.carry_out().await;
}

impl Plan {
    async fn carry_out(&self) {
        let variables = [("RELAIS_REPLY_DELAY_MS", self.reply_delay_ms), ("RELAIS_SETTLE_SECONDS", "30")];
        let outside = stand_ins::start(&variables).await;
        outside.simulator.set_settings(self.settings.clone());
        let customers: Vec<String> = (0..self.customers).map(|n| format!("3363998{n:04}")).collect();
        for customer in &customers {
            outside.customer(customer);
        }
        let meta = outside.meta();
        let simulator = outside.simulator.clone();
        let outside = Arc::new(RwLock::new(outside));
        let over = Arc::new(AtomicBool::new(false));
        let killer = tokio::spawn(kill_now_and_then(outside.clone(), over.clone(), self.kill_after));

        self.deliver(&meta, &outside, &customers).await;
        // The kills go on while the answers are written and sent.
        let all = simulator.wait_for_accepted(customers.len() as u64);
        let answered = tokio::time::timeout(self.patience, all).await;
        over.store(true, Ordering::Relaxed);
        let kills = killer.await.unwrap();
        assert!(answered.is_ok(), "{} of {} answered", simulator.accepted_count(), customers.len());
        simulator.wait_for_webhooks().await;

        let outside = outside.read().await;
        for customer in &customers {
            assert_complete(&outside.relais, customer).await;
        }
        assert_each_answered_once(&simulator.accepted(), customers.len());
        assert!(kills >= 5, "it was killed only {kills} times");
        let messages = customers.len() * MESSAGES_EACH;
        println!(
            "{messages} messages in {} bursts, {DELIVERIES} deliveries each, {kills} kills, seed {}: \
             lost 0, doubled 0, unanswered 0",
            customers.len(),
            self.seed
        );
    }

    /// Wave after wave, each in a random order, and each recorded before the next: a burst is one burst as long as
    /// recording keeps up.
    async fn deliver(&self, meta: &Meta, outside: &RwLock<Outside>, customers: &[String]) {
        let mut chance = Chance(self.seed);
        for wave in customers.chunks(self.wave) {
            let now = Clock::system().now();
            let mut deliveries: Vec<String> = wave
                .iter()
                .flat_map(|customer| {
                    (0..MESSAGES_EACH).map(move |n| (customer, format!("wamid.{customer}.{n}")))
                })
                .map(|(customer, id)| text_webhook(customer, &id, "Bonjour", now))
                .flat_map(|webhook| std::iter::repeat_n(webhook, DELIVERIES))
                .collect();
            chance.shuffle(&mut deliveries);
            deliver_all(meta, deliveries).await;
            for customer in wave {
                while inbound_of(outside, customer).await < MESSAGES_EACH {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

/// How many messages of a customer are recorded; none while the program is down.
async fn inbound_of(outside: &RwLock<Outside>, customer: &str) -> usize {
    let outside = outside.read().await;
    let thread = outside.relais.try_get(&format!("/api/messages/{customer}")).await;
    let messages = thread.as_ref().and_then(|thread| thread["messages"].as_array());
    messages.map_or(0, |messages| messages.iter().filter(|message| message["direction"] == "inbound").count())
}

/// Each message is recorded once, and the burst has one answer whose statuses are all in.
async fn assert_complete(relais: &Relais, customer: &str) {
    let path = format!("/api/messages/{customer}");
    let thread = relais
        .until(&path, |thread| {
            let messages = thread["messages"].as_array().unwrap();
            messages.iter().any(|m| m["direction"] == "outbound" && m["status"] == "read")
        })
        .await;
    let messages = thread["messages"].as_array().unwrap();
    let inbound = messages.iter().filter(|message| message["direction"] == "inbound").count();
    let complete = inbound == MESSAGES_EACH && messages.len() == MESSAGES_EACH + 1;
    assert!(
        complete,
        "{inbound} of {MESSAGES_EACH} messages recorded and {} answers; the story:\n{}",
        messages.len() - inbound,
        story_of(relais, &messages[0])
    );
}

/// What the log says of the contact of this message.
fn story_of(relais: &Relais, message: &Value) -> String {
    let contact = message["conversation_id"].as_str().unwrap();
    let log = relais.log_text();
    log.lines().filter(|line| line.contains(contact)).collect::<Vec<_>>().join("\n")
}

fn assert_each_answered_once(accepted: &[AcceptedSend], customers: usize) {
    let mut sends: HashMap<&str, usize> = HashMap::new();
    for send in accepted {
        *sends.entry(&send.to).or_default() += 1;
    }
    let doubled: Vec<_> = sends.iter().filter(|(_, count)| **count != 1).collect();
    assert!(doubled.is_empty(), "doubled: {doubled:?}");
    assert_eq!(sends.len(), customers, "unanswered");
}

/// Kills and restarts until told to stop; says how often.
async fn kill_now_and_then(
    outside: Arc<RwLock<Outside>>,
    over: Arc<AtomicBool>,
    (at_least, more): (u64, u64),
) -> usize {
    let mut chance = Chance(7);
    let mut kills = 0;
    while !over.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(at_least + chance.below(more))).await;
        let mut outside = outside.write().await;
        outside.relais.kill();
        outside.relais.start_again();
        kills += 1;
    }
    kills
}

/// Delivers as Meta does: what is not answered 200 is sent again.
async fn deliver_all(meta: &Meta, deliveries: Vec<String>) {
    let deliveries = Arc::new(Mutex::new(deliveries));
    let mut senders = JoinSet::new();
    for _ in 0..16 {
        let (meta, deliveries) = (meta.clone(), deliveries.clone());
        senders.spawn(async move {
            loop {
                let Some(webhook) = deliveries.lock().await.pop() else { return };
                while !matches!(meta.deliver(&webhook).await, Ok(200)) {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        });
    }
    senders.join_all().await;
}

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap();
            items.swap(last, other);
        }
    }
}
