//! What somebody would use in place of Relais (`benches/peers`), with the same stand-ins and the same payloads.

use crate::intake::as_fast_as_possible;
use crate::payloads::Payloads;
use crate::program::Program;
use crate::report::Report;
use crate::stand_ins::Behaviour;
use crate::turns::{add_memory, known_customers, new_customers};

const TURNS: usize = 500;

/// The webhook by pywa, and a service of the usual kind.
pub(crate) fn measure(report: &mut Report) {
    let Some(program) = Program::peer("intake", Behaviour::IMMEDIATE) else {
        println!("the services of benches/peers are not installed: `make bench` does it");
        return;
    };
    as_fast_as_possible(report, "peers", "pywa", &program, 2_000);
    drop(program);
    let Some(program) = Program::peer("usual", Behaviour::IMMEDIATE) else { return };
    let mut payloads = Payloads::new();
    let turns = new_customers(&program, &mut payloads, 0..TURNS);
    turns.add(report, "peers", "usual Python on disk, new customers");
    let turns = known_customers(&program, &mut payloads, 0..TURNS / 8, TURNS);
    turns.add(report, "peers", "usual Python on disk, known customers");
    add_memory(report, "usual Python on disk", &program);
}

/// Relais beside them, from the medians of all runs.
pub(crate) fn compare(report: &Report) {
    let known = |name: &str| format!("{name}, known customers");
    let (python, connections) = (known("usual Python on disk"), crate::driver::CONNECTIONS);
    let [ours, theirs] = ["Relais", "pywa"].map(|name| format!("{name}, {connections} connections"));
    let pairs = [
        ("intake", ours, theirs, "webhooks a second"),
        ("turns", known("Relais on disk"), python.clone(), "turns a second"),
        ("turns", known("Relais in memory"), python.clone(), "turns a second"),
        ("turns", known("Relais on disk"), python.clone(), "processor a turn"),
        ("turns", known("Relais in memory"), python, "processor a turn"),
    ];
    for (part, ours, theirs, measure) in pairs {
        let values = (report.median(part, &ours, measure), report.median("peers", &theirs, measure));
        if let (Some(of_ours), Some(of_theirs)) = values {
            println!("{measure}: {ours} is {:.2} times {theirs}", of_ours / of_theirs);
        }
    }
}
