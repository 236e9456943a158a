//! Customers write in bursts, every webhook is delivered several times in any order, and the program is killed
//! meanwhile.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use relais_simulator::{Settings, Simulator};
use serde_json::Value;

use super::answer_key::{Burst, Customer, Faults, Sends};
use super::bystanders::{EndsKilling, Inbox, deliver_all, kill_until, until_no_job_is_left};
use super::chance::Chance;
use crate::relais::Relais;
use crate::stand_ins::{self, Meta, now, text_webhook};

/// The longest a storm may last.
const LONGEST: Duration = Duration::from_mins(15);

/// The parameters of a storm.
pub(super) struct Storm {
    pub(super) seed: u64,
    pub(super) customers: usize,
    /// Bursts of each customer. A customer writes again once the previous burst is answered.
    pub(super) bursts_each: usize,
    /// The most messages in a burst. The least is one.
    pub(super) longest_burst: u64,
    /// The most customers who write at the same time. They must be recorded well before the reply delay is over;
    /// otherwise a burst is correctly answered in two parts. On a slow machine the storm lowers this number.
    pub(super) at_once: usize,
    /// How often each webhook is delivered.
    pub(super) deliveries: usize,
    pub(super) reply_delay: Duration,
    pub(super) kill_every_ms: Range<u64>,
    pub(super) stand_ins: Settings,
    /// `RUST_LOG`
    pub(super) log: &'static str,
}

/// The result of a storm.
pub(super) struct Outcome {
    pub(super) kills: usize,
    seed: u64,
    messages: usize,
    deliveries: usize,
    bursts: usize,
    accepted: u64,
    took: Duration,
    slowest_wave: Duration,
    /// Bursts that took longer to be recorded than the reply delay.
    pub(super) lagged: usize,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} messages in {} bursts, {} deliveries, {} kills, {} answers accepted by Graph in {:.0} s \
             (slowest wave recorded in {:.1} s, {} bursts too slowly to be one, seed {}): \
             lost 0, doubled 0, unanswered 0, statuses lost 0",
            self.messages,
            self.bursts,
            self.deliveries,
            self.kills,
            self.accepted,
            self.took.as_secs_f64(),
            self.slowest_wave.as_secs_f64(),
            self.lagged,
            self.seed,
        )
    }
}

impl Storm {
    /// Runs the storm. Fails unless the records are as the answer key says.
    pub(super) async fn rage(&self) -> Outcome {
        println!("seed {}", self.seed);
        let start = Instant::now();
        let delay = self.reply_delay.as_millis().to_string();
        let variables = [
            ("RELAIS_REPLY_DELAY_MS", delay.as_str()),
            ("RELAIS_SETTLE_SECONDS", "31"),
            ("RUST_LOG", self.log),
        ];
        let mut outside = stand_ins::start_with(self.seed, self.stand_ins.clone(), &variables).await;
        let mut customers: Vec<Customer> = (0..self.customers)
            .map(|n| Customer { wa_id: format!("3363998{n:04}"), bursts: Vec::new() })
            .collect();
        for customer in customers.iter().take(10) {
            outside.relais.remember(&customer.wa_id);
        }
        let (meta, inbox) = (outside.meta(), Inbox::of(&outside.relais));
        let simulator = outside.simulator.clone();
        let over = Arc::new(AtomicBool::new(false));
        let _ends_with_this = EndsKilling(over.clone());
        let killer = {
            let (over, every, seed) = (over.clone(), self.kill_every_ms.clone(), self.seed);
            tokio::task::spawn_blocking(move || kill_until(&over, outside.relais, every, seed))
        };
        let written = self.write_all(&mut customers, &simulator, &meta, &inbox, start);
        let slowest_wave = tokio::time::timeout(LONGEST.saturating_sub(start.elapsed()), written).await;
        over.store(true, Ordering::Relaxed);
        let (mut relais, kills) = killer.await.unwrap();
        progress(&customers, &simulator, start);
        if slowest_wave.is_ok() {
            simulator.wait_for_webhooks().await;
            until_no_job_is_left(&mut relais).await;
        }
        self.check(&customers, &simulator, &relais).await;
        let outcome = Outcome {
            kills,
            seed: self.seed,
            messages: customers.iter().map(Customer::messages).sum(),
            deliveries: customers.iter().map(Customer::messages).sum::<usize>() * self.deliveries,
            bursts: customers.iter().map(|customer| customer.bursts.len()).sum(),
            accepted: simulator.accepted_count(),
            took: start.elapsed(),
            slowest_wave: slowest_wave.expect("every burst is answered in time"),
            lagged: customers
                .iter()
                .flat_map(|customer| &customer.bursts)
                .filter(|burst| burst.lagged)
                .count(),
        };
        relais.finish();
        outcome
    }

    /// Writes wave after wave until everything is written and answered. Returns how long recording the slowest took.
    async fn write_all(
        &self,
        customers: &mut [Customer],
        simulator: &Simulator,
        meta: &Meta,
        inbox: &Inbox,
        start: Instant,
    ) -> Duration {
        let mut slowest_wave = Duration::ZERO;
        let mut chance = Chance::seeded(self.seed);
        let mut at_once = self.at_once;
        while let Some(wave) = self.next_wave(customers, at_once, simulator).await {
            let deliveries = self.write(&wave, customers, simulator, &mut chance);
            let begun = Instant::now();
            deliver_all(meta, deliveries).await;
            for customer in &wave {
                inbox.until_recorded(&customers[*customer]).await;
            }
            let took = begun.elapsed();
            if took > self.reply_delay {
                for customer in &wave {
                    customers[*customer].bursts.last_mut().unwrap().lagged = true;
                }
            }
            slowest_wave = slowest_wave.max(took);
            at_once =
                if took > self.reply_delay / 4 { at_once.div_ceil(2) } else { self.at_once.min(at_once + 5) };
            progress(customers, simulator, start);
        }
        simulator.wait_until(|simulator| all_answered(customers, simulator).then_some(())).await;
        slowest_wave
    }

    /// The customers who write next: those who have their answer, and of them those with the fewest bursts first.
    /// `None` when everything is written.
    async fn next_wave(
        &self,
        customers: &[Customer],
        at_once: usize,
        simulator: &Simulator,
    ) -> Option<Vec<usize>> {
        if customers.iter().all(|customer| customer.bursts.len() == self.bursts_each) {
            return None;
        }
        let wave = simulator.wait_until(|simulator| {
            let sends = Sends::of(&simulator.accepted());
            let is_free = |customer: &Customer| {
                customer.bursts.len() < self.bursts_each && customer.is_answered(sends.get(&customer.wa_id))
            };
            let mut free: Vec<usize> = (0..customers.len()).filter(|n| is_free(&customers[*n])).collect();
            free.sort_by_key(|n| customers[*n].bursts.len());
            free.truncate(at_once);
            (!free.is_empty()).then_some(free)
        });
        Some(wave.await)
    }

    /// Each of these customers writes a burst. Returns the webhooks, repeated and shuffled.
    fn write(
        &self,
        wave: &[usize],
        customers: &mut [Customer],
        simulator: &Simulator,
        chance: &mut Chance,
    ) -> Vec<String> {
        let now = now();
        let mut webhooks = Vec::new();
        for customer in wave {
            let customer = &mut customers[*customer];
            simulator.restore_customer(&customer.wa_id, "Someone", Some(now));
            let burst = customer.bursts.len();
            let count = chance.within(1..self.longest_burst + 1);
            let ids: Vec<_> = (0..count).map(|n| format!("wamid.{}.{burst}.{n}", customer.wa_id)).collect();
            for (n, id) in (1..).zip(&ids) {
                // Three a second, so that Meta's timestamps of some are equal.
                let at = now - SignedDuration::from_millis(300 * (i64::try_from(count).unwrap() - n));
                let webhook = text_webhook(&customer.wa_id, id, &format!("Bonjour {burst} {n}"), at);
                webhooks.extend(std::iter::repeat_n(webhook, self.deliveries));
            }
            let since = Timestamp::from_second((now - SignedDuration::from_secs(3)).as_second()).unwrap();
            customer.bursts.push(Burst { ids, since, lagged: false });
        }
        chance.shuffle(&mut webhooks);
        webhooks
    }

    async fn check(&self, customers: &[Customer], simulator: &Simulator, relais: &Relais) {
        let sends = Sends::of(&simulator.accepted());
        let inbox = Inbox::of(relais);
        let mut sum = Faults::default();
        let mut answers = 0;
        for customer in customers {
            let thread = inbox.thread(customer).await.expect("the program runs");
            let faults = customer.check(&thread, sends.get(&customer.wa_id));
            answers += thread.iter().filter(|message| message["direction"] == "outbound").count();
            if !faults.none() && sum.none() {
                println!("the first faulty thread: {faults:?}\n{}", log_lines_of(relais, &thread));
            }
            sum.add(&faults);
        }
        assert!(sum.none(), "seed {}: {sum:?}", self.seed);
        let accepted: usize = sends.values().map(Sends::answers).sum();
        assert_eq!(answers, accepted, "Graph accepted answers that are not recorded");
    }
}

fn all_answered(customers: &[Customer], simulator: &Simulator) -> bool {
    let sends = Sends::of(&simulator.accepted());
    customers.iter().all(|customer| customer.is_answered(sends.get(&customer.wa_id)))
}

fn progress(customers: &[Customer], simulator: &Simulator, start: Instant) {
    let messages: usize = customers.iter().map(Customer::messages).sum();
    let (answered, seconds) = (simulator.accepted_count(), start.elapsed().as_secs());
    println!("{seconds:>4} s: {messages} messages recorded, {answered} bursts answered");
}

/// The log lines about the contact of this thread.
fn log_lines_of(relais: &Relais, thread: &[Value]) -> String {
    let Some(contact) = thread.first().and_then(|message| message["conversation_id"].as_str()) else {
        return "nothing is recorded".to_owned();
    };
    let log = relais.log_text();
    log.lines().filter(|line| line.contains(contact)).collect::<Vec<_>>().join("\n")
}
