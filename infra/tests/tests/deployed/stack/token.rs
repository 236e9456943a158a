//! The access token is renewed before it expires, and running functions read the new one.

use jiff::SignedDuration;
use relais_core::Clock;
use relais_infra_tests::{CUSTOMER, Stack, event, secrets};
use serde_json::{Value, json};

use super::people::People;

pub(super) async fn a_token_that_ends_soon_is_renewed_and_used(stack: &Stack, people: &People) {
    let simulator = &stack.stand_ins.simulator;
    let ends = |days: i64| {
        let mut settings = simulator.settings();
        settings.token_expires_at = Some(Clock::system().now() + SignedDuration::from_hours(24 * days));
        simulator.set_settings(settings);
    };

    ends(20);
    tick(stack);
    assert_eq!(token_in_secret(stack), secrets::API_TOKEN, "20 days are enough");
    ends(10);
    tick(stack);
    let renewed = token_in_secret(stack);
    assert_ne!(renewed, secrets::API_TOKEN);

    // The running worker still has the old token, which Meta now refuses. So it reads the secret again.
    ends(-1);
    for action in ["takeover", "handback"] {
        let path = format!("/api/conversations/{}/{action}", people.conversation(stack).await);
        assert_eq!(people.call(stack, reqwest::Method::POST, &path, None).await.0, 204);
    }
    let before = simulator.accepted_count();
    simulator.send_texts(CUSTOMER, vec!["Et lundi ?".to_owned()]).unwrap();
    stack
        .wait_for("the answer is accepted with the new token", || async {
            (simulator.accepted_count() > before).then_some(())
        })
        .await;
}

/// Invokes the function as the schedule does once a day.
fn tick(stack: &Stack) {
    let invoke = json!({
        "FunctionName": stack.resource("TokenRefreshFunction"),
        "Payload": event("refresh-tick").to_string(),
    });
    let answer = stack.aws.call("lambda", "invoke", &invoke);
    assert!(answer.get("FunctionError").is_none(), "{answer}\n{}", stack.aws.printed());
}

fn token_in_secret(stack: &Stack) -> String {
    let get = json!({"SecretId": stack.resource("Secret")});
    let value = stack.aws.call("secretsmanager", "get_secret_value", &get);
    let values: Value = serde_json::from_str(value["SecretString"].as_str().unwrap()).unwrap();
    values["WHATSAPP_API_TOKEN"].as_str().unwrap().to_owned()
}
