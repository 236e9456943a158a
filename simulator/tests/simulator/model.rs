//! The model, as an OpenAI client sees it.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relais_simulator::{ModelFailure, Sample};
use serde_json::{Value, json};

use crate::test_app::TestApp;

fn question(text: &str) -> Value {
    json!({"model": "gpt-simulated", "messages": [
        {"role": "system", "content": "You are the assistant of a business."},
        {"role": "user", "content": text},
    ]})
}

async fn ask(app: &TestApp, body: &Value) -> (u16, Value) {
    let url = format!("{}/v1/chat/completions", app.url);
    let request = app.http.post(url).bearer_auth("sk-any").json(body);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or_default())
}

#[tokio::test]
async fn an_answer_has_openais_shape() {
    let app = TestApp::open().await;
    let (status, answer) = ask(&app, &question("Quels sont vos horaires ?")).await;
    assert_eq!(status, 200);
    assert_eq!((&answer["object"], &answer["model"]), (&json!("chat.completion"), &json!("gpt-simulated")));
    let choice = &answer["choices"][0];
    assert_eq!((&choice["finish_reason"], &choice["message"]["role"]), (&json!("stop"), &json!("assistant")));
    let usage = |name: &str| answer["usage"][name].as_u64().unwrap();
    assert_eq!(usage("prompt_tokens") + usage("completion_tokens"), usage("total_tokens"));
    let text = choice["message"]["content"].as_str().unwrap();
    assert!(text.contains("simulé") && text.contains("OPENAI_API_KEY") && text.contains("lundi"), "{text}");
}

#[tokio::test]
async fn what_is_no_words_is_said_in_the_customers_language() {
    let app = TestApp::open().await;
    let photo = STANDARD.encode(Sample::named("photo").unwrap().bytes);
    let image =
        json!([{"type": "image_url", "image_url": {"url": format!("data:image/jpeg;base64,{photo}")}}]);
    for (before, content, expected) in [
        ("Bonjour", image.clone(), "Je vois : un mug rouge fendu sur le côté, posé sur une table en bois."),
        ("Hello", image, "I see a red mug with a crack in its side, on a wooden table."),
        (
            "Bonjour",
            json!("[location: Le Quai, 3 rue du Port]"),
            "Vous avez envoyé une position : Le Quai, 3 rue du Port.",
        ),
        (
            "Hello",
            json!("[contact card: Zoé Martin, +33 6 39 98 00 01]"),
            "You sent a contact card: Zoé Martin, +33 6 39 98 00 01.",
        ),
        ("Bonjour", json!("[sticker: ☕]"), "Vous avez envoyé un autocollant : ☕."),
        ("Hello", json!("[sticker]"), "You sent a sticker."),
        ("Hello", json!("[ordered: 2 × MUG, 12.5 EUR each]"), "You sent an order: 2 × MUG, 12.5 EUR each."),
    ] {
        let body = json!({"model": "gpt-simulated", "messages": [
            {"role": "user", "content": before},
            {"role": "assistant", "content": "?"},
            {"role": "user", "content": content},
        ]});
        let (_, answer) = ask(&app, &body).await;
        assert_eq!(answer["choices"][0]["message"]["content"], expected);
    }
}

#[tokio::test]
async fn what_openai_refuses_is_refused() {
    let app = TestApp::open().await;
    let url = format!("{}/v1/chat/completions", app.url);
    let response = app.http.post(url).json(&question("Hello")).send().await.unwrap();
    assert_eq!(response.status(), 401);
    for body in [
        json!({"messages": [{"role": "user", "content": "Hello"}]}),
        json!({"model": "gpt-simulated"}),
        json!({"model": "gpt-simulated", "messages": []}),
        json!({"model": "gpt-simulated", "messages": [{"role": "user", "content": "Hello"}], "stream": true}),
    ] {
        let (status, answer) = ask(&app, &body).await;
        assert_eq!(status, 400, "{body}");
        assert!(answer["error"]["message"].is_string());
    }
}

#[tokio::test]
async fn each_failure_can_be_switched_on() {
    let app = TestApp::open().await;
    for (failure, status) in [
        (ModelFailure::Empty, 200),
        (ModelFailure::Garbage, 200),
        (ModelFailure::Error401, 401),
        (ModelFailure::Error429, 429),
        (ModelFailure::Error500, 500),
    ] {
        app.set(|settings| settings.model_failure = Some(failure));
        let (answered, answer) = ask(&app, &question("Hello")).await;
        assert_eq!(answered, status, "{failure:?}");
        match failure {
            ModelFailure::Empty => assert_eq!(answer["choices"][0]["message"]["content"], ""),
            ModelFailure::Garbage => assert_eq!(answer, Value::Null, "not JSON"),
            _ => assert!(answer["error"]["message"].is_string()),
        }
    }
    app.set(|settings| settings.model_failure = Some(ModelFailure::Silence));
    let url = format!("{}/v1/chat/completions", app.url);
    let request = app.http.post(url).bearer_auth("sk-any").json(&question("Hello"));
    let error = request.timeout(Duration::from_millis(300)).send().await.unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn the_model_can_be_slow() {
    let app = TestApp::open().await;
    app.set(|settings| settings.model_delay_ms = 200);
    let started = Instant::now();
    assert_eq!(ask(&app, &question("Hello")).await.0, 200);
    assert!(started.elapsed() >= Duration::from_millis(200));
}
