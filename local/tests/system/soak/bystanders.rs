//! Kills the program, delivers webhooks and reads the records during a storm.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use relais_core::Clock;
use relais_embedded::LocalQueues;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::answer_key::Customer;
use super::chance::Chance;
use crate::relais::Relais;
use crate::stand_ins::Meta;

/// Deliveries that run at the same time.
const SENDERS: usize = 16;

/// Ends the kills, however the storm ends.
pub(super) struct EndsKilling(pub(super) Arc<AtomicBool>);

impl Drop for EndsKilling {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Kills and restarts until `over` is set. Returns the running program and the number of kills.
pub(super) fn kill_until(
    over: &AtomicBool,
    mut relais: Relais,
    every_ms: Range<u64>,
    seed: u64,
) -> (Relais, usize) {
    let mut chance = Chance::seeded(seed);
    let mut kills = 0;
    while !over.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(chance.within(every_ms.clone())));
        relais.kill();
        relais.start_again();
        kills += 1;
    }
    (relais, kills)
}

/// Delivers as Meta does: a webhook that is not answered 200 is retried.
pub(super) async fn deliver_all(meta: &Meta, deliveries: Vec<String>) {
    let deliveries = Arc::new(Mutex::new(deliveries));
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
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

/// Waits until both queues are empty: a second answer could only come from a job that is left.
pub(super) async fn until_no_job_is_left(relais: &mut Relais) {
    loop {
        relais.kill();
        let queues = LocalQueues::open(&relais.data_dir().join("queue.db"), Clock::system()).unwrap();
        let mut left = 0;
        for name in ["events", "replies"] {
            let depth = queues.queue(name).depth().await.unwrap();
            assert_eq!(depth.dead, 0, "dead letters in {name}");
            left += depth.visible + depth.delayed + depth.in_flight;
        }
        drop(queues);
        relais.start_again();
        if left == 0 {
            return;
        }
        println!("       {left} jobs left");
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// The admin API of a program that may currently be dead.
pub(super) struct Inbox {
    http: reqwest::Client,
    address: String,
    token: String,
}

impl Inbox {
    pub(super) fn of(relais: &Relais) -> Self {
        Self { http: relais.http.clone(), address: relais.address(), token: relais.token.clone() }
    }

    pub(super) async fn until_recorded(&self, customer: &Customer) {
        loop {
            let thread = self.thread(customer).await.unwrap_or_default();
            let recorded = thread.iter().filter(|message| message["direction"] == "inbound").count();
            if recorded >= customer.messages() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The customer's messages, oldest first. `None` when the program does not answer.
    pub(super) async fn thread(&self, customer: &Customer) -> Option<Vec<Value>> {
        let path = format!("{}/api/messages/{}?limit=100", self.address, customer.wa_id);
        let answer = self.http.get(path).bearer_auth(&self.token).send().await.ok()?;
        let mut body: Value = answer.json().await.ok()?;
        serde_json::from_value(body["messages"].take()).ok()
    }
}
