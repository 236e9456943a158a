//! `relais backup` and `relais restore`: while messages come in, after a `kill -9`, and where they must refuse.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::load::Model;
use crate::relais::Relais;
use crate::stand_ins::{self, Meta, Outside, now, text_webhook};

/// Customers who are answered before, and as many who wait for the model.
const CUSTOMERS: usize = 15;

/// What a person sends to the first customer.
const FILE: &[u8] = b"%PDF-1.4 a price list";

fn number(n: usize) -> String {
    format!("3363999{n:04}")
}

/// The command's exit code, and what it printed.
fn ask(relais: &Relais, arguments: &[&str]) -> (Option<i32>, String) {
    let output = relais.ask(arguments, &[]);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

/// Sends the file. Returns its id.
async fn send_file(relais: &Relais, to: &str) -> String {
    let upload = json!({"filename": "prices.pdf", "mime_type": "application/pdf", "size": FILE.len()});
    let (status, announced) = relais.post("/api/media", upload).await;
    assert_eq!(status, StatusCode::CREATED, "{announced}");
    let url = format!("{}{}", relais.address(), announced["upload"]["url"].as_str().unwrap());
    let put = relais.http.put(url).header("content-type", "application/pdf").body(FILE);
    assert!(put.send().await.unwrap().status().is_success());
    let message = json!({"to_number": to, "media": {"id": announced["media"]["id"]}});
    let (status, sent) = relais.post("/api/send_message", message).await;
    assert!(status.is_success(), "{sent}");
    let path = format!("/api/messages/{to}");
    let is_sent = |message: &Value| message["type"] == "document" && message["status"] == "read";
    let thread =
        relais.until(&path, |thread| thread["messages"].as_array().unwrap().iter().any(is_sent)).await;
    let message = thread["messages"].as_array().unwrap().iter().find(|message| is_sent(message)).unwrap();
    message["media"]["id"].as_str().unwrap().to_owned()
}

/// Customers who write one after the other until the program is killed. `accepted` gets those who were answered 200.
async fn write_on(meta: Meta, accepted: Arc<Mutex<Vec<String>>>) {
    for n in 1000.. {
        let text = text_webhook(&number(n), &format!("wamid.on.{n}"), "Bonjour", now());
        match meta.deliver(&text).await {
            Ok(200) => accepted.lock().unwrap().push(number(n)),
            Ok(status) => panic!("{status}"),
            Err(_) => break,
        }
        // As many as can be answered afterwards in a few seconds.
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

async fn one_answer(outside: &Outside, customer: &str) {
    let path = format!("/api/messages/{customer}");
    let answered = |thread: &Value| {
        let messages = thread["messages"].as_array().unwrap();
        messages.iter().any(|message| message["direction"] == "outbound" && message["status"] == "read")
    };
    let thread = outside.relais.until(&path, answered).await;
    let from_us = thread["messages"].as_array().unwrap().iter().filter(|it| it["type"] == "text");
    assert_eq!(from_us.count(), 2, "{customer}: a message and its answer");
    let sends = outside.simulator.accepted();
    let sends = sends.iter().filter(|send| send.to == customer && send.kind == "text").count();
    assert_eq!(sends, 1, "{customer} is answered once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_200_before_a_backup_is_restored_and_answered_once() {
    let model = Model::start().await;
    // Most of those who wait are not being answered yet: the lease of a killed worker lasts 45 seconds.
    let variables = [
        ("OPENAI_BASE_URL", model.address.as_str()),
        ("RELAIS_REPLY_DELAY_MS", "5000"),
        ("RUST_LOG", "info"),
    ];
    let mut outside = stand_ins::start(&variables).await;
    model.open.send_replace(true);
    let (done, waiting): (Vec<_>, Vec<_>) =
        ((0..CUSTOMERS).map(number).collect(), (CUSTOMERS..2 * CUSTOMERS).map(number).collect());
    for customer in &done {
        outside.customer(customer);
        let id = format!("wamid.{customer}");
        assert_eq!(outside.deliver(customer, &id, "Bonjour").await.unwrap(), 200);
    }
    for customer in &done {
        one_answer(&outside, customer).await;
    }
    let file = send_file(&outside.relais, &done[0]).await;

    // Nobody gets an answer from now on, so that none is sent between the backup and the kill.
    model.open.send_replace(false);
    for customer in &waiting {
        outside.customer(customer);
        let id = format!("wamid.{customer}");
        assert_eq!(outside.deliver(customer, &id, "Bonjour").await.unwrap(), 200);
    }
    for n in 1000..2000 {
        outside.customer(&number(n));
    }
    let accepted = Arc::new(Mutex::new(Vec::new()));
    let writing = tokio::spawn(write_on(outside.meta(), Arc::clone(&accepted)));
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("relais.tar.gz");
    let mut before = Vec::new();
    while before.len() < 20 {
        before = accepted.lock().unwrap().clone();
        let (code, said) = ask(&outside.relais, &["backup", backup.to_str().unwrap()]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.starts_with("Backed up to `"), "{said}");
    }
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(folder.path()), ["relais.tar.gz"]);
    assert!(!names(&outside.relais.data_dir()).contains(&"backup".to_owned()), "nothing is left of it");
    outside.relais.kill();
    writing.await.unwrap();
    let later = accepted.lock().unwrap().split_off(before.len());
    assert!(!later.is_empty(), "messages came in during the backup");

    outside.relais.put_data_aside();
    let (code, said) = ask(&outside.relais, &["restore", backup.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    model.open.send_replace(true);
    outside.relais.start_again();
    for customer in done.iter().chain(&waiting).chain(&before) {
        one_answer(&outside, customer).await;
    }
    // Those who wrote since it began are either in it and answered, or not in it.
    for customer in &later {
        let path = format!("/api/conversations/{customer}");
        let (status, _) = outside.relais.call(reqwest::Method::GET, &path, None).await;
        if status.is_success() {
            one_answer(&outside, customer).await;
        }
    }
    let link = outside.relais.get(&format!("/api/media/{file}/link")).await;
    let url = format!("{}{}", outside.relais.address(), link["url"].as_str().unwrap());
    let bytes = outside.relais.http.get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, FILE);
    let dead = ask(&outside.relais, &["dead-letters"]).1;
    assert!(dead.contains("no dead letters"), "{dead}");
    outside.relais.finish();
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_in_use_or_not_empty_is_not_restored_over() {
    let mut relais = Relais::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relais.tar.gz");
    let file = file.to_str().unwrap();
    let phone = relais.get("/phone/api/state").await;
    let wa_id = phone["customers"][0]["wa_id"].as_str().unwrap().to_owned();
    relais.post(&format!("/phone/api/customers/{wa_id}/messages"), json!({"texts": ["Bonjour"]})).await;
    let path = format!("/api/messages/{wa_id}");
    relais.until(&path, |thread| thread["messages"][1]["status"] == "read").await;
    assert_eq!(ask(&relais, &["backup", file]).0, Some(0));

    let refused = |relais: &Relais, arguments: &[&str], words: &str| {
        let (code, said) = ask(relais, arguments);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(words) && said.lines().count() == 1, "{said}");
    };
    refused(&relais, &["restore", file, "--replace"], "is in use: stop Relais first");
    let queue = relais.data_dir().join("queue.db");
    refused(&relais, &["backup", queue.to_str().unwrap()], "is in the data folder");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink("/dev/null", &link).unwrap();
    refused(&relais, &["backup", link.to_str().unwrap()], "is no plain file");
    relais.kill();
    refused(&relais, &["restore", file], "is not empty");
    // Without a process the backup reads the files itself.
    let second = format!("{file}.2");
    assert_eq!(ask(&relais, &["backup", &second]).0, Some(0));

    // Of a damaged backup nothing is restored, and what was there stays.
    let bytes = fs::read(file).unwrap();
    fs::write(file, &bytes[..bytes.len() - 100]).unwrap();
    let parent = relais.data_dir().parent().unwrap().to_owned();
    let before = names(&parent);
    refused(&relais, &["restore", file, "--replace"], "damaged");
    refused(&relais, &["restore", "/nowhere/x", "--replace"], "cannot be used");
    assert_eq!(names(&parent), before);

    let token = fs::read_to_string(relais.data_dir().join("admin-token")).unwrap();
    fs::write(relais.data_dir().join("queue.db"), "damaged".repeat(1000)).unwrap();
    // The folder may be reached by a link, which stays.
    let link = folder.path().join("data");
    std::os::unix::fs::symlink(relais.data_dir(), &link).unwrap();
    let variable = [("RELAIS_DATA_DIR", link.to_str().unwrap())];
    let output = relais.ask(&["restore", &second, "--replace"], &variable);
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("What was there is in `") && link.is_symlink(), "{said}");
    let kept = names(&parent).into_iter().find(|name| name.starts_with("data.before-")).unwrap();
    assert!(fs::read(parent.join(kept).join("queue.db")).unwrap().starts_with(b"damaged"));
    relais.start_again();
    assert_eq!(relais.token, token);
    let thread = relais.get(&path).await;
    assert_eq!(thread["messages"].as_array().unwrap().len(), 2);
    refused(&relais, &["backup", "/nowhere/x"], "its folder exists");
    relais.finish();
}
