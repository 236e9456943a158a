//! Every type of message that the phone sends and shows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relais_simulator::{Kind, Sample};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::test_app::{CAMILLE, JORDAN, TestApp};

impl TestApp {
    fn messages() -> String {
        format!("/customers/{CAMILLE}/messages")
    }

    /// The customer's newest message, as its webhook has it.
    async fn announced(&self) -> Value {
        self.webhooks_delivered().await;
        let values = self.inbox.values();
        values.iter().rev().find_map(|value| value["messages"].get(0)).unwrap().clone()
    }

    /// The newest message on Camille's phone.
    async fn newest(&self) -> Value {
        self.on_phone(CAMILLE).await["messages"].as_array().unwrap().last().unwrap().clone()
    }

    async fn sends(&self, kind: &str, content: Value) -> String {
        let body = json!({"messaging_product": "whatsapp", "to": CAMILLE, "type": kind, kind: content});
        let (status, answer) = self.graph(&body).await;
        assert_eq!(status, 200, "{answer}");
        answer["messages"][0]["id"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn every_kind_is_sent_as_meta_writes_it() {
    let app = TestApp::with_open_windows().await;
    let answered = app.send(CAMILLE, "Bonjour").await;
    app.webhooks_delivered().await;
    app.inbox.forget();
    for (kind, sent_as, member, value) in [
        ("image", "image", "/image/mime_type", json!("image/jpeg")),
        ("video", "video", "/video/mime_type", json!("video/mp4")),
        ("audio", "audio", "/audio/voice", json!(false)),
        ("voice", "audio", "/audio/voice", json!(true)),
        ("document", "document", "/document/filename", json!("facture F-2041.pdf")),
        ("letter", "document", "/document/filename", json!("commande.docx")),
        ("sticker", "sticker", "/sticker/mime_type", json!("image/webp")),
        ("location", "location", "/location/name", json!("Place des Marronniers")),
        ("contacts", "contacts", "/contacts/0/org/company", json!("Atelier Lambert")),
        ("order", "order", "/order/product_items/1/quantity", json!(1)),
        ("form", "interactive", "/interactive/nfm_reply/name", json!("flow")),
        ("reaction", "reaction", "/reaction/message_id", json!(answered)),
        ("button", "button", "/context/id", json!(answered)),
        ("unsupported", "unsupported", "/errors/0/code", json!(131_051)),
    ] {
        let (status, _) = app.post(&TestApp::messages(), json!({"kind": kind})).await;
        assert_eq!(status, 201, "{kind}");
        let message = app.announced().await;
        assert_eq!(message["type"], sent_as);
        assert_eq!(message.pointer(member), Some(&value), "{message}");
        let shown = app.newest().await;
        assert_eq!((&shown["type"], &shown["status"]), (&json!(sent_as), &json!("delivered")), "{kind}");
        assert_eq!(shown["content"], message[sent_as], "{kind}");
    }
    assert_eq!(Kind::ALL.len(), 15, "these and a call");
}

#[tokio::test]
async fn a_missed_call_comes_as_two_webhooks_and_opens_the_window() {
    let app = TestApp::open().await;
    let (status, _) = app.post(&TestApp::messages(), json!({"kind": "call"})).await;
    assert_eq!(status, 201);
    app.webhooks_delivered().await;
    let bodies = app.inbox.bodies();
    let calls: Vec<_> = bodies.iter().map(|body| &body["entry"][0]["changes"][0]).collect();
    assert!(calls.iter().all(|change| change["field"] == "calls"));
    let events: Vec<_> = calls.iter().map(|change| &change["value"]["calls"][0]["event"]).collect();
    assert_eq!(events, ["connect", "terminate"]);
    assert_eq!(calls[1]["value"]["calls"][0].get("duration"), None, "nobody answered it");
    assert_eq!(app.newest().await["type"], "call");
    app.send(CAMILLE, "Nous vous rappelons").await;
}

#[tokio::test]
async fn a_sample_is_announced_with_its_hash_and_shown_with_its_bytes() {
    let app = TestApp::open().await;
    app.post(&TestApp::messages(), json!({"kind": "image", "caption": "Il est cassé"})).await;
    let message = app.announced().await;
    let photo = Sample::named("photo").unwrap();
    assert_eq!(message["image"]["sha256"], STANDARD.encode(Sha256::digest(photo.bytes)));
    assert_eq!(message["image"]["caption"], "Il est cassé");
    assert_eq!(app.newest().await["text"], "Il est cassé");
    let id = message["image"]["id"].as_str().unwrap();
    let answer = app.http.get(format!("{}/phone/api/files/{id}", app.url)).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"image/jpeg".parse().unwrap())
    );
    assert_eq!(answer.headers()["content-disposition"], "inline");
    assert_eq!(answer.bytes().await.unwrap(), photo.bytes);
    let part = app.http.get(format!("{}/phone/api/files/{id}", app.url)).header("range", "bytes=1-3");
    let part = part.send().await.unwrap();
    assert_eq!(part.status().as_u16(), 206);
    assert_eq!(part.headers()["content-range"], format!("bytes 1-3/{}", photo.bytes.len()));
    assert_eq!(part.bytes().await.unwrap(), photo.bytes[1..4]);
    assert_eq!(app.get("/phone/api/files/1").await.0, 404);
}

#[tokio::test]
async fn an_american_speaks_english_and_a_caption_needs_a_place() {
    let app = TestApp::open().await;
    let body = json!({"kind": "voice", "caption": "unused"});
    app.post(&format!("/customers/{JORDAN}/messages"), body).await;
    let message = app.announced().await;
    let voice = Sample::named("voice-en").unwrap();
    assert_eq!(message["audio"]["sha256"], STANDARD.encode(Sha256::digest(voice.bytes)));
    assert_eq!(message["audio"].get("caption"), None);
}

#[tokio::test]
async fn the_users_own_file_is_sent_as_whatsapp_would_send_it() {
    let app = TestApp::open().await;
    let send = async |query: &str, mime_type: &str, bytes: Vec<u8>| {
        let url = format!("{}/phone/api/customers/{CAMILLE}/files{query}", app.url);
        let request = app.http.post(url).header("content-type", mime_type).body(bytes);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let (status, sent) =
        send("?filename=plan.svg&caption=Le%20plan", "image/svg+xml", b"<svg/>".to_vec()).await;
    assert_eq!(status, 201);
    let message = app.announced().await;
    assert_eq!((&message["type"], &message["id"]), (&json!("document"), &sent["ids"][0]));
    assert_eq!(
        (&message["document"]["filename"], &message["document"]["caption"]),
        (&json!("plan.svg"), &json!("Le plan"))
    );
    let id = message["document"]["id"].as_str().unwrap();
    let shown = app.http.get(format!("{}/phone/api/files/{id}", app.url)).send().await.unwrap();
    assert_eq!(shown.headers()["content-disposition"], "attachment", "a browser runs nothing of it");
    assert!(shown.headers()["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    send("?voice=true", "audio/ogg; codecs=opus", vec![1]).await;
    assert_eq!(app.announced().await["audio"]["voice"], true);
    let (status, problem) = send("", "image/png", vec![0; 5 * 1024 * 1024 + 1]).await;
    assert_eq!((status, &problem["code"]), (413, &json!("file_too_large")));
    assert_eq!(send("", "image/png", Vec::new()).await.0, 422);
    assert_eq!(send("?size=1", "image/png", vec![1]).await.0, 422);
    let (status, problem) = app.post("/customers/33600000000/files", json!({})).await;
    assert_eq!((status, &problem["code"]), (404, &json!("unknown_customer")));
}

#[tokio::test]
async fn buttons_and_lists_of_the_business_are_tapped() {
    let app = TestApp::with_open_windows().await;
    let reply = json!({"type": "reply", "reply": {"id": "yes", "title": "Oui"}});
    let buttons = json!({"type": "button", "body": {"text": "On livre ?"}, "action": {"buttons": [reply]}});
    let buttons_id = app.sends("interactive", buttons.clone()).await;
    assert_eq!(app.newest().await["content"], buttons);
    let row = json!({"id": "small", "title": "Petit", "description": "25 cl"});
    let sections = json!({"button": "Choisir", "sections": [{"title": "Tailles", "rows": [row]}]});
    let list = json!({"type": "list", "body": {"text": "Quelle taille ?"}, "action": sections});
    let list_id = app.sends("interactive", list).await;

    let tap = |message: &str, id: &str| json!({"tap": {"message_id": message, "id": id}});
    app.post(&TestApp::messages(), tap(&buttons_id, "yes")).await;
    let message = app.announced().await;
    assert_eq!(
        message["interactive"],
        json!({"type": "button_reply", "button_reply": {"id": "yes", "title": "Oui"}})
    );
    assert_eq!(message["context"]["id"], json!(buttons_id));
    app.post(&TestApp::messages(), tap(&list_id, "small")).await;
    let message = app.announced().await;
    assert_eq!(message["interactive"], json!({"type": "list_reply", "list_reply": row}));
    assert_eq!(app.newest().await["reply_to"], json!(list_id));
    for (body, expected) in [(tap(&list_id, "large"), 422), (tap("wamid.unknown", "x"), 404)] {
        assert_eq!(app.post(&TestApp::messages(), body).await.0, expected);
    }
}

#[tokio::test]
async fn a_location_that_was_asked_for_answers_the_request() {
    let app = TestApp::with_open_windows().await;
    let asks = json!({
        "type": "location_request_message", "body": {"text": "Où ?"}, "action": {"name": "send_location"},
    });
    let asked = app.sends("interactive", asks).await;
    app.post(&TestApp::messages(), json!({"kind": "location"})).await;
    assert_eq!(app.announced().await["context"]["id"], json!(asked));
    app.send(CAMILLE, "Merci").await;
    app.post(&TestApp::messages(), json!({"kind": "location"})).await;
    assert_eq!(app.announced().await.get("context"), None);
}

#[tokio::test]
async fn messages_are_reacted_to_and_quoted() {
    let app = TestApp::with_open_windows().await;
    let answered = app.send(CAMILLE, "Bonjour").await;
    for emoji in ["❤️", ""] {
        let reaction = json!({"message_id": answered, "emoji": emoji});
        assert_eq!(app.post(&TestApp::messages(), json!({"reaction": reaction})).await.0, 201);
        assert_eq!(app.announced().await["reaction"], reaction);
    }
    let quote = json!({"texts": ["Lequel ?"], "reply_to": answered});
    assert_eq!(app.post(&TestApp::messages(), quote).await.0, 201);
    let message = app.announced().await;
    assert_eq!((&message["text"]["body"], &message["context"]["id"]), (&json!("Lequel ?"), &json!(answered)));
    let own = message["id"].as_str().unwrap().to_owned();
    app.post(&TestApp::messages(), json!({"texts": ["Celui-ci"], "reply_to": own})).await;
    let message = app.announced().await;
    assert_eq!(message["context"]["from"], CAMILLE);
    assert_eq!(app.newest().await["reply_to"], json!(own));
    let unknown = json!({"texts": ["?"], "reply_to": "wamid.unknown"});
    assert_eq!(app.post(&TestApp::messages(), unknown).await.0, 404);
}

#[tokio::test]
async fn what_the_business_sends_is_shown_whole_until_it_is_deleted() {
    let app = TestApp::with_open_windows().await;
    let place = json!({"latitude": 45.7, "longitude": 4.8, "name": "Librairie du Port"});
    let quoted = app.sends("location", place.clone()).await;
    assert_eq!(app.newest().await["content"], place);
    let body = json!({
        "messaging_product": "whatsapp", "to": CAMILLE, "type": "image", "context": {"message_id": quoted},
        "image": {"id": "1", "caption": "Devant"},
    });
    assert_eq!(app.graph(&body).await.0, 200);
    let shown = app.newest().await;
    assert_eq!((&shown["reply_to"], &shown["text"]), (&json!(quoted), &json!("Devant")));
    app.simulator.delete_message(CAMILLE, shown["id"].as_str().unwrap()).unwrap();
    assert_eq!(app.newest().await["content"], Value::Null);
}
