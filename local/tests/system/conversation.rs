//! A customer writes, the assistant answers, a person takes over.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::relais::Relais;
use crate::stand_ins;

const QUESTION: &str = "Bonjour, vous êtes ouverts demain, Quenouille ?";

#[tokio::test]
async fn an_advanced_clock_stays_advanced_after_a_restart() {
    let mut relais = Relais::start(&[]);
    relais.post("/phone/api/advance", json!({"hours": 25})).await;
    let phone = relais.get("/phone/api/state").await;
    let wa_id = phone["customers"][0]["wa_id"].as_str().unwrap().to_owned();
    relais.post(&format!("/phone/api/customers/{wa_id}/messages"), json!({"texts": ["Bonjour"]})).await;
    let list = relais.until("/api/conversations", |list| list["conversations"][0]["unread"] == 1).await;
    let time = |value: &serde_json::Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let written = time(&list["conversations"][0]["last_activity"]);
    relais.kill();
    relais.start_again();
    assert!(time(&relais.get("/api/health").await["now"]) >= written);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_variable_a_conversation_works_from_phone_to_inbox() {
    let mut relais = Relais::start(&[]);
    assert!(relais.first_line.contains("Meta is simulated"), "{}", relais.first_line);
    relais.remember("Quenouille");
    let phone = relais.get("/phone/api/state").await;
    let wa_id = phone["customers"][0]["wa_id"].as_str().unwrap().to_owned();
    relais.remember(phone["customers"][0]["name"].as_str().unwrap());
    relais.remember(&wa_id);
    let (status, _) =
        relais.post(&format!("/phone/api/customers/{wa_id}/messages"), json!({"texts": [QUESTION]})).await;
    assert_eq!(status, StatusCode::CREATED);

    let phone = relais
        .until("/phone/api/state", |phone| {
            let messages = phone["customers"][0]["messages"].as_array().unwrap();
            messages.len() == 2 && messages[0]["status"] == "read"
        })
        .await;
    let answer = phone["customers"][0]["messages"][1]["text"].as_str().unwrap().to_owned();
    relais.remember(&answer);

    let list = relais.until("/api/conversations", |list| list["conversations"][0]["unread"] == 1).await;
    let id = list["conversations"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(list["conversations"][0]["phone_number"], format!("+{wa_id}"));

    let thread = relais
        .until(&format!("/api/messages/+{wa_id}"), |thread| thread["messages"][1]["status"] == "read")
        .await;
    let messages = thread["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!((&messages[0]["direction"], &messages[0]["content"]), (&json!("inbound"), &json!(QUESTION)));
    assert_eq!((&messages[1]["sent_by"], &messages[1]["content"]), (&json!("assistant"), &json!(answer)));

    let (status, _) = relais.post(&format!("/api/conversations/{id}/takeover"), json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let by_hand = "Oui, de 10 h à 19 h, Quenouille.";
    let (status, sent) =
        relais.post("/api/send_message", json!({"to_number": wa_id, "message": by_hand})).await;
    assert_eq!((status, &sent["status"]), (StatusCode::OK, &json!("success")), "{sent}");
    let (status, _) =
        relais.post(&format!("/phone/api/customers/{wa_id}/messages"), json!({"texts": ["Merci"]})).await;
    assert_eq!(status, StatusCode::CREATED);
    let thread = relais
        .until(&format!("/api/messages/{id}"), |thread| thread["messages"].as_array().unwrap().len() == 4)
        .await;
    assert_eq!(thread["messages"][2]["sent_by"], "agent");
    assert_eq!(thread["messages"][3]["content"], "Merci");
    relais.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_credentials_the_same_program_talks_to_meta_and_the_model() {
    let mut outside = stand_ins::start(&[]).await;
    assert!(outside.relais.first_line.contains("Meta is real"), "{}", outside.relais.first_line);
    let customer = "33639980044";
    outside.customer(customer);
    outside.relais.remember("Ramponneau");
    outside.relais.remember(customer);
    assert_eq!(outside.deliver(customer, "wamid.a", "Ramponneau est là ?").await.unwrap(), 200);
    let accepted = outside.simulator.wait_for_accepted(1).await;
    outside.relais.remember(&accepted[0].text);
    let path = format!("/api/messages/{customer}");
    outside.relais.until(&path, |thread| thread["messages"][1]["status"] == "read").await;
    outside.relais.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_is_there_after_a_restart_and_the_token_stays() {
    let mut outside = stand_ins::start(&[]).await;
    let customer = "33639980045";
    outside.customer(customer);
    outside.deliver(customer, "wamid.b", "Bonjour").await.unwrap();
    let path = format!("/api/messages/{customer}");
    let before = outside.relais.until(&path, |thread| thread["messages"][1]["status"] == "read").await;
    let token = outside.relais.token.clone();
    outside.relais.kill();
    outside.relais.start_again();
    assert_eq!(outside.relais.get(&path).await, before);
    assert_eq!(outside.relais.token, token);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_show_a_message_an_answer_and_its_ticks() {
    let outside = stand_ins::start(&[]).await;
    let customer = "33639980046";
    outside.customer(customer);
    let cursor = outside.relais.get("/api/changes").await["cursor"].as_str().unwrap().to_owned();
    outside.deliver(customer, "wamid.c", "Bonjour").await.unwrap();
    let changes = outside
        .relais
        .until(&format!("/api/changes?since={cursor}"), |changes| {
            let messages = changes["messages"].as_array().unwrap();
            messages.len() == 2 && messages.iter().any(|message| message["status"] == "read")
        })
        .await;
    assert_eq!(changes["conversations"][0]["phone_number"], format!("+{customer}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_token_the_api_answers_401() {
    let relais = Relais::start(&[]);
    for path in ["/api/conversations", "/api/messages/33639980001", "/api/changes", "/api/health", "/api/no"]
    {
        let answer = relais.http.get(format!("{}{path}", relais.address())).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{path}");
        let wrong = relais.http.get(format!("{}{path}", relais.address())).bearer_auth("guess");
        assert_eq!(wrong.send().await.unwrap().status(), 401, "{path}");
    }
    let (status, _) = relais.call(Method::GET, "/api/health", None).await;
    assert_eq!(status, StatusCode::OK);
}
