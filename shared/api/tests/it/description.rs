//! `openapi.json` describes the router: every path and method, and the shape of every response.

use axum::body::Body;
use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::test_app::{Response, TestApp};

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).unwrap()
}

/// Checks a response against the description of its path, method and status.
pub(crate) fn check(method: &Method, path: &str, response: &Response) {
    let document = document();
    let status = response.status.as_str();
    let name = method.as_str().to_lowercase();
    let described = template_of(&document, path)
        .and_then(|template| document["paths"][template].get(&name))
        .map(|operation| &operation["responses"]);
    let Some(responses) = described else {
        assert!(matches!(status, "401" | "404" | "405"), "{name} {path} is not described");
        return conforms(&document, "Problem", &response.body);
    };
    let described = &responses[status];
    assert!(
        described.is_object(),
        "{name} {path} answered {status}, which is not described: {}",
        response.body
    );
    let Some(content) = described["content"].as_object() else {
        return assert_eq!(response.body, Value::Null, "{name} {path} {status} has no body");
    };
    let media_type = response.headers[header::CONTENT_TYPE].to_str().unwrap();
    let content = content.get(media_type);
    let content =
        content.unwrap_or_else(|| panic!("{name} {path} {status} is not described as {media_type}"));
    if let Some(schema) = content["schema"]["$ref"].as_str() {
        conforms(&document, schema.rsplit('/').next().unwrap(), &response.body);
    }
}

fn template_of<'a>(document: &'a Value, path: &str) -> Option<&'a str> {
    let matches = |template: &str| {
        let (mut have, mut want) = (path.split('/'), template.split('/'));
        loop {
            match (have.next(), want.next()) {
                (None, None) => return true,
                (Some(have), Some(want)) if have == want || (want.starts_with('{') && !have.is_empty()) => {}
                _ => return false,
            }
        }
    };
    let templates = document["paths"].as_object().unwrap().keys();
    templates.map(String::as_str).find(|template| matches(template))
}

fn conforms(document: &Value, name: &str, body: &Value) {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{name}"),
        "components": {"schemas": document["components"]["schemas"]},
    });
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "not a {name}: {errors:#?}\n{body:#}");
}

#[tokio::test]
async fn the_router_takes_exactly_the_methods_that_are_described() {
    let app = TestApp::new().await;
    for (template, item) in document()["paths"].as_object().unwrap() {
        let path =
            template.replace("{id}", "c000000000000000000000000").replace("{phone_number}", "33639980009");
        for method in METHODS {
            let described = item.get(method.to_lowercase()).is_some();
            let response = app.call(method, &path, &[], Body::from("{}")).await;
            let taken = !matches!(response.code(), (405, _) | (404, "not_found"));
            assert_eq!(taken, described, "{method} {path}: {}", response.status);
        }
    }
}

#[tokio::test]
async fn the_description_is_open_to_everybody_and_valid() {
    let app = TestApp::new().await;
    let response = app.call("GET", "/api/openapi.json", &[("authorization", "")], Body::empty()).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.body, document());
    for name in response.body["components"]["schemas"].as_object().unwrap().keys() {
        let schema = json!({"$ref": format!("#/components/schemas/{name}"), "components": response.body["components"]});
        assert!(jsonschema::validator_for(&schema).is_ok(), "{name}");
    }
}

#[tokio::test]
async fn a_response_that_differs_from_the_description_is_found() {
    let fails = |body: Value| std::panic::catch_unwind(move || conforms(&document(), "Sent", &body)).is_err();
    assert!(fails(json!({"status": "success"})));
    assert!(fails(json!({"status": "perhaps", "message": {}})));
}
