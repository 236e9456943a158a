//! A thousand customers who write at once, while the model takes two seconds and Graph 150 ms: texts, pictures, voice
//! messages.

use std::time::Duration;

use crate::latencies::Latencies;
use crate::latency::waited;
use crate::payloads::{Kind, Payloads};
use crate::program::{Data, Program, Used};
use crate::report::Report;
use crate::stand_ins::Behaviour;
use crate::turns::add_memory;

const CUSTOMERS: usize = 1_000;
const BEHAVIOUR: Behaviour =
    Behaviour { model: Duration::from_secs(2), graph: Duration::from_millis(150), status_webhooks: 3 };
/// Whoever is not answered by then is counted as not answered.
const LONGEST: Duration = Duration::from_secs(150);

/// Relais on disk.
pub(crate) fn measure(report: &mut Report) {
    for (kind, name) in
        [(Kind::Text, "a text"), (Kind::Picture, "a picture"), (Kind::Voice, "a voice message")]
    {
        at_once(report, kind, &format!("Relais on disk, {name} of each of {CUSTOMERS} customers at once"));
    }
}

fn at_once(report: &mut Report, kind: Kind, subject: &str) {
    let program = Program::relais(Data::Disk, Duration::ZERO, BEHAVIOUR);
    let mut payloads = Payloads::new();
    let requests: Vec<_> = (0..CUSTOMERS).map(|customer| payloads.message(customer, kind)).collect();
    let used = program.used();
    let timed = program.driver.post_at(&requests, Duration::ZERO);
    let ledger = &program.stand_ins.ledger;
    ledger.wait_until(LONGEST, |counts| counts.sends.len() >= CUSTOMERS && counts.undelivered == 0);
    let Used { program: program_s, bench } = program.used().since(used);
    let waits = waited(ledger, 0, &timed, Duration::ZERO, |n| n);
    let (answered, waits) = (waits.len(), Latencies::of(waits));
    let seconds = |share: f64| waits.ms(share) / 1000.0;
    report.add(
        "delays",
        subject,
        &[
            ("answered", "1", answered as f64),
            ("all answered after", "s", seconds(1.0)),
            ("webhook to Graph call, median", "s", seconds(0.5)),
            ("webhook to Graph call, at 99 %", "s", seconds(0.99)),
            ("webhook accepted, at 99 %", "ms", Latencies::of(timed.took).ms(0.99)),
            ("processor in all", "s", program_s),
        ],
    );
    let (completions, read) = ledger.note(|counts| {
        let read = if kind == Kind::Picture { counts.with_picture } else { counts.with_voice };
        (counts.completions, read)
    });
    if kind != Kind::Text {
        let told = ("requests to the model that had it", "1", read as f64);
        report.add("delays", subject, &[("requests to the model", "1", completions as f64), told]);
    }
    report.add("standins", subject, &[("processor of the stand-ins and the driver in all", "s", bench)]);
    add_memory(report, subject, &program);
}
