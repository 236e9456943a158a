//! More messages arrive than can be answered. Measures how fast Meta's webhooks are answered 200, and how long the
//! others wait behind one customer who writes a thousand messages at once.
//!
//! Meta wants a median of at most 250 ms, and less than 1 % above a second.

use std::time::Duration;

use relais_core::Clock;
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::test_app::{TestApp, number, webhook, webhook_of};

/// Webhooks a second: far more than 64 concurrent answers of a model that takes [`MODEL_MS`] each.
const RATE: usize = 200;
const MODEL_MS: u64 = 5_000;
const SECONDS: usize = 10;
/// Messages in the largest webhook that Meta sends.
const LARGEST: usize = 1_000;

pub(crate) async fn intake_while_answers_lag(disk: &TempDir) {
    let app = TestApp::start(Some(disk), "0").await;
    let mut settings = app.simulator.settings();
    settings.model_delay_ms = MODEL_MS;
    app.simulator.set_settings(settings);
    print("answers lag", &app, 0, None).await;
    print("and a flood", &app, RATE * SECONDS, Some("33639800000")).await;
}

/// Customers write at a steady rate, each once. With `flood`, one more customer writes a thousand messages after a
/// second.
async fn print(name: &str, app: &TestApp, first: usize, flood: Option<&str>) {
    let mut posts = JoinSet::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / u32::try_from(RATE).unwrap());
    let mut behind = JoinSet::new();
    for n in first..first + RATE * SECONDS {
        ticks.tick().await;
        if let Some(flood) = flood.filter(|_| n == first + RATE) {
            let ids: Vec<_> = (0..LARGEST).map(|n| format!("wamid.flood.{n}")).collect();
            posts.spawn(app.post(webhook_of(flood, &ids)));
            behind.spawn(app.until_recorded(&number(n)));
        }
        app.simulator.restore_customer(&number(n), "Someone", Some(Clock::system().now()));
        posts.spawn(app.post(webhook(n, n)));
    }
    let mut took = posts.join_all().await;
    took.sort_unstable();
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    let slow = took.iter().filter(|took| **took > Duration::from_secs(1)).count();
    println!(
        "{name} {:>8.1} ms median, {:.1} ms at 99 %, {:.2} % above 1 s ({} webhooks at {RATE}/s, {} answered so far)",
        ms(took[took.len() / 2]),
        ms(took[took.len() * 99 / 100]),
        slow as f64 * 100.0 / took.len() as f64,
        took.len(),
        app.simulator.accepted_count(),
    );
    for took in behind.join_all().await {
        println!("            the next customer is recorded {:.0} ms after the flood", ms(took));
    }
}
