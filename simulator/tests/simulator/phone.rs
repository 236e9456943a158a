//! The control API of the phone.

use serde_json::{Value, json};

use crate::test_app::{CAMILLE, JORDAN, TestApp};

impl TestApp {
    pub(crate) async fn control(&self, method: reqwest::Method, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/phone/api{path}", self.url);
        let response = self.http.request(method, url).json(body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.control(reqwest::Method::POST, path, &body).await
    }
}

#[tokio::test]
async fn the_state_is_sent_once_per_change() {
    let app = TestApp::open().await;
    app.simulator.set_inbox_url(Some("/".to_owned()));
    let (status, state) = app.get("/phone/api/state").await;
    assert_eq!(status, 200);
    assert_eq!(state["now"], "2026-09-25T01:33:20Z");
    assert_eq!(state["business"], json!({"name": "Chez Marron", "phone_number": "+1 555-010-0199"}));
    assert_eq!((&state["model_simulated"], &state["inbox_url"]), (&json!(true), &json!("/")));
    assert_eq!(state["settings"]["send_statuses"], true);
    let camille = json!({
        "wa_id": CAMILLE, "name": "Camille Fontaine", "typing": false, "blocked": false, "messages": [],
    });
    assert_eq!(state["customers"][0], camille);
    assert_eq!(state["customers"][1]["wa_id"], JORDAN);
    let since = format!("/phone/api/state?since={}", state["seq"]);
    assert_eq!(app.get(&since).await.0, 204);
    app.simulator.send_texts(CAMILLE, vec!["Bonjour".to_owned()]).unwrap();
    app.webhooks_delivered().await;
    let (status, state) = app.get(&since).await;
    assert_eq!(status, 200);
    let message = &state["customers"][0]["messages"][0];
    assert_eq!(message["direction"], "out");
    assert_eq!(message["type"], "text");
    assert_eq!(message["timestamp"], "2026-09-25T01:33:20Z");
    assert_eq!(message["status"], "delivered");
}

/// By DNS rebinding a page of any domain can call this server as its own.
#[tokio::test]
async fn the_inbox_is_named_with_its_token_on_this_machine_only() {
    let app = TestApp::open().await;
    let with_token = "http://localhost:3000/#token=secret";
    app.simulator.set_inbox_url(Some(with_token.to_owned()));
    for (host, expected) in [
        ("localhost:3000", with_token),
        ("127.0.0.1:3000", with_token),
        ("relais.localhost:3000", with_token),
        ("[::1]:3000", with_token),
        ("rebound.example:3000", "/"),
        ("192.168.1.5:3000", "/"),
    ] {
        let call = app.http.get(format!("{}/phone/api/state", app.url)).header("host", host);
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{host}: the phone works from another machine too");
        let state: Value = answer.json().await.unwrap();
        assert_eq!(state["inbox_url"], expected, "{host}");
    }
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let app = TestApp::open().await;
    let before = app.get("/phone/api/state").await.1["customers"].as_array().unwrap().len();
    let call = |method: reqwest::Method, path: &str, site: &str| {
        let url = format!("{}/phone/api{path}", app.url);
        let call = app.http.request(method, url).header("sec-fetch-site", site);
        call.body(r#"{"name": "Alex"}"#).send()
    };
    let (get, post) = (reqwest::Method::GET, reqwest::Method::POST);
    for (method, path, site, expected) in [
        (&get, "/state", "same-origin", 200),
        (&get, "/state", "none", 200),
        (&get, "/state", "same-site", 403),
        (&get, "/wire", "cross-site", 403),
        (&get, "/nowhere", "cross-site", 403),
        (&post, "/customers", "cross-site", 403),
        (&post, "/customers", "same-site", 403),
        (&post, "/customers", "none", 403),
        (&post, "/customers", "same-origin", 201),
    ] {
        let answer = call(method.clone(), path, site).await.unwrap();
        assert_eq!(answer.status(), expected, "{method} {path} {site}");
        if expected == 403 {
            let problem: Value = answer.json().await.unwrap();
            assert_eq!(problem["code"], "other_origin");
        }
    }
    let after = app.get("/phone/api/state").await.1["customers"].as_array().unwrap().len();
    assert_eq!(after, before + 1, "only the page itself adds a customer");
}

#[tokio::test]
async fn the_end_of_typing_is_a_change() {
    let app = TestApp::with_open_windows().await;
    let id = app.on_phone(CAMILLE).await["messages"][0]["id"].clone();
    app.graph(&json!({
        "messaging_product": "whatsapp", "status": "read", "message_id": id,
        "typing_indicator": {"type": "text"},
    }))
    .await;
    let (_, state) = app.get("/phone/api/state").await;
    let since = format!("/phone/api/state?since={}", state["seq"]);
    assert_eq!(app.get(&since).await.0, 204);
    app.clock.advance(jiff::SignedDuration::from_secs(25));
    assert_eq!(app.get(&since).await.0, 200);
}

#[tokio::test]
async fn customers_are_added_and_write() {
    let app = TestApp::open().await;
    let (status, alex) = app.post("/customers", json!({"name": " Alex "})).await;
    assert_eq!((status, &alex["name"]), (201, &json!("Alex")));
    let path = format!("/customers/{}/messages", alex["wa_id"].as_str().unwrap());
    let (status, written) = app.post(&path, json!({"texts": ["One", "Two"]})).await;
    assert_eq!(status, 201);
    assert_eq!(written["ids"].as_array().unwrap().len(), 2);
    app.webhooks_delivered().await;
    let values = app.inbox.values();
    assert_eq!(values[1]["messages"][0]["id"], written["ids"][1]);
    assert_eq!(values[1]["contacts"][0]["profile"]["name"], "Alex");
}

#[tokio::test]
async fn settings_are_changed_by_name() {
    let app = TestApp::open().await;
    let put = reqwest::Method::PUT;
    let changes = json!({"repeat_webhooks": 2, "model_failure": "silence", "fail_code": 131_047});
    let (status, settings) = app.control(put.clone(), "/settings", &changes).await;
    assert_eq!((status, &settings["model_failure"]), (200, &json!("silence")));
    assert_eq!(app.simulator.settings().fail_code, Some(131_047));
    let (_, state) = app.get("/phone/api/state").await;
    assert_eq!(state["settings"], settings);
    let (status, problem) = app.control(put, "/settings", &json!({"repeat_webhooks": 11})).await;
    assert_eq!(status, 422);
    assert!(problem["detail"].as_str().unwrap().contains("repeat_webhooks"));
}

#[tokio::test]
async fn the_shared_clock_can_be_advanced() {
    let app = TestApp::open().await;
    let before = app.clock.now();
    let (status, answer) = app.post("/advance", json!({"hours": 25})).await;
    assert_eq!((status, &answer["now"]), (200, &json!("2026-09-26T02:33:20Z")));
    assert_eq!(app.clock.now().duration_since(before).as_hours(), 25);
}

#[tokio::test]
async fn invalid_input_is_answered_with_a_problem_document() {
    let app = TestApp::open().await;
    let messages = format!("/customers/{CAMILLE}/messages");
    for (path, body, expected, code) in [
        ("/customers", json!({"name": "  "}), 422, "invalid_input"),
        ("/customers", json!({"name": "x".repeat(61)}), 422, "invalid_input"),
        ("/customers", json!({}), 422, "invalid_input"),
        (&messages, json!({"texts": []}), 422, "invalid_input"),
        (&messages, json!({"texts": [""]}), 422, "invalid_input"),
        (&messages, json!({"texts": ["x".repeat(4097)]}), 422, "invalid_input"),
        (&messages, json!({"kind": "fax"}), 422, "invalid_input"),
        (&messages, json!({"kind": "reaction"}), 422, "invalid_input"),
        ("/customers/33600000000/messages", json!({"texts": ["Bonjour"]}), 404, "unknown_customer"),
        ("/customers/33600000000/messages", json!({"kind": "reaction"}), 404, "unknown_customer"),
        ("/advance", json!({"hours": 0}), 422, "invalid_input"),
        ("/advance", json!({"hours": 721}), 422, "invalid_input"),
        ("/advance", json!("soon"), 422, "invalid_input"),
        ("/nowhere", json!({}), 404, "not_found"),
    ] {
        let (status, problem) = app.post(path, body.clone()).await;
        assert_eq!((status, &problem["code"]), (expected, &json!(code)), "{path} {body}");
        assert_eq!(problem["status"], expected);
        assert!(problem["detail"].as_str().unwrap().ends_with('.'), "{problem}");
    }
    assert_eq!(app.get("/phone/api/state?since=yesterday").await.0, 422);
}

#[tokio::test]
async fn messages_are_corrected_and_deleted_by_either_side() {
    let app = TestApp::with_open_windows().await;
    app.simulator.send_texts(CAMILLE, vec!["lundi".to_owned()]).unwrap();
    app.webhooks_delivered().await;
    let own = app.on_phone(CAMILLE).await["messages"].as_array().unwrap().last().unwrap()["id"].clone();
    let own = own.as_str().unwrap();
    let path = |id: &str| format!("/customers/{CAMILLE}/messages/{}", id.replace('/', "%2F"));
    assert_eq!(app.post(&format!("{}/edit", path(own)), json!({"text": "mardi"})).await.0, 204);
    app.webhooks_delivered().await;
    let sent = app.inbox.values().pop().unwrap()["messages"][0].clone();
    assert_eq!((&sent["type"], &sent["from"]), (&json!("edit"), &json!(CAMILLE)));
    let edited = json!({"original_message_id": own, "message": {"type": "text", "text": {"body": "mardi"}}});
    assert_eq!(sent["edit"], edited);
    assert_eq!(app.post(&format!("{}/delete", path(own)), json!({})).await.0, 204);
    app.webhooks_delivered().await;
    let sent = app.inbox.values().pop().unwrap()["messages"][0].clone();
    assert_eq!(sent["revoke"], json!({"original_message_id": own}));
    let shown = app.on_phone(CAMILLE).await["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&shown["text"], &shown["deleted"], &shown["edited"]),
        (&json!(""), &json!(true), &json!(true))
    );
    for (id, what, body, expected) in [
        (own, "delete", json!({}), 404),
        ("wamid.unknown", "edit", json!({"text": "x"}), 404),
        (own, "edit", json!({"text": " "}), 422),
        (own, "edit", json!({}), 422),
    ] {
        assert_eq!(app.post(&format!("{}/{what}", path(id)), body).await.0, expected, "{what}");
    }

    app.graph(&json!({
        "messaging_product": "whatsapp", "to": CAMILLE, "type": "text", "text": {"body": "Bonjour"},
    }))
    .await;
    let of_business = app.simulator.accepted().pop().unwrap().wamid;
    app.simulator.delete_message(CAMILLE, &of_business).unwrap();
    app.webhooks_delivered().await;
    let values = app.inbox.values();
    let echo = values.iter().find_map(|value| value["message_echoes"].get(0)).unwrap();
    assert_eq!((&echo["type"], &echo["to"]), (&json!("revoke"), &json!(CAMILLE)));
    assert_eq!(echo["revoke"]["original_message_id"], json!(of_business));
}

#[tokio::test]
async fn the_wire_shows_each_call_with_its_answer() {
    let app = TestApp::open().await;
    app.inbox.refuse(1);
    app.simulator.send_texts(CAMILLE, vec!["Bonjour".to_owned()]).unwrap();
    app.webhooks_delivered().await;
    let (_, wire) = app.get("/phone/api/wire").await;
    let [refused, taken] = &*wire["calls"].as_array().unwrap().clone() else { panic!("{wire}") };
    assert_eq!((&refused["status"], &refused["attempt"]), (&json!(500), &json!(1)));
    assert_eq!((&taken["status"], &taken["attempt"]), (&json!(200), &json!(2)));
    for call in [refused, taken] {
        assert_eq!((&call["side"], &call["path"]), (&json!("webhook"), &json!("/webhook")));
        assert!(call["signature"].as_str().unwrap().starts_with("sha256="));
        let body: Value = serde_json::from_str(call["request"]["text"].as_str().unwrap()).unwrap();
        assert_eq!(body["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"], "Bonjour");
        assert_eq!(call["admitted"], true);
    }

    app.send(CAMILLE, "Bonsoir").await;
    app.webhooks_delivered().await;
    let (_, later) = app.get(&format!("/phone/api/wire?from={}", wire["next"])).await;
    let calls = later["calls"].as_array().unwrap();
    let graph = calls.iter().find(|call| call["side"] == "graph").unwrap();
    assert_eq!(graph["number"], 2, "the numbers go on");
    assert_eq!((&graph["method"], &graph["status"]), (&json!("POST"), &json!(200)));
    assert!(graph["request"]["text"].as_str().unwrap().contains("Bonsoir"));
    assert!(graph["response"]["text"].as_str().unwrap().contains("wamid."));
    assert!(!later.to_string().contains(crate::test_app::TOKEN), "no token is shown");
    let (_, again) = app.get("/phone/api/wire?from=9999").await;
    assert_eq!(again["calls"].as_array().unwrap().len(), 2 + calls.len(), "a number of an earlier run");
    assert_eq!(app.get("/phone/api/wire?from=x").await.0, 422);
}
