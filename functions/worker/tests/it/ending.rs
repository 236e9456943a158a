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

/// What Graph was sent.
fn interactive(app: &TestApp) -> Value {
    let sent = app.simulator.requests().into_iter().rfind(|request| request.body["type"] == "interactive");
    sent.map(|request| request.body["interactive"].clone()).unwrap_or_default()
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
    let offer =
        |text: &str| calls("offer_buttons", &json!({"text": text, "buttons": ["Livraison", "Retrait"]}));
    let words = "Votre commande 12 est prête, elle coûte 25 €.";
    for text in ["Livraison ou retrait ?", ""] {
        let (app, answer, _) = answered([beside(words, offer(text))]).await;
        assert_eq!(answer.text, format!("{words}\n\n{text}").trim());
        assert_eq!(interactive(&app)["body"]["text"], answer.text.as_str());
        assert_eq!(interactive(&app)["action"]["buttons"][1]["reply"]["title"], "Retrait");
    }
    // A line in the words hands over, whatever is offered below.
    let (_, answer, reason) =
        answered([beside("Un instant.\n[hand over: souci]", offer("Livraison ?"))]).await;
    assert_eq!((answer.text.as_str(), reason), ("Un instant.", Some(Reason::HandedOver)));
}

#[tokio::test]
async fn choices_in_any_shape_reach_the_customer() {
    let offer = |buttons: Value| calls("offer_buttons", &json!({"text": "Quand ?", "buttons": buttons}));
    for (buttons, kind) in [
        (json!([{"title": "Lundi", "id": "1"}, {"title": "Mardi"}]), "button"),
        (json!("[\"Lundi\", \"Mardi\"]"), "button"),
        (json!(["Lundi", "Lundi", "Mardi"]), "button"),
        (json!(["Lundi", "Mardi", "Mercredi", "Jeudi"]), "list"),
    ] {
        let (app, answer, reason) = answered([offer(buttons.clone())]).await;
        assert_eq!((answer.text.as_str(), reason), ("Quand ?", None), "{buttons}");
        assert_eq!(interactive(&app)["type"], kind, "{buttons}");
    }
}

/// The model repeats its call, or has no call left.
#[tokio::test]
async fn what_cannot_be_buttons_is_sent_as_lines() {
    let offer = calls(
        "offer_buttons",
        &json!({"text": "Que faire ?", "buttons": ["Réserver une table pour deux personnes", "Non"]}),
    );
    let order = calls("order", &json!({"order": "7"}));
    let five = std::iter::repeat_n(order, 5).chain([offer.clone()]);
    for said in [vec![offer.clone(), offer.clone()], five.collect()] {
        let (_, answer, reason) = answered(said).await;
        assert_eq!(answer.text, "Que faire ?\n\n• Réserver une table pour deux personnes\n• Non");
        assert_eq!(reason, None);
    }
}
