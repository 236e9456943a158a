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
    turns("on disk", Some(&disk), 2_000).await;
    turns("in memory", None, 5_000).await;
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

/// Whole turns: webhook received, model called, reply sent, both recorded, three statuses recorded.
async fn turns(name: &str, disk: Option<&TempDir>, count: usize) {
    let app = TestApp::start(disk, "0").await;
    for n in 0..count {
        app.simulator.restore_customer(&number(n), "Someone", Some(Clock::system().now()));
    }
    let bodies: Vec<_> = (0..count).map(|n| webhook(n, n)).collect();
    let start = Instant::now();
    app.post_all(bodies).await;
    app.simulator.wait_for_accepted(count as u64).await;
    let replied = start.elapsed().as_secs_f64();
    app.simulator.wait_for_webhooks().await;
    let all = start.elapsed().as_secs_f64();
    println!(
        "turns       {:>8.0} turns/s {name} ({count} in {replied:.2} s; with all statuses recorded, {all:.2} s)",
        count as f64 / replied
    );
    app.print_size(name);
}
