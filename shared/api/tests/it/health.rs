//! The health check: what works, what is simulated, and whether sending is stopped.

use serde_json::{Value, json};

use crate::test_app::{BUSINESS, Props, TestApp};

#[tokio::test]
async fn all_is_well() {
    let app = TestApp::new().await;
    let health = app.get("/api/health").await;
    assert_eq!(health.status, 200);
    assert_eq!(
        health.body,
        json!({
            "status": "ok", "simulated": {"meta": true, "model": false}, "assistant": "on",
            "sending": {"stopped": false, "code": null, "since": null, "reason": null, "advice": null},
            "numbers": [{"phone_id": BUSINESS, "sending": {
                "stopped": false, "code": null, "since": null, "reason": null, "advice": null,
            }}],
            "checks": {"database": "ok"}, "now": "2027-01-15T08:00:00Z",
        })
    );
}

#[tokio::test]
async fn stopped_sending_says_why_and_what_to_do() {
    let app = TestApp::new().await;
    let now = app.clock.now();
    assert!(app.store.open_circuit_breaker(&BUSINESS.into(), 190, now, now).await.unwrap());
    let health = app.get_in_french("/api/health").await;
    assert_eq!((health.status.as_u16(), &health.body["status"]), (200, &json!("degraded")));
    let sending = &health.body["sending"];
    assert_eq!((&sending["stopped"], &sending["code"]), (&json!(true), &json!(190)));
    assert_eq!(sending["reason"], "access token invalid");
    assert!(sending["advice"].as_str().unwrap().contains("jeton d'accès"));
}

#[tokio::test]
async fn a_missing_table_is_reported() {
    let app = TestApp::with(Props { table: "not-there", ..Props::default() }).await;
    let health = app.get("/api/health").await;
    assert_eq!((health.status.as_u16(), &health.body["status"]), (503, &json!("degraded")));
    assert_eq!(health.body["checks"]["database"], "error");

    let problem = app.get("/api/conversations").await;
    assert_eq!(problem.code(), (500, "internal"));
    assert_eq!(problem.body["id"].as_str().map(str::len), Some(32));
    assert_ne!(app.get("/api/conversations").await.body["id"], problem.body["id"]);
    assert_eq!(problem.body.get("advice"), None::<&Value>);
}
