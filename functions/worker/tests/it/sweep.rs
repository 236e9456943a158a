//! Payloads from other sources, if they are in a folder beside the checkout.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use relais_aws::store::Shown;
use relais_core::MessageKey;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::early_name;
use relais_whatsapp::ids::Wamid;
use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::status::StatusUpdate;
use relais_whatsapp::webhook::{ItemContent, Origin, WebhookContact, split};

use serde_json::{Value, json};

use crate::test_app::{BUSINESS, TestApp, shown};

#[tokio::test]
async fn every_message_and_status_of_every_payload_is_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/payloads/webhooks");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    if files.is_empty() {
        println!("skipped: no payloads beside the checkout");
        return;
    }
    let (mut messages, mut statuses) = (0, 0);
    for file in &files {
        let app = TestApp::new().await;
        let body = to_our_number(&std::fs::read_to_string(file).unwrap());
        assert_eq!(app.post(&body).await, 200, "{}", file.display());
        app.run_jobs().await;
        app.assert_quiet().await;
        for item in split(body.as_bytes()).unwrap() {
            match &item.content {
                ItemContent::Message { contact, message } => {
                    messages += 1;
                    let parsed = InboundMessage::parse(message);
                    let contact = contact.as_deref().map(WebhookContact::parse).unwrap_or_default();
                    let echo = item.origin() == Origin::Echo;
                    let (wa_id, user_id) = if echo {
                        (parsed.to.clone(), parsed.to_user_id.clone())
                    } else {
                        (parsed.from.clone(), parsed.from_user_id.clone())
                    };
                    let identity = Identity {
                        wa_id: wa_id.or(contact.wa_id),
                        user_id: user_id.or(contact.user_id),
                        ..Identity::default()
                    };
                    if let Some(original) = original_of(&parsed) {
                        let name = early_name(original.as_str());
                        let kept = app.records().await.iter().any(|record| record.contains(&name));
                        let kept = kept || app.count_records("event#").await > 0;
                        assert!(kept, "neither for its message nor as it came: {}", file.display());
                        continue;
                    }
                    let group = parsed.group_id.as_deref();
                    let business = BUSINESS.into();
                    let at = Shown { group, ..shown(&business, &identity, Timestamp::MAX) };
                    let found = app.store.find_conversation(&at).await.unwrap();
                    let Some(conversation) = found else {
                        let kept = app.count_records("event#").await > 0;
                        assert!(kept, "neither in a thread nor kept: {}", file.display());
                        continue;
                    };
                    let is_stored = is_stored(&app, &conversation.contact, &parsed).await;
                    assert!(is_stored, "{}", file.display());
                }
                ItemContent::Status { status, .. } => {
                    statuses += 1;
                    let parsed = StatusUpdate::parse(status);
                    let Some(wamid) = &parsed.id else { continue };
                    let stored = app.store.foreign_statuses(wamid).await.unwrap();
                    assert!(stored.has(&parsed.name), "{}", file.display());
                }
                ItemContent::Other { .. } => {}
            }
        }
    }
    println!("{} payloads, {messages} messages, {statuses} statuses", files.len());
    assert!(messages > 50 && statuses > 10, "too few messages or statuses were found");
}

/// The payload, as if it were for the business number of the tests.
fn to_our_number(body: &str) -> String {
    let mut payload: Value = serde_json::from_str(body).unwrap();
    if let Some(entries) = payload["entry"].as_array_mut() {
        let changes = entries.iter_mut().filter_map(|entry| entry["changes"].as_array_mut()).flatten();
        for change in changes {
            if let Some(id) = change["value"]["metadata"].get_mut("phone_number_id") {
                *id = json!(BUSINESS);
            }
        }
    }
    payload.to_string()
}

/// The message that this one corrects or deletes. No payload contains both.
fn original_of(message: &InboundMessage) -> Option<&Wamid> {
    match &message.content {
        MessageContent::Edit { original_message_id, .. } | MessageContent::Revoke { original_message_id } => {
            original_message_id.as_ref()
        }
        _ => None,
    }
}

async fn is_stored(app: &TestApp, contact: &ContactId, message: &InboundMessage) -> bool {
    if let (Some(at), Some(id)) = (message.timestamp, &message.id) {
        let key = MessageKey::new(contact, at, id.as_str());
        return app.store.message(&key).await.unwrap().is_some();
    }
    !app.store.thread(contact, None, 10).await.unwrap().messages.is_empty()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
}
