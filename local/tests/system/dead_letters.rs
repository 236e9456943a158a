//! `relais dead-letters`: lists and redrives, while Relais runs and while it does not.

use std::time::{Duration, Instant};

use relais_core::Clock;
use relais_core::job::{ReplyJob, encode};
use relais_core::queue::{Enqueue, MAX_RECEIVES, NewMessage, Queue};
use relais_core::{Alias, ContactId};
use relais_embedded::LocalQueues;

use crate::relais::{PATIENCE, Relais, command};

/// Makes two dead letters while Relais does not run: an unreadable job and a good one.
async fn bury(relais: &Relais) {
    let queues = LocalQueues::open(&relais.data_dir().join("queue.db"), Clock::system()).unwrap();
    let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
    let good = encode(&ReplyJob::Reply { contact, sort_key: "0000000000001.wamid.1".into(), repeats: None })
        .unwrap();
    for (name, body) in [("events", "private words".to_owned()), ("replies", good)] {
        let queue = queues.queue(name);
        queue.send(vec![NewMessage::now(body)]).await.unwrap();
        for _ in 0..=MAX_RECEIVES {
            for message in queue.receive(1, Duration::ZERO, Duration::ZERO).await.unwrap() {
                queue.retry_later(message.receipt, Duration::ZERO, "the database was away").await.unwrap();
            }
        }
    }
}

/// The command's output. It must not contain any text of the jobs.
fn ask(relais: &Relais, arguments: &[&str]) -> String {
    let output = relais.ask(arguments, &[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains("private words") && !said.contains("33639980001"), "{said}");
    said
}

/// Lists the dead letters until the list meets the condition.
fn until(relais: &Relais, is_so: impl Fn(&str) -> bool) -> String {
    let start = Instant::now();
    loop {
        let said = ask(relais, &["dead-letters"]);
        if is_so(&said) {
            return said;
        }
        assert!(start.elapsed() < PATIENCE, "the list stayed: {said}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_redriven_whether_it_runs_or_not() {
    let mut relais = Relais::start(&[]);
    assert!(ask(&relais, &["dead-letters"]).contains("There are no dead letters"));
    relais.kill();
    bury(&relais).await;

    let said = ask(&relais, &["dead-letters"]);
    let line = |job: &str| said.lines().find(|line| line.contains(job)).unwrap_or_else(|| panic!("{said}"));
    assert!(line("unreadable").starts_with("events") && line(" reply ").starts_with("replies"), "{said}");
    assert!(line(" reply ").contains("the database was away"), "{said}");
    let (said, code) = (relais.ask(&["doctor"], &[]), 1);
    assert_eq!(said.status.code(), Some(code));
    assert!(String::from_utf8_lossy(&said.stdout).contains("2 dead letters:"));

    let said = ask(&relais, &["dead-letters", "redrive", "--queue", "events"]);
    assert!(said.contains("1 dead letter was redriven; processing starts when Relais runs"), "{said}");

    relais.start_again();
    let said = until(&relais, |said| said.contains("unreadable"));
    assert!(said.contains("not a job") && said.contains(" reply "), "the reason is the worker's: {said}");

    assert!(ask(&relais, &["dead-letters", "redrive"]).contains("2 dead letters were redriven."));
    let said = until(&relais, |said| said.contains("unreadable"));
    assert!(!said.contains(" reply "), "the good job succeeded: {said}");
}

#[test]
fn unreachable_queues_are_reported_with_a_remedy() {
    let relais = Relais::start(&[]);
    for (variable, value, fix) in
        [("RELAIS_ADMIN_TOKEN", "another", "RELAIS_ADMIN_TOKEN"), ("PORT", "9", "set PORT")]
    {
        let output = relais.ask(&["dead-letters"], &[(variable, value)]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(fix), "{said}");
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
    let empty = tempfile::tempdir().unwrap();
    let output = command().arg("dead-letters").env("RELAIS_DATA_DIR", empty.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing has run"));
}
