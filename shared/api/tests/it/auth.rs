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

/// The cookie of a response, as a browser sends it back.
fn cookie_of(response: &crate::test_app::Response) -> String {
    response.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_token_is_exchanged_for_a_cookie_that_scripts_cannot_read() {
    let app = TestApp::new().await;
    let given = app.call("POST", "/api/session", &[("origin", "http://localhost:3000")], Body::empty()).await;
    assert_eq!(given.status, 204);
    let attributes = given.headers["set-cookie"].to_str().unwrap();
    assert!(attributes.ends_with("; Path=/api; Max-Age=2592000; HttpOnly; SameSite=Strict"), "{attributes}");
    assert!(!attributes.contains(TOKEN));
    let by_https = app.call("POST", "/api/session", &[("origin", "https://a.example")], Body::empty()).await;
    assert!(by_https.headers["set-cookie"].to_str().unwrap().ends_with("; SameSite=Strict; Secure"));

    let cookie = cookie_of(&given);
    let with_cookie = [("authorization", ""), ("cookie", cookie.as_str())];
    assert_eq!(app.call("GET", "/api/me", &with_cookie, Body::empty()).await.body["role"], "owner");
    for (site, status) in [("same-origin", 200), ("none", 200), ("same-site", 401), ("cross-site", 401)] {
        let headers = [with_cookie.as_slice(), &[("sec-fetch-site", site)]].concat();
        assert_eq!(app.call("GET", "/api/me", &headers, Body::empty()).await.status, status, "{site}");
    }
    let ended = [with_cookie.as_slice(), &[("x-requested-with", "relais")]].concat();
    let ended = app.call("DELETE", "/api/session", &ended, Body::empty()).await;
    assert_eq!(
        (ended.status.as_u16(), cookie_of(&ended)),
        (204, format!("{}=", cookie.split_once('=').unwrap().0))
    );
}

/// A page of another origin makes the browser send the cookie, and cannot set the header.
#[tokio::test]
async fn a_forged_request_with_the_cookie_changes_nothing() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let cookie = cookie_of(&app.call("POST", "/api/session", &[], Body::empty()).await);
    let take_over = format!("/api/conversations/{ZOE}/takeover");
    let forged = [("authorization", ""), ("cookie", cookie.as_str())];
    let of_other_origin =
        [forged.as_slice(), &[("x-requested-with", "x"), ("sec-fetch-site", "same-site")]].concat();
    for headers in [forged.as_slice(), of_other_origin.as_slice()] {
        for (method, path) in [("POST", take_over.as_str()), ("PUT", "/api/settings"), ("POST", "/api/media")]
        {
            assert_eq!(
                app.call(method, path, headers, Body::from("{}")).await.status,
                401,
                "{method} {path}"
            );
        }
    }
    assert!(app.conversation(ZOE).await.takeover.is_none());
    let of_the_page = [forged.as_slice(), &[("x-requested-with", "relais")]].concat();
    assert_eq!(app.call("POST", &take_over, &of_the_page, Body::empty()).await.status, 204);
    let wrong_token = [("authorization", "Bearer wrong"), ("cookie", cookie.as_str())];
    assert_eq!(
        app.call("GET", "/api/me", &wrong_token, Body::empty()).await.status,
        401,
        "a token decides alone"
    );
}

#[tokio::test]
async fn the_cookie_of_another_token_and_of_an_empty_one_let_nobody_in() {
    let app = TestApp::new().await;
    let cookie = cookie_of(&app.call("POST", "/api/session", &[], Body::empty()).await);
    for token in ["another", ""] {
        let auth = Auth::Token(SecretString::from(token));
        let other = TestApp::with(Props { auth, ..Props::default() }).await;
        let headers = [("authorization", ""), ("cookie", cookie.as_str())];
        assert_eq!(other.call("GET", "/api/me", &headers, Body::empty()).await.status, 401);
    }
    let claims = TestApp::with(Props { auth: Auth::VerifiedClaims, ..Props::default() }).await;
    let claim = Claims(BTreeMap::from([("sub".to_owned(), "u-1".to_owned())]));
    let request = Request::post("/api/session").extension(claim).body(Body::empty()).unwrap();
    assert_eq!(claims.request(request).await.code(), (404, "not_found"));
}
