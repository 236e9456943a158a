//! Tokens, proofs, paths, and the objects that Graph can be asked about.

use relais_whatsapp::signature::appsecret_proof;
use serde_json::{Value, json};

use crate::stage::{APP_SECRET, CAMILLE, PHONE_ID, Stage, TOKEN, WABA_ID, text_message};

async fn post(stage: &Stage, path: &str, token: Option<&str>) -> (u16, Value) {
    let mut request = stage.http.post(format!("{}{path}", stage.url));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.json(&text_message(CAMILLE, "Bonjour")).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_call_needs_the_right_token_number_version_and_proof() {
    let stage = Stage::with_open_windows().await;
    let messages = format!("/v25.0/{PHONE_ID}/messages");
    let proof = appsecret_proof(&APP_SECRET.into(), &TOKEN.into());
    for (path, token, http, code) in [
        (messages.clone(), None, 401, 104),
        (messages.clone(), Some("EAAanother"), 401, 190),
        ("/v25.0/999/messages".to_owned(), Some(TOKEN), 400, 100),
        (format!("/latest/{PHONE_ID}/messages"), Some(TOKEN), 400, 2500),
        (format!("{messages}?appsecret_proof={}", "0".repeat(64)), Some(TOKEN), 400, 100),
    ] {
        let (status, answer) = post(&stage, &path, token).await;
        assert_eq!((status, &answer["error"]["code"]), (http, &json!(code)), "{path}");
        assert!(answer["error"]["fbtrace_id"].is_string());
    }
    assert_eq!(stage.simulator.accepted_count(), 0);
    let (status, _) = post(&stage, &format!("{messages}?appsecret_proof={proof}"), Some(TOKEN)).await;
    assert_eq!(status, 200);
    let (_, answer) = post(&stage, "/v25.0/999/messages", Some(TOKEN)).await;
    assert_eq!(answer["error"]["error_subcode"], 33);
}

#[tokio::test]
async fn templates_are_listed_with_their_states() {
    let stage = Stage::open().await;
    let path = format!("/v25.0/{WABA_ID}/message_templates");
    let (status, list) = stage.get(&path).await;
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
    let (_, list) = stage.get(&format!("{path}?status=PENDING")).await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    let (status, answer) = stage.get("/v25.0/999/message_templates").await;
    assert_eq!((status, &answer["error"]["error_subcode"]), (400, &json!(33)));
}

#[tokio::test]
async fn the_number_and_the_token_can_be_looked_up() {
    let stage = Stage::open().await;
    let (status, number) = stage.get(&format!("/v25.0/{PHONE_ID}?fields=verified_name")).await;
    assert_eq!(status, 200);
    assert_eq!(number, json!({"verified_name": "Chez Marron", "id": PHONE_ID}));
    for (input, valid) in [(TOKEN, true), ("EAAexpired", false)] {
        let (status, token) = stage.get(&format!("/debug_token?input_token={input}")).await;
        assert_eq!(status, 200);
        assert_eq!(token["data"]["is_valid"], valid);
    }
    let url = format!("{}/v25.0/debug_token", stage.url);
    let query = [("input_token", TOKEN), ("access_token", "670|an app secret")];
    let response = stage.http.get(url).query(&query).send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn every_request_is_noted_with_its_path() {
    let stage = Stage::open().await;
    stage.graph(&json!({"nonsense": true})).await;
    stage.get(&format!("/v25.0/{PHONE_ID}")).await;
    let requests = stage.simulator.requests();
    assert_eq!(requests[0].path, format!("/v25.0/{PHONE_ID}/messages"));
    assert_eq!(requests[0].body, json!({"nonsense": true}));
    assert_eq!(requests[1].body, Value::Null);
}
