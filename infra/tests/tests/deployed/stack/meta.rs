//! The stack from Meta's side: webhooks in, answers out.

use relais_infra_tests::{BUSINESS, CUSTOMER, Stack, secrets};
use relais_whatsapp::signature::sign;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::people::People;

/// More bytes than an SQS message may have.
const LONG: usize = 1_100_000;

/// More bytes than a DynamoDB item may have, and fewer than an SQS message may have.
const MIDDLING: usize = 500_000;

pub(super) async fn shakes_hands(stack: &Stack) {
    let ask = async |token: &str| {
        let url =
            format!("{}/webhook?hub.mode=subscribe&hub.challenge=1158&hub.verify_token={token}", stack.api);
        let answer = stack.http.get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(ask(secrets::VERIFY_TOKEN).await, (200, "1158".to_owned()), "{}", stack.aws.printed());
    assert_eq!(ask("guessed").await.0, 403);
}

pub(super) async fn a_question_asked_three_times_is_answered_once(stack: &Stack, people: &People) {
    let simulator = &stack.stand_ins.simulator;
    simulator.set_settings(relais_simulator::Settings {
        repeat_webhooks: 2,
        ..relais_simulator::Settings::immediate()
    });
    simulator.send_texts(CUSTOMER, vec!["Bonjour, vous êtes ouverts demain ?".to_owned()]).unwrap();

    let thread = stack
        .wait_for("the answer is shown as read", || async {
            let thread = people.messages(stack, CUSTOMER).await;
            (thread.last()?["status"] == "read").then_some(thread)
        })
        .await;

    simulator.wait_for_webhooks().await;
    let accepted = simulator.accepted();
    assert_eq!(accepted.len(), 1, "one answer to three deliveries of one message");
    assert_eq!(thread.len(), 2);
    assert_eq!(thread[0]["direction"], "inbound");
    assert_eq!(thread[1]["content"], accepted[0].text.as_str());
    assert_eq!(thread[1]["sent_by"], "assistant");
    simulator.set_settings(relais_simulator::Settings::immediate());
}

pub(super) async fn what_fits_no_queue_message_arrives(stack: &Stack, people: &People) {
    let before = people.messages(stack, CUSTOMER).await.len();
    let long = "x".repeat(LONG);
    let message = json!({
        "from": CUSTOMER, "id": "wamid.long", "timestamp": "4102444800", "type": "unsupported",
        "unsupported": {"type": "unknown"}, "errors": [{"code": 131_060, "title": long}],
    });
    let status = post(stack, &json!({"messages": [message]}), "messages").await;
    assert_eq!(status, 200, "{}", stack.aws.printed());
    stack
        .wait_for("the long message is recorded", || async {
            (people.messages(stack, CUSTOMER).await.len() > before).then_some(())
        })
        .await;
}

pub(super) async fn a_large_item_of_another_kind_is_kept(stack: &Stack) {
    let value = json!({"event": "FLOW_STATUS_CHANGE", "message": "y".repeat(MIDDLING)});
    assert_eq!(post(stack, &value, "flows").await, 200);
    let bucket = stack.resource("MediaBucket");
    stack
        .wait_for("the item is kept in the bucket", || async {
            let list = json!({"Bucket": bucket, "Prefix": "kept/"});
            (stack.aws.call("s3", "list_objects_v2", &list)["KeyCount"] == 1).then_some(())
        })
        .await;
}

/// Posts a signed webhook with one change. Returns the response's status.
pub(super) async fn post(stack: &Stack, value: &Value, field: &str) -> u16 {
    let mut value = value.clone();
    value["metadata"] = json!({"display_phone_number": "33199000001", "phone_number_id": BUSINESS});
    let entry = json!({"id": "200000000000001", "changes": [{"field": field, "value": value}]});
    let body = json!({"object": "whatsapp_business_account", "entry": [entry]}).to_string();
    let signature = sign(&SecretString::from(secrets::APP_SECRET), body.as_bytes());
    let request = stack.http.post(format!("{}/webhook", stack.api)).header("X-Hub-Signature-256", signature);
    request.body(body).send().await.unwrap().status().as_u16()
}
