//! The health check: what works, what is simulated, and whether sending is stopped.

use jiff::SignedDuration;
use relais_core::circuit_breaker::Line;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, Props, SECOND, TestApp};

#[tokio::test]
async fn all_is_well() {
    let app = TestApp::new().await;
    let health = app.get("/api/health").await;
    assert_eq!(health.status, 200);
    let open = json!({"stopped": false, "code": null, "since": null, "reason": null, "advice": null});
    assert_eq!(
        health.body,
        json!({
            "status": "ok", "simulated": {"meta": true, "model": false}, "assistant": "on",
            "sending": open,
            "numbers": [
                {"phone_id": BUSINESS, "sending": open, "templates": open},
                {"phone_id": SECOND, "sending": open, "templates": open},
            ],
            "waiting": {"count": 0, "oldest": null}, "ceilings": {"model_tokens": null},
            "checks": {"database": "ok"}, "now": "2027-01-15T08:00:00Z",
        })
    );
}

#[tokio::test]
async fn stopped_sending_says_why_and_what_to_do() {
    let app = TestApp::new().await;
    let now = app.clock.now();
    assert!(app.store.open_circuit_breaker(&BUSINESS.into(), Line::Service, 190, now, now).await.unwrap());
    let health = app.get_in_french("/api/health").await;
    assert_eq!((health.status.as_u16(), &health.body["status"]), (200, &json!("degraded")));
    let sending = &health.body["sending"];
    assert_eq!((&sending["stopped"], &sending["code"]), (&json!(true), &json!(190)));
    assert_eq!(sending["reason"], "access token invalid");
    assert!(sending["advice"].as_str().unwrap().contains("jeton d'accès"));
}

#[tokio::test]
async fn stopped_templates_do_not_stop_the_service_messages() {
    let app = TestApp::new().await;
    let now = app.clock.now();
    assert!(
        app.store.open_circuit_breaker(&SECOND.into(), Line::Templates, 131_042, now, now).await.unwrap()
    );
    let health = app.get("/api/health").await.body;
    assert_eq!((&health["status"], &health["sending"]["stopped"]), (&json!("degraded"), &json!(false)));
    assert_eq!(health["numbers"][1]["sending"]["stopped"], false);
    assert_eq!(health["numbers"][1]["templates"]["code"], 131_042);
    assert_eq!(health["numbers"][0]["templates"]["stopped"], false);
}

#[tokio::test]
async fn each_number_has_its_own_state_and_the_worst_one_is_reported() {
    let app = TestApp::new().await;
    let now = app.clock.now();
    assert!(app.store.open_circuit_breaker(&SECOND.into(), Line::Service, 131_031, now, now).await.unwrap());
    let health = app.get("/api/health").await.body;
    assert_eq!((&health["status"], &health["sending"]["code"]), (&json!("degraded"), &json!(131_031)));
    assert_eq!(health["numbers"][0]["sending"]["stopped"], false);
    assert_eq!(health["numbers"][1]["sending"], health["sending"]);

    let earlier = now - SignedDuration::from_mins(5);
    assert!(
        app.store.open_circuit_breaker(&BUSINESS.into(), Line::Service, 190, earlier, now).await.unwrap()
    );
    let health = app.get("/api/health").await.body;
    assert_eq!(health["sending"]["code"], 190, "the number that has been stopped for longest");
    assert_eq!(health["numbers"][1]["sending"]["code"], 131_031);
}

#[tokio::test]
async fn a_missing_table_is_reported() {
    let app = TestApp::with(Props { table: "not-there", ..Props::default() }).await;
    let health = app.get("/api/health").await;
    assert_eq!((health.status.as_u16(), &health.body["status"]), (503, &json!("degraded")));
    assert_eq!((&health.body["checks"]["database"], &health.body["numbers"]), (&json!("error"), &json!([])));

    let problem = app.get("/api/conversations").await;
    assert_eq!(problem.code(), (500, "internal"));
    assert_eq!(problem.body["id"].as_str().map(str::len), Some(32));
    assert_ne!(app.get("/api/conversations").await.body["id"], problem.body["id"]);
    assert_eq!(problem.body.get("advice"), None::<&Value>);
}
