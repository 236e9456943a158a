//! The account's templates.

use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param, query_param_is_missing};
use wiremock::{Mock, ResponseTemplate};

use crate::stage::{Props, Stage, WABA, refused};

fn page(name: &str, after: Option<&str>) -> ResponseTemplate {
    let mut paging = json!({"cursors": {"after": after}});
    if after.is_some() {
        paging["next"] = json!("https://graph.facebook.com/next");
    }
    ResponseTemplate::new(200).set_body_json(json!({
        "data": [{"name": name, "language": "fr", "status": "APPROVED", "category": "UTILITY", "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Rappel"},
            {"type": "BODY", "text": "Bonjour {{1}}, à {{2}}."},
        ]}],
        "paging": paging,
    }))
}

#[tokio::test]
async fn every_page_is_read_and_kept_for_a_minute() {
    let stage = Stage::new().await;
    let edge = || Mock::given(method("GET")).and(path(format!("/v25.0/{WABA}/message_templates")));
    edge()
        .and(query_param_is_missing("after"))
        .respond_with(page("rappel", Some("B")))
        .expect(2)
        .mount(&stage.graph)
        .await;
    edge()
        .and(query_param("after", "B"))
        .respond_with(page("merci", None))
        .expect(2)
        .mount(&stage.graph)
        .await;

    let list = stage.get("/api/templates").await.body;
    assert_eq!(
        list["templates"][0],
        json!({
            "name": "rappel", "language": "fr", "category": "UTILITY", "status": "APPROVED", "body": "Bonjour {{1}}, à {{2}}.",
            "components": [{"type": "HEADER", "format": "TEXT", "text": "Rappel"}, {"type": "BODY", "text": "Bonjour {{1}}, à {{2}}."}],
        })
    );
    assert_eq!(list["templates"][1]["name"], "merci");
    stage.pass(59);
    assert_eq!(stage.get("/api/templates").await.body, list);
    stage.pass(1);
    assert_eq!(stage.get("/api/templates").await.body, list);
    stage.graph.verify().await;
}

#[tokio::test]
async fn without_the_accounts_id_the_variable_is_named() {
    let stage = Stage::with(Props { waba: None, ..Props::default() }).await;
    let answer = stage.get("/api/templates").await;
    assert_eq!(answer.code(), (409, "not_configured"));
    assert!(answer.body["detail"].as_str().unwrap().contains("WHATSAPP_BUSINESS_ACCOUNT_ID"));
}

#[tokio::test]
async fn graphs_refusal_is_passed_on_with_advice_and_not_kept() {
    let stage = Stage::new().await;
    Mock::given(method("GET"))
        .respond_with(refused(401, 190, "expired"))
        .up_to_n_times(1)
        .mount(&stage.graph)
        .await;
    let answer = stage.get_in_french("/api/templates").await;
    assert_eq!(answer.code(), (502, "graph_error"));
    assert_eq!(answer.body["graph_code"], 190);
    assert!(answer.body["advice"].as_str().unwrap().contains("jeton"));

    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&stage.graph)
        .await;
    let answer = stage.get("/api/templates").await;
    assert_eq!((answer.code(), &answer.body["graph_code"]), ((502, "graph_error"), &Value::Null));

    Mock::given(method("GET")).respond_with(page("rappel", None)).mount(&stage.graph).await;
    assert_eq!(stage.get("/api/templates").await.status, 200);
}
