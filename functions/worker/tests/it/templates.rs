//! What the API says that a template needs is what Graph needs.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::test_app::{CUSTOMER, TestApp};

/// The components of a send that fills in these needs.
fn components(needs: &[&Value]) -> Vec<Value> {
    let mut components = Vec::new();
    for part in ["header", "body"] {
        let own = needs.iter().filter(|need| need["part"] == part);
        let parameters: Vec<Value> = own.map(|need| parameter(need)).collect();
        if !parameters.is_empty() {
            components.push(json!({"type": part, "parameters": parameters}));
        }
    }
    let buttons = needs.iter().filter(|need| need["part"] == "button");
    components.extend(buttons.map(|need| {
        let sub_type = if need["kind"] == "code" { "copy_code" } else { "url" };
        json!({"type": "button", "sub_type": sub_type, "index": need["index"].to_string(), "parameters": [parameter(need)]})
    }));
    components
}

fn parameter(need: &Value) -> Value {
    let kind = need["kind"].as_str().unwrap();
    match kind {
        "image" | "video" | "document" => json!({"type": kind, kind: {"link": "https://shop.example/f"}}),
        "location" => json!({"type": kind, kind: {"latitude": 45.7, "longitude": 4.8}}),
        "code" => json!({"type": "coupon_code", "coupon_code": "MAI"}),
        _ if need["name"].as_str().is_some_and(|name| name.parse::<u8>().is_err()) => {
            json!({"type": "text", "text": "x", "parameter_name": need["name"]})
        }
        _ => json!({"type": "text", "text": "x"}),
    }
}

#[tokio::test]
async fn graph_takes_every_template_that_has_what_it_needs() {
    let app = TestApp::new().await;
    let list = app.api("/api/templates").await;
    let (mut sent, mut refused) = (0, 0);
    for template in list["templates"].as_array().unwrap() {
        if template["sendable"] != true {
            assert!(template["why_not"].is_string(), "{template}");
            continue;
        }
        let needs: Vec<_> =
            template["needs"].as_array().unwrap().iter().filter(|need| need["required"] == true).collect();
        let send = async |needs: &[&Value]| {
            let template = json!({"name": template["name"], "language": template["language"],
                "components": components(needs)});
            app.api_post("/api/send_message", &json!({"to_number": CUSTOMER, "template": template})).await
        };
        let (status, answer) = send(&needs).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        sent += 1;
        for without in 0..needs.len() {
            let mut fewer = needs.clone();
            fewer.remove(without);
            let (status, answer) = send(&fewer).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            assert_eq!(answer["code"], "template_incomplete");
            refused += 1;
        }
    }
    assert!(sent >= 10 && refused >= 15, "{sent} sent, {refused} refused");
    assert_eq!(app.accepted().len(), sent, "Graph was asked for none of the others");
}
