//! Signed webhooks that are accepted durably: as many as possible, and at fixed rates.
//!
//! The answers wait meanwhile, as long as `RELAIS_REPLY_DELAY_MS` allows. Each rate has a program of its own, which ends
//! before they are due.

use std::time::Duration;

use crate::driver::{CONNECTIONS, Driver};
use crate::latencies::Latencies;
use crate::payloads::Payloads;
use crate::program::{Data, Program, Used};
use crate::report::Report;
use crate::stand_ins::Behaviour;
use crate::turns::add_memory;

/// Just below the longest burst.
const REPLY_DELAY: Duration = Duration::from_secs(19);
/// A rate is held if 99 % of the webhooks are answered so soon. Meta wants a median of at most 250 ms.
const HELD_MS: f64 = 250.0;
/// How long a rate lasts.
const SECONDS: f64 = 3.0;
const CUSTOMERS: usize = 5_000;
/// Items in the largest webhook that Meta sends.
const LARGEST: usize = 1_000;

/// Relais on disk.
pub(crate) fn measure(report: &mut Report) {
    let program = Program::relais(Data::Disk, REPLY_DELAY, Behaviour::IMMEDIATE);
    as_fast_as_possible(report, "intake", "Relais", &program, 20_000);
    drop(program);
    at_rates(report, 1, 500.0, 32_000.0);
    at_rates(report, LARGEST, 1.0, 64.0);
}

/// Webhooks of one message each, on all connections.
pub(crate) fn as_fast_as_possible(
    report: &mut Report,
    part: &'static str,
    name: &str,
    program: &Program,
    count: usize,
) {
    let mut payloads = Payloads::new();
    let requests: Vec<_> = (0..count).map(|n| payloads.at_first_number(n % CUSTOMERS)).collect();
    let used = program.used();
    let took = program.driver.post_all(&requests);
    let Used { program: program_s, bench } = program.used().since(used);
    let each_ms = |seconds: f64| seconds * 1000.0 / count as f64;
    let subject = format!("{name}, {CONNECTIONS} connections");
    report.add(
        part,
        &subject,
        &[
            ("webhooks a second", "1/s", count as f64 / took.as_secs_f64()),
            ("processor a webhook", "ms", each_ms(program_s)),
        ],
    );
    report.add("standins", &subject, &[("processor of the driver a webhook", "ms", each_ms(bench))]);
    add_memory(report, &format!("{name}, intake"), program);
}

/// Twice as many webhooks a second as before, until a rate is not held or the highest is reached. Then rates between the
/// last two.
fn at_rates(report: &mut Report, items: usize, first: f64, highest: f64) {
    let (mut held, mut rate) = (0.0, first);
    let mut missed = None;
    while rate <= highest && missed.is_none() {
        if at_rate(report, items, rate) {
            held = rate;
            rate *= 2.0;
        } else {
            missed = Some(rate);
        }
    }
    if let Some(mut missed) = missed {
        for _ in 0..3 {
            let between = f64::midpoint(held, missed).round();
            if between <= held || between >= missed {
                break;
            }
            *(if is_held(&times(items, between).1) { &mut held } else { &mut missed }) = between;
        }
    }
    let subject = format!("Relais, items a webhook: {items}");
    report.add("intake", &subject, &[("webhooks a second, highest rate held", "1/s", held)]);
}

/// Whether the rate is held.
fn at_rate(report: &mut Report, items: usize, rate: f64) -> bool {
    let (driver, took) = times(items, rate);
    let subject = format!("Relais, items a webhook: {items}, webhooks a second: {rate}");
    report.add(
        "intake",
        &subject,
        &[
            ("median", "ms", took.ms(0.5)),
            ("at 99 %", "ms", took.ms(0.99)),
            ("at 99.9 %", "ms", took.ms(0.999)),
            ("longest", "ms", took.ms(1.0)),
        ],
    );
    let late = ("a driver's thread wakes late, at 99 %", "ms", driver.ms(0.99));
    report.add("standins", &subject, &[late]);
    is_held(&took)
}

fn is_held(took: &Latencies) -> bool {
    took.ms(0.99) <= HELD_MS
}

/// How late the driver was by itself, and how long the webhooks took.
fn times(items: usize, rate: f64) -> (Latencies, Latencies) {
    let program = Program::relais(Data::Disk, REPLY_DELAY, Behaviour::IMMEDIATE);
    let mut payloads = Payloads::new();
    warm(&program.driver, &mut payloads);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some thousands
    let count = (rate * SECONDS).round() as usize;
    let mut webhook = |n: usize| match items {
        1 => payloads.at_first_number(n % CUSTOMERS),
        _ => payloads.of_many((0..items).map(|item| (n * items + item) % CUSTOMERS)),
    };
    let requests: Vec<_> = (0..count).map(&mut webhook).collect();
    let timed = program.driver.post_at(&requests, Duration::from_secs_f64(1.0 / rate));
    (Latencies::of(timed.driver_late), Latencies::of(timed.took))
}

/// Opens all connections.
fn warm(driver: &Driver, payloads: &mut Payloads) {
    let requests: Vec<_> = (0..2 * CONNECTIONS).map(|n| payloads.at_first_number(n)).collect();
    driver.post_all(&requests);
}
