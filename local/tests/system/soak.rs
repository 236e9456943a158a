//! `kill -9`, repeatedly, while customers write: no message is lost or stored twice, and every burst is answered once.
//!
//! Backups are made meanwhile, and the records are those that a last one restores.
//!
//! In the long run Graph fails too, people take over and hand back, customers correct, delete and opt out, and the account
//! is blocked for a while. In the end every message was answered, or its customer opted out or waits for a person, and no
//! text was accepted more than twice.
//!
//! [`storm`] runs the test. [`bystanders`] kills the program, delivers webhooks and reads the records. [`answer_key`]
//! knows what each customer wrote and checks the records. The seed decides the messages, the order of their delivery,
//! when the program is killed and which calls to Graph fail. The scheduling of the machine is not repeatable.

mod answer_key;
mod bystanders;
mod chance;
mod storm;
mod troubles;

use std::time::Duration;

use relais_simulator::Settings;

use storm::Storm;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_webhooks_delivered_thrice_through_kills_are_each_answered_once() {
    let storm = Storm {
        seed: 20_261_122,
        customers: 200,
        bursts_each: 1,
        longest_burst: 9,
        at_once: 25,
        deliveries: 3,
        reply_delay: Duration::from_secs(6),
        kill_every_ms: 2_000..3_000,
        stand_ins: Settings::immediate(),
        troubles: false,
        log: "trace",
    };
    let outcome = storm.rage().await;
    assert!(outcome.kills >= 5, "it was killed only {} times", outcome.kills);
    println!("{outcome}");
}

/// `make soak`. `SEED` repeats a run, `MESSAGES` sets its size, `KILL_EVERY_MS` the time between kills. A build that takes
/// long to start needs more than the second of the release build.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes and the release build: make soak"]
async fn ten_thousand_messages_through_kills_and_failures_are_each_answered_or_in_sight() {
    let messages: usize = number("MESSAGES").unwrap_or(10_000);
    let kills = number("KILL_EVERY_MS").unwrap_or(1_000);
    let bursts_each = 3;
    let longest_burst = 9;
    let storm = Storm {
        seed: number("SEED").unwrap_or_else(|| u64::from(std::process::id())),
        // A burst has 5 messages on average. One in twenty customers more, so that the messages are not too few by
        // chance.
        customers: messages / (bursts_each * 5) + messages / 200,
        bursts_each,
        longest_burst,
        at_once: 60,
        deliveries: 3,
        reply_delay: Duration::from_secs(15),
        kill_every_ms: kills * 3 / 4..kills * 5 / 4,
        stand_ins: Settings {
            repeat_webhooks: 1,
            shuffle_statuses: true,
            // Half of the timed-out calls take effect, and half of the server errors.
            graph_timeout_rate: 0.2,
            graph_5xx_rate: 0.1,
            graph_throttle_rate: 0.05,
            ..Settings::default()
        },
        troubles: true,
        log: "info",
    };
    println!("{outcome}", outcome = storm.rage().await);
}

fn number<N: std::str::FromStr>(variable: &str) -> Option<N> {
    let text = std::env::var_os(variable).filter(|text| !text.is_empty())?;
    Some(text.to_str().unwrap().parse().unwrap_or_else(|_| panic!("{variable} must be a number")))
}
