//! `kill -9`, again and again: nothing is lost and nothing is doubled.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use relais_core::Clock;
use serde_json::Value;
use tokio::sync::{Mutex, RwLock};
use tokio::task::JoinSet;

use crate::relais::Relais;
use crate::stand_ins::{self, Meta, Outside, text_webhook};

const CUSTOMERS: usize = 200;
const MESSAGES_EACH: usize = 5;
const DELIVERIES: usize = 3;

/// Customers who write at the same time. Their bursts are over well before the reply delay is.
const WAVE: usize = 25;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_webhooks_delivered_thrice_through_kills_are_each_answered_once() {
    let outside =
        stand_ins::start(&[("RELAIS_REPLY_DELAY_MS", "6000"), ("RELAIS_SETTLE_SECONDS", "30")]).await;
    let customers: Vec<String> = (0..CUSTOMERS).map(|n| format!("33639981{n:03}")).collect();
    for customer in &customers {
        outside.customer(customer);
    }
    let meta = outside.meta();
    let outside = Arc::new(RwLock::new(outside));
    let over = Arc::new(AtomicBool::new(false));
    let killer = tokio::spawn(kill_every_now_and_then(outside.clone(), over.clone()));

    let mut chance = Chance(20_261_122);
    for wave in customers.chunks(WAVE) {
        let now = Clock::system().now();
        let mut deliveries: Vec<String> = wave
            .iter()
            .flat_map(|customer| (0..MESSAGES_EACH).map(move |n| (customer, format!("wamid.{customer}.{n}"))))
            .map(|(customer, id)| text_webhook(customer, &id, "Bonjour", now))
            .flat_map(|webhook| std::iter::repeat_n(webhook, DELIVERIES))
            .collect();
        chance.shuffle(&mut deliveries);
        deliver_all(&meta, deliveries).await;
    }
    // The kills go on while the answers are written and sent.
    let simulator = outside.read().await.simulator.clone();
    let answered =
        tokio::time::timeout(Duration::from_mins(4), simulator.wait_for_accepted(CUSTOMERS as u64)).await;
    over.store(true, Ordering::Relaxed);
    let kills = killer.await.unwrap();
    assert!(answered.is_ok(), "{} of {CUSTOMERS} answered", simulator.accepted_count());
    simulator.wait_for_webhooks().await;

    let outside = outside.read().await;
    for customer in &customers {
        let path = format!("/api/messages/{customer}");
        let thread = outside
            .relais
            .until(&path, |thread| {
                let messages = thread["messages"].as_array().unwrap();
                messages.iter().any(|m| m["direction"] == "outbound" && m["status"] == "read")
            })
            .await;
        let messages = thread["messages"].as_array().unwrap();
        let inbound = messages.iter().filter(|message| message["direction"] == "inbound").count();
        let answers = messages.len() - inbound;
        assert!(
            inbound == MESSAGES_EACH && answers == 1,
            "{inbound} of {MESSAGES_EACH} messages recorded, {answers} answers; the story:\n{}",
            story_of(&outside.relais, &messages[0])
        );
    }
    let mut sends: HashMap<String, usize> = HashMap::new();
    for send in simulator.accepted() {
        *sends.entry(send.to).or_default() += 1;
    }
    let doubled: Vec<_> = sends.iter().filter(|(_, count)| **count != 1).collect();
    assert!(doubled.is_empty(), "doubled: {doubled:?}");
    assert_eq!(sends.len(), CUSTOMERS, "unanswered");
    assert!(kills >= 5, "it was killed only {kills} times");
    println!("{CUSTOMERS} bursts, {kills} kills: lost 0, doubled 0, unanswered 0");
}

/// What the log says of the contact of this message.
fn story_of(relais: &Relais, message: &Value) -> String {
    let contact = message["conversation_id"].as_str().unwrap();
    let log = relais.log_text();
    log.lines().filter(|line| line.contains(contact)).collect::<Vec<_>>().join("\n")
}

/// Kills and restarts every two to three seconds until told to stop; says how often.
async fn kill_every_now_and_then(outside: Arc<RwLock<Outside>>, over: Arc<AtomicBool>) -> usize {
    let mut chance = Chance(7);
    let mut kills = 0;
    while !over.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(2000 + chance.below(1000))).await;
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
