//! An account with two numbers.

use serde_json::{Value, json};

use crate::test_app::{CAMILLE, JORDAN, PHONE_ID, SECOND_PHONE_ID, TestApp, text_message};

/// A customer writes by the phone's API. `more` are further members of the call.
async fn writes(app: &TestApp, wa_id: &str, more: Value) -> (u16, Value) {
    let mut body = json!({"texts": ["Bonjour"]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let url = format!("{}/phone/api/customers/{wa_id}/messages", app.url);
    let response = app.http.post(url).json(&body).send().await.unwrap();
    let status = response.status().as_u16();
    app.webhooks_delivered().await;
    (status, response.json().await.unwrap())
}

#[tokio::test]
async fn a_customer_writes_to_a_chosen_number_or_to_the_first() {
    let app = TestApp::open().await;
    assert_eq!(writes(&app, CAMILLE, json!({"phone_number_id": SECOND_PHONE_ID})).await.0, 201);
    assert_eq!(writes(&app, CAMILLE, json!({})).await.0, 201);
    let metadata: Vec<_> = app.inbox.values().iter().map(|value| value["metadata"].clone()).collect();
    let expected = [("15550100200", SECOND_PHONE_ID), ("15550100199", PHONE_ID)];
    let expected =
        expected.map(|(display, id)| json!({"display_phone_number": display, "phone_number_id": id}));
    assert_eq!(metadata, expected);

    let (status, problem) = writes(&app, CAMILLE, json!({"phone_number_id": "5"})).await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_input")));
    assert_eq!(problem["detail"], "The business has no number with the id 5.");
}

#[tokio::test]
async fn a_send_names_its_number_and_so_do_its_statuses() {
    let app = TestApp::with_open_windows().await;
    app.simulator.send_texts_to(SECOND_PHONE_ID, CAMILLE, vec!["Bonjour".to_owned()]).unwrap();
    app.webhooks_delivered().await;
    app.inbox.forget();
    for number in [PHONE_ID, SECOND_PHONE_ID] {
        assert_eq!(app.graph_from(number, &text_message(CAMILLE, "Bonsoir")).await.0, 200);
        app.webhooks_delivered().await;
        let values = app.inbox.values();
        assert!(!values.is_empty());
        assert!(values.iter().all(|value| value["metadata"]["phone_number_id"] == number), "{values:?}");
        app.inbox.forget();
    }
    let from: Vec<_> = app.simulator.accepted().into_iter().map(|send| send.from).collect();
    assert_eq!(from, [PHONE_ID, SECOND_PHONE_ID]);
}

#[tokio::test]
async fn an_unlisted_number_does_not_exist() {
    let app = TestApp::with_open_windows().await;
    let (status, answer) = app.graph_from("5", &text_message(CAMILLE, "Bonsoir")).await;
    let error = &answer["error"];
    assert_eq!((status, &error["code"], &error["error_subcode"]), (400, &json!(100), &json!(33)));
    assert!(error["message"].as_str().unwrap().contains("Object with ID '5' does not exist"));
    assert_eq!(app.simulator.accepted_count(), 0);
    let (_, number) = app.get(&format!("/v25.0/{SECOND_PHONE_ID}?fields=display_phone_number")).await;
    assert_eq!(number, json!({"display_phone_number": "+1 555-010-0200", "id": SECOND_PHONE_ID}));
    assert_eq!(app.get("/v25.0/5").await.0, 400);
}

#[tokio::test]
async fn the_window_and_the_read_marks_are_of_one_number() {
    let app = TestApp::with_open_windows().await;
    let second = |body: Value| async { app.graph_from(SECOND_PHONE_ID, &{ body }).await };
    let closed = second(text_message(JORDAN, "Hello")).await;
    assert_eq!(closed.1["error"]["code"], 131_047, "the customer wrote to the first number only");
    let id = app.on_phone(JORDAN).await["messages"][0]["id"].clone();
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": id});
    assert_eq!(second(read.clone()).await.1["error"]["code"], 131_009);
    assert_eq!(app.graph(&read).await.0, 200);
    app.simulator.send_texts_to(SECOND_PHONE_ID, JORDAN, vec!["Hi".to_owned()]).unwrap();
    assert_eq!(second(text_message(JORDAN, "Hello")).await.0, 200);
}
