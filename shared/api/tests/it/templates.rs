//! The account's templates.

use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param, query_param_is_missing};
use wiremock::{Mock, ResponseTemplate};

use crate::test_app::{Props, TestApp, WABA, refused};

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
    let app = TestApp::new().await;
    let edge = || Mock::given(method("GET")).and(path(format!("/v25.0/{WABA}/message_templates")));
    edge()
        .and(query_param_is_missing("after"))
        .respond_with(page("rappel", Some("B")))
        .expect(2)
        .mount(&app.graph)
        .await;
    edge().and(query_param("after", "B")).respond_with(page("merci", None)).expect(2).mount(&app.graph).await;

    let list = app.get("/api/templates").await.body;
    let first = &list["templates"][0];
    assert_eq!((&first["name"], &first["category"]), (&json!("rappel"), &json!("UTILITY")));
    assert_eq!((&first["status"], &first["body"]), (&json!("APPROVED"), &json!("Bonjour {{1}}, à {{2}}.")));
    assert_eq!(
        first["components"],
        json!([{"type": "HEADER", "format": "TEXT", "text": "Rappel"}, {"type": "BODY", "text": "Bonjour {{1}}, à {{2}}."}])
    );
    assert_eq!(list["templates"][1]["name"], "merci");
    app.advance(59);
    assert_eq!(app.get("/api/templates").await.body, list);
    app.advance(1);
    assert_eq!(app.get("/api/templates").await.body, list);
    app.graph.verify().await;
}

#[tokio::test]
async fn without_the_accounts_id_the_variable_is_named() {
    let app = TestApp::with(Props { waba: None, ..Props::default() }).await;
    let response = app.get("/api/templates").await;
    assert_eq!(response.code(), (409, "not_configured"));
    assert!(response.body["detail"].as_str().unwrap().contains("WHATSAPP_BUSINESS_ACCOUNT_ID"));
}

#[tokio::test]
async fn graphs_refusal_is_passed_on_with_advice_and_not_kept() {
    let app = TestApp::new().await;
    Mock::given(method("GET"))
        .respond_with(refused(401, 190, "expired"))
        .up_to_n_times(1)
        .mount(&app.graph)
        .await;
    let response = app.get_in_french("/api/templates").await;
    assert_eq!(response.code(), (502, "graph_error"));
    assert_eq!(response.body["graph_code"], 190);
    assert!(response.body["advice"].as_str().unwrap().contains("jeton"));

    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&app.graph)
        .await;
    let response = app.get("/api/templates").await;
    assert_eq!((response.code(), &response.body["graph_code"]), ((502, "graph_error"), &Value::Null));

    Mock::given(method("GET")).respond_with(page("rappel", None)).mount(&app.graph).await;
    assert_eq!(app.get("/api/templates").await.status, 200);
}
