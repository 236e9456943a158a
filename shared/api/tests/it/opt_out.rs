//! A template to a customer who does not want it.

use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::test_app::{TestApp, WABA, ZOE, text};

fn template(name: &str) -> Value {
    json!({"to_number": ZOE, "template": {"name": name, "language": "fr"}})
}

fn because(name: &str, reason: &str) -> Value {
    let mut body = template(name);
    body["override_opt_out"] = json!(reason);
    body
}

async fn has_templates(app: &TestApp) {
    let of = |name: &str, category: Value| {
        json!({"name": name, "language": "fr", "status": "APPROVED", "category": category,
        "components": [{"type": "BODY", "text": "Bonjour"}]})
    };
    let list = json!({"data": [of("facture", json!("UTILITY")), of("code", json!("authentication")),
        of("promo", json!("MARKETING")), of("mystere", Value::Null)]});
    Mock::given(method("GET"))
        .and(path(format!("/v25.0/{WABA}/message_templates")))
        .respond_with(ResponseTemplate::new(200).set_body_json(list))
        .mount(&app.graph)
        .await;
}

async fn shown(app: &TestApp) -> Value {
    let id = app.contact(ZOE).await;
    app.get(&format!("/api/conversations/{id}")).await.body
}

#[tokio::test]
async fn after_stop_no_template_goes_out_without_a_reason() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    has_templates(&app).await;
    app.customer_writes(ZOE, "STOP 🙏").await;
    for name in ["promo", "facture", "unknown"] {
        assert_eq!(app.send(&template(name)).await.code(), (409, "opted_out"), "{name}");
    }
    assert!(app.sends().await.is_empty());
    assert_eq!(app.thread(ZOE).await.len(), 1, "nothing is stored");

    let sent = app.send(&because("facture", " She asked for the invoice by phone ")).await;
    assert_eq!(sent.status, 200);
    assert_eq!(sent.body["message"]["override_reason"], "She asked for the invoice by phone");
    let stored = app.thread(ZOE).await.pop().unwrap();
    assert_eq!(stored.override_reason.as_deref(), Some("She asked for the invoice by phone"));
    assert!(!app.sends().await[0].to_string().contains("invoice"), "Meta is not told");
    assert_eq!(app.send(&template("facture")).await.code(), (409, "opted_out"), "it was for one message");

    assert_eq!(app.send(&text(ZOE, "Voici la réponse")).await.status, 200, "a person's text may go");
    app.advance(1);
    app.customer_writes(ZOE, "START").await;
    let sent = app.send(&because("promo", "not needed")).await;
    assert_eq!((sent.status.as_u16(), sent.body["message"].get("override_reason")), (200, None));
}

#[tokio::test]
async fn after_a_preference_in_whatsapp_no_marketing_template_goes_out_without_a_reason() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    has_templates(&app).await;
    app.customer_writes(ZOE, "Bonjour").await;
    assert_eq!(shown(&app).await["marketing_opted_out"], false);
    let contact = app.contact(ZOE).await;
    let now = app.clock.now();
    app.change(&contact, |conversation| assert!(conversation.apply_marketing(true, now, now))).await;
    let conversation = shown(&app).await;
    assert_eq!(
        (&conversation["marketing_opted_out"], &conversation["opted_out"]),
        (&json!(true), &json!(false))
    );
    for name in ["promo", "mystere", "unknown"] {
        assert_eq!(app.send(&template(name)).await.code(), (409, "opted_out"), "{name}");
    }
    for name in ["facture", "code"] {
        let sent = app.send(&because(name, "not needed")).await;
        assert_eq!(
            (sent.status.as_u16(), sent.body["message"].get("override_reason")),
            (200, None),
            "{name}"
        );
    }
    assert_eq!(app.send(&because("promo", "agreed")).await.body["message"]["override_reason"], "agreed");
}

#[tokio::test]
async fn a_category_that_cannot_be_read_counts_as_marketing() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    let now = app.clock.now();
    app.change(&contact, |conversation| assert!(conversation.apply_marketing(true, now, now))).await;
    assert_eq!(app.send(&template("facture")).await.code(), (409, "opted_out"));
}

#[tokio::test]
async fn the_refusal_says_what_to_do_in_both_languages() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Stop. Merci").await;
    let english = app.send(&template("promo")).await;
    assert!(english.body["detail"].as_str().unwrap().contains("override_opt_out"));
    let body = template("promo").to_string();
    let french = app.call("POST", "/api/send_message", &[("accept-language", "fr")], body.into()).await;
    assert!(french.body["detail"].as_str().unwrap().starts_with("Ce client"));
}

#[tokio::test]
async fn a_reason_is_a_text_of_1_to_200_characters() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "STOP").await;
    for reason in ["", "  \n", &"é".repeat(201)] {
        assert_eq!(app.send(&because("promo", reason)).await.code(), (422, "invalid_field"), "{reason:?}");
    }
    let mut number = template("promo");
    number["override_opt_out"] = json!(true);
    assert_eq!(app.send(&number).await.code(), (422, "invalid_field"));
    number["override_opt_out"] = Value::Null;
    assert_eq!(app.send(&number).await.code(), (409, "opted_out"));
    assert_eq!(app.send(&because("promo", &"é".repeat(200))).await.status, 200);
}
