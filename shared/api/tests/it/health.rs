//! The health check: what works, what is simulated, and whether sending is stopped.

use jiff::SignedDuration;
use relais_core::circuit_breaker::Line;
use relais_whatsapp::account::AccountEvent;
use serde_json::value::RawValue;
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
            "notices": [],
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
async fn what_meta_reports_is_shown_until_it_ends() {
    let app = TestApp::new().await;
    let now = app.clock.now();
    let event = |field: &str, json: &str| {
        AccountEvent::read(field, &RawValue::from_string(json.to_owned()).unwrap()).unwrap()
    };
    let template = |name: &str| {
        let json = format!(
            r#"{{"event":"{name}","message_template_name":"promo","message_template_language":"fr",
            "other_info":{{"description":"until tomorrow"}}}}"#
        );
        event("message_template_status_update", &json)
    };
    let banned = |state: &str| {
        event(
            "account_update",
            &format!(r#"{{"event":"DISABLED_UPDATE","ban_info":{{"waba_ban_state":"{state}"}}}}"#),
        )
    };
    let store = async |event: &AccountEvent, at| app.store.account_event(event, at, now).await.unwrap();

    assert!(store(&template("PAUSED"), now).await);
    let health = app.get_in_french("/api/health").await.body;
    assert_eq!(health["status"], "ok", "one template is no danger");
    let [notice] = health["notices"].as_array().unwrap().as_slice() else { panic!("{health}") };
    assert_eq!((&notice["code"], &notice["subject"]), (&json!("template_paused"), &json!("promo (fr)")));
    assert_eq!((&notice["severity"], &notice["detail"]), (&json!("warning"), &json!("until tomorrow")));
    assert!(notice["text"].as_str().unwrap().contains("mis en pause le modèle promo (fr)"), "{notice}");
    assert!(notice["advice"].as_str().unwrap().contains("pause"));
    assert_eq!(notice["until"], "2027-01-29T08:00:00Z");

    assert!(store(&banned("DISABLE"), now).await);
    let health = app.get("/api/health").await.body;
    assert_eq!(
        (&health["status"], &health["notices"][0]["code"]),
        (&json!("degraded"), &json!("account_disabled"))
    );

    // Reports come in any order: the latest by Meta's clock decides.
    let later = now + SignedDuration::from_mins(1);
    assert!(store(&banned("REINSTATE"), later).await);
    assert!(!store(&banned("DISABLE"), now).await, "an earlier one comes late");
    let health = app.get("/api/health").await.body;
    assert_eq!((&health["status"], health["notices"].as_array().unwrap().len()), (&json!("ok"), 1));

    app.advance(14 * 24 * 3600);
    assert_eq!(app.get("/api/health").await.body["notices"], json!([]), "it is over after its time");
}

#[tokio::test]
async fn reports_of_the_same_second_lead_to_the_same_matter_in_every_order_and_count_once() {
    let event = |state: &str, date: &str| {
        let json = format!(
            r#"{{"event":"DISABLED_UPDATE","ban_info":{{"waba_ban_state":"{state}","waba_ban_date":"{date}"}}}}"#
        );
        let raw = RawValue::from_string(json).unwrap();
        AccountEvent::read("account_update", &raw).unwrap()
    };
    let disabled = event("DISABLE", "1 May");
    let reports =
        [&event("REINSTATE", ""), &event("SCHEDULE_FOR_DISABLE", "2 May"), &disabled, &event("DISABLE", "")];
    let mut seen = Vec::new();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        let app = TestApp::new().await;
        let now = app.clock.now();
        for report in order.map(|place: usize| reports[place]) {
            app.store.account_event(report, now, now).await.unwrap();
        }
        let notices = app.get("/api/health").await.body["notices"].clone();
        assert_eq!(notices.as_array().map(Vec::len), Some(1), "what people must know counts, {order:?}");
        for report in order.map(|place: usize| reports[place]) {
            assert!(!app.store.account_event(report, now, now).await.unwrap(), "a redelivery is nothing new");
        }
        assert_eq!(app.get("/api/health").await.body["notices"], notices, "{order:?}");
        seen.push(notices);
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
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
