//! `relais export` and `relais erase`, while Relais runs and while it does not.

use std::time::Duration;

use relais_core::Clock;
use relais_core::queue::{Enqueue, MAX_RECEIVES, NewMessage, Queue};
use relais_embedded::LocalQueues;
use serde_json::{Value, json};

use crate::relais::Relais;

pub(crate) const QUESTION: &str = "Bonjour, Quenouille ?";

/// Makes a dead letter with this body while Relais does not run.
pub(crate) async fn bury(relais: &Relais, body: &str, reason: &str) {
    let queues = LocalQueues::open(&relais.data_dir().join("queue.db"), Clock::system()).unwrap();
    let queue = queues.queue("events");
    queue.send(vec![NewMessage::now(body.to_owned())]).await.unwrap();
    for _ in 0..=MAX_RECEIVES {
        for message in queue.receive(1, Duration::ZERO, Duration::ZERO).await.unwrap() {
            queue.retry_later(message.receipt, Duration::ZERO, reason).await.unwrap();
        }
    }
}

/// The command's exit code, and what it printed.
fn ask(relais: &Relais, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = relais.ask(arguments, &[]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn export(relais: &Relais, person: &str) -> Value {
    let (code, said, complaint) = ask(relais, &["export", person]);
    assert_eq!(code, Some(0), "{complaint}");
    serde_json::from_str(&said).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_exported_and_erased_whether_it_runs_or_not() {
    let mut relais = Relais::start(&[]);
    let phone = relais.get("/phone/api/state").await;
    let wa_id = phone["customers"][0]["wa_id"].as_str().unwrap().to_owned();
    relais.remember(&wa_id);
    relais.remember("Quenouille");
    relais.post(&format!("/phone/api/customers/{wa_id}/messages"), json!({"texts": [QUESTION]})).await;
    relais.until(&format!("/api/messages/{wa_id}"), |thread| thread["messages"][1]["status"] == "read").await;
    relais.kill();
    bury(&relais, &format!(r#"{{"about":"{wa_id}"}}"#), "unreadable").await;
    bury(&relais, r#"{"about":"33639980099"}"#, "unreadable").await;
    let stopped = export(&relais, &wa_id);

    relais.start_again();
    relais.post("/phone/api/advance", json!({"hours": 1})).await;
    let running = export(&relais, &format!("+{wa_id}"));
    for export in [&stopped, &running] {
        assert_eq!(export["person"]["phone_numbers"], json!([format!("+{wa_id}")]));
        assert_eq!(export["messages"][0]["content"], QUESTION);
        assert_eq!(export["messages"].as_array().unwrap().len(), 2);
        assert_eq!(export["dead_letters"].as_array().unwrap().len(), 1);
        assert!(export.get("next").is_none());
    }

    let (code, _, complaint) = ask(&relais, &["erase", &wa_id]);
    assert_eq!(code, Some(1), "nobody confirmed it");
    assert!(complaint.contains("YES=1") && complaint.contains("Nothing was deleted"), "{complaint}");
    let (code, said, complaint) = ask(&relais, &["erase", &wa_id, "--yes"]);
    assert_eq!(code, Some(0), "{complaint}");
    assert_eq!(said, "Erased: 1 conversations, 2 messages, 0 events, 0 files, 1 dead letters.\n");
    let (code, said, complaint) = ask(&relais, &["export", &wa_id]);
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(complaint.contains("nobody"), "{complaint}");
    relais.kill();
    assert_eq!(ask(&relais, &["erase", &wa_id, "--yes"]).0, Some(1));
    relais.finish();
}
