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

use test_app::{CONNECTIONS, TestApp, number, webhook};

#[tokio::main]
async fn main() {
    let disk = tempfile::tempdir().unwrap();
    intake("Relais", &TestApp::start(Some(&disk), "19000").await, 20_000).await;
    let disk = tempfile::tempdir().unwrap();
    let app = TestApp::start(Some(&disk), "0").await;
    turns("Relais on disk, new customers", &app, 2_000, 2_000).await;
    turns("Relais on disk, known customers", &app, 2_000, 200).await;
    drop(app);
    let app = TestApp::start(None, "0").await;
    turns("Relais in memory, new customers", &app, 5_000, 5_000).await;
    turns("Relais in memory, known customers", &app, 5_000, 500).await;
    drop(app);
    peers().await;
    let disk = tempfile::tempdir().unwrap();
    overload::intake_while_answers_lag(&disk).await;
}

/// What somebody would use in place of Relais, with the same stand-ins and the same payloads.
async fn peers() {
    let disk = tempfile::tempdir().unwrap();
    let Some(app) = TestApp::start_peer("intake", &disk).await else {
        println!("the services of benches/peers are not installed: `make bench` does it");
        return;
    };
    intake("pywa", &app, 2_000).await;
    drop(app);
    let disk = tempfile::tempdir().unwrap();
    if let Some(app) = TestApp::start_peer("usual", &disk).await {
        turns("usual Python on disk, new customers", &app, 500, 500).await;
        turns("usual Python on disk, known customers", &app, 500, 100).await;
    }
}

/// Signed webhooks that are accepted durably, one message each, while the answers wait.
async fn intake(name: &str, app: &TestApp, count: usize) {
    let bodies: Vec<_> = (0..count).map(|n| webhook(n % 5_000, n)).collect();
    let processor = app.processor_seconds();
    let seconds = app.post_all(bodies).await;
    println!(
        "intake      {:>8.0} webhooks/s {name} ({count} in {seconds:.2} s, {CONNECTIONS} connections; {:.2} ms of processor each)",
        count as f64 / seconds,
        (app.processor_seconds() - processor) * 1000.0 / count as f64,
    );
    app.print_size(name);
}

/// Whole turns: webhook received, model called, reply sent, both recorded, three statuses recorded. With fewer customers than
/// turns, each has written before, and the turns begin when all of that is done.
async fn turns(name: &str, app: &TestApp, count: usize, customers: usize) {
    // Numbers of its own in each run of one program.
    let first = usize::try_from(app.simulator.accepted_count()).unwrap();
    let mut answers = first;
    for n in 0..customers {
        app.simulator.restore_customer(&number(first + n), "Someone", Some(Clock::system().now()));
    }
    if customers < count {
        answers += customers;
        app.post_all((first..answers).map(|n| webhook(n, n)).collect()).await;
        app.simulator.wait_for_accepted(answers as u64).await;
        app.simulator.wait_for_webhooks().await;
    }
    let bodies: Vec<_> = (0..count).map(|n| webhook(first + n % customers, answers + n)).collect();
    let processor = app.processor_seconds();
    let start = Instant::now();
    // A customer writes again when the answer has come: what is written before gets one answer together with it.
    for wave in bodies.chunks(customers) {
        answers += wave.len();
        app.post_all(wave.to_vec()).await;
        app.simulator.wait_for_accepted(answers as u64).await;
    }
    let replied = start.elapsed().as_secs_f64();
    app.simulator.wait_for_webhooks().await;
    let all = start.elapsed().as_secs_f64();
    println!(
        "turns       {:>8.0} turns/s {name} ({count} in {replied:.2} s; with all statuses received, {all:.2} s; {:.2} ms of processor each)",
        count as f64 / replied,
        (app.processor_seconds() - processor) * 1000.0 / count as f64,
    );
    app.print_size(name);
}
