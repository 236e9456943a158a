//! Reading a thread.

use jiff::SignedDuration;
use relais_core::conversation::{Answered, Composed, Intent};
use relais_core::message::{MessageKey, SendFailure};
use serde_json::{Value, json};

use crate::test_app::{TestApp, ZOE, outbound};

#[tokio::test]
async fn a_thread_comes_in_pages_oldest_first_within_each() {
    let app = TestApp::new().await;
    let mut ids = Vec::new();
    for n in 0..25 {
        app.advance(1);
        ids.push(app.customer_writes(ZOE, &format!("message {n}")).await.key.to_string());
    }
    let first = app.get(&format!("/api/messages/{ZOE}?limit=10")).await;
    assert_eq!(first.ids("messages"), ids[15..]);
    let before = |page: &crate::test_app::Response| page.body["next"].as_str().map(str::to_owned);
    let second = app.get(&format!("/api/messages/{ZOE}?limit=10&before={}", before(&first).unwrap())).await;
    assert_eq!(second.ids("messages"), ids[5..15]);
    let third = app.get(&format!("/api/messages/{ZOE}?limit=10&before={}", before(&second).unwrap())).await;
    assert_eq!(third.ids("messages"), ids[..5]);
    assert_eq!(before(&third), None);
}

#[tokio::test]
async fn messages_of_one_second_are_in_the_order_of_their_arrival_on_every_page() {
    let app = TestApp::new().await;
    let first = app.customer_writes(ZOE, "message").await;
    let mut ids = vec![first.key.to_string()];
    for n in 1..36 {
        let mut message = first.clone();
        let at = first.key.at() + SignedDuration::from_secs(n / 9);
        message.key = MessageKey::new(first.key.contact(), at, &format!("wamid.{n}"));
        message.came_at += n;
        app.store.insert_message(&message).await.unwrap();
        ids.push(message.key.to_string());
    }
    for limit in [1, 4, 9, 13, 20, 40] {
        let mut read: Vec<String> = Vec::new();
        let mut before = String::new();
        loop {
            let page = app.get(&format!("/api/messages/{ZOE}?limit={limit}{before}")).await;
            read.splice(0..0, page.ids("messages"));
            let Some(next) = page.body["next"].as_str() else { break };
            before = format!("&before={next}");
        }
        assert_eq!(read, ids, "limit {limit}");
    }
}

#[tokio::test]
async fn a_number_is_found_however_it_is_written() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await.to_string();
    for name in ["33639980001", "+33639980001", "%2B33%206%2039%2098%2000%2001", "33-639-98.00(01)", &contact]
    {
        assert_eq!(app.get(&format!("/api/messages/{name}")).await.ids("messages").len(), 1, "{name}");
    }
    for name in ["0639980001", "12", "hello", "c00"] {
        assert_eq!(app.get(&format!("/api/messages/{name}")).await.code(), (422, "invalid_number"), "{name}");
    }
    for name in ["33639980002", "c000000000000000000000000"] {
        assert_eq!(app.get(&format!("/api/messages/{name}")).await.code(), (404, "unknown_conversation"));
    }
}

#[tokio::test]
async fn messages_of_every_type_have_words_and_what_the_type_needs() {
    let app = TestApp::new().await;
    let table = [
        (
            json!({"type": "location", "location": {"latitude": 45.7, "longitude": 4.8, "name": "Atelier"}}),
            "📍 Position\u{a0}: Atelier",
            json!({"location": {"latitude": 45.7, "longitude": 4.8, "name": "Atelier", "address": null}}),
        ),
        (
            json!({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg", "caption": "le vase"}}),
            "📷 Photo\u{a0}: le vase",
            json!({"media": "le vase"}),
        ),
        (
            json!({"type": "reaction", "reaction": {"message_id": "wamid.X", "emoji": "👍"}}),
            "A réagi par 👍",
            json!({"reaction": {"message_id": "wamid.X", "emoji": "👍"}}),
        ),
        (
            json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Awa"}, "phones": [{"phone": "+221 77"}]}]}),
            "👤 Contact\u{a0}: Awa, +221 77",
            json!({"contacts": [{"name": "Awa", "company": null, "phones": ["+221 77"], "emails": []}]}),
        ),
        (
            json!({"type": "order", "order": {"catalog_id": "7", "text": "Merci", "product_items": [
                {"product_retailer_id": "MUG", "quantity": 2, "item_price": 12.5, "currency": "EUR"},
                {"product_retailer_id": "TEA", "quantity": "1", "item_price": "7", "currency": "EUR"},
            ]}}),
            "🛒 Commande\u{a0}: 2 × MUG, 1 × TEA — Merci",
            json!({"order": {"catalog_id": "7", "text": "Merci", "total": 32.0, "items": [
                {"product": "MUG", "quantity": 2, "price": 12.5, "currency": "EUR"},
                {"product": "TEA", "quantity": 1, "price": 7.0, "currency": "EUR"},
            ]}}),
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {
                "name": "flow", "body": "Sent",
                "response_json": "{\"flow_token\":\"T0K3N\",\"screen_0_Guests_0\":\"4\",\"wa_flow_response_params\":{\"title\":\"Réserver\"}}",
            }}}),
            "📝 Formulaire rempli\u{a0}: Guests: 4",
            json!({"form": {"name": "Réserver", "fields": [{"label": "Guests", "value": "4"}]}}),
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow"}}}),
            "📝 Formulaire rempli",
            json!({}),
        ),
        (json!({"type": "hologram", "hologram": {"depth": 3}}), "Message d'un type inconnu", json!({})),
    ];
    for (raw, _, _) in &table {
        app.advance(1);
        app.customer_sends(ZOE, raw["type"].as_str().unwrap(), "", Some(raw.clone())).await;
    }
    let page = app.get_in_french(&format!("/api/messages/{ZOE}")).await.body;
    for (shown, (raw, content, details)) in page["messages"].as_array().unwrap().iter().zip(&table) {
        assert_eq!(shown["type"], raw["type"]);
        assert_eq!(shown["content"], *content);
        for name in ["location", "media", "reaction", "contacts", "order", "form"] {
            // What is known of a file has tests of its own.
            let shown = if name == "media" { shown[name].get("caption") } else { shown.get(name) };
            assert_eq!(shown, details.get(name), "{name}");
        }
    }
}

#[tokio::test]
async fn a_failed_message_says_why_and_what_to_do() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(1);
    let now = app.clock.now();
    let mut failed = outbound(&app.contact(ZOE).await, now, "r1", "Bonsoir");
    failed.to = Some(ZOE.to_owned());
    failed.error =
        Some(SendFailure { code: 131_026, detail: Some("undeliverable".into()), ..SendFailure::default() });
    failed.statuses = [("failed".to_owned(), now)].into_iter().collect();
    app.store.insert_message(&failed).await.unwrap();
    let page = app.get_in_french(&format!("/api/messages/{ZOE}")).await.body;
    let shown = &page["messages"][1];
    assert_eq!(shown["status"], "failed");
    assert_eq!(shown["statuses"], json!({"failed": "2027-01-15T08:00:01Z"}));
    assert_eq!((&shown["to_number"], &shown["from_number"]), (&json!("+33639980001"), &Value::Null));
    assert_eq!(shown["error"]["code"], 131_026);
    assert!(shown["error"]["advice"].as_str().unwrap().starts_with("WhatsApp ne peut pas joindre ce client"));
}

#[tokio::test]
async fn an_answer_being_sent_shows_as_pending_until_it_is_stored() {
    let app = TestApp::new().await;
    let question = app.customer_writes(ZOE, "Bonjour ?").await;
    app.advance(1);
    let (contact, now) = (app.contact(ZOE).await, app.clock.now());
    app.change(&contact, |conversation| {
        conversation.take_lease("w1", now);
        let answer = Answered {
            read: std::slice::from_ref(&question.key),
            senders: &[],

            token: "w1",
            composed: Composed::text("Bonjour !"),
        };
        assert_eq!(conversation.begin_sending(&answer, now), Intent::Send);
    })
    .await;
    let path = format!("/api/messages/{ZOE}");
    let page = app.get(&path).await.body;
    let pending = &page["messages"][1];
    assert_eq!((&pending["content"], &pending["status"]), (&json!("Bonjour !"), &json!("pending")));
    assert_eq!((&pending["sent_by"], &pending["message_id"]), (&json!("assistant"), &Value::Null));
    let key = MessageKey::parse(pending["id"].as_str().unwrap()).unwrap();
    let older = app.get(&format!("{path}?before={key}")).await;
    assert_eq!(older.ids("messages").len(), 1, "only on the first page");

    let mut stored = outbound(&contact, now, "unused", "Bonjour !");
    stored.key = key;
    app.store.complete_message(&stored).await.unwrap();
    let page = app.get(&path).await.body;
    assert_eq!(page["messages"].as_array().unwrap().len(), 2, "once");
    assert_eq!(page["messages"][1]["message_id"], "wamid.unused");

    for text in ["Merci", "Encore une chose"] {
        app.advance(60);
        app.customer_writes(ZOE, text).await;
    }
    let page = app.get(&format!("{path}?limit=2")).await;
    assert_eq!(page.ids("messages").len(), 2, "its record is on an older page");
    assert_eq!(page.body["messages"][0]["content"], "Merci");
}

#[tokio::test]
async fn bad_parameters_are_refused() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.customer_writes("33639980002", "Hello").await;
    let other = app.contact("33639980002").await;
    for before in ["x", "0000000000001.wamid.X", &format!("{other}.0000000000001.wamid.X")] {
        let response = app.get(&format!("/api/messages/{ZOE}?before={before}")).await;
        assert_eq!(response.code(), (400, "bad_cursor"), "{before}");
    }
    assert_eq!(app.get(&format!("/api/messages/{ZOE}?limit=0")).await.code(), (422, "invalid_limit"));
}
