//! Speed and memory of the built program, against stand-ins without delays on the same machine.
//!
//! Prints counts and ratios, and never fails: a slow machine is not a defect. `cargo bench -p relais-local`;
//! `RELAIS_PROGRAM` names another build of the program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss
)]

mod overload;
mod test_app;

use std::time::Instant;

use relais_core::Clock;
use tempfile::TempDir;

use test_app::{CONNECTIONS, TestApp, number, webhook};

#[tokio::main]
async fn main() {
    let disk = tempfile::tempdir().unwrap();
    intake(Some(&disk), 20_000).await;
    let disk = tempfile::tempdir().unwrap();
    turns("on disk", Some(&disk), 2_000, 2_000).await;
    turns("in memory", None, 5_000, 5_000).await;
    let disk = tempfile::tempdir().unwrap();
    turns("on disk, known customers", Some(&disk), 2_000, 200).await;
    turns("in memory, known customers", None, 5_000, 500).await;
    let disk = tempfile::tempdir().unwrap();
    overload::intake_while_answers_lag(&disk).await;
}

/// Signed webhooks that are durably accepted, one message each, while the answers wait.
async fn intake(disk: Option<&TempDir>, count: usize) {
    let app = TestApp::start(disk, "19000").await;
    let bodies: Vec<_> = (0..count).map(|n| webhook(n % 5_000, n)).collect();
    let seconds = app.post_all(bodies).await;
    println!(
        "intake      {:>8.0} webhooks/s ({count} in {seconds:.2} s, {CONNECTIONS} connections)",
        count as f64 / seconds
    );
    app.print_size("intake");
}

/// Whole turns: webhook received, model called, reply sent, both recorded, three statuses recorded. With fewer customers than
/// turns, each has written before, and the turns begin when all of that is done.
async fn turns(name: &str, disk: Option<&TempDir>, count: usize, customers: usize) {
    let app = TestApp::start(disk, "0").await;
    for n in 0..customers {
        app.simulator.restore_customer(&number(n), "Someone", Some(Clock::system().now()));
    }
    if customers < count {
        app.post_all((0..customers).map(|n| webhook(n, count + n)).collect()).await;
        app.simulator.wait_for_accepted(customers as u64).await;
        app.simulator.wait_for_webhooks().await;
    }
    let known = if customers < count { customers } else { 0 };
    let bodies: Vec<_> = (0..count).map(|n| webhook(n % customers, n)).collect();
    let processor = app.processor_seconds();
    let start = Instant::now();
    // A customer writes again when the answer has come: what is written before gets one answer together with it.
    let mut answers = known;
    for wave in bodies.chunks(customers) {
        answers += wave.len();
        app.post_all(wave.to_vec()).await;
        app.simulator.wait_for_accepted(answers as u64).await;
    }
    let replied = start.elapsed().as_secs_f64();
    app.simulator.wait_for_webhooks().await;
    let all = start.elapsed().as_secs_f64();
    println!(
        "turns       {:>8.0} turns/s {name} ({count} in {replied:.2} s; with all statuses recorded, {all:.2} s; {:.2} ms of processor each)",
        count as f64 / replied,
        (app.processor_seconds() - processor) * 1000.0 / count as f64,
    );
    app.print_size(name);
}
