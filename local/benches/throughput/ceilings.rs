//! What the driver and the stand-ins can do by themselves, with a program that does nothing.
//!
//! All three are this process, on the same processors. So the figures say what share of a machine's work is theirs, and
//! that they are not what limits the program.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::driver::Driver;
use crate::payloads::{Kind, NUMBERS, Payloads, wa_id};
use crate::processes;
use crate::report::Report;
use crate::stand_ins::{Behaviour, StandIns};

const WEBHOOKS: usize = 20_000;
const TURNS: usize = 10_000;
/// Bytes of a request to the model, about.
const PROMPT: usize = 6_000;
const LONGEST: Duration = Duration::from_mins(1);

/// Webhooks that are answered 200 at once, and turns of which nothing is computed.
pub(crate) fn measure(report: &mut Report) {
    let program = StandIns::start(([127, 0, 0, 1], 9).into(), Behaviour::IMMEDIATE);
    let driver = Driver::new(program.address);
    let mut payloads = Payloads::new();
    let requests: Vec<_> = (0..WEBHOOKS).map(|n| payloads.at_first_number(n % 5_000)).collect();
    let used = used();
    let took = driver.post_all(&requests).as_secs_f64();
    add(report, "a program that answers 200", "webhooks", WEBHOOKS, took, used);
    turns(report, &driver, &program, &mut payloads);
}

/// The driver posts the webhook, and then makes the calls of a turn in the program's place.
fn turns(report: &mut Report, driver: &Driver, program: &StandIns, payloads: &mut Payloads) {
    let stand_ins = StandIns::start(program.address, Behaviour::IMMEDIATE);
    let calls = Driver::new(stand_ins.address);
    let webhooks: Vec<_> = (0..TURNS).map(|n| payloads.message(n, Kind::Text)).collect();
    let completion = request("/v1/chat/completions", &format!("{{{}}}", " ".repeat(PROMPT)));
    let messages = format!("/v25.0/{}/messages", NUMBERS[0]);
    let read =
        request(&messages, r#"{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}"#);
    let sends: Vec<_> = (0..TURNS).map(|n| request(&messages, &send(n))).collect();
    let used = used();
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    driver.each_thread(TURNS, |connection| {
        calls.with_connection(|to_stand_ins| {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let Some(webhook) = webhooks.get(n) else { break };
                connection.post(webhook);
                for call in [&read, &completion, &sends[n]] {
                    to_stand_ins.post(call);
                }
            }
        });
    });
    assert!(stand_ins.ledger.wait_until(LONGEST, |counts| counts.undelivered == 0), "all are delivered");
    add(report, "a program that does nothing", "turns", TURNS, began.elapsed().as_secs_f64(), used);
}

fn send(customer: usize) -> String {
    format!(
        r#"{{"messaging_product":"whatsapp","recipient_type":"individual","to":"{}","type":"text","text":{{"body":"Bonjour !"}},"biz_opaque_callback_data":"c{customer}"}}"#,
        wa_id(customer)
    )
}

fn request(path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "host: localhost\r\nauthorization: Bearer token\r\ncontent-type: application/json\r\n";
    format!("POST {path} HTTP/1.1\r\n{head}content-length: {length}\r\n\r\n{body}").into_bytes()
}

fn add(report: &mut Report, subject: &str, what: &str, count: usize, took: f64, before: f64) {
    let each_ms = (used() - before) * 1000.0 / count as f64;
    let (rate, each) = (format!("{what} a second"), format!("processor of all for each of the {what}"));
    report.add("standins", subject, &[(&rate, "1/s", count as f64 / took), (&each, "ms", each_ms)]);
}

fn used() -> f64 {
    processes::processor_seconds(&[std::process::id()])
}
