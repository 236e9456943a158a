//! People send files that they uploaded.

use std::time::Duration;

use relais_api::NotSendable;
use relais_aws::store::Upload;
use relais_core::blob::Blobs;
use relais_core::job::{self, ReplyJob};
use relais_core::media::MediaId;
use relais_core::message::MessageKey;
use relais_core::queue::Queue;
use relais_whatsapp::outbound::MediaKind;
use serde_json::{Value, json};

use crate::test_app::{TestApp, ZOE};

async fn open_thread() -> TestApp {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(5);
    app
}

impl TestApp {
    /// Announces a file, whose bytes have not come.
    async fn announced(&self, digit: char, filename: &str, mime_type: &str, size: u64) -> MediaId {
        let id = MediaId::of_upload(&digit.to_string().repeat(32));
        let upload = Upload::new(id.clone(), filename, mime_type, size, self.clock.now());
        self.store.insert_upload(&upload).await.unwrap();
        id
    }

    /// So many bytes of it come, which begin like a file of its type.
    async fn arrives(&self, id: &MediaId, bytes: usize) {
        let upload = self.store.upload(id).await.unwrap().unwrap();
        self.arrives_as(id, beginning_of(&upload.mime_type), bytes).await;
    }

    async fn arrives_as(&self, id: &MediaId, beginning: &[u8], bytes: usize) {
        let mut whole = beginning.to_vec();
        whole.resize(bytes, 0);
        self.files.memory.put(&id.unsent_blob(), whole).await.unwrap();
    }

    async fn uploaded(&self, digit: char, filename: &str, mime_type: &str) -> MediaId {
        let id = self.announced(digit, filename, mime_type, 64).await;
        self.arrives(&id, 64).await;
        id
    }

    /// The jobs that are due now.
    async fn due_jobs(&self) -> Vec<ReplyJob> {
        let jobs = self.replies.receive(10, Duration::from_secs(1), Duration::ZERO).await.unwrap();
        jobs.into_iter().map(|job| job::decode(&job.body).unwrap()).collect()
    }
}

/// How files of a type begin.
fn beginning_of(mime_type: &str) -> &'static [u8] {
    match mime_type {
        "image/jpeg" => b"\xff\xd8\xff\xe0",
        "image/png" => b"\x89PNG\r\n\x1a\n",
        "image/webp" => b"RIFF\0\0\0\0WEBPVP8L",
        "video/mp4" => b"\0\0\0\x18ftypmp42",
        "audio/mpeg" => b"ID3",
        "audio/ogg" | "audio/ogg; codecs=opus" => {
            b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead"
        }
        "application/pdf" => b"%PDF-1.7",
        _ => b"",
    }
}

fn file(id: &MediaId, more: &Value) -> Value {
    let mut media = json!({ "id": id.as_str() });
    media.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"to_number": ZOE, "media": media})
}

#[tokio::test]
async fn a_file_is_stored_and_handed_to_the_worker_at_once() {
    let app = open_thread().await;
    let id = app.uploaded('a', "Devis 12.pdf", "application/pdf").await;
    let response = app.send(&file(&id, &json!({"caption": "Votre devis"}))).await;
    assert_eq!((response.status.as_u16(), &response.body["status"]), (202, &json!("pending")));
    assert!(response.body["advice"].as_str().unwrap().contains("handed to WhatsApp"));
    let message = &response.body["message"];
    assert_eq!((&message["type"], &message["status"]), (&json!("document"), &json!("pending")));
    assert_eq!(message["content"], "📄 Document: Votre devis");
    assert_eq!(message["media"]["caption"], "Votre devis");
    assert_eq!(
        (&message["media"]["filename"], &message["cancellable"]),
        (&json!("Devis 12.pdf"), &json!(true))
    );
    assert_eq!(app.sends().await.len(), 0, "Graph has no id of the file yet");

    let key = MessageKey::parse(message["id"].as_str().unwrap()).unwrap();
    let stored = app.store.message(&key).await.unwrap().unwrap();
    let media = stored.media.unwrap();
    assert_eq!((media.id, media.size), (id.clone(), Some(64)));
    let sending = stored.sending.unwrap();
    assert!(sending.unsent && sending.unclear_calls() == 0);
    assert_eq!(sending.body.file().unwrap().kind, MediaKind::Document);
    let job = ReplyJob::settle(&key, Some(sending.since));
    assert_eq!(app.due_jobs().await, [job], "due now, and the one for a crash is due later");
    assert!(app.conversation(ZOE).await.is_taken_over(app.clock.now()));
}

#[tokio::test]
async fn what_a_file_is_sent_as_follows_its_type_unless_chosen() {
    let app = open_thread().await;
    let cases = [
        ("image/png", json!({}), "image"),
        ("video/mp4", json!({}), "video"),
        ("audio/mpeg", json!({}), "audio"),
        ("audio/ogg; codecs=opus", json!({"voice": true}), "audio"),
        ("image/webp", json!({}), "sticker"),
        ("image/svg+xml", json!({}), "document"),
        ("text/html", json!({}), "document"),
        ("image/png", json!({"as": "document"}), "document"),
    ];
    for (mime_type, more, kind) in cases {
        let id = app.uploaded('b', "x", mime_type).await;
        let response = app.send(&file(&id, &more)).await;
        assert_eq!(response.status, 202, "{mime_type}: {}", response.body);
        let message = &response.body["message"];
        assert_eq!(message["type"], kind, "{mime_type}");
        assert_eq!(message["media"]["voice"], json!(more["voice"] == true));
        app.advance(5);
    }
}

#[tokio::test]
async fn a_sticker_answers_nothing() {
    let app = open_thread().await;
    let id = app.uploaded('a', "x.webp", "image/webp").await;
    assert_eq!(app.send(&file(&id, &json!({}))).await.status, 202);
    let conversation = app.conversation(ZOE).await;
    assert!(!conversation.is_taken_over(app.clock.now()) && conversation.awaiting.is_some());
}

#[tokio::test]
async fn what_a_file_cannot_be_is_refused_with_the_reason() {
    let app = open_thread().await;
    let png = app.uploaded('c', "a.png", "image/png").await;
    let mp3 = app.uploaded('d', "a.mp3", "audio/mpeg").await;
    let large = app.announced('e', "b.png", "image/png", 5 * 1024 * 1024 + 1).await;
    app.arrives(&large, 5 * 1024 * 1024 + 1).await;
    let cases = [
        (&png, json!({"caption": "x".repeat(1025)}), "media.caption", json!(1024)),
        (&mp3, json!({"caption": "x"}), "media.caption", Value::Null),
        (&mp3, json!({"voice": true}), "media.voice", Value::Null),
        (&png, json!({"voice": true}), "media.voice", Value::Null),
        (&png, json!({"as": "video"}), "media.mime_type", Value::Null),
        (&png, json!({"as": "hologram"}), "media.as", Value::Null),
        (&large, json!({"as": "image"}), "media.size", json!(5 * 1024 * 1024)),
    ];
    for (id, more, field, limit) in cases {
        let response = app.send(&file(id, &more)).await;
        assert_eq!(response.code(), (422, "invalid_field"), "{more}: {}", response.body);
        assert_eq!((&response.body["field"], &response.body["limit"]), (&json!(field), &limit), "{more}");
    }
    assert_eq!(app.send(&file(&png, &json!({"caption": "x".repeat(1024)}))).await.status, 202);
    let sent = app.send(&file(&large, &json!({}))).await;
    let message = &sent.body["message"];
    assert_eq!((sent.status.as_u16(), &message["type"]), (202, &json!("document")), "{}", sent.body);
    assert_eq!(message["media"]["filename"], "b.png");
}

#[tokio::test]
async fn a_file_of_another_type_than_announced_is_not_sent() {
    let app = open_thread().await;
    let cases: [(&str, &[u8], Value); 6] = [
        ("image/png", b"<html><script>", json!({})),
        ("image/png", b"<html><script>", json!({"as": "document"})),
        ("image/jpeg", b"This is not a photo", json!({})),
        ("audio/ogg; codecs=opus", b"\x1a\x45\xdf\xa3\x9f\x42\x86webm", json!({"voice": true})),
        ("image/webp", b"\xff\xd8\xff\xe0", json!({})),
        ("application/pdf", b"<html>", json!({})),
    ];
    for (mime_type, beginning, more) in cases {
        let id = app.announced('a', "x", mime_type, 64).await;
        app.arrives_as(&id, beginning, 64).await;
        assert_eq!(app.send(&file(&id, &more)).await.code(), (422, "media_type_differs"), "{mime_type}");
    }
    assert!(app.due_jobs().await.is_empty());
    assert_eq!(app.thread(ZOE).await.len(), 1, "nothing is stored");
    // Documents of other types are not looked into.
    let text = app.announced('b', "x.txt", "text/plain", 64).await;
    app.arrives_as(&text, b"<html>", 64).await;
    assert_eq!(app.send(&file(&text, &json!({}))).await.status, 202);
}

#[tokio::test]
async fn a_sticker_may_be_larger_if_it_moves() {
    let app = open_thread().await;
    let still = b"RIFF\0\0\0\0WEBPVP8L";
    let moving = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02";
    let most = 100 * 1024;
    for (beginning, size, limit) in
        [(&still[..], most, None), (&still[..], most + 1, Some(most)), (&moving[..], 5 * most, None)]
    {
        let id = app.announced('a', "x.webp", "image/webp", size as u64).await;
        app.arrives_as(&id, beginning, size).await;
        let response = app.send(&file(&id, &json!({}))).await;
        match limit {
            None => assert_eq!(response.status, 202, "{size}: {}", response.body),
            Some(limit) => {
                assert_eq!(response.code(), (422, "invalid_field"), "{size}");
                let named = (&response.body["field"], &response.body["limit"]);
                assert_eq!(named, (&json!("media.size"), &json!(limit)));
                assert_eq!(app.send(&file(&id, &json!({"as": "document"}))).await.status, 202);
            }
        }
        app.advance(5);
    }
}

#[tokio::test]
async fn a_file_that_is_not_here_is_not_sent() {
    let app = open_thread().await;
    let inbound = MediaId::of_message(&app.customer_writes(ZOE, "Bonjour").await.key);
    for foreign in [inbound.as_str(), "1", "upload-../../etc/passwd", &format!("upload-{}", "f".repeat(32))] {
        let body = json!({"to_number": ZOE, "media": {"id": foreign}});
        assert_eq!(app.send(&body).await.code(), (404, "media_not_found"), "{foreign}");
    }
    let late = app.announced('a', "a.png", "image/png", 64).await;
    assert_eq!(app.send_once("k1", &file(&late, &json!({}))).await.code(), (409, "media_not_uploaded"));
    app.arrives(&late, 5).await;
    assert_eq!(
        app.send_once("k1", &file(&late, &json!({}))).await.code(),
        (409, "media_not_uploaded"),
        "half"
    );
    assert!(matches!(app.api.upload_to_send(&late).await, Err(NotSendable::NotUploaded)));
    assert_eq!(app.due_jobs().await, []);
    app.arrives(&late, 64).await;
    let sent = app.send_once("k1", &file(&late, &json!({}))).await;
    assert_eq!(sent.status, 202, "the same key sends it once the upload is finished");
    let again = app.send_once("k1", &file(&late, &json!({}))).await;
    assert_eq!((again.status.as_u16(), &again.body["message"]["id"]), (202, &sent.body["message"]["id"]));
    assert_eq!(again.body["advice"], sent.body["advice"]);
    assert_eq!(app.due_jobs().await.len(), 1, "sent once");
}

#[tokio::test]
async fn a_file_belongs_to_the_customer_whom_it_was_sent_to() {
    let app = open_thread().await;
    app.customer_writes("33639980009", "Bonjour").await;
    let id = app.uploaded('a', "a.png", "image/png").await;
    assert_eq!(app.send(&file(&id, &json!({}))).await.status, 202);
    assert_eq!(app.send(&file(&id, &json!({}))).await.status, 202, "to the same customer again");
    let elsewhere = json!({"to_number": "33639980009", "media": {"id": id.as_str()}});
    assert_eq!(app.send(&elsewhere).await.code(), (409, "media_sent"));
    assert_eq!(app.thread("33639980009").await.len(), 1, "nothing is stored");
}

#[tokio::test]
async fn a_template_with_a_file_waits_for_it_too() {
    let app = open_thread().await;
    let template = |file: &str| {
        json!({"to_number": ZOE, "template": {"name": "promo", "language": "fr", "components": [
            {"type": "header", "parameters": [{"type": "image", "image": {"file": file}}]},
        ]}})
    };
    let id = app.uploaded('a', "a.png", "image/png").await;
    let sent = app.send(&template(id.as_str())).await;
    assert_eq!(sent.status, 202, "{}", sent.body);
    let key = MessageKey::parse(sent.body["message"]["id"].as_str().unwrap()).unwrap();
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().media.unwrap().id, id);
    let unknown = format!("upload-{}", "f".repeat(32));
    assert_eq!(app.send(&template(&unknown)).await.code(), (404, "media_not_found"));
    assert_eq!(app.send(&template("77")).await.code(), (422, "invalid_field"));
}

#[tokio::test]
async fn a_file_above_buttons_is_uploaded_too() {
    let app = open_thread().await;
    let id = app.uploaded('a', "a.png", "image/png").await;
    let with_header = |header: Value| {
        json!({"to_number": ZOE, "interactive": {
            "type": "button", "header": header, "body": {"text": "Celui-ci ?"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Oui"}}]},
        }})
    };
    let response = app.send(&with_header(json!({"type": "image", "image": {"id": id.as_str()}}))).await;
    assert_eq!(response.status, 202, "{}", response.body);
    let message = &response.body["message"];
    assert_eq!(message["interactive"]["header"], json!({"type": "image", "image": {}}));
    let key = MessageKey::parse(message["id"].as_str().unwrap()).unwrap();
    let stored = app.store.message(&key).await.unwrap().unwrap();
    assert_eq!(stored.media.unwrap().id, id);
    assert_eq!(stored.sending.unwrap().body.file().unwrap().mime_type, "image/png");

    let other = app.send(&with_header(json!({"type": "video", "video": {"id": id.as_str()}}))).await;
    assert_eq!(other.body["field"], "interactive.header.mime_type");
    let foreign = app.send(&with_header(json!({"type": "image", "image": {"id": "77"}}))).await;
    assert_eq!(foreign.code(), (404, "media_not_found"));
    let link = json!({"type": "image", "image": {"link": "https://shop.example/a.png"}});
    assert_eq!(app.send(&with_header(link)).await.status, 200, "Meta fetches it itself");
}

#[tokio::test]
async fn a_file_that_waits_can_be_cancelled_and_sent_again() {
    let app = open_thread().await;
    let id = app.uploaded('a', "note.ogg", "audio/ogg").await;
    let sent = app.send(&file(&id, &json!({"voice": true}))).await;
    let message = sent.body["message"]["id"].as_str().unwrap();
    let cancelled = app.post(&format!("/api/send_message/{message}/cancel")).await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.body["message"]["status"]), (200, &json!("failed")));
    let again = app.send(&json!({"to_number": ZOE, "resend_of": message})).await;
    assert_eq!(again.status, 202, "{}", again.body);
    let shown = &again.body["message"];
    assert_eq!((&shown["type"], &shown["media"]["voice"]), (&json!("audio"), &json!(true)));
}
