//! Calls of tools that are themselves the answer: a hand-over is never lost, and neither is a word for the customer.

use relais_core::conversation::Reason;
use relais_core::message::{Direction, Message};
use serde_json::{Value, json};

use crate::business::says;
use crate::test_app::TestApp;
use crate::tools::{Shop, calls};

/// What the customer gets when the model says these, and why a person must look.
async fn answered(said: impl IntoIterator<Item = Value>) -> (TestApp, Message, Option<Reason>) {
    let shop = Shop::new().await;
    let app = shop.app(&[("order", "GET")]).await;
    shop.will_say(said);
    says(&app, "wamid.1", 0, "Bonjour, mon vase est cassé").await;
    let thread = app.thread().await;
    let answers = thread.into_iter().filter(|message| message.direction == Direction::Outbound);
    let [answer] = answers.collect::<Vec<_>>().try_into().unwrap();
    let reason = app.conversation().await.needs_person.map(|needs| needs.reason);
    (app, answer, reason)
}

fn beside(text: &str, mut call: Value) -> Value {
    call["content"] = text.into();
    call
}

fn broken(name: &str, arguments: &str) -> Value {
    json!({"content": null, "tool_calls": [{"id": "c", "function": {"name": name, "arguments": arguments}}]})
}

#[tokio::test]
async fn a_hand_over_is_never_refused() {
    let nulls = json!({"reason": null, "summary": null, "wants": null, "message": null});
    for (call, reason) in [
        (calls("hand_over", &json!({"reason": "Réclamation"})), "Réclamation"),
        (calls("hand_over", &nulls), ""),
        (calls("functions.Hand-over", &json!({"reason": "Réclamation"})), "Réclamation"),
        (broken("hand_over", ""), ""),
        (broken("hand_over", "null"), ""),
        (broken("hand_over", "\"Réclamation\""), "Réclamation"),
        (broken("hand_over", "{\"reason\": \"Réclamation"), "Réclamation"),
        (
            json!({"content": "{\"name\": \"hand_over\", \"parameters\": {\"reason\": \"Réclamation\"}}"}),
            "Réclamation",
        ),
        (json!({"content": "hand_over(reason=\"Réclamation\")"}), "Réclamation"),
    ] {
        let (app, answer, needs) = answered([call.clone()]).await;
        assert_eq!(needs, Some(Reason::HandedOver), "{call}");
        assert_eq!(app.conversation().await.handed_over.unwrap().reason, reason, "{call}");
        assert!(!answer.text.is_empty() && !answer.text.contains("hand_over"), "{call}");
    }
}

#[tokio::test]
async fn words_beside_a_call_reach_the_customer() {
    let hand_over = |message: &str| calls("hand_over", &json!({"reason": "r", "message": message}));
    let words = "Je suis désolé pour ce souci.";
    for (message, expected) in [
        ("", words.to_owned()),
        ("Un collègue vous répond.", format!("{words}\n\nUn collègue vous répond.")),
        (words, words.to_owned()),
    ] {
        let (_, answer, reason) = answered([beside(words, hand_over(message))]).await;
        assert_eq!((answer.text, reason), (expected, Some(Reason::HandedOver)));
    }
}
