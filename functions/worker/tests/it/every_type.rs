//! Every type of message that customers and the phone app send: how it is stored, shown to people and told to the model.
//!
//! `every_type/{name}.json` is a message, or a change of another field than `messages`. `every_type/{name}.txt` is what
//! becomes of it, after a question that was answered and before another one. `RELAIS_WRITE_EXPECTED=1` writes the texts
//! anew: review them before they are committed. `docs/MESSAGES.md` has the table for people.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use relais_core::message::{Message, SentBy};
use relais_simulator::SAMPLES;
use relais_whatsapp::ids::WaId;
use serde_json::{Value, json};

use crate::contacts::{comes, text};
use crate::test_app::{BUSINESS, CUSTOMER, TestApp};
pub(crate) use table::TO_CUSTOMERS;

/// The customer's message before the one of the fixture, and the one after it.
const BEFORE: &str = "Bonjour, vous avez des mugs ?";
const AFTER: &str = "Dites-moi quand vous pouvez";

#[tokio::test]
async fn every_type_is_stored_shown_and_told_as_expected() {
    compare(&folder(), async |name| Box::pin(what_becomes_of(&TestApp::new().await, name)).await).await;
}

/// Compares what becomes of each fixture of a folder with its text there.
pub(crate) async fn compare(folder: &Path, what_becomes_of: impl AsyncFn(&str) -> String) {
    let write = std::env::var_os("RELAIS_WRITE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for name in fixtures(folder) {
        let found = what_becomes_of(&name).await;
        let path = folder.join(format!("{name}.txt"));
        if write {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if found != expected {
            wrong.push(format!("--- {name}, expected:\n{expected}\n--- {name}, found:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/every_type")
}

/// The names of the fixtures in a folder, in order.
pub(crate) fn fixtures(folder: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let fixtures = files.filter(|path| path.extension().is_some_and(|it| it == "json"));
    fixtures.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

async fn what_becomes_of(app: &TestApp, name: &str) -> String {
    comes(app, &text("wamid.before", 0, Some(CUSTOMER), None, BEFORE)).await;
    app.clock.advance(SignedDuration::from_mins(1));
    let contact = app.contact(CUSTOMER).await;
    assert!(app.api_post(&format!("/api/conversations/{contact}/read"), &json!({})).await.0.is_success());
    let conversation = async || app.store.conversation(&contact).await.unwrap().unwrap();
    let thread = async || app.store.thread(&contact, None, 100).await.unwrap().messages;
    let (before, known) = (conversation().await, thread().await);

    assert_eq!(app.post(&webhook_of(app, name).await).await, 200, "{name}");
    app.run_jobs().await;
    app.assert_quiet().await;
    let mut found = String::new();
    for message in thread().await.iter().filter(|message| !known.contains(message)) {
        if message.sent_by != Some(SentBy::Assistant) {
            writes_message(&mut found, app, message).await;
        }
    }
    let after = conversation().await;
    let answers = app.accepted().len() - 1;
    let window = if after.window_closes_at() > before.window_closes_at() { "renewed" } else { "as it was" };
    let person = after.needs_person.as_ref().map_or("no".to_owned(), |why| format!("{:?}", why.reason));
    writeln!(
        found,
        "conversation\n  unread: {} before, {} now\n  window: {window}\n  answers: {answers}\n  taken over: {}\n  for a person: {person}",
        before.unread,
        after.unread,
        after.takeover.is_some(),
    )
    .unwrap();

    // Whatever became of it, the model reads it at the next question, if a person has not taken over.
    if after.takeover.is_none() {
        let next = app.clock.now().as_second() - 1_800_000_000 + 60;
        app.clock.advance(SignedDuration::from_mins(1));
        let number = after.identity.wa_id.as_ref().map(WaId::as_str);
        comes(app, &text("wamid.after", next, number, None, AFTER)).await;
        writeln!(found, "told").unwrap();
        for line in told(app, &thread().await) {
            writeln!(found, "  {}", line.replace('\n', "\n    ")).unwrap();
        }
    }
    found
}

/// The message as it is stored and as people see it.
pub(crate) async fn writes_message(found: &mut String, app: &TestApp, message: &Message) {
    let direction = format!("{:?}", message.direction).to_lowercase();
    let raw = if message.raw.is_some() { "kept" } else { "not kept" };
    writeln!(found, "stored\n  {}, {direction}\n  text: {:?}\n  JSON: {raw}", message.kind, message.text)
        .unwrap();
    if let Some(media) = &message.media {
        writeln!(found, "  file: {:?}, {:?}", media.state, media.mime_type).unwrap();
    }
    writeln!(found, "shown").unwrap();
    for language in ["en", "fr"] {
        let page = app.api_in(language, &format!("/api/messages/{}", message.key.contact())).await;
        let messages = page["messages"].as_array().unwrap();
        let shown = messages.iter().find(|shown| shown["id"] == message.key.to_string()).unwrap();
        writeln!(found, "  {language}: {}", shown["content"].as_str().unwrap().replace('\n', "\n    "))
            .unwrap();
        if language == "en" {
            for (what, value) in shown.as_object().unwrap().iter().collect::<BTreeMap<_, _>>() {
                let is_detail = !COMMON.contains(&what.as_str());
                let says_when = ["edited_at", "deleted_at", "reply_to"].contains(&what.as_str());
                if is_detail && !(says_when && value.is_null()) {
                    let value = if says_when { "set".to_owned() } else { sorted(&without_ids(value)) };
                    writeln!(found, "  {what}: {value}").unwrap();
                }
            }
        }
    }
}

/// Fields that every message has.
const COMMON: [&str; 18] = [
    "id",
    "message_id",
    "conversation_id",
    "phone_id",
    "direction",
    "from_number",
    "to_number",
    "from_name",
    "type",
    "content",
    "timestamp",
    "status",
    "statuses",
    "error",
    "sent_by",
    "resend_of",
    "override_reason",
    "cancellable",
];

/// A detail without ids that differ from run to run.
fn without_ids(detail: &Value) -> Value {
    let mut detail = detail.clone();
    if let Some(members) = detail.as_object_mut() {
        for name in ["id", "message_id"] {
            if members.get(name).is_some_and(Value::is_string) {
                members.insert(name.to_owned(), json!("…"));
            }
        }
    }
    detail
}

/// JSON with the fields of each object in alphabetical order, whatever order `serde_json` is built to keep.
pub(crate) fn sorted(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<_, _> = fields.iter().collect();
            let fields = fields.into_iter().map(|(name, value)| format!("{name:?}:{}", sorted(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Value::Array(elements) => format!("[{}]", elements.iter().map(sorted).collect::<Vec<_>>().join(",")),
        value => value.to_string(),
    }
}

/// What the model was told last, one line for each turn, without the system's words and what it said itself.
pub(crate) fn told(app: &TestApp, thread: &[Message]) -> Vec<String> {
    let asked = app.simulator.requests().into_iter().rfind(|request| request.path.ends_with("/completions"));
    let messages = asked.unwrap().body["messages"].as_array().unwrap().clone();
    let own = thread.iter().filter(|it| it.sent_by == Some(SentBy::Assistant));
    let own: Vec<_> = own.map(|message| message.text.as_str()).collect();
    messages.iter().filter(|message| message["role"] != "system").map(|message| turn(message, &own)).collect()
}

fn turn(message: &Value, own: &[&str]) -> String {
    let role = message["role"].as_str().unwrap();
    let words = match &message["content"] {
        Value::String(words) => words.clone(),
        parts => parts.as_array().unwrap().iter().map(part).collect::<Vec<_>>().join("\n"),
    };
    let words = own.iter().fold(words, |words, said| words.replace(said, "…"));
    format!("{role}: {words}")
}

/// A part of a turn: words, or a picture.
fn part(part: &Value) -> String {
    part["text"].as_str().map_or_else(|| format!("({})", part["type"].as_str().unwrap()), str::to_owned)
}

/// The webhook of a fixture. Its files lie at Meta, and it knows the ids of the answer and of the customer.
async fn webhook_of(app: &TestApp, name: &str) -> String {
    let mut fixture = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
    for sample in &SAMPLES {
        let id = format!("<id of {}>", sample.name);
        if fixture.contains(&id) {
            fixture = fixture.replace(&id, &app.simulator.place_file(sample.bytes, sample.mime_type));
            fixture = fixture.replace(&format!("<hash of {}>", sample.name), &sample.sha256());
        }
    }
    let answer = app.accepted().pop().unwrap().wamid;
    let user = app.conversation().await.identity.user_id.unwrap();
    let fixture = fixture.replace("<id of the answer>", &answer).replace("<user id>", user.as_str());
    let fixture: Value = serde_json::from_str(&fixture).unwrap();
    let mut change = match fixture.get("field") {
        Some(_) => fixture,
        None => json!({"field": "messages", "value": {"messages": [fixture]}}),
    };
    change["value"]["messaging_product"] = json!("whatsapp");
    change["value"]["metadata"] = json!({"display_phone_number": "33199000001", "phone_number_id": BUSINESS});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).to_string()
}
