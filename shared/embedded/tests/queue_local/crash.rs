//! `kill -9` loses no acknowledged send or delete.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use relais_core::Clock;
use relais_core::queue::{Enqueue, NewMessage, Queue};
use relais_embedded::LocalQueues;

use crate::support::fresh;

const FILE: &str = "RELAIS_TEST_CRASH_FILE";
const ROUND: &str = "RELAIS_TEST_CRASH_ROUND";
const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_killed_process_loses_nothing_it_acknowledged() {
    let path = fresh("crash");
    let mut reports = Reports::default();
    for round in 0..3 {
        run_until_killed(&path, round, &mut reports);
    }
    let Reports { sent, deleting, deleted } = reports;

    let queue = LocalQueues::open(&path, Clock::system()).unwrap().queue("events");
    let mut found = BTreeSet::new();
    loop {
        let received = queue.receive(10, HOUR, Duration::ZERO).await.unwrap();
        if received.is_empty() {
            break;
        }
        found.extend(received.into_iter().map(|message| message.body));
    }

    assert!(sent.len() >= 300 && deleted.len() >= 30, "{} {}", sent.len(), deleted.len());
    // A message whose delete had begun may exist or not.
    let kept: BTreeSet<_> = sent.difference(&deleting).cloned().collect();
    assert_eq!(kept.difference(&found).next(), None, "a message that was acknowledged is lost");
    assert_eq!(deleted.intersection(&found).next(), None, "a deleted message was redelivered");
}

/// The operations that the child reported.
#[derive(Default)]
struct Reports {
    sent: BTreeSet<String>,
    deleting: BTreeSet<String>,
    deleted: BTreeSet<String>,
}

/// Starts this test binary again as a child that sends, reads its reports and kills it in the middle.
fn run_until_killed(path: &Path, round: u32, reports: &mut Reports) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["crash::child_that_sends_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(FILE, path)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let Ok(line) = line else { break };
        let words: Vec<_> = line.split(' ').collect();
        match words.as_slice() {
            [.., "sent", body] => reports.sent.insert((*body).to_owned()),
            [.., "deleting", body] => reports.deleting.insert((*body).to_owned()),
            [.., "deleted", body] => reports.deleted.insert((*body).to_owned()),
            _ => continue,
        };
        lines += 1;
        if lines == 500 {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the child of the test above"]
async fn child_that_sends_until_it_is_killed() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let round = std::env::var_os(ROUND).unwrap().into_string().unwrap();
    let queue = LocalQueues::open(Path::new(&path), Clock::system()).unwrap().queue("events");
    for sender in 0..16 {
        let (queue, round) = (queue.clone(), round.clone());
        tokio::spawn(async move {
            for number in 0.. {
                let body = format!("{round}-{sender}-{number}");
                queue.send(vec![NewMessage::now(body.clone())]).await.unwrap();
                report("sent", &body);
            }
        });
    }
    loop {
        let received = queue.receive(10, HOUR, Duration::from_secs(1)).await.unwrap();
        for message in &received {
            report("deleting", &message.body);
        }
        let receipts = received.iter().map(|message| message.receipt.clone()).collect();
        queue.delete(receipts).await.unwrap();
        for message in received {
            report("deleted", &message.body);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn report(what: &str, body: &str) {
    // The parent may have stopped reading; it then kills this process.
    let _ = writeln!(std::io::stdout(), "{what} {body}");
}
