//! Tokens, proofs, paths, and the objects that Graph serves.

use jiff::SignedDuration;
use relais_simulator::APP_ID;
use relais_whatsapp::signature::appsecret_proof;
use serde_json::{Value, json};

use crate::test_app::{APP_SECRET, CAMILLE, PHONE_ID, TOKEN, TestApp, WABA_ID, text_message};

async fn post(app: &TestApp, path: &str, token: Option<&str>) -> (u16, Value) {
    let mut request = app.http.post(format!("{}{path}", app.url));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.json(&text_message(CAMILLE, "Bonjour")).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_call_needs_the_right_token_number_version_and_proof() {
    let app = TestApp::with_open_windows().await;
    let messages = format!("/v25.0/{PHONE_ID}/messages");
    let proof = appsecret_proof(&APP_SECRET.into(), &TOKEN.into());
    for (path, token, http, code) in [
        (messages.clone(), None, 401, 104),
        (messages.clone(), Some("EAAanother"), 401, 190),
        ("/v25.0/999/messages".to_owned(), Some(TOKEN), 400, 100),
        (format!("/latest/{PHONE_ID}/messages"), Some(TOKEN), 400, 2500),
        (format!("{messages}?appsecret_proof={}", "0".repeat(64)), Some(TOKEN), 400, 100),
    ] {
        let (status, answer) = post(&app, &path, token).await;
        assert_eq!((status, &answer["error"]["code"]), (http, &json!(code)), "{path}");
        assert!(answer["error"]["fbtrace_id"].is_string());
    }
    assert_eq!(app.simulator.accepted_count(), 0);
    let (status, _) = post(&app, &format!("{messages}?appsecret_proof={proof}"), Some(TOKEN)).await;
    assert_eq!(status, 200);
    let (_, answer) = post(&app, "/v25.0/999/messages", Some(TOKEN)).await;
    assert_eq!(answer["error"]["error_subcode"], 33);
}

#[tokio::test]
async fn templates_are_listed_with_their_states() {
    let app = TestApp::open().await;
    let path = format!("/v25.0/{WABA_ID}/message_templates");
    let (status, list) = app.get(&path).await;
    assert_eq!(status, 200);
    let templates = list["data"].as_array().unwrap();
    for wanted in ["APPROVED", "PENDING", "REJECTED"] {
        assert!(templates.iter().any(|template| template["status"] == wanted), "{wanted}");
    }
    for language in ["fr", "en"] {
        assert!(templates.iter().any(|template| {
            template["language"] == language
                && template["components"][0]["text"].as_str().unwrap().contains("{{1}}")
        }));
    }
    let (_, list) = app.get(&format!("{path}?status=PENDING")).await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    let (status, answer) = app.get("/v25.0/999/message_templates").await;
    assert_eq!((status, &answer["error"]["error_subcode"]), (400, &json!(33)));
}

#[tokio::test]
async fn the_number_and_the_token_can_be_looked_up() {
    let app = TestApp::open().await;
    let (status, number) = app.get(&format!("/v25.0/{PHONE_ID}?fields=verified_name")).await;
    assert_eq!(status, 200);
    assert_eq!(number, json!({"verified_name": "Chez Marron", "id": PHONE_ID}));
    for (input, valid) in [(TOKEN, true), ("EAAexpired", false)] {
        let (status, token) = app.get(&format!("/debug_token?input_token={input}")).await;
        assert_eq!(status, 200);
        assert_eq!(token["data"]["is_valid"], valid);
    }
    let url = format!("{}/v25.0/debug_token", app.url);
    for (app_id, status) in [(APP_ID, 200), ("670", 401)] {
        let own = format!("{app_id}|{APP_SECRET}");
        let query = [("input_token", TOKEN), ("access_token", &own)];
        let response = app.http.get(&url).query(&query).send().await.unwrap();
        assert_eq!(response.status(), status);
    }
}

/// Exchanges a token.
async fn exchange(app: &TestApp, app_id: &str, secret: &str, old: &str) -> (u16, Value) {
    let query = [
        ("grant_type", "fb_exchange_token"),
        ("client_id", app_id),
        ("client_secret", secret),
        ("fb_exchange_token", old),
    ];
    let url = format!("{}/v25.0/oauth/access_token", app.url);
    let response = app.http.get(url).query(&query).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_token_ends_and_is_exchanged_before() {
    let app = TestApp::open().await;
    let end = app.clock.now().checked_add(SignedDuration::from_hours(24)).unwrap();
    app.set(|settings| settings.token_expires_at = Some(end));
    let path = format!("/debug_token?input_token={TOKEN}");
    assert_eq!(app.get(&path).await.1["data"]["expires_at"], end.as_second());
    for (app_id, secret, old, code) in [
        ("670", APP_SECRET, TOKEN, 101),
        (APP_ID, "another", TOKEN, 1),
        (APP_ID, APP_SECRET, "EAAanother", 190),
    ] {
        let (status, answer) = exchange(&app, app_id, secret, old).await;
        assert!(status >= 400);
        assert_eq!(answer["error"]["code"], code);
    }
    let (status, new) = exchange(&app, APP_ID, APP_SECRET, TOKEN).await;
    assert_eq!(status, 200, "{new}");
    let number = format!("{}/v25.0/{PHONE_ID}", app.url);
    let status =
        async |token: &str| app.http.get(&number).bearer_auth(token).send().await.unwrap().status().as_u16();
    let token = new["access_token"].as_str().unwrap();
    assert_eq!((status(TOKEN).await, status(token).await), (200, 200));

    app.clock.advance(SignedDuration::from_hours(24));
    assert_eq!((status(TOKEN).await, status(token).await), (401, 200));
    let (_, answer) = exchange(&app, APP_ID, APP_SECRET, TOKEN).await;
    assert_eq!(answer["error"]["error_subcode"], 463);
}

#[tokio::test]
async fn subscriptions_can_be_looked_up() {
    let app = TestApp::open().await;
    let path = format!("/v25.0/{WABA_ID}/subscribed_apps");
    let (_, apps) = app.get(&path).await;
    assert_eq!(apps["data"][0]["whatsapp_business_api_data"]["id"], APP_ID);
    app.set(|settings| settings.subscribed_apps.clear());
    assert_eq!(app.get(&path).await.1, json!({"data": []}));

    let path = format!("/v25.0/{APP_ID}/subscriptions");
    assert_eq!(app.get(&path).await.0, 401, "for the app's own token only");
    let own = format!("{APP_ID}|{APP_SECRET}");
    let url = format!("{}{path}", app.url);
    let answer: Value = app.http.get(url).bearer_auth(own).send().await.unwrap().json().await.unwrap();
    assert!(answer["data"][0]["callback_url"].as_str().unwrap().ends_with("/webhook"), "{answer}");
}

#[tokio::test]
async fn every_request_is_noted_with_its_path() {
    let app = TestApp::open().await;
    app.graph(&json!({"nonsense": true})).await;
    app.get(&format!("/v25.0/{PHONE_ID}")).await;
    let requests = app.simulator.requests();
    assert_eq!(requests[0].path, format!("/v25.0/{PHONE_ID}/messages"));
    assert_eq!(requests[0].body, json!({"nonsense": true}));
    assert_eq!(requests[1].body, Value::Null);
}
