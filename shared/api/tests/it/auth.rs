//! A request without a verified identity is refused.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use relais_api::{Auth, Claims};
use secrecy::SecretString;

use crate::test_app::{Props, TOKEN, TestApp, ZOE};

const PATHS: &[&str] =
    &["/api/conversations", "/api/health", "/api/messages/x", "/api/nothing", "/api/", "/api", "/api/a/b/c"];

#[tokio::test]
async fn every_path_answers_401_without_the_token() {
    let app = TestApp::new().await;
    for path in PATHS {
        for header in
            ["", "Bearer", "Bearer ", "Bearer wrong", "Basic admin-token", TOKEN, "Bearer admin-token2"]
        {
            let response = app.call("GET", path, &[("authorization", header)], Body::empty()).await;
            assert_eq!(response.code(), (401, "unauthorized"), "{path} {header}");
            assert_eq!(response.headers["www-authenticate"], "Bearer");
        }
    }
    let response = app.call("DELETE", "/api/health", &[("authorization", "")], Body::empty()).await;
    assert_eq!(response.status, 401);
}

#[tokio::test]
async fn the_token_lets_in_whatever_the_case_of_the_scheme() {
    let app = TestApp::new().await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let header = format!("{scheme} {TOKEN}");
        let response = app.call("GET", "/api/health", &[("authorization", &header)], Body::empty()).await;
        assert_eq!(response.status, 200);
    }
}

#[tokio::test]
async fn an_empty_token_lets_nobody_in() {
    let auth = Auth::Token(SecretString::from(""));
    let app = TestApp::with(Props { auth, ..Props::default() }).await;
    for header in ["", "Bearer", "Bearer "] {
        let response = app.call("GET", "/api/health", &[("authorization", header)], Body::empty()).await;
        assert_eq!(response.status, 401);
    }
}

#[tokio::test]
async fn on_lambda_only_verified_claims_count_and_name_the_person() {
    let app = TestApp::with(Props { auth: Auth::VerifiedClaims, ..Props::default() }).await;
    app.customer_writes(ZOE, "Bonjour").await;
    let response = app.call("POST", "/api/conversations/33639980001/takeover", &[], Body::empty()).await;
    assert_eq!(response.status, 401, "a token in the header proves nothing here");

    let with = |claims: &[(&str, &str)]| {
        let claims = claims.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let claims = Claims(claims.collect::<BTreeMap<_, _>>());
        let request = Request::post("/api/conversations/33639980001/takeover").extension(claims);
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(app.request(with(&[])).await.status, 401);
    assert_eq!(app.request(with(&[("email", "a@example.com")])).await.status, 401, "no subject");
    for (claims, name) in [
        (vec![("sub", "u-1")], "u-1"),
        (vec![("sub", "u-1"), ("username", "awa")], "awa"),
        (vec![("sub", "u-1"), ("email", "awa@example.com")], "awa@example.com"),
    ] {
        assert_eq!(app.request(with(&claims)).await.status, 204);
        assert_eq!(app.conversation(ZOE).await.takeover.unwrap().by.as_deref(), Some(name));
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_document_in_the_callers_language() {
    let app = TestApp::new().await;
    for path in ["/api", "/api/", "/api/nothing", "/api/conversations/a/b/c"] {
        assert_eq!(app.get(path).await.code(), (404, "not_found"), "{path}");
    }
    let wrong_method = app.call("DELETE", "/api/health", &[], Body::empty()).await;
    assert_eq!(wrong_method.code(), (405, "method_not_allowed"));
    assert_eq!(wrong_method.headers["allow"], "GET,HEAD");

    let english = app.get("/api/nothing").await.body;
    let french = app.get_in_french("/api/nothing").await.body;
    assert_eq!(
        (english["type"].as_str(), english["status"].as_u64()),
        (Some("urn:relais:not_found"), Some(404))
    );
    assert_eq!(
        (english["title"].as_str(), french["title"].as_str()),
        (Some("No such path"), Some("Adresse inconnue"))
    );
    assert_eq!(app.get("/api/messages/%FF").await.code(), (400, "bad_request"));
    assert_eq!(app.get("/api/conversations?limit=1&limit=2").await.code(), (400, "bad_request"));
}
