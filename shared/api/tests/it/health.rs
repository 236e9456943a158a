//! What works, what is simulated, what is stopped.

use serde_json::{Value, json};

use crate::stage::{BUSINESS, Props, Stage};

#[tokio::test]
async fn all_is_well() {
    let stage = Stage::new().await;
    let health = stage.get("/api/health").await;
    assert_eq!(health.status, 200);
    assert_eq!(
        health.body,
        json!({
            "status": "ok", "simulated": {"meta": true, "model": false}, "assistant": "on",
            "sending": {"stopped": false, "code": null, "since": null, "reason": null, "advice": null},
            "checks": {"database": "ok"}, "now": "2027-01-15T08:00:00Z",
        })
    );
}

#[tokio::test]
async fn stopped_sending_says_why_and_what_to_do() {
    let stage = Stage::new().await;
    let now = stage.clock.now();
    assert!(stage.store.open_circuit_breaker(&BUSINESS.into(), 190, now, now).await.unwrap());
    let health = stage.get_in_french("/api/health").await;
    assert_eq!((health.status.as_u16(), &health.body["status"]), (200, &json!("degraded")));
    let sending = &health.body["sending"];
    assert_eq!((&sending["stopped"], &sending["code"]), (&json!(true), &json!(190)));
    assert_eq!(sending["reason"], "access token invalid");
    assert!(sending["advice"].as_str().unwrap().contains("jeton d'accès"));
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_said() {
    let stage = Stage::with(Props { table: "not-there", ..Props::default() }).await;
    let health = stage.get("/api/health").await;
    assert_eq!((health.status.as_u16(), &health.body["status"]), (503, &json!("degraded")));
    assert_eq!(health.body["checks"]["database"], "error");

    let problem = stage.get("/api/conversations").await;
    assert_eq!(problem.code(), (500, "internal"));
    assert_eq!(problem.body["id"].as_str().map(str::len), Some(32));
    assert_ne!(stage.get("/api/conversations").await.body["id"], problem.body["id"]);
    assert_eq!(problem.body.get("advice"), None::<&Value>);
}
