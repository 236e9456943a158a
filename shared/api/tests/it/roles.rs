//! What each role may do: every call of `openapi.json`, by its `x-role`.

use axum::body::Body;
use axum::http::Request;
use relais_api::{Auth, Claims};
use serde_json::{Value, json};

use crate::test_app::{Props, Response, TestApp, ZOE};

/// From the one that may do least.
const ROLES: [&str; 3] = ["viewer", "agent", "owner"];

async fn app() -> TestApp {
    Box::pin(TestApp::with(Props { auth: Auth::VerifiedClaims, ..Props::default() })).await
}

pub(crate) async fn call(
    app: &TestApp,
    claims: &[(&str, &str)],
    method: &str,
    path: &str,
    body: Value,
) -> Response {
    Box::pin(call_with(app, claims, method, path, &[], body)).await
}

pub(crate) async fn call_with(
    app: &TestApp,
    claims: &[(&str, &str)],
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Value,
) -> Response {
    let claims = [("sub", "u-1")].iter().chain(claims);
    let claims = claims.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = Request::builder().method(method).uri(path).header("accept-language", "fr");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    app.request(request.extension(Claims(claims)).body(body).unwrap()).await
}

/// Whether a role was too low.
fn is_refused(response: &Response) -> bool {
    response.status == 403 && matches!(response.code().1, "agents_only" | "owners_only")
}

#[tokio::test]
async fn every_call_needs_the_role_that_is_described_and_no_other() {
    let app = app().await;
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let mut calls = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        let path =
            template.replace("{id}", "c000000000000000000000000").replace("{phone_number}", "33639980009");
        let path = path.replace("{person}", "33639980009").replace("{version}", "1").replace("{note}", "n");
        for (method, operation) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters")
        {
            if operation["security"] == json!([]) {
                continue;
            }
            calls += 1;
            let least = ROLES.iter().position(|role| operation["x-role"] == *role);
            let least = least.unwrap_or_else(|| panic!("{method} {template} has no x-role"));
            for (rank, role) in ROLES.iter().enumerate() {
                let groups = format!("[{role}]");
                let claims = [("cognito:groups", groups.as_str())];
                let response = Box::pin(call(&app, &claims, &method.to_uppercase(), &path, json!({}))).await;
                assert_eq!(is_refused(&response), rank < least, "{role}: {method} {path}: {}", response.body);
            }
        }
    }
    assert!(calls > 30, "{calls}");
}

#[tokio::test]
async fn a_refusal_says_in_the_callers_language_what_is_missing_and_nothing_is_done() {
    let app = app().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let viewer = [("cognito:groups", "[viewer]")];
    let take_over = format!("/api/conversations/{ZOE}/takeover");
    let refused = call(&app, &viewer, "POST", &take_over, Value::Null).await;
    assert_eq!(refused.code(), (403, "agents_only"));
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(detail.starts_with("Votre rôle est viewer"), "{detail}");
    assert!(app.conversation(ZOE).await.takeover.is_none());

    let person = format!("/api/contacts/{ZOE}");
    let refused = call(&app, &[], "DELETE", &person, Value::Null).await;
    assert_eq!(refused.code(), (403, "owners_only"));
    assert_eq!(app.thread(ZOE).await.len(), 1);
}

#[tokio::test]
async fn everybody_learns_their_name_and_role() {
    let app = app().await;
    for (claims, expected) in [
        (&[][..], json!({"name": "u-1", "role": "agent"})),
        (
            &[("username", "zoe"), ("cognito:groups", "[owner supervisors]")],
            json!({"name": "zoe", "role": "owner"}),
        ),
        (&[("groups", r#"["viewer"]"#)], json!({"name": "u-1", "role": "viewer"})),
        (&[("cognito:groups", "[viewer]"), ("groups", "owner")], json!({"name": "u-1", "role": "viewer"})),
    ] {
        assert_eq!(call(&app, claims, "GET", "/api/me", Value::Null).await.body, expected, "{claims:?}");
    }
    let one_machine = TestApp::new().await;
    assert_eq!(one_machine.get("/api/me").await.body, json!({"name": null, "role": "owner"}));
}

#[tokio::test]
async fn a_path_without_a_call_is_unknown_to_every_role() {
    let app = app().await;
    let viewer = [("cognito:groups", "[viewer]")];
    assert_eq!(call(&app, &viewer, "POST", "/api/nothing", Value::Null).await.code(), (404, "not_found"));
    let other_method = call(&app, &viewer, "DELETE", "/api/settings", Value::Null).await;
    assert_eq!(other_method.code(), (405, "method_not_allowed"));
}

#[tokio::test]
async fn only_owners_try_settings_that_are_not_saved() {
    let app = app().await;
    let messages = json!([{"from": "customer", "text": "Ouvert ?"}]);
    let (saved, unsaved) = (json!({"messages": messages}), json!({"messages": messages, "settings": {}}));
    for (role, body, status) in [("agent", &saved, 202), ("agent", &unsaved, 403), ("owner", &unsaved, 202)] {
        let groups = format!("[{role}]");
        let claims = [("cognito:groups", groups.as_str())];
        let response = call(&app, &claims, "POST", "/api/drafts", body.clone()).await;
        assert_eq!(response.status, status, "{role}: {}", response.body);
    }
}
