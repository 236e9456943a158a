//! People send more than texts: each type as Graph gets it, as the thread shows it, and what is refused.

use relais_core::message::MessageKey;
use serde_json::{Value, json};

use crate::test_app::{Response, TestApp, ZOE, outbound, refused};

fn to_zoe(name: &str, content: &Value) -> Value {
    json!({"to_number": ZOE, name: content})
}

fn buttons(titles: &[&str]) -> Value {
    let button = |title: &&str| json!({"type": "reply", "reply": {"id": *title, "title": *title}});
    json!({
        "type": "button", "body": {"text": "On confirme ?"},
        "action": {"buttons": titles.iter().map(button).collect::<Vec<_>>()},
    })
}

fn list(rows: usize) -> Value {
    let rows: Vec<_> = (0..rows).map(|row| json!({"id": row.to_string(), "title": "9 h"})).collect();
    json!({
        "type": "list", "body": {"text": "Quelle heure ?"},
        "action": {"button": "Choisir", "sections": [{"rows": rows}]},
    })
}

fn place() -> Value {
    json!({"latitude": 48.388, "longitude": -4.479, "name": "Quai de la Douane", "address": "1, quai"})
}

fn card() -> Value {
    json!({
        "name": {"formatted_name": "Awa Test", "first_name": "Awa"},
        "phones": [{"phone": "+33 6 39 98 00 02", "type": "WORK"}],
    })
}

async fn open_thread() -> TestApp {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(5);
    app
}

#[tokio::test]
async fn each_type_is_sent_in_metas_format_and_shown_in_the_thread() {
    let app = open_thread().await;
    let degrees = json!({"latitude": "48.388", "longitude": "-4.479", "name": "Quai de la Douane", "address": "1, quai"});
    let link = json!({
        "type": "cta_url", "body": {"text": "Le devis"},
        "action": {"name": "cta_url", "parameters": {"display_text": "Ouvrir", "url": "https://shop.example/1"}},
    });
    let ask = json!({"type": "location_request_message", "body": {"text": "Où ?"}, "action": {"name": "send_location"}});
    let cases = [
        ("interactive", buttons(&["Oui", "Non"]), buttons(&["Oui", "Non"]), "On confirme ?", "On confirme ?"),
        ("interactive", list(10), list(10), "Quelle heure ?", "Quelle heure ?"),
        ("interactive", link.clone(), link, "Le devis", "Le devis"),
        (
            "interactive",
            ask.clone(),
            ask,
            "📍 Asks for the location: Où ?",
            "📍 Demande la position\u{a0}: Où ?",
        ),
        ("location", place(), degrees, "📍 Location: 1, quai", "📍 Position\u{a0}: 1, quai"),
        (
            "contacts",
            json!([card()]),
            json!([card()]),
            "👤 Contact: Awa Test, +33 6 39 98 00 02",
            "👤 Contact\u{a0}: Awa Test, +33 6 39 98 00 02",
        ),
    ];
    for (name, content, at_graph, en, fr) in cases {
        let response = app.send(&to_zoe(name, &content)).await;
        assert_eq!(response.status, 200, "{content}: {}", response.body);
        let sent = app.sends().await.pop().unwrap();
        assert_eq!((&sent["type"], &sent[name], sent.get("context")), (&json!(name), &at_graph, None));
        let id = response.body["message"]["id"].clone();
        for (page, line) in [
            (app.get(&format!("/api/messages/{ZOE}")).await, en),
            (app.get_in_french(&format!("/api/messages/{ZOE}")).await, fr),
        ] {
            let shown = page.body["messages"].as_array().unwrap().last().unwrap().clone();
            assert_eq!((&shown["id"], &shown["type"], &shown["content"]), (&id, &json!(name), &json!(line)));
            match name {
                "interactive" => assert_eq!(shown["interactive"], at_graph),
                "location" => assert_eq!(shown["location"], place()),
                _ => assert_eq!(shown["contacts"][0]["phones"], json!(["+33 6 39 98 00 02"])),
            }
        }
        app.advance(10);
    }
    let conversation = app.conversation(ZOE).await;
    assert!(conversation.is_taken_over(app.clock.now()) && conversation.awaiting.is_none());
    let listed = app.get("/api/conversations").await;
    assert_eq!(
        listed.body["conversations"][0]["last_message"]["content"],
        "👤 Contact: Awa Test, +33 6 39 98 00 02"
    );
}

#[tokio::test]
async fn a_text_is_sent_without_a_preview_if_asked() {
    let app = open_thread().await;
    let mut body = to_zoe("message", &json!("https://shop.example"));
    for (given, sent) in [(json!(false), false), (json!(true), true), (Value::Null, true)] {
        body["preview_url"] = given;
        assert_eq!(app.send(&body).await.status, 200);
        assert_eq!(app.sends().await.pop().unwrap()["text"]["preview_url"], sent);
    }
    body["preview_url"] = json!("no");
    assert_eq!(app.send(&body).await.code(), (422, "invalid_field"));
    let mut place = to_zoe("location", &place());
    place["preview_url"] = json!(true);
    assert_eq!(app.send(&place).await.body["field"], "preview_url");
}

#[tokio::test]
async fn every_type_may_quote_a_message() {
    let app = open_thread().await;
    let question = app.customer_writes(ZOE, "Où êtes-vous ?").await;
    let mut body = to_zoe("location", &place());
    body["reply_to"] = json!(question.key.to_string());
    assert_eq!(app.send(&body).await.body["message"]["reply_to"], question.wamid.clone().unwrap().as_str());
    let sent = app.sends().await.pop().unwrap();
    assert_eq!(sent["context"]["message_id"], question.wamid.unwrap().as_str());
}

#[tokio::test]
async fn a_reaction_takes_nothing_over_and_answers_nothing() {
    let app = open_thread().await;
    let question = app.customer_writes(ZOE, "Merci ! Et demain ?").await;
    let wamid = question.wamid.clone().unwrap();
    let before = app.conversation(ZOE).await;
    for id in [question.key.to_string(), wamid.to_string()] {
        let body = to_zoe("reaction", &json!({"message_id": id, "emoji": "👍"}));
        let response = app.send(&body).await;
        assert_eq!(response.status, 200, "{}", response.body);
        let message = &response.body["message"];
        assert_eq!((&message["type"], &message["content"]), (&json!("reaction"), &json!("Reacted 👍")));
        assert_eq!(message["reaction"], json!({"message_id": wamid, "emoji": "👍"}));
        let sent = app.sends().await.pop().unwrap();
        assert_eq!((&sent["reaction"], sent.get("context")), (&message["reaction"], None));
    }
    let taken_back = to_zoe("reaction", &json!({"message_id": wamid, "emoji": ""}));
    let response = app.send(&taken_back).await;
    assert_eq!(response.body["message"]["content"], "Took a reaction back");
    assert_eq!(app.sends().await.pop().unwrap()["reaction"], json!({"message_id": wamid, "emoji": ""}));
    let after = app.conversation(ZOE).await;
    assert!(!after.is_taken_over(app.clock.now()));
    assert_eq!(after.awaiting, before.awaiting, "the question still waits");
}

#[tokio::test]
async fn a_reaction_is_to_a_message_of_this_conversation() {
    let app = open_thread().await;
    let elsewhere = app.customer_writes("33639980009", "Bonjour").await;
    let unsent = outbound(&app.contact(ZOE).await, app.clock.now(), "a1", "Bonsoir");
    app.store.insert_message(&relais_core::message::Message { wamid: None, ..unsent.clone() }).await.unwrap();
    let react = async |id: &str, emoji: &str| {
        app.send(&to_zoe("reaction", &json!({"message_id": id, "emoji": emoji}))).await
    };
    let cases = [
        (elsewhere.key.to_string(), "👍", (404, "unknown_message")),
        (elsewhere.wamid.unwrap().to_string(), "👍", (404, "unknown_message")),
        ("wamid.NOWHERE".to_owned(), "👍", (404, "unknown_message")),
        ("nonsense".to_owned(), "👍", (404, "unknown_message")),
        (unsent.key.to_string(), "👍", (409, "not_sent_yet")),
        (String::new(), "👍", (422, "invalid_field")),
    ];
    for (id, emoji, code) in cases {
        assert_eq!(react(&id, emoji).await.code(), code, "{id}");
    }
    let own = app.customer_writes(ZOE, "Encore").await.key.to_string();
    for text in ["merci", "👍👍", " "] {
        let response = react(&own, text).await;
        assert_eq!(
            (response.code(), &response.body["field"]),
            ((422, "invalid_field"), &json!("reaction.emoji"))
        );
    }
    let mut quoting = to_zoe("reaction", &json!({"message_id": own, "emoji": "👍"}));
    quoting["reply_to"] = json!(own);
    assert_eq!(app.send(&quoting).await.body["field"], "reply_to");
    assert_eq!(app.sends().await.len(), 0);
}

#[tokio::test]
async fn a_reaction_to_a_reaction_is_refused() {
    let app = open_thread().await;
    let theirs = json!({"type": "reaction", "reaction": {"message_id": "wamid.A", "emoji": "👍"}});
    let reaction = app.customer_sends(ZOE, "reaction", "", Some(theirs)).await;
    for id in [reaction.key.to_string(), reaction.wamid.unwrap().to_string()] {
        let response = app.send(&to_zoe("reaction", &json!({"message_id": id, "emoji": "👍"}))).await;
        let refused = (response.code(), &response.body["field"]);
        assert_eq!(refused, ((422, "invalid_field"), &json!("reaction.message_id")), "{id}");
    }
    assert_eq!(app.sends().await.len(), 0);
}

#[tokio::test]
async fn what_graph_would_refuse_is_refused_with_the_field_and_the_limit() {
    let app = open_thread().await;
    let long_title = "x".repeat(21);
    let cases = [
        ("interactive", list(11), "interactive.action.sections[0].rows", json!(10)),
        ("interactive", buttons(&["a", "b", "c", "d"]), "interactive.action.buttons", json!(3)),
        (
            "interactive",
            buttons(&[long_title.as_str()]),
            "interactive.action.buttons[0].reply.title",
            json!(20),
        ),
        ("interactive", buttons(&["Oui", "Oui "]), "interactive.action.buttons[1].reply.title", Value::Null),
        ("interactive", json!({"type": "flow"}), "interactive.type", Value::Null),
        ("location", json!({"latitude": 91, "longitude": 0}), "location.latitude", Value::Null),
        ("contacts", json!(vec![card(); 6]), "contacts", json!(5)),
        ("contacts", json!([{"name": {}}]), "contacts[0].name.formatted_name", Value::Null),
    ];
    for (name, content, field, limit) in cases {
        let response = app.send(&to_zoe(name, &content)).await;
        assert_eq!(response.code(), (422, "invalid_field"), "{content}");
        assert_eq!((&response.body["field"], &response.body["limit"]), (&json!(field), &limit), "{content}");
        let detail = response.body["detail"].as_str().unwrap();
        assert!(
            detail.contains(field) && limit.as_u64().is_none_or(|limit| detail.contains(&limit.to_string()))
        );
    }
    for (text, code, limit) in
        [("\u{200b}\u{2060}", "empty_text", Value::Null), (&"x".repeat(4097), "text_too_long", json!(4096))]
    {
        let response = app.send(&to_zoe("message", &json!(text))).await;
        assert_eq!(response.code(), (422, code));
        assert_eq!((&response.body["field"], &response.body["limit"]), (&json!("message"), &limit));
    }
    let french = app
        .call(
            "POST",
            "/api/send_message",
            &[("accept-language", "fr")],
            to_zoe("interactive", &list(11)).to_string().into(),
        )
        .await;
    assert_eq!(french.body["detail"], "`interactive.action.sections[0].rows` a au plus 10 éléments.");
    let mut two = to_zoe("location", &place());
    two["interactive"] = list(1);
    assert_eq!(app.send(&two).await.code(), (422, "message_or_template"));
    assert_eq!((app.sends().await.len(), app.thread(ZOE).await.len(), app.jobs().await.len()), (0, 1, 0));
}

#[tokio::test]
async fn only_templates_may_be_sent_outside_the_window() {
    let app = open_thread().await;
    app.advance(24 * 3600);
    let file = json!({"id": format!("upload-{}", "0a".repeat(16))});
    let reaction = json!({"message_id": "wamid.A", "emoji": "👍"});
    for (name, content) in [
        ("interactive", list(1)),
        ("location", place()),
        ("contacts", json!([card()])),
        ("reaction", reaction),
        ("media", file),
    ] {
        assert_eq!(app.send(&to_zoe(name, &content)).await.code(), (409, "window_closed"), "{name}");
    }
}

/// Sends a message that Graph refuses, and then again without saying what.
async fn sent_again(app: &TestApp, body: &Value) -> Response {
    app.graph_answers(refused(400, 131_026, "no")).await;
    let failed = app.send(body).await;
    assert_eq!(failed.code(), (502, "graph_error"));
    app.advance(30);
    app.graph_accepts().await;
    let id = &failed.body["message"]["id"];
    let again = app.send(&json!({"to_number": ZOE, "resend_of": id})).await;
    assert_eq!(again.body["message"]["resend_of"], *id, "{}", again.body);
    again
}

#[tokio::test]
async fn whatever_failed_is_sent_again_as_it_was() {
    let app = open_thread().await;
    let question = app.customer_writes(ZOE, "Où ?").await.key.to_string();
    for (name, content) in [
        ("message", json!("Bonsoir")),
        ("interactive", list(2)),
        ("location", place()),
        ("contacts", json!([card()])),
        ("reaction", json!({"message_id": question, "emoji": "👍"})),
    ] {
        let mut body = to_zoe(name, &content);
        if name == "location" {
            body["reply_to"] = json!(question);
        }
        app.graph.reset().await;
        let again = sent_again(&app, &body).await;
        assert_eq!(again.status, 200, "{name}");
        let sends = app.sends().await;
        let kind = if name == "message" { "text" } else { name };
        let last = sends.last().unwrap();
        assert_eq!((&last["type"], last.get("context").is_some()), (&json!(kind), name == "location"));
        assert!(!last[kind].is_null(), "{last}");
    }
}

/// The worker repeats what is stored.
#[tokio::test]
async fn what_may_not_have_arrived_is_stored_whole() {
    let app = open_thread().await;
    let question = app.customer_writes(ZOE, "Où ?").await.key.to_string();
    for (name, content) in [
        ("interactive", list(2)),
        ("location", place()),
        ("contacts", json!([card()])),
        ("reaction", json!({"message_id": question, "emoji": "👍"})),
    ] {
        app.graph_answers(refused(500, 131_000, "no")).await;
        let unclear = app.send(&to_zoe(name, &content)).await;
        assert_eq!(unclear.status, 202, "{name}: {}", unclear.body);
        let sent = app.sends().await.pop().unwrap();
        let key = MessageKey::parse(unclear.body["message"]["id"].as_str().unwrap()).unwrap();
        let body = app.store.message(&key).await.unwrap().unwrap().sending.unwrap().body;
        assert_eq!(body.as_echo().unwrap(), json!({"type": name, name: sent[name]}));
        app.advance(30);
    }
}

#[tokio::test]
async fn a_template_is_sent_again_only_with_its_parameters() {
    let app = open_thread().await;
    app.graph_answers(refused(400, 131_026, "no")).await;
    let failed = app.send(&to_zoe("template", &json!({"name": "rappel", "language": "fr"}))).await;
    let again = json!({"to_number": ZOE, "resend_of": failed.body["message"]["id"]});
    assert_eq!(app.send(&again).await.code(), (422, "message_or_template"));
}

#[tokio::test]
async fn a_refused_reaction_marks_nothing_for_a_person() {
    let app = open_thread().await;
    let question = app.customer_writes(ZOE, "Merci").await.key.to_string();
    app.graph_answers(refused(400, 131_026, "no")).await;
    let response = app.send(&to_zoe("reaction", &json!({"message_id": question, "emoji": "👍"}))).await;
    assert_eq!(response.code(), (502, "graph_error"));
    assert_eq!(app.conversation(ZOE).await.needs_person, None);
}
