//! The inputs that the fuzzer starts from, made of this repository's fixtures.

use std::fs;
use std::path::Path;

use relais_core::job::{self, EventJob};
use relais_whatsapp::signature::sign;
use relais_whatsapp::webhook::split;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::documents;
use crate::model_answer;
use crate::test_app::TOKEN;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Writes the seeds of a target into `target/fuzz/{target}/seeds`.
pub fn write(target: &str) {
    let seeds = match target {
        "payload" => payloads(),
        "signature" => payloads().iter().map(|body| signed(body)).collect(),
        "jobs" => jobs(),
        "setting" => answers(),
        "documents" => documents::seeds(),
        "api" => calls(),
        "model" => model_answer::seeds(),
        _ => Vec::new(),
    };
    let folder = Path::new(ROOT).join("target/fuzz").join(target).join("seeds");
    let _ = fs::remove_dir_all(&folder); // there may be none
    fs::create_dir_all(&folder).unwrap();
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(number.to_string()), seed).unwrap();
    }
}

fn files(folder: &str) -> Vec<String> {
    let files = fs::read_dir(Path::new(ROOT).join(folder)).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// The bodies in `events/`, and one with a message of every type.
fn payloads() -> Vec<Vec<u8>> {
    let events = files("events").into_iter().map(|file| serde_json::from_str::<Value>(&file).unwrap());
    let bodies = events.filter_map(|event| Some(event["body"].as_str()?.to_owned().into_bytes()));
    bodies.chain(files("fuzz/seeds").into_iter().map(String::into_bytes)).collect()
}

fn signed(body: &[u8]) -> Vec<u8> {
    let header = sign(&SecretString::from("new"), body);
    [header.as_bytes(), b"\nnew,old\n", body].concat()
}

/// The items of those bodies as they are queued, the queue messages in `events/`, and jobs of the previous release.
fn jobs() -> Vec<Vec<u8>> {
    let items = payloads().into_iter().flat_map(|body| split(&body).unwrap_or_default());
    let items = items.map(|item| job::encode(&EventJob::Item { item, came_at: 1 }).unwrap());
    let events = files("events").into_iter().map(|file| serde_json::from_str::<Value>(&file).unwrap());
    let queued = events.flat_map(|event| event["Records"].as_array().cloned().unwrap_or_default());
    let queued = queued.filter_map(|record| record["body"].as_str().map(str::to_owned));
    let before = files("functions/worker/tests/it/v0_1");
    let known: Vec<_> = items.chain(queued).chain(before).collect();
    let newer: Vec<_> = known.iter().map(|job| job.replace("\"v\":1", "\"v\":2")).collect();
    known.into_iter().chain(newer).map(String::into_bytes).collect()
}

/// One answer with everything that Markdown has, and each of its paragraphs.
fn answers() -> Vec<Vec<u8>> {
    let answer = include_str!("../seeds/setting.md");
    std::iter::once(answer).chain(answer.split("\n\n")).map(|text| text.as_bytes().to_vec()).collect()
}

/// A call of every operation in `openapi.json`, and sends of each kind.
fn calls() -> Vec<Vec<u8>> {
    let description: Value = serde_json::from_str(include_str!("../../shared/api/openapi.json")).unwrap();
    let mut calls = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let path = path.replace("{id}", "33639980001").replace("{phone_number}", "+33639980001");
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let query = parameters.iter().filter(|parameter| parameter["in"] == "query");
            let query: Vec<_> =
                query.map(|parameter| format!("{}=1", parameter["name"].as_str().unwrap())).collect();
            calls.push(format!(
                "{} {path}?{}\naccept-language: fr\n\n",
                method.to_uppercase(),
                query.join("&")
            ));
        }
    }
    let send = |headers: &str, body: Value| format!("POST /api/send_message\n{headers}\n{body}");
    let text = json!({"to_number": "33639980001", "message": "Bonsoir"});
    let reply = json!({"to_number": "33639980001", "message": "Bonsoir", "reply_to": "wamid.event-text"});
    let template = json!({"to_number": "33639980009", "template": {"name": "hello", "language": "fr", "components": [{"type": "body", "parameters": [{"type": "text", "text": "Awa"}]}]}});
    let bare = json!({"to_number": "33639980009", "template": {"name": "hello", "language": "fr"}});
    let product = json!({"to_number": "33639980001", "interactive": {"type": "product", "quetzal": {}}});
    let list = json!({"to_number": "33639980001", "interactive": {"type": "list", "body": {"text": "Bonsoir"},
        "action": {"button": "Choisir", "sections": [{"title": "", "rows": [{"id": "1"}]}]}}});
    let card = json!({"to_number": "33639980001", "contacts": [{"name": {"formatted_name": "Awa"}, "birthday": "hier"}]});
    let place = json!({"to_number": "33639980001", "location": {"latitude": 91, "longitude": 2}});
    let unknown = json!({"to_number": "33639980001", "message": "Bonsoir", "quetzal": 1});
    let wrong = json!({"to_number": "33639980001", "template": {"name": 7, "language": "okapi"}});
    calls.extend([
        send("idempotency-key: once\n", text),
        send(&format!("authorization: bearer {TOKEN}\n"), reply),
        send("idempotency-key: twice\naccept-language: fr\n", template),
        send("accept-language: fr\n", bare),
        send("", product),
        send("", list),
        send("", card),
        send("", place),
        send("idempotency-key: a gap\n", unknown.clone()),
        send("", unknown),
        send("", wrong),
        "GET /api/conversations?limit=1&q=awa&filter=unread\n\n".to_owned(),
        "GET /api/conversations?limit=1&limit=okapi\n\n".to_owned(),
        "GET /api/messages/okapi?before=quetzal&limit=9\n\n".to_owned(),
        "GET /api/changes?since=t1799999999000&conversation=cbd7b6a25a2bd5bc5abd30b84\n\n".to_owned(),
        "GET /api/changes?since=t9223372036854775807\n\n".to_owned(),
        "GET /api/conversations?cursor=1800000000000.cbd7b6a25a2bd5bc5abd30b84\n\n".to_owned(),
        format!("GET /api/health\nauthorization: Basics {TOKEN}\n\n"),
        format!("POST /api/conversations/%2B33639980001/takeover\nauthorization: {TOKEN}\n\n"),
        "DELETE /api/conversations/okapi\n\n".to_owned(),
    ]);
    calls.into_iter().map(String::into_bytes).collect()
}
