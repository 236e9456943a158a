//! The webhooks that arrive, their order and their number.

use std::time::Duration;

use serde_json::json;

use crate::test_app::{CAMILLE, JORDAN, PHONE_ID, TestApp, WABA_ID, text_message};

#[tokio::test]
async fn a_customers_message_arrives_as_meta_sends_it() {
    let app = TestApp::open().await;
    let ids = app.simulator.send_texts(JORDAN, vec!["Hello 👋".to_owned()]).unwrap();
    app.webhooks_delivered().await;
    let body = &app.inbox.bodies()[0];
    assert_eq!(body["object"], "whatsapp_business_account");
    assert_eq!(body["entry"][0]["id"], WABA_ID);
    assert_eq!(body["entry"][0]["changes"][0]["field"], "messages");
    let value = &app.inbox.values()[0];
    let user_id = value["contacts"][0]["user_id"].clone();
    assert!(user_id.as_str().unwrap().starts_with("US."));
    assert_eq!(
        *value,
        json!({
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550100199", "phone_number_id": PHONE_ID},
            "contacts": [{"profile": {"name": "Jordan Reyes"}, "wa_id": JORDAN, "user_id": user_id}],
            "messages": [{
                "from": JORDAN, "from_user_id": user_id, "id": ids[0], "timestamp": "1790300000",
                "type": "text", "text": {"body": "Hello 👋"},
            }],
        })
    );
}

#[tokio::test]
async fn a_burst_arrives_in_order_one_webhook_each() {
    let app = TestApp::open().await;
    let texts: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    let ids = app.simulator.send_texts(CAMILLE, texts).unwrap();
    app.webhooks_delivered().await;
    let values = app.inbox.values();
    let arrived: Vec<_> = values.iter().map(|value| value["messages"][0]["id"].clone()).collect();
    assert_eq!(arrived, ids);
}

#[tokio::test]
async fn statuses_come_in_order_with_callback_data_and_prices() {
    let app = TestApp::with_open_windows().await;
    let mut message = text_message(CAMILLE, "Bonjour");
    message["biz_opaque_callback_data"] = json!("reply-7");
    let (_, answer) = app.graph(&message).await;
    let wamid = answer["messages"][0]["id"].as_str().unwrap();
    app.webhooks_delivered().await;
    assert_eq!(app.inbox.status_names(wamid), ["sent", "delivered", "read"]);
    for status in app.inbox.statuses(wamid) {
        assert_eq!(status["biz_opaque_callback_data"], "reply-7");
        assert_eq!(status["recipient_id"], CAMILLE);
        assert_eq!(status["timestamp"], "1790300000");
        assert_eq!(status["pricing"].is_object(), status["status"] != "read");
    }
    assert_eq!(app.inbox.values()[0]["contacts"][0]["wa_id"], CAMILLE);
}

#[tokio::test]
async fn a_refused_webhook_is_retried_until_it_is_accepted() {
    let app = TestApp::open().await;
    app.inbox.refuse(2);
    let started = tokio::time::Instant::now();
    let ids = app.simulator.send_texts(CAMILLE, vec!["Bonjour".to_owned()]).unwrap();
    assert_eq!(app.simulator.undelivered_webhooks(), 1);
    assert_eq!(app.on_phone(CAMILLE).await["messages"][0]["status"], "sent");
    app.webhooks_delivered().await;
    assert!(started.elapsed() >= Duration::from_millis(700), "0.2 s, then 0.5 s");
    let bodies = app.inbox.bodies();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(app.inbox.values()[2]["messages"][0]["id"], ids[0]);
    assert_eq!(app.on_phone(CAMILLE).await["messages"][0]["status"], "delivered");
}

#[tokio::test]
async fn a_failing_webhook_does_not_delay_the_next() {
    let app = TestApp::open().await;
    app.inbox.refuse(1);
    let texts = vec!["first".to_owned(), "second".to_owned()];
    app.simulator.send_texts(CAMILLE, texts).unwrap();
    app.webhooks_delivered().await;
    let values = app.inbox.values();
    let texts: Vec<_> = values.iter().map(|value| &value["messages"][0]["text"]["body"]).collect();
    assert_eq!(texts, ["first", "second", "first"]);
}

#[tokio::test]
async fn webhooks_can_be_repeated() {
    let app = TestApp::with_open_windows().await;
    app.set(|settings| settings.repeat_webhooks = 3);
    let wamid = app.send(CAMILLE, "Bonjour").await;
    app.webhooks_delivered().await;
    let names = app.inbox.status_names(&wamid);
    for name in ["sent", "delivered", "read"] {
        assert_eq!(names.iter().filter(|other| *other == name).count(), 4, "{name}");
    }
}

#[tokio::test]
async fn statuses_can_be_shuffled_and_silenced() {
    let app = TestApp::with_open_windows().await;
    app.set(|settings| settings.shuffle_statuses = true);
    let mut orders = std::collections::HashSet::new();
    for _ in 0..12 {
        let wamid = app.send(CAMILLE, "Bonjour").await;
        app.webhooks_delivered().await;
        let mut names = app.inbox.status_names(&wamid);
        orders.insert(names.clone());
        names.sort();
        assert_eq!(names, ["delivered", "read", "sent"]);
    }
    assert!(orders.len() > 1);
    app.set(|settings| settings.send_statuses = false);
    let wamid = app.send(CAMILLE, "Bonjour").await;
    app.webhooks_delivered().await;
    assert!(app.inbox.statuses(&wamid).is_empty());
}
