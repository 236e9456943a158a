//! More messages arrive than can be answered. Measures how fast Meta's webhooks are answered 200, and how long the
//! others wait behind one customer who writes a thousand messages at once.
//!
//! Meta wants a median of at most 250 ms, and less than 1 % above a second.

use std::time::{Duration, Instant};

use crate::http::{self, Frame};
use crate::latencies::Latencies;
use crate::payloads::{Kind, Payloads, wa_id};
use crate::program::{Data, Program};
use crate::report::Report;
use crate::stand_ins::Behaviour;

/// Between two webhooks: 200 a second, far more than 64 concurrent answers of this model.
const GAP: Duration = Duration::from_millis(5);
const MODEL: Duration = Duration::from_secs(5);
/// Ten seconds of them.
const COUNT: usize = 2_000;
/// Messages in the largest webhook that Meta sends, all of one customer.
const LARGEST: usize = 1_000;
const FLOODING: usize = 99_999;
/// Writes right after the flood.
const NEXT: usize = 99_998;
/// Between two looks whether a message is recorded.
const LOOK: Duration = Duration::from_millis(20);

/// Relais on disk.
pub(crate) fn measure(report: &mut Report) {
    let behaviour = Behaviour { model: MODEL, ..Behaviour::IMMEDIATE };
    let program = Program::relais(Data::Disk, Duration::ZERO, behaviour);
    let mut payloads = Payloads::new();
    let mut of_each = |first| -> Vec<_> {
        (first..first + COUNT).map(|customer| payloads.message(customer, Kind::Text)).collect()
    };
    let (before, beside) = (of_each(0), of_each(COUNT));
    let (flood, next) = (payloads.flood(FLOODING, LARGEST), payloads.message(NEXT, Kind::Text));
    at_steady_rate(report, "Relais, 200 webhooks a second, the model takes 5 s", &program, &before);
    let subject = "Relais, the same and one customer with 1000 messages at once";
    let recorded = std::thread::scope(|scope| {
        let recorded = scope.spawn(|| {
            // After a second of the others.
            std::thread::sleep(Duration::from_secs(1));
            program.driver.exchange(&flood);
            program.driver.exchange(&next);
            until_recorded(&program, NEXT)
        });
        at_steady_rate(report, subject, &program, &beside);
        recorded.join().unwrap()
    });
    let after = ("the next customer is recorded after", "ms", recorded.as_secs_f64() * 1000.0);
    report.add("intake", subject, &[after]);
}

/// Customers write at a steady rate, each once.
fn at_steady_rate(report: &mut Report, subject: &str, program: &Program, requests: &[Vec<u8>]) {
    let took = Latencies::of(program.driver.post_at(requests, GAP).took);
    report.add(
        "intake",
        subject,
        &[
            ("median", "ms", took.ms(0.5)),
            ("at 99 %", "ms", took.ms(0.99)),
            ("longest", "ms", took.ms(1.0)),
            ("above 1 s", "%", took.above(Duration::from_secs(1))),
        ],
    );
}

/// How long it takes until a message of this customer is recorded.
fn until_recorded(program: &Program, customer: usize) -> Duration {
    let (began, wa_id, token) = (Instant::now(), wa_id(customer), &program.admin_token);
    let request = format!(
        "GET /api/messages/{wa_id} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    loop {
        let answer = program.driver.exchange(request.as_bytes());
        let head = Frame::read(&answer).expect("a whole answer").head;
        if http::status(&answer) == 200 && http::text(&answer[head..]).contains("inbound") {
            return began.elapsed();
        }
        std::thread::sleep(LOOK);
    }
}
