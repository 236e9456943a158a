//! Browsers that ask to be told by Web Push.

use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use relais_api::{Auth, Claims};
use relais_aws::store::MOST_BROWSERS;
use relais_aws::vapid::VapidKey;
use serde_json::{Value, json};

use crate::test_app::{Props, Response, TestApp};

const ENDPOINT: &str = "https://fcm.googleapis.com/fcm/send/abc:def";

async fn add(app: &TestApp, body: &Value) -> Response {
    app.call("POST", "/api/push", &[("origin", "https://inbox.example")], Body::from(body.to_string())).await
}

#[tokio::test]
async fn the_key_is_made_once() {
    let app = TestApp::new().await;
    let first = app.get("/api/push").await;
    assert_eq!(first.status, 200);
    let key = URL_SAFE_NO_PAD.decode(first.body["public_key"].as_str().unwrap()).unwrap();
    assert_eq!((key.len(), key[0]), (65, 4));
    assert_eq!(app.get("/api/push").await.body, first.body);
    // A process that makes one at the same time gets the stored one.
    let other = VapidKey::generate().unwrap();
    let kept = VapidKey::parse(&app.store.keep_push_key(other).await.unwrap()).unwrap();
    assert_eq!(first.body, json!({"public_key": kept.public()}));
}

#[tokio::test]
async fn a_browser_is_added_once_with_who_uses_it_and_removed() {
    let app = Box::pin(TestApp::with(Props { auth: Auth::VerifiedClaims, ..Props::default() })).await;
    let call = async |method: &str, path: &str, who: &str, body: Value| {
        let claims = [("sub", who), ("email", who)].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = Request::builder().method(method).uri(path).header("origin", "https://inbox.example");
        app.request(request.extension(Claims(claims.into())).body(Body::from(body.to_string())).unwrap())
            .await
    };
    let first = call("POST", "/api/push", "amina", json!({"endpoint": ENDPOINT})).await;
    assert_eq!(first.status, 200, "{}", first.body);
    app.clock.advance(SignedDuration::from_hours(1));
    let second = call("POST", "/api/push", "marc", json!({"endpoint": ENDPOINT})).await;
    assert_eq!(first.body, second.body);
    let browsers = app.store.browsers(app.clock.now()).await.unwrap();
    let [browser] = browsers.try_into().unwrap();
    assert_eq!((browser.endpoint.as_str(), browser.who.as_deref()), (ENDPOINT, Some("marc")));
    assert_eq!((browser.origin.as_deref(), browser.seen), (Some("https://inbox.example"), app.clock.now()));
    assert!(!format!("{browser:?}").contains("googleapis"));

    let path = format!("/api/push/{}", second.body["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(call("DELETE", &path, "marc", Value::Null).await.status, 204);
        assert_eq!(app.store.browsers(app.clock.now()).await.unwrap(), []);
    }
    for other in ["key", "a", &"0".repeat(5000)] {
        assert_eq!(call("DELETE", &format!("/api/push/{other}"), "marc", Value::Null).await.status, 204);
    }
    assert_eq!(app.store.push_key().await.unwrap(), None);
}

#[tokio::test]
async fn what_is_no_browsers_push_service_is_refused_and_not_quoted() {
    let app = TestApp::new().await;
    let long = format!("https://fcm.googleapis.com/{}", "a".repeat(10_000));
    for (body, code) in [
        (json!({}), "invalid_field"),
        (json!({"endpoint": null}), "invalid_field"),
        (json!({"endpoint": 7}), "invalid_field"),
        (json!({"endpoint": ""}), "invalid_field"),
        (json!({"endpoint": "secret words"}), "invalid_field"),
        (json!({"endpoint": long}), "invalid_field"),
        (json!({"endpoint": "http://fcm.googleapis.com/secret"}), "unknown_push_service"),
        (json!({"endpoint": "https://secret.example/a"}), "unknown_push_service"),
        (json!({"endpoint": "https://10.0.0.1/secret"}), "unknown_push_service"),
        (json!({"endpoint": "https://169.254.169.254/secret"}), "unknown_push_service"),
        (json!({"endpoint": ENDPOINT, "keys": {"p256dh": "secret", "auth": "secret"}}), "unknown_field"),
    ] {
        let refused = add(&app, &body).await;
        assert_eq!(refused.code(), (422, code), "{body}");
        assert!(!refused.body.to_string().contains("secret"), "{}", refused.body);
    }
    let text = app.call("POST", "/api/push", &[], Body::from("no JSON")).await;
    assert_eq!(text.code(), (400, "malformed_json"));
    let large = json!({"endpoint": "a".repeat(100_000)});
    assert_eq!(add(&app, &large).await.code(), (413, "payload_too_large"));
    assert_eq!(app.store.browsers(app.clock.now()).await.unwrap(), []);
}

#[tokio::test]
async fn the_oldest_browser_goes_when_there_are_too_many_and_each_after_thirty_days() {
    let app = TestApp::new().await;
    for n in 0..=MOST_BROWSERS {
        app.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(add(&app, &json!({"endpoint": format!("{ENDPOINT}{n}")})).await.status, 200);
    }
    let browsers = app.store.browsers(app.clock.now()).await.unwrap();
    assert_eq!(browsers.len(), MOST_BROWSERS);
    assert_eq!(browsers.first().unwrap().endpoint, format!("{ENDPOINT}{MOST_BROWSERS}"));
    assert_eq!(browsers.last().unwrap().endpoint, format!("{ENDPOINT}1"));
    app.clock.advance(SignedDuration::from_hours(30 * 24));
    assert_eq!(app.store.browsers(app.clock.now()).await.unwrap(), []);
}
