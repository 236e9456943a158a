//! Speed and memory of the built program, against stand-ins on the same machine.
//!
//! Prints figures, writes them to `target/bench/throughput.json`, and never fails for a slow machine, which is not a
//! defect. `cargo bench -p relais-local --bench throughput`; `-- turns latency` measures only these parts.
//! `RELAIS_PROGRAM` names another build of the program. What is short is measured in `RUNS` rounds (3), all of it in each.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss
)]

mod ceilings;
mod delays;
mod driver;
mod http;
mod intake;
mod latencies;
mod latency;
mod overload;
mod payloads;
mod peers;
mod processes;
mod program;
mod report;
mod stand_ins;
mod turns;

use report::Report;

/// A part, and whether it is repeated.
type Part = (&'static str, bool, fn(&mut Report));

/// What is compared stands together: a machine that others share is faster in one quarter of an hour than in the next.
const PARTS: [Part; 7] = [
    ("standins", true, ceilings::measure),
    ("intake", true, intake::measure),
    ("peers", true, peers::measure),
    ("turns", true, turns::measure),
    ("latency", true, latency::measure),
    ("delays", false, delays::measure),
    ("overload", false, overload::measure),
];

fn main() {
    #[allow(clippy::disallowed_methods)] // a benchmark is started by its environment
    let runs = std::env::var("RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(3);
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut report = Report::default();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|word| word == name);
    let parts = PARTS.into_iter().filter(|(name, ..)| is_asked(name));
    let (short, long): (Vec<Part>, Vec<Part>) = parts.partition(|(_, is_short, _)| *is_short);
    for (.., measure) in short.repeat(runs).into_iter().chain(long) {
        measure(&mut report);
        report.write();
    }
    peers::compare(&report);
}
