//! Payloads from other sources, if they are in a folder beside the checkout.

use std::path::{Path, PathBuf};

use relais_core::MessageKey;
use relais_core::contact::{Alias, ContactId};
use relais_whatsapp::ids::{UserId, WaId};
use relais_whatsapp::message::InboundMessage;
use relais_whatsapp::status::StatusUpdate;
use relais_whatsapp::webhook::{ItemContent, Origin, WebhookContact, split};

use crate::test_app::TestApp;

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
        let body = std::fs::read_to_string(file).unwrap();
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
                    let aliases =
                        aliases(wa_id.or(contact.wa_id).as_ref(), user_id.or(contact.user_id).as_ref());
                    let mut contact = None;
                    for alias in &aliases {
                        let found = app.store.find_contact(alias).await.unwrap();
                        assert!(found.is_some(), "an alias leads to no contact: {}", file.display());
                        contact = contact.or(found);
                    }
                    let Some(contact) = contact else {
                        continue; // stored as an event
                    };
                    assert!(is_stored(&app, &contact, &parsed).await, "{}", file.display());
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

fn aliases(wa_id: Option<&WaId>, user_id: Option<&UserId>) -> Vec<Alias> {
    let user = user_id.into_iter().map(Alias::user_id);
    user.chain(wa_id.into_iter().map(Alias::wa_id)).collect()
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
