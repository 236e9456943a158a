//! Whole turns: webhook received, model called, answer sent, both recorded, three statuses recorded.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::payloads::{Kind, Payloads};
use crate::program::{Data, Program, Used};
use crate::report::Report;
use crate::stand_ins::Behaviour;

/// Customers who wait for an answer at the same time: twice the answers that Relais writes side by side.
const WAITING: usize = 128;
/// A customer who is not answered for so long is not answered at all.
pub(crate) const LONGEST: Duration = Duration::from_mins(1);

/// What turns cost.
pub(crate) struct Turns {
    pub(crate) a_second: f64,
    /// Until all statuses were received, too.
    with_statuses: f64,
    /// Of a processor, in milliseconds a turn.
    pub(crate) program_ms: f64,
    pub(crate) bench_ms: f64,
}

/// Relais on disk and in memory, with customers who write for the first time and with some who have written before. Then
/// with the three statuses of each message in one webhook, which Meta does too.
pub(crate) fn measure(report: &mut Report) {
    for (data, name, count) in [(Data::Disk, "on disk", 2_000), (Data::Memory, "in memory", 5_000)] {
        let name = format!("Relais {name}");
        let program = Program::relais(data, Duration::ZERO, Behaviour::IMMEDIATE);
        let started = program.start.as_secs_f64() * 1000.0;
        report.add("memory", &name, &[("start to listening", "ms", started)]);
        let mut payloads = Payloads::new();
        let turns = new_customers(&program, &mut payloads, 0..count);
        turns.add(report, "turns", &format!("{name}, new customers"));
        let turns = known_customers(&program, &mut payloads, 0..count / 8, count);
        turns.add(report, "turns", &format!("{name}, known customers"));
        add_memory(report, &name, &program);
    }
    let together = Behaviour { status_webhooks: 1, ..Behaviour::IMMEDIATE };
    let (program, mut payloads) = (Program::relais(Data::Disk, Duration::ZERO, together), Payloads::new());
    new_customers(&program, &mut payloads, 0..250);
    let turns = known_customers(&program, &mut payloads, 0..250, 2_000);
    turns.add(report, "turns", "Relais on disk, known customers, statuses in one webhook");
}

/// Customers who write once, and have never written before.
pub(crate) fn new_customers(program: &Program, payloads: &mut Payloads, customers: Range<usize>) -> Turns {
    turns(program, payloads, customers.clone(), customers.len())
}

/// So many turns of customers who have all written before. Each writes again when they were answered and all others have
/// written: what somebody writes before that gets one answer together with it.
pub(crate) fn known_customers(
    program: &Program,
    payloads: &mut Payloads,
    customers: Range<usize>,
    count: usize,
) -> Turns {
    turns(program, payloads, customers, count)
}

fn turns(program: &Program, payloads: &mut Payloads, customers: Range<usize>, count: usize) -> Turns {
    // Signed before the measurement, but for the few more of customers who are answered sooner than others.
    let rounds = count.div_ceil(customers.len()) + 2;
    let first = customers.start;
    let of = |customer| (0..rounds).map(|_| payloads.message(customer, Kind::Text)).collect::<Vec<_>>();
    let requests: Vec<_> = customers.clone().map(of).map(Mutex::new).collect();
    let payloads = Mutex::new(payloads);
    let ledger = &program.stand_ins.ledger;
    let before = ledger.note(|counts| counts.sends.len());
    ledger.queue(customers, true);
    let used = program.used();
    let began = Instant::now();
    let begun = AtomicUsize::new(0);
    program.driver.each_thread(count, |connection| {
        while begun.fetch_add(1, Ordering::Relaxed) < count {
            let customer = ledger.next_customer(WAITING, LONGEST).expect("a customer is answered");
            let request = requests[customer - first].lock().unwrap().pop();
            let request = request.unwrap_or_else(|| payloads.lock().unwrap().message(customer, Kind::Text));
            connection.post(&request);
        }
    });
    let done = ledger.wait_until(LONGEST, |counts| counts.sends.len() == before + count);
    assert!(done, "all are answered");
    let replied = ledger.note(|counts| counts.sends[before + count - 1].1).duration_since(began);
    assert!(ledger.wait_until(LONGEST, |counts| counts.undelivered == 0), "all statuses are delivered");
    let with_statuses = count as f64 / began.elapsed().as_secs_f64();
    let Used { program: program_s, bench } = program.used().since(used);
    let each_ms = |seconds: f64| seconds * 1000.0 / count as f64;
    Turns {
        a_second: count as f64 / replied.as_secs_f64(),
        with_statuses,
        program_ms: each_ms(program_s),
        bench_ms: each_ms(bench),
    }
}

impl Turns {
    pub(crate) fn add(&self, report: &mut Report, part: &'static str, subject: &str) {
        report.add(
            part,
            subject,
            &[
                ("turns a second", "1/s", self.a_second),
                ("turns a second, all statuses received", "1/s", self.with_statuses),
                ("processor a turn", "ms", self.program_ms),
            ],
        );
        let share = self.bench_ms * 100.0 / (self.bench_ms + self.program_ms);
        report.add(
            "standins",
            subject,
            &[
                ("processor of the stand-ins and the driver a turn", "ms", self.bench_ms),
                ("share of the stand-ins and the driver in all processor time", "%", share),
            ],
        );
    }
}

/// What the program has taken of memory.
pub(crate) fn add_memory(report: &mut Report, subject: &str, program: &Program) {
    let (most, now) = program.memory_mb();
    report.add("memory", subject, &[("resident at most", "MB", most), ("resident at the end", "MB", now)]);
}
