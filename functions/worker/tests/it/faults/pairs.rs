//! Two faults in one turn. The pairs are chosen at random, because testing all of them would take too long.
//!
//! `RELAIS_FAULT_PAIRS` is the number of pairs (default 500), and `RELAIS_FAULT_SEED` the seed (default 1). The test
//! prints the seed, the number of cases, and the plan and numbered calls of each failed case.

use std::collections::HashMap;

use relais_aws::http;

use super::calls::{Fault, Target};
use super::turn::Turn;
use super::{
    Cases, ERRORS, SECOND_WORKERS, SLEEPS, STOPS, burst, can_hit, hand_back, one, persons_text, template,
};

/// Bytes of the stack on which the pairs run.
const STACK: usize = 64 << 20;

#[test]
#[ignore = "takes a minute for every 1,000 pairs"]
fn any_two_faults_may_hit_a_turn() {
    // One in three is a burst.
    on_a_large_stack(vec![burst(), one(), one()]);
}

#[test]
#[ignore = "takes a minute for every 1,000 pairs"]
fn any_two_faults_may_hit_what_a_person_does() {
    let stopped = |turn: Turn| Turn { stopped: true, ..turn };
    let turns = [persons_text(), template(), hand_back()];
    let stopped = [stopped(one()), stopped(persons_text()), stopped(template())];
    on_a_large_stack([&turns[..], &turns, &stopped].concat());
}

/// Two faults nest several jobs, and a test's own thread has too small a stack for them.
fn on_a_large_stack(turns: Vec<Turn>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let work = move || runtime.block_on(inflict_pairs(&turns));
    let done = std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join();
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

/// Runs turns of these, each with two faults.
async fn inflict_pairs(turns: &[Turn]) {
    let seed = number("RELAIS_FAULT_SEED", 1);
    println!("seed {seed}");
    let mut random = Random(seed);
    let http = http::client().unwrap();
    let mut cases = Cases::default();
    let mut known = HashMap::new();
    for _ in 0..number("RELAIS_FAULT_PAIRS", 500) {
        let turn = turns[random.up_to(turns.len())].clone();
        let calls = calls_of(&mut known, &turn, &http).await;
        let (first, fault) = random.fault(&calls);
        let turn = turn.with(&first.label, first.nth, fault);
        let calls = calls_of(&mut known, &turn, &http).await;
        let after = calls.iter().position(|target| *target == first).unwrap() + 1;
        if after < calls.len() {
            let (second, fault) = random.fault(&calls[after..]);
            cases.add(turn.with(&second.label, second.nth, fault).run(&http).await);
        }
    }
    cases.assert();
}

/// The calls of a turn with at most one fault.
async fn calls_of(
    known: &mut HashMap<String, Vec<Target>>,
    turn: &Turn,
    http: &reqwest::Client,
) -> Vec<Target> {
    let name = format!("{turn:?}");
    if !known.contains_key(&name) {
        let calls = turn.run(http).await.unwrap_or_else(|report| panic!("with one fault: {report}"));
        known.insert(name.clone(), calls);
    }
    known[&name].clone()
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var_os(name).map_or(default, |value| value.to_str().unwrap().parse().unwrap())
}

/// Pseudo-random numbers from a seed (`SplitMix64`).
struct Random(u64);

impl Random {
    fn up_to(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    fn fault(&mut self, calls: &[Target]) -> (Target, Fault) {
        let faults = [&STOPS[..], &ERRORS, &SLEEPS, &SECOND_WORKERS].concat();
        loop {
            let (target, fault) = (&calls[self.up_to(calls.len())], faults[self.up_to(faults.len())]);
            if can_hit(fault, target) {
                return (target.clone(), fault);
            }
        }
    }
}
