//! What the benches and the counts of instructions share: the names of the functions on the page of `make bench`, and
//! `benches/functions/src/bin/hot.rs`.

use std::process::Command;

use crate::tools::function;

/// What runs most often, as `hot` names it.
pub const HOT: [&str; 5] = ["signature", "split", "keys", "statuses", "setting"];

/// A function's name on the page, e.g. `Relais webhook`.
pub fn subject(name: &str) -> String {
    match name {
        "empty" => "empty function in Rust".to_owned(),
        "python" => "Python function with boto3, the webhook's work".to_owned(),
        ours => format!("Relais {ours}"),
    }
}

/// What a call of one of [`HOT`] does, for the page.
pub fn hot_subject(name: &str) -> String {
    let does = match name {
        "signature" => "checks a webhook's signature",
        "split" => "parses a webhook and splits it into jobs",
        "keys" => "makes the keys of a message",
        "statuses" => "merges six statuses",
        "setting" => "sets a model's Markdown for WhatsApp",
        other => other,
    };
    format!("Relais {does}")
}

/// How much text one call of one of [`HOT`] reads, if it reads one.
pub fn hot_bytes(name: &str) -> Option<u64> {
    hot(name, "bytes")
}

/// The nanoseconds of one call, the mean of so many.
pub fn hot_nanos(name: &str, calls: u32) -> u64 {
    hot(name, &calls.to_string()).unwrap()
}

fn hot(name: &str, what: &str) -> Option<u64> {
    let output = Command::new(function("hot")).args([name, what]).output().unwrap();
    assert!(output.status.success(), "hot {name} {what}: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    (!printed.trim().is_empty()).then(|| printed.trim().parse().unwrap())
}
