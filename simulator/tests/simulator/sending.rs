//! The sends that Meta accepts, and those that it refuses.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::test_app::{CAMILLE, JORDAN, TestApp, text_message};

fn template(name: &str, language: &str, parameters: &[&str]) -> Value {
    let parameters: Vec<Value> =
        parameters.iter().map(|text| json!({"type": "text", "text": text})).collect();
    json!({
        "messaging_product": "whatsapp", "to": CAMILLE, "type": "template",
        "template": {
            "name": name, "language": {"code": language},
            "components": [{"type": "body", "parameters": parameters}],
        },
    })
}

#[tokio::test]
async fn an_accepted_message_is_answered_as_meta_does_and_shows_on_the_phone() {
    let app = TestApp::with_open_windows().await;
    let mut message = text_message("+33 6 39 98 01 42", "À votre service");
    message["biz_opaque_callback_data"] = json!("reply-1");
    let (status, answer) = app.graph(&message).await;
    assert_eq!(status, 200);
    assert_eq!(answer["messaging_product"], "whatsapp");
    assert_eq!(answer["contacts"][0]["input"], "+33 6 39 98 01 42");
    assert_eq!(answer["contacts"][0]["wa_id"], CAMILLE);
    let accepted = app.simulator.wait_for_accepted(1).await;
    assert_eq!(accepted.len(), 1);
    assert_eq!(answer["messages"][0]["id"], accepted[0].wamid);
    assert_eq!(accepted[0].to, CAMILLE);
    assert_eq!(accepted[0].callback_data.as_deref(), Some("reply-1"));
    assert_eq!((accepted[0].kind.as_str(), accepted[0].text.as_str()), ("text", "À votre service"));
    assert_eq!(accepted[0].at, app.clock.now());
    assert_eq!(accepted[0].request, message);
    let shown = app.on_phone(CAMILLE).await["messages"][1].clone();
    assert_eq!((&shown["direction"], &shown["text"]), (&json!("in"), &json!("À votre service")));
    assert_eq!(shown["status"], Value::Null);
}

#[tokio::test]
async fn a_business_scoped_user_id_reaches_its_customer() {
    let app = TestApp::with_open_windows().await;
    let user_id = app.simulator.add_customer("Alex").user_id;
    let unwritten = json!({
        "messaging_product": "whatsapp", "recipient": user_id, "type": "text", "text": {"body": "Hello"},
    });
    assert_eq!(app.graph(&unwritten).await.1["error"]["code"], 131_047);
    let (_, state) = app.get("/phone/api/state").await;
    let alex = state["customers"][2]["wa_id"].as_str().unwrap();
    app.simulator.send_texts(alex, vec!["Hi".to_owned()]).unwrap();
    let (status, answer) = app.graph(&unwritten).await;
    assert_eq!(status, 200);
    assert_eq!(answer["contacts"][0], json!({"input": user_id, "user_id": user_id}));
    assert_eq!(app.simulator.accepted()[0].to, alex);
}

#[tokio::test]
async fn malformed_sends_are_refused_as_meta_would() {
    let app = TestApp::with_open_windows().await;
    let long = "é".repeat(4097);
    let buttons: Vec<Value> =
        (0..4).map(|id| json!({"type": "reply", "reply": {"id": id.to_string(), "title": "Oui"}})).collect();
    let base = text_message(CAMILLE, "Bonjour");
    let with = |changes: Value| {
        let mut body = base.clone();
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    for (body, http, code) in [
        (json!({"to": CAMILLE, "type": "text", "text": {"body": "Bonjour"}}), 400, 100),
        (json!({"messaging_product": "whatsapp", "type": "text", "text": {"body": "Bonjour"}}), 400, 100),
        (with(json!({"messaging_product": "sms"})), 400, 100),
        (with(json!({"to": "Camille"})), 400, 100),
        (with(json!({"to": "15550100199"})), 400, 131_021),
        (with(json!({"type": "telegram"})), 400, 100),
        (with(json!({"type": "image"})), 400, 100),
        (with(json!({"type": "image", "image": {}})), 400, 100),
        (with(json!({"text": {"body": ""}})), 400, 100),
        (with(json!({"text": {"body": long}})), 400, 100),
        (with(json!({"text": {}})), 400, 100),
        (with(json!({"context": {}})), 400, 100),
        (with(json!({"biz_opaque_callback_data": "x".repeat(513)})), 400, 100),
        (with(json!({"recipient_type": "group"})), 400, 100),
        (
            with(
                json!({"type": "interactive", "interactive": {"type": "button", "action": {"buttons": buttons}}}),
            ),
            400,
            131_009,
        ),
        (json!([]), 400, 100),
        (template("no_such_template", "fr", &[]), 404, 132_001),
        (template("order_update", "de", &["Camille", "A-1"]), 404, 132_001),
        (template("spring_offer", "fr", &["20 %"]), 404, 132_001),
        (template("order_update", "fr", &["Camille"]), 400, 132_000),
    ] {
        let (status, answer) = app.graph(&body).await;
        assert_eq!((status, &answer["error"]["code"]), (http, &json!(code)), "{body} {answer}");
    }
    assert_eq!(app.simulator.accepted_count(), 0);
    let (status, _) = app.graph(&with(json!({"text": {"body": "x".repeat(4096)}}))).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn the_limits_of_each_type_are_metas() {
    let app = TestApp::with_open_windows().await;
    let send = |kind: &str, content: Value| json!({"messaging_product": "whatsapp", "to": CAMILLE, "type": kind, kind: content});
    let interactive =
        |kind: &str, action: Value| json!({"type": kind, "body": {"text": "?"}, "action": action});
    let button = |title: &str| json!({"type": "reply", "reply": {"id": title, "title": title}});
    let rows = |count: usize| -> Vec<Value> {
        (0..count).map(|row| json!({"id": row.to_string(), "title": "9 h"})).collect()
    };
    let list = |count| interactive("list", json!({"button": "Choisir", "sections": [{"rows": rows(count)}]}));
    let link =
        |url: &str| interactive("cta_url", json!({"parameters": {"display_text": "Ouvrir", "url": url}}));
    let mut pictured = list(1);
    pictured["header"] = json!({"type": "image", "image": {"id": "1"}});
    let mut long = interactive("button", json!({"buttons": [button("Oui")]}));
    long["body"]["text"] = json!("x".repeat(1025));
    let card = |name: Value| json!([{ "name": name }]);
    for (body, code) in [
        (send("interactive", list(10)), 0),
        (send("interactive", list(11)), 131_009),
        (send("interactive", list(0)), 131_009),
        (send("interactive", pictured), 131_009),
        (send("interactive", long), 100),
        (
            send("interactive", interactive("button", json!({"buttons": [button("Oui"), button("Oui")]}))),
            131_009,
        ),
        (send("interactive", interactive("button", json!({"buttons": [button(&"x".repeat(21))]}))), 100),
        (send("interactive", link("https://shop.example")), 0),
        (send("interactive", link("shop.example")), 131_009),
        (send("interactive", interactive("location_request_message", json!({"name": "send_location"}))), 0),
        (send("interactive", interactive("location_request_message", json!({}))), 100),
        (send("interactive", interactive("product", json!({}))), 100),
        (send("location", json!({"latitude": "48.4", "longitude": -4.5})), 0),
        (send("location", json!({"latitude": 91, "longitude": 0})), 100),
        (send("contacts", card(json!({"formatted_name": "Awa", "first_name": "Awa"}))), 0),
        (send("contacts", card(json!({"formatted_name": "Awa"}))), 100),
        (send("contacts", json!([])), 131_009),
        (send("reaction", json!({"message_id": "wamid.x", "emoji": ""})), 0),
        (send("reaction", json!({"message_id": "wamid.x", "emoji": "ok"})), 131_009),
        (send("image", json!({"id": "1", "caption": "x".repeat(1025)})), 100),
        (send("audio", json!({"id": "1", "caption": "x"})), 100),
        (send("document", json!({"id": "1", "caption": "x", "filename": "a.pdf"})), 0),
    ] {
        let (status, answer) = app.graph(&body).await;
        let refused = answer["error"]["code"].as_i64().unwrap_or(0);
        assert_eq!((status == 200, refused), (code == 0, code), "{body} {answer}");
    }
}

#[tokio::test]
async fn outside_the_24_hour_window_only_templates_are_accepted() {
    let app = TestApp::open().await;
    let text = text_message(CAMILLE, "Bonjour");
    let (status, answer) = app.graph(&text).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(131_047)));
    app.simulator.send_texts(CAMILLE, vec!["Bonjour".to_owned()]).unwrap();
    app.clock.advance(SignedDuration::from_secs(24 * 3600 - 1));
    assert_eq!(app.graph(&text).await.0, 200);
    app.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(app.graph(&text).await.0, 400);
    let (status, answer) = app.graph(&template("order_update", "fr", &["Camille", "A-1042"])).await;
    assert_eq!(status, 200);
    assert_eq!(answer["messages"][0]["message_status"], "accepted");
    let accepted = app.simulator.accepted();
    assert_eq!(accepted[1].text, "Bonjour Camille, votre commande A-1042 est prête.");
    app.webhooks_delivered().await;
    let sent = &app.inbox.statuses(&accepted[1].wamid)[0];
    assert_eq!(sent["pricing"]["category"], "utility");
}

#[tokio::test]
async fn a_send_to_an_unknown_number_is_accepted_and_then_fails() {
    let app = TestApp::open().await;
    let wamid = app.send("33639989999", "Bonjour").await;
    app.webhooks_delivered().await;
    let statuses = app.inbox.statuses(&wamid);
    assert_eq!(statuses.len(), 1);
    assert_eq!(statuses[0]["status"], "failed");
    assert_eq!(statuses[0]["errors"][0]["code"], 131_026);
    assert_eq!(statuses[0]["recipient_id"], "33639989999");
}

#[tokio::test]
async fn a_customer_of_an_earlier_run_can_be_restored() {
    let app = TestApp::open().await;
    app.simulator.restore_customer("33639980777", "Dominique", Some(app.clock.now()));
    let wamid = app.send("33639980777", "Bonjour").await;
    app.webhooks_delivered().await;
    assert_eq!(app.inbox.status_names(&wamid), ["sent", "delivered", "read"]);
}

#[tokio::test]
async fn marking_as_read_turns_the_ticks_blue_and_shows_typing() {
    let app = TestApp::open().await;
    let texts = vec!["Bonjour".to_owned(), "Vous êtes là ?".to_owned(), "Encore moi".to_owned()];
    let ids = app.simulator.send_texts(CAMILLE, texts).unwrap();
    app.webhooks_delivered().await;
    let ticks = |camille: &Value| -> Vec<String> {
        let messages = camille["messages"].as_array().unwrap().iter();
        messages.map(|message| message["status"].as_str().unwrap_or("-").to_owned()).collect()
    };
    assert_eq!(ticks(&app.on_phone(CAMILLE).await), ["delivered"; 3]);
    let read = json!({
        "messaging_product": "whatsapp", "status": "read", "message_id": ids[1],
        "typing_indicator": {"type": "text"},
    });
    let (status, answer) = app.graph(&read).await;
    assert_eq!((status, answer), (200, json!({"success": true})));
    let camille = app.on_phone(CAMILLE).await;
    assert_eq!(ticks(&camille), ["read", "read", "delivered"]);
    assert_eq!(camille["typing"], true);
    assert_eq!(app.on_phone(JORDAN).await["typing"], false);
    app.send(CAMILLE, "Bonjour !").await;
    let camille = app.on_phone(CAMILLE).await;
    assert_eq!(camille["typing"], false);
    assert_eq!(ticks(&camille), ["read", "read", "delivered", "-"]);
    app.graph(&read).await;
    app.clock.advance(SignedDuration::from_secs(25));
    assert_eq!(app.on_phone(CAMILLE).await["typing"], false);
}

#[tokio::test]
async fn marking_nothing_as_read_is_refused() {
    let app = TestApp::open().await;
    for (message_id, status, code) in [("wamid.nonsense", "read", 131_009), ("wamid.x", "played", 100)] {
        let body = json!({"messaging_product": "whatsapp", "status": status, "message_id": message_id});
        assert_eq!(app.graph(&body).await.1["error"]["code"], code);
    }
}
