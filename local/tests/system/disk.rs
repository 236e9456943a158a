//! A full disk, a folder that cannot be written, damaged files: one sentence each, and nothing is lost.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use relais_core::Clock;
use relais_embedded::{EmbeddedDynamo, LocalQueues};
use serde_json::{Value, json};

use crate::relais::{Relais, command, limited};
use crate::stand_ins;

/// A user without rights. Tests may run as root, whom no permission stops.
const NOBODY: u32 = 65534;

/// Starts the program on this folder, which must fail with one line.
fn refused(mut program: Command, data: &Path) -> String {
    program.env("PORT", "0").env("RELAIS_DATA_DIR", data).env("RUST_LOG", "error").stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    let said = BufReader::new(child.stderr.take().unwrap()).lines().next().unwrap().unwrap();
    if !said.starts_with("Relais does not start: ") {
        child.kill().unwrap();
        panic!("{}: {said}", data.display());
    }
    assert_eq!(child.wait().unwrap().code(), Some(1), "{said}");
    said
}

fn copied(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-r").args([from, to]).status().unwrap().success());
}

/// A limit on the size of files stands in for the full disk, because not everyone may mount a small one. The databases
/// get EFBIG in place of ENOSPC, and treat both as a write that failed.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_200_before_the_disk_was_full_is_answered_once() {
    let mut outside = stand_ins::start(&[("RUST_LOG", "warn")]).await;
    outside.relais.kill();
    outside.relais.largest_file = Some(600 * 1024);
    outside.relais.start_again();
    let mut accepted = Vec::new();
    let mut refused = 0;
    for n in 0..2000 {
        let customer = format!("3363998{n:04}");
        outside.customer(&customer);
        match outside.deliver(&customer, &format!("wamid.full.{n}"), "Bonjour").await.unwrap() {
            200 => accepted.push(customer),
            503 => refused += 1,
            status => panic!("{status}"),
        }
        if refused == 5 {
            break;
        }
    }
    assert!(accepted.len() > 10 && refused == 5, "{} accepted, {refused} refused", accepted.len());
    let log = outside.relais.log_text();
    assert!(log.contains("disk"), "the log names the cause: {log}");

    outside.relais.kill();
    outside.relais.largest_file = None;
    outside.relais.start_again();
    for customer in &accepted {
        let answered = |thread: &Value| {
            let messages = thread["messages"].as_array().unwrap();
            messages
                .iter()
                .any(|message| message["direction"] == "outbound" && message["status"] != "sending")
        };
        let thread = outside.relais.until(&format!("/api/messages/{customer}"), answered).await;
        assert_eq!(thread["messages"].as_array().unwrap().len(), 2, "{thread}");
    }
}

#[test]
fn a_start_on_a_full_disk_or_a_folder_that_cannot_be_written_says_so() {
    let mut relais = Relais::start(&[]);
    relais.kill();
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();

    let full = folder.path().join("full");
    let said = refused(limited(0), &full);
    assert!(said.contains("full/meta` cannot be written") && said.contains("has space"), "{said}");
    let said = refused(limited(8192), &full);
    assert!(said.contains("queue.db") && said.contains("has space"), "{said}");
    let said = refused(limited(8192), &relais.data_dir());
    assert!(said.contains("has space"), "{said}");

    let read_only = folder.path().join("read-only");
    copied(&relais.data_dir(), &read_only);
    let mut program = command();
    if fs::metadata("/proc/self").is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0) {
        program.uid(NOBODY).gid(NOBODY);
        assert!(Command::new("chown").args(["-R", "65534"]).arg(&read_only).status().unwrap().success());
    }
    assert!(Command::new("chmod").args(["-R", "a-w"]).arg(&read_only).status().unwrap().success());
    let said = refused(program, &read_only);
    assert!(said.contains("read-only/") && said.contains("writable"), "{said}");
    assert!(Command::new("chmod").args(["-R", "u+w"]).arg(&read_only).status().unwrap().success());
    relais.start_again();
    relais.finish();
}

#[test]
fn a_damaged_file_is_named_with_the_way_out() {
    let mut relais = Relais::start(&[]);
    relais.kill();
    // A killed process leaves the newest writes in a file beside it. It is empty after the next one has closed it.
    drop(EmbeddedDynamo::open(&relais.data_dir().join("relais.db")).unwrap());
    drop(LocalQueues::open(&relais.data_dir().join("queue.db"), Clock::system()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let with = |name: &str, file: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let data = folder.path().join(name);
        copied(&relais.data_dir(), &data);
        let mut bytes = fs::read(data.join(file)).unwrap();
        change(&mut bytes);
        fs::write(data.join(file), bytes).unwrap();
        refused(command(), &data)
    };
    let said = with("a", "relais.db", &|bytes| bytes.fill(b'x'));
    assert!(said.contains("relais.db is damaged: put a backup"), "{said}");
    let said = with("b", "relais.db", &|bytes| {
        let middle = bytes.len() / 2;
        bytes[middle..middle + 8192].fill(0xAA);
    });
    assert!(said.contains("relais.db is damaged: put a backup"), "{said}");
    let said = with("c", "relais.db", &|bytes| bytes.truncate(bytes.len() - 4096));
    assert!(said.contains("relais.db is damaged: put a backup"), "{said}");
    let said = with("d", "queue.db", &|bytes| bytes.fill(b'x'));
    assert!(said.contains("queue.db is damaged: move it away"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_from_a_used_folder_is_not_begun_anew() {
    let mut relais = Relais::start(&[]);
    let phone = relais.get("/phone/api/state").await;
    let wa_id = phone["customers"][0]["wa_id"].as_str().unwrap();
    relais.post(&format!("/phone/api/customers/{wa_id}/messages"), json!({"texts": ["Bonjour"]})).await;
    relais.until(&format!("/api/messages/{wa_id}"), |thread| thread["messages"][1].is_object()).await;
    relais.kill();
    let database = relais.data_dir().join("relais.db");
    fs::write(&database, "").unwrap();
    let said = refused(command(), &relais.data_dir());
    assert!(said.contains("relais.db is missing or empty") && said.contains("put a backup"), "{said}");
    // SQLite takes a file of one byte for an empty one.
    fs::write(&database, "x").unwrap();
    let said = refused(command(), &relais.data_dir());
    assert!(said.contains("relais.db is missing or empty"), "{said}");
    fs::remove_file(&database).unwrap();
    drop(EmbeddedDynamo::open(&database).unwrap());
    let said = refused(command(), &relais.data_dir());
    assert!(said.contains("relais.db is missing or empty"), "another database: {said}");
    fs::remove_file(&database).unwrap();
    let said = refused(command(), &relais.data_dir());
    assert!(said.contains("relais.db is missing or empty"), "{said}");
    assert!(!database.exists(), "it was made anew");
}
