//! Every type of message that people send: what Graph is asked, how it is stored, shown to people and told to the model.
//!
//! `every_type/sent/{name}.json` is what `POST /api/send_message` is given, without the addressee; `<photo>` is the upload
//! of that sample. `every_type/sent/{name}.txt` is what becomes of it. `RELAIS_WRITE_EXPECTED=1` writes the texts anew:
//! review them before they are committed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use jiff::SignedDuration;
use relais_aws::store::Upload;
use relais_core::media::MediaId;
use relais_core::status::Shown;
use relais_simulator::{SAMPLES, Sample};
use relais_whatsapp::outbound::MediaKind;
use serde_json::{Value, json};

use crate::contacts::{comes, text};
use crate::every_type::{compare, fixtures, folder, sorted, told, writes_message};
use crate::test_app::{CUSTOMER, TestApp};
use crate::uploading::parts;

#[tokio::test]
async fn every_sent_type_is_asked_stored_shown_and_told_as_expected() {
    compare(&sent(), async |name| what_becomes_of(&TestApp::new().await, name).await).await;
}

#[test]
fn every_type_that_can_be_sent_has_a_fixture() {
    let kinds: BTreeSet<_> = fixtures(&sent()).iter().map(|name| kind_of(name).to_owned()).collect();
    let missing: Vec<_> = crate::every_type::TO_CUSTOMERS
        .iter()
        .filter(|kind| !kinds.contains(kind.trim_matches('`')))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn sent() -> PathBuf {
    folder().join("sent")
}

/// The type of a fixture: its name up to the first `_`. A voice message is an `audio`.
fn kind_of(name: &str) -> &str {
    name.split('_').next().unwrap()
}

async fn what_becomes_of(app: &TestApp, name: &str) -> String {
    comes(app, &text("wamid.question", 0, Some(CUSTOMER), None, "Bonjour, vous avez des mugs ?")).await;
    app.clock.advance(SignedDuration::from_mins(1));
    let (known, asked) = (app.thread().await.len(), app.simulator.requests_count());

    let mut request = request(app, name).await;
    request["to_number"] = json!(CUSTOMER);
    let (status, answer) = app.api_post("/api/send_message", &request).await;
    assert!(status.is_success(), "{name}: {status} {answer}");
    app.run_jobs().await;
    app.assert_quiet().await;
    let thread = app.thread().await;
    let [message] = &thread[known..] else { panic!("{name}: one message is stored") };
    // Of a reaction Meta reports nothing more than that it was sent.
    assert!(matches!(message.shown(), Shown::Sent | Shown::Read), "{name}: {message:?}");

    let requests = app.simulator.requests_after(asked);
    let sends: Vec<_> = requests.iter().filter(|it| it.path.ends_with("/messages")).collect();
    let [send] = sends.as_slice() else { panic!("{name}: Graph was asked once: {sends:?}") };
    let mut found = String::new();
    writeln!(found, "asked of Graph\n  {}", sorted(&without_ids(&send.body))).unwrap();
    writes_message(&mut found, app, message).await;

    // What the model is told of it, once the assistant answers again.
    app.clock.advance(SignedDuration::from_hours(13));
    let later = app.clock.now().as_second() - 1_800_000_000;
    comes(app, &text("wamid.after", later, Some(CUSTOMER), None, "Merci !")).await;
    writeln!(found, "told").unwrap();
    for line in told(app, &app.thread().await) {
        writeln!(found, "  {}", line.replace('\n', "\n    ")).unwrap();
    }
    found
}

/// What the API is given. The files of the fixture are uploaded.
async fn request(app: &TestApp, name: &str) -> Value {
    let mut fixture = fs::read_to_string(sent().join(format!("{name}.json"))).unwrap();
    for (place, sample) in SAMPLES.iter().enumerate() {
        let marked = format!("<{}>", sample.name);
        if fixture.contains(&marked) {
            fixture = fixture.replace(&marked, upload(app, sample, place).await.as_str());
        }
    }
    serde_json::from_str(&fixture.replace("<wamid of the question>", "wamid.question")).unwrap()
}

async fn upload(app: &TestApp, sample: &'static Sample, place: usize) -> MediaId {
    let id = MediaId::of_upload(&format!("{place:032x}"));
    let size = sample.bytes.len() as u64;
    let upload = Upload::new(id, sample.filename, sample.mime_type, size, app.clock.now());
    app.store.insert_upload(&upload).await.unwrap();
    let files = &app.worker.answerer.files;
    let bytes = parts(sample.bytes);
    files.write(&upload.id.unsent_blob(), upload.size, sample.mime_type, bytes).await.unwrap();
    upload.id
}

/// A request without what differs from run to run: our key of the message, and Graph's ids of files.
fn without_ids(request: &Value) -> Value {
    let mut request = request.clone();
    request["biz_opaque_callback_data"] = json!("…");
    hide_files(&mut request);
    request
}

fn hide_files(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let is_file = MediaKind::NAMES.contains(&name.as_str()) && value.get("id").is_some();
                if is_file {
                    value["id"] = json!("…");
                }
                hide_files(value);
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(hide_files),
        _ => {}
    }
}
