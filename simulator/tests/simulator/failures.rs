//! Each way in which Graph can fail a send.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::test_app::{CAMILLE, PHONE_ID, TOKEN, TestApp, text_message};

#[tokio::test]
async fn sends_are_refused_with_the_chosen_error_until_it_is_cleared() {
    let app = TestApp::with_open_windows().await;
    let message = text_message(CAMILLE, "Bonjour");
    for (code, http) in [(131_056, 400), (131_047, 400), (131_016, 500), (190, 401), (2, 503), (777_777, 400)]
    {
        app.set(|settings| settings.fail_code = Some(code));
        let (status, answer) = app.graph(&message).await;
        assert_eq!((status, &answer["error"]["code"]), (http, &json!(code)));
    }
    assert_eq!(app.simulator.accepted_count(), 0);
    app.set(|settings| settings.fail_code = None);
    assert_eq!(app.graph(&message).await.0, 200);
}

#[tokio::test]
async fn a_refusal_can_have_another_status_a_wait_and_no_code() {
    let app = TestApp::with_open_windows().await;
    let refusal = async |code: Option<i64>, http: Option<u16>| {
        app.set(|settings| {
            settings.fail_code = code;
            settings.fail_http = http;
            settings.retry_after_s = Some(7);
        });
        let request = app.http.post(format!("{}/v25.0/{PHONE_ID}/messages", app.url)).bearer_auth(TOKEN);
        let answer = request.json(&text_message(CAMILLE, "Bonjour")).send().await.unwrap();
        let wait = answer.headers()["retry-after"].to_str().unwrap().to_owned();
        (answer.status().as_u16(), wait, answer.json::<Value>().await.ok())
    };
    let (status, wait, body) = refusal(Some(131_057), Some(400)).await;
    assert_eq!((status, wait.as_str(), &body.unwrap()["error"]["code"]), (400, "7", &json!(131_057)));
    assert_eq!(refusal(None, Some(429)).await, (429, "7".to_owned(), None));
    assert_eq!(app.simulator.accepted_count(), 0);
}

#[tokio::test]
async fn a_refused_token_refuses_every_call() {
    let app = TestApp::open().await;
    let number = format!("/v25.0/{PHONE_ID}");
    app.set(|settings| settings.fail_code = Some(131_056));
    assert_eq!(app.get(&number).await.0, 200);
    app.set(|settings| settings.fail_code = Some(190));
    assert_eq!(app.get(&number).await.0, 401);
    let (_, token) = app.get(&format!("/debug_token?input_token={TOKEN}")).await;
    assert_eq!(token["data"]["is_valid"], false);
}

#[tokio::test]
async fn an_accepted_message_can_fail_later() {
    let app = TestApp::with_open_windows().await;
    app.set(|settings| settings.fail_status_code = Some(131_049));
    let wamid = app.send(CAMILLE, "Bonjour").await;
    app.webhooks_delivered().await;
    let statuses = app.inbox.statuses(&wamid);
    assert_eq!(app.inbox.status_names(&wamid), ["failed"]);
    let error = &statuses[0]["errors"][0];
    assert_eq!(error["code"], 131_049);
    assert!(error["title"].is_string() && error["error_data"]["details"].is_string());
    assert_eq!(app.inbox.values()[0]["contacts"], Value::Null);
    assert_eq!(app.on_phone(CAMILLE).await["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_answer_can_time_out_after_the_message_was_accepted() {
    let app = TestApp::with_open_windows().await;
    app.set(|settings| settings.timeout_after_accepting = true);
    let request = app
        .http
        .post(format!("{}/v25.0/{PHONE_ID}/messages", app.url))
        .bearer_auth(TOKEN)
        .timeout(Duration::from_millis(300))
        .json(&text_message(CAMILLE, "Bonjour"));
    assert!(request.send().await.unwrap_err().is_timeout());
    let accepted = app.simulator.wait_for_accepted(1).await;
    app.webhooks_delivered().await;
    assert_eq!(app.inbox.status_names(&accepted[0].wamid), ["sent", "delivered", "read"]);
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": accepted[0].wamid});
    assert_eq!(app.graph(&read).await.0, 200, "only sends are delayed");
}

#[tokio::test]
async fn answers_can_be_slow_while_statuses_are_not() {
    let app = TestApp::with_open_windows().await;
    app.set(|settings| settings.graph_delay_ms = 200);
    let started = Instant::now();
    let wamid = app.send(CAMILLE, "Bonjour").await;
    assert!(started.elapsed() >= Duration::from_millis(200));
    app.webhooks_delivered().await;
    assert_eq!(app.inbox.status_names(&wamid).len(), 3);
}

#[tokio::test]
async fn server_errors_come_before_or_after_the_effect() {
    let app = TestApp::with_open_windows().await;
    app.set(|settings| settings.graph_5xx_rate = 1.0);
    for _ in 0..40 {
        let (status, _) = app.graph(&text_message(CAMILLE, "Bonjour")).await;
        assert!(status >= 500);
    }
    let accepted = app.simulator.accepted_count();
    assert!((5..35).contains(&accepted), "{accepted}");
}

#[tokio::test]
async fn throttled_sends_have_no_effect() {
    let app = TestApp::with_open_windows().await;
    app.set(|settings| settings.graph_throttle_rate = 1.0);
    let (status, answer) = app.graph(&text_message(CAMILLE, "Bonjour")).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(130_429)));
    assert_eq!(app.simulator.accepted_count(), 0);
}
