//! Two faults in one turn, drawn by lot: there are more pairs than anybody would wait for.
//!
//! `RELAIS_FAULT_PAIRS` says how many (500), `RELAIS_FAULT_SEED` which (1). The seed and the number of cases are
//! printed, and of what fails the plan and the numbered calls.

use std::collections::HashMap;

use relais_aws::http;

use super::calls::{Fault, Target};
use super::turn::Turn;
use super::{Cases, ERRORS, SECOND_WORKERS, SLEEPS, STOPS, burst, can_befall, one};

#[tokio::test]
#[ignore = "takes a minute for every 1,000 pairs"]
async fn any_two_faults_may_befall_a_turn() {
    let seed = number("RELAIS_FAULT_SEED", 1);
    println!("seed {seed}");
    let mut lots = Lots(seed);
    let http = http::client().unwrap();
    let mut cases = Cases::default();
    let mut known = HashMap::new();
    for _ in 0..number("RELAIS_FAULT_PAIRS", 500) {
        let turn = if lots.up_to(3) == 0 { burst() } else { one() };
        let calls = calls_of(&mut known, &turn, &http).await;
        let (first, fault) = lots.fault(&calls);
        let turn = turn.with(&first.label, first.nth, fault);
        let calls = calls_of(&mut known, &turn, &http).await;
        let after = calls.iter().position(|target| *target == first).unwrap() + 1;
        if after < calls.len() {
            let (second, fault) = lots.fault(&calls[after..]);
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
        let calls = turn.run(http).await.unwrap_or_else(|story| panic!("with one fault: {story}"));
        known.insert(name.clone(), calls);
    }
    known[&name].clone()
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var_os(name).map_or(default, |value| value.to_str().unwrap().parse().unwrap())
}

/// Numbers that look random and are the same for the same seed (`SplitMix64`).
struct Lots(u64);

impl Lots {
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
            if can_befall(fault, target) {
                return (target.clone(), fault);
            }
        }
    }
}
