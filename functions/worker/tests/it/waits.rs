//! Nobody waits in silence, and nothing is said twice: a property over random histories.
//!
//! A history has one to three customers who write messages of every type, people who answer in the inbox or in the phone
//! app, takeovers, outages of Graph and of the model, and time that passes. After it everything works again, and time
//! runs until no job is left. Then each message that deserves something must be *answered*, *told* a fixed text, *refused*
//! because the customer opted out, *closed* by a person, or its conversation must be on the list of what waits for a
//! person. Meanwhile nothing may be said twice ([`record`]).
//!
//! Each history has a seed. A failure prints the shortest form of its history that is found within a minute, and how to
//! repeat it.

mod history;
mod kinds;
mod play;
mod record;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use relais_aws::http;

use history::History;

/// Histories in every test run, always the same ones.
const CASES: u64 = 220;

/// The longest search for a shorter history that fails, in milliseconds.
const LONGEST_SHRINKING: u32 = 60_000;

#[test]
fn nobody_waits_in_silence_and_nothing_is_said_twice() {
    run(0..CASES);
}

/// As many other histories as `RELAIS_WAITS` says (default 2000), from the seed `RELAIS_WAITS_SEED` on (default: random).
#[test]
#[ignore = "takes minutes"]
fn very_many_histories() {
    let number = |name| std::env::var_os(name).map(|value| value.to_str().unwrap().parse::<u64>().unwrap());
    let first = number("RELAIS_WAITS_SEED").unwrap_or_else(|| u64::from(rand_seed()));
    run(first..first + number("RELAIS_WAITS").unwrap_or(2000));
}

/// Histories that failed once.
#[test]
fn known_histories() {
    let runtime = runtime();
    let http = http::client().unwrap();
    for history in history::known() {
        let played = runtime.block_on(play::play(&http, &history));
        assert!(played.is_ok(), "{history:#?}: {}", played.unwrap_err());
    }
}

fn run(seeds: std::ops::Range<u64>) {
    let runtime = runtime();
    let http = http::client().unwrap();
    let ends: RefCell<BTreeMap<&str, u64>> = RefCell::default();
    for seed in seeds {
        let config = Config {
            cases: 1,
            failure_persistence: None,
            max_shrink_iters: 2000,
            max_shrink_time: LONGEST_SHRINKING,
            ..Config::default()
        };
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let outcome = TestRunner::new_with_rng(config, rng).run(&history::history(), |history| {
            let counted = runtime.block_on(play::play(&http, &history)).map_err(TestCaseError::fail)?;
            for (end, number) in counted {
                *ends.borrow_mut().entry(end).or_default() += number;
            }
            Ok(())
        });
        if let Err(error) = outcome {
            panic!("{}", explained(seed, &error));
        }
    }
    // A history in which nothing is owed, or everything ends in the same way, shows nothing.
    let ends = ends.into_inner();
    println!("how the messages ended: {ends:?}");
    for end in ["answered", "refused", "closed", "listed"] {
        assert!(ends.contains_key(end), "no message was {end}: {ends:?}");
    }
}

fn explained(seed: u64, error: &TestError<History>) -> String {
    let repeat = format!(
        "RELAIS_WAITS_SEED={seed} RELAIS_WAITS=1 cargo test -p worker --all-features --test it -- --ignored waits"
    );
    match error {
        TestError::Fail(reason, history) => format!("{reason}\nin {history:#?}\nrepeat: {repeat}"),
        TestError::Abort(reason) => format!("{reason}\nrepeat: {repeat}"),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn rand_seed() -> u32 {
    use std::hash::{BuildHasher, RandomState};
    u32::try_from(RandomState::new().hash_one(()) & 0xffff_ffff).unwrap()
}
