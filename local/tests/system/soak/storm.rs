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
use super::bystanders::{
    BYSTANDERS, EndsKilling, Inbox, bystanders_write, deliver_all, kill_until, until_no_job_is_left,
};
use super::chance::Chance;
use super::troubles::Trouble;
use crate::relais::Relais;
use crate::stand_ins::{self, Meta, now, text_webhook};

/// The longest a storm may last.
const LONGEST: Duration = Duration::from_mins(30);

/// The time between two looks at who was answered.
const BETWEEN_LOOKS: Duration = Duration::from_millis(300);

/// The least time between two bursts of a customer. What was handed back is answered at once, and its answer must be
/// older than the next burst.
const BETWEEN_BURSTS: SignedDuration = SignedDuration::from_secs(10);

/// Both checks of a send of unknown outcome.
const LAST_CHECKS: Duration = Duration::from_secs(50);

/// How long the account of the business is blocked: Graph accepts everything then, and a status says that it failed.
const OUTAGE: Duration = Duration::from_secs(40);

/// Meta's code of that status: a payment is due.
const PAYMENT: i64 = 131_042;

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
    /// People take over, customers correct, delete and opt out, and the account is blocked for a while. Graph may fail,
    /// so not every burst has exactly one answer.
    pub(super) troubles: bool,
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
    /// Customers on the list of what waits for a person.
    waiting: usize,
    /// Answers that Graph accepted twice, because the outcome of the first call was unknown.
    twice: usize,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} messages in {} bursts, {} deliveries, {} kills, {} answers accepted by Graph in {:.0} s \
             (slowest wave recorded in {:.1} s, {} bursts too slowly to be one, seed {}): \
             {} customers wait for a person, {} answers accepted twice, \
             lost 0, doubled 0, out of sight 0, statuses lost 0",
            self.messages,
            self.bursts,
            self.deliveries,
            self.kills,
            self.accepted,
            self.took.as_secs_f64(),
            self.slowest_wave.as_secs_f64(),
            self.lagged,
            self.seed,
            self.waiting,
            self.twice,
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
        let third = u64::try_from(self.customers * self.bursts_each / 3).unwrap();
        let outage = self.troubles.then(|| tokio::spawn(block_account(simulator.clone(), third)));
        let written = async {
            tokio::select! {
                slowest = self.write_all(&mut customers, &simulator, &meta, &inbox, start) => slowest,
                () = bystanders_write(&meta, &simulator) => Duration::MAX,
            }
        };
        let slowest_wave = tokio::time::timeout(LONGEST.saturating_sub(start.elapsed()), written).await;
        over.store(true, Ordering::Relaxed);
        let (mut relais, kills) = killer.await.unwrap();
        progress(&customers, &simulator, start);
        if slowest_wave.is_ok() {
            if let Some(outage) = outage {
                outage.await.unwrap();
            }
            simulator.wait_for_webhooks().await;
            until_no_job_is_left(&mut relais).await;
            super::bystanders::go_on_from_a_backup(&mut relais);
        }
        let waiting = self.check(&customers, &simulator, &relais).await;
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
            waiting,
            twice: Sends::of(&simulator.accepted()).values().map(Sends::twice).sum(),
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
        while let Some(wave) = self.next_wave(customers, at_once, simulator, inbox).await {
            let troubles = self.before(&wave, customers, meta, inbox, &mut chance).await;
            let deliveries = self.write(&wave, &troubles, customers, simulator, &mut chance);
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
            self.after(&wave, &troubles, customers, meta, inbox).await;
            progress(customers, simulator, start);
        }
        let all_seen = async {
            while !self.seen(customers, simulator, inbox).await.iter().all(|seen| *seen) {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
            if self.troubles {
                stop_failing(simulator);
                tokio::time::sleep(LAST_CHECKS).await;
            }
        };
        all_seen.await;
        slowest_wave
    }

    /// What happens before each customer of the wave writes. Returns the trouble of each.
    async fn before(
        &self,
        wave: &[usize],
        customers: &[Customer],
        meta: &Meta,
        inbox: &Inbox,
        chance: &mut Chance,
    ) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        for customer in wave.iter().map(|customer| &customers[*customer]) {
            let trouble = if self.troubles { Trouble::of_next(customer, chance) } else { Trouble::None };
            if let Some(echo) = trouble.before(customer, inbox).await {
                deliver_all(meta, vec![echo; self.deliveries]).await;
                inbox.until_taken_over(customer).await;
            }
            troubles.push(trouble);
        }
        troubles
    }

    /// What happens after the messages of the wave are recorded.
    async fn after(
        &self,
        wave: &[usize],
        troubles: &[Trouble],
        customers: &[Customer],
        meta: &Meta,
        inbox: &Inbox,
    ) {
        for (customer, trouble) in wave.iter().zip(troubles) {
            if let Some(change) = trouble.after(&customers[*customer], inbox).await {
                deliver_all(meta, vec![change; self.deliveries]).await;
            }
        }
    }

    /// Of each customer, whether every burst has an answer, or the customer is on the list of what waits for a person.
    async fn seen(&self, customers: &[Customer], simulator: &Simulator, inbox: &Inbox) -> Vec<bool> {
        let waiting = inbox.waiting().await.unwrap_or_default();
        let sends = Sends::of(&simulator.accepted());
        let is_seen = |customer: &Customer| {
            let sends = sends.get(&customer.wa_id);
            let is_answered =
                if self.troubles { customer.has_last_answer(sends) } else { customer.is_answered(sends) };
            is_answered || waiting.contains(&customer.wa_id)
        };
        customers.iter().map(is_seen).collect()
    }

    /// The customers who write next: those who were answered or wait for a person, and of them those with the fewest bursts
    /// first. `None` when everything is written.
    async fn next_wave(
        &self,
        customers: &[Customer],
        at_once: usize,
        simulator: &Simulator,
        inbox: &Inbox,
    ) -> Option<Vec<usize>> {
        if customers.iter().all(|customer| customer.bursts.len() == self.bursts_each) {
            return None;
        }
        loop {
            let seen = self.seen(customers, simulator, inbox).await;
            let rested = |customer: &Customer| {
                let last = customer.bursts.last();
                last.is_none_or(|last| now().duration_since(last.since) > BETWEEN_BURSTS)
            };
            let is_free = |n: &usize| {
                customers[*n].bursts.len() < self.bursts_each && seen[*n] && rested(&customers[*n])
            };
            let mut free: Vec<usize> = (0..customers.len()).filter(is_free).collect();
            free.sort_by_key(|n| customers[*n].bursts.len());
            free.truncate(at_once);
            if !free.is_empty() {
                return Some(free);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Each of these customers writes a burst. Returns the webhooks, repeated and shuffled.
    fn write(
        &self,
        wave: &[usize],
        troubles: &[Trouble],
        customers: &mut [Customer],
        simulator: &Simulator,
        chance: &mut Chance,
    ) -> Vec<String> {
        let now = now();
        let mut webhooks = Vec::new();
        for (customer, trouble) in wave.iter().zip(troubles) {
            let customer = &mut customers[*customer];
            simulator.restore_customer(&customer.wa_id, "Someone", Some(now));
            let burst = customer.bursts.len();
            let count = chance.within(trouble.fewest()..self.longest_burst + 1);
            let ids: Vec<_> = (0..count).map(|n| format!("wamid.{}.{burst}.{n}", customer.wa_id)).collect();
            for (n, id) in (1..).zip(&ids) {
                // Three a second, so that Meta's timestamps of some are equal.
                let count = i64::try_from(count).unwrap();
                let at = now - SignedDuration::from_millis(300 * (count - n));
                let text =
                    trouble.text(n, count).map_or_else(|| format!("Bonjour {burst} {n}"), str::to_owned);
                let webhook = text_webhook(&customer.wa_id, id, &text, at);
                webhooks.extend(std::iter::repeat_n(webhook, self.deliveries));
            }
            let since = Timestamp::from_second((now - SignedDuration::from_secs(3)).as_second()).unwrap();
            customer.bursts.push(Burst { ids, since, lagged: false, trouble: *trouble });
        }
        chance.shuffle(&mut webhooks);
        webhooks
    }

    /// Checks all threads. Returns how many customers wait for a person.
    async fn check(&self, customers: &[Customer], simulator: &Simulator, relais: &Relais) -> usize {
        let sends = Sends::of(&simulator.accepted());
        let inbox = Inbox::of(relais);
        let waiting = inbox.waiting().await.expect("the program runs");
        let mut sum = Faults::default();
        let mut answers = 0;
        for customer in customers {
            let thread = inbox.thread(customer).await.expect("the program runs");
            let sends = sends.get(&customer.wa_id);
            // Two kills may hit one send and its repeat. It is then unknown, and a person decides.
            let waits = waiting.contains(&customer.wa_id);
            let faults = if self.troubles || waits {
                customer.check_sight(&thread, sends, waits)
            } else {
                customer.check(&thread, sends)
            };
            answers += thread.iter().filter(|message| sends.is_some_and(|sends| sends.has(message))).count();
            if !faults.none() && sum.none() {
                println!("the first faulty thread: {faults:?}\n{}", log_lines_of(relais, &thread));
            }
            sum.add(&faults);
        }
        assert!(sum.none(), "seed {}: {sum:?}", self.seed);
        let few = customers.len() / 20;
        assert!(self.troubles || waiting.len() <= few, "{} customers wait for a person", waiting.len());
        let of_customers = sends.iter().filter(|(to, _)| !to.starts_with(BYSTANDERS));
        let accepted: usize = of_customers.map(|(_, sends)| sends.answers()).sum();
        assert_eq!(answers, accepted, "Graph accepted answers that are not recorded");
        waiting.len()
    }
}

/// Blocks the account for a while once Graph has accepted this many messages.
async fn block_account(simulator: Simulator, after: u64) {
    let block = |code| simulator.set_settings(Settings { fail_status_code: code, ..simulator.settings() });
    simulator.wait_for_accepted(after).await;
    block(Some(PAYMENT));
    tokio::time::sleep(OUTAGE).await;
    block(None);
}

/// Graph works again. An unclear send after which nobody writes would be looked at for a quarter of an hour.
fn stop_failing(simulator: &Simulator) {
    let settings = simulator.settings();
    simulator.set_settings(Settings {
        graph_timeout_rate: 0.0,
        graph_5xx_rate: 0.0,
        graph_throttle_rate: 0.0,
        ..settings
    });
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
