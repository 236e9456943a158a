//! Kills the program, delivers webhooks and reads the records during a storm.

use std::collections::HashSet;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use relais_core::Clock;
use relais_embedded::LocalQueues;
use relais_simulator::Simulator;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::answer_key::Customer;
use super::chance::Chance;
use crate::relais::Relais;
use crate::stand_ins::{Meta, now, text_webhook};

/// Deliveries that run at the same time.
const SENDERS: usize = 16;

/// Ends the kills, however the storm ends.
pub(super) struct EndsKilling(pub(super) Arc<AtomicBool>);

impl Drop for EndsKilling {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How many kills there are between two backups.
const BACKUP_EVERY: usize = 10;

/// Backs up while the storm goes on, and returns the file.
fn back_up(relais: &Relais) -> PathBuf {
    let file = relais.data_dir().with_file_name("backup.tar.gz");
    let output = relais.ask(&["backup", file.to_str().unwrap()], &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    file
}

/// Backs up and goes on from the backup, without the data that was there.
pub(super) fn go_on_from_a_backup(relais: &mut Relais) {
    let file = back_up(relais);
    relais.kill();
    relais.put_data_aside();
    let output = relais.ask(&["restore", file.to_str().unwrap()], &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    relais.start_again();
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
        if kills % BACKUP_EVERY == 2 {
            back_up(&relais);
        }
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

/// The numbers of the bystanders begin with this. They write all the time, so that statuses always come: a send of unknown
/// outcome is repeated only then. There are several, because a send to one of them may be unclear too.
pub(super) const BYSTANDERS: &str = "3375500000";

/// Has one bystander after the other write, until the caller stops waiting for it.
pub(super) async fn bystanders_write(meta: &Meta, simulator: &Simulator) {
    for n in 0.. {
        let wa_id = format!("{BYSTANDERS}{}", n % 6);
        simulator.restore_customer(&wa_id, "Someone", Some(now()));
        deliver_all(meta, vec![text_webhook(&wa_id, &format!("wamid.bystander.{n}"), "Bonjour", now())])
            .await;
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// Jobs that are due later than this check whether a person has written. Nothing is sent by them at the end of a storm.
const SOON: SignedDuration = SignedDuration::from_secs(180);

/// Waits until no job is due soon: a second answer could only come from a job that is left.
pub(super) async fn until_no_job_is_left(relais: &mut Relais) {
    loop {
        relais.kill();
        let queues =
            LocalQueues::open(&relais.data_dir().join("queue.db"), Clock::fixed(now() + SOON)).unwrap();
        let mut left = 0;
        for name in ["events", "replies"] {
            let depth = queues.queue(name).depth().await.unwrap();
            assert_eq!(depth.dead, 0, "dead letters in {name}");
            left += depth.visible + depth.in_flight;
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

    /// Makes this call until it is answered: the program may be dead, or fail. A refusal by Graph is an answer.
    pub(super) async fn until_done(&self, path: &str, body: &Value, idempotency_key: &str) {
        loop {
            let mut call = self.http.post(format!("{}/api/{path}", self.address)).bearer_auth(&self.token);
            if !idempotency_key.is_empty() {
                call = call.header("idempotency-key", idempotency_key).json(body);
            }
            if let Ok(answer) = call.send().await
                && (answer.status().is_success() || answer.status() == 502)
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until a person's message in the phone app has taken this conversation over.
    pub(super) async fn until_taken_over(&self, customer: &Customer) {
        let path = format!("conversations/{}", customer.wa_id);
        while self.get(&path).await.is_none_or(|conversation| conversation["takeover"].is_null()) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The numbers of the customers on the list of what waits for a person. `None` when the program does not answer.
    pub(super) async fn waiting(&self) -> Option<HashSet<String>> {
        let (mut waiting, mut cursor) = (HashSet::new(), String::new());
        loop {
            let page = self.get(&format!("conversations?filter=needs_person&limit=100{cursor}")).await?;
            let numbers = page["conversations"].as_array()?.iter();
            let numbers = numbers.filter_map(|conversation| conversation["phone_number"].as_str());
            waiting.extend(numbers.map(|number| number.trim_start_matches('+').to_owned()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Some(waiting),
            }
        }
    }

    async fn get(&self, path: &str) -> Option<Value> {
        let call = self.http.get(format!("{}/api/{path}", self.address)).bearer_auth(&self.token);
        let answer = call.send().await.ok().filter(|answer| answer.status().is_success())?;
        answer.json().await.ok()
    }

    /// The customer's messages, oldest first. `None` when the program does not answer.
    pub(super) async fn thread(&self, customer: &Customer) -> Option<Vec<Value>> {
        let mut body = self.get(&format!("messages/{}?limit=100", customer.wa_id)).await?;
        serde_json::from_value(body["messages"].take()).ok()
    }
}
