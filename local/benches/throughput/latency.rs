//! How long a customer waits, beyond the burst delay, at half of what Relais can do: from the time at which the webhook
//! should have been sent to the call of Graph. Model and Graph answer at once.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::driver::{Timed, due};
use crate::latencies::Latencies;
use crate::payloads::{Kind, Payloads};
use crate::program::{Data, Program};
use crate::report::Report;
use crate::stand_ins::{Behaviour, Ledger};
use crate::turns::{LONGEST, known_customers, new_customers};

/// How long the rate lasts.
const SECONDS: f64 = 6.0;
/// Customers who write again sooner may still wait for their answer.
const BETWEEN_TWO: Duration = Duration::from_secs(2);
const REPLY_DELAY: Duration = Duration::from_secs(2);

/// Relais on disk and in memory, with a burst delay and without.
pub(crate) fn measure(report: &mut Report) {
    for (data, name) in [(Data::Disk, "on disk"), (Data::Memory, "in memory")] {
        let program = Program::relais(data, Duration::ZERO, Behaviour::IMMEDIATE);
        let mut payloads = Payloads::new();
        new_customers(&program, &mut payloads, 0..250);
        let half = known_customers(&program, &mut payloads, 0..250, 2_000).a_second / 2.0;
        drop(program);
        for reply_delay in [Duration::ZERO, REPLY_DELAY] {
            at_rate(report, data, name, reply_delay, half);
        }
    }
}

fn at_rate(report: &mut Report, data: Data, name: &str, reply_delay: Duration, rate: f64) {
    let program = Program::relais(data, reply_delay, Behaviour::IMMEDIATE);
    let mut payloads = Payloads::new();
    let gap = Duration::from_secs_f64(1.0 / rate);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some thousands
    let [customers, count] =
        [(reply_delay + BETWEEN_TWO).as_secs_f64(), SECONDS].map(|seconds| (rate * seconds).ceil() as usize);
    let first: Vec<_> = (0..customers).map(|customer| payloads.message(customer, Kind::Text)).collect();
    let ledger = &program.stand_ins.ledger;
    program.driver.post_at(&first, gap);
    wait_for(ledger, customers);
    let skipped = ledger.note(|counts| counts.sends.len());
    let requests: Vec<_> = (0..count).map(|n| payloads.message(n % customers, Kind::Text)).collect();
    let timed = program.driver.post_at(&requests, gap);
    wait_for(ledger, skipped + count);
    let waited = waited(ledger, skipped, &timed, gap, |n| n % customers);
    let without = count - waited.len();
    let beyond = waited.into_iter().map(|time| time.saturating_sub(reply_delay)).collect();
    let (beyond, accepted) = (Latencies::of(beyond), Latencies::of(timed.took));
    let subject = format!("Relais {name}, at half capacity, burst delay: {} ms", reply_delay.as_millis());
    report.add(
        "latency",
        &subject,
        &[
            ("turns a second", "1/s", rate),
            ("webhook to Graph call beyond the burst delay, median", "ms", beyond.ms(0.5)),
            ("webhook to Graph call beyond the burst delay, at 99 %", "ms", beyond.ms(0.99)),
            ("webhook to Graph call beyond the burst delay, longest", "ms", beyond.ms(1.0)),
            ("webhook accepted, at 99 %", "ms", accepted.ms(0.99)),
            ("webhooks without an answer of their own", "1", without as f64),
        ],
    );
    let late = Latencies::of(timed.driver_late).ms(0.99);
    report.add("standins", &subject, &[("a driver's thread wakes late, at 99 %", "ms", late)]);
}

/// Waits until so many messages were sent and all statuses are delivered. Fewer are sent if a customer waited so long for an
/// answer that the next message got it too.
fn wait_for(ledger: &Ledger, count: usize) {
    ledger.wait_until(LONGEST, |counts| counts.sends.len() >= count && counts.undelivered == 0);
}

/// From the time at which each webhook should have been sent to the call of Graph that answers it. The messages before
/// `skipped` belong to others; `customer` says whose the webhook of a number is.
pub(crate) fn waited(
    ledger: &Ledger,
    skipped: usize,
    timed: &Timed,
    gap: Duration,
    customer: impl Fn(usize) -> usize,
) -> Vec<Duration> {
    let began = timed.began.expect("there were webhooks");
    let mut open: HashMap<usize, Vec<Instant>> = HashMap::new();
    for n in (0..timed.took.len()).rev() {
        open.entry(customer(n)).or_default().push(due(began, gap, n));
    }
    ledger.note(|counts| {
        let sends = counts.sends.iter().skip(skipped);
        let wait = |(customer, at): &(usize, Instant)| {
            let asked = open.get_mut(customer).and_then(Vec::pop)?;
            Some(at.saturating_duration_since(asked))
        };
        sends.filter_map(wait).collect()
    })
}
