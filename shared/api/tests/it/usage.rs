//! What happened on each day.

use axum::body::Body;
use relais_core::conversation::Reason;
use relais_core::usage::{Counter, Wait};
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, SECOND, TestApp};

/// Counts this much at the first number now, and writes it.
async fn happens(app: &TestApp, counted: &[(Counter, u64)]) {
    for (counter, by) in counted {
        app.api.store.usage().count(Some(&BUSINESS.into()), *counter, *by, app.clock.now());
    }
    app.api.write_usage().await;
}

async fn set(app: &TestApp, settings: Value) {
    let seen = app.get("/api/settings").await.headers["etag"].to_str().unwrap().to_owned();
    let body = Body::from(settings.to_string());
    assert_eq!(app.call("PUT", "/api/settings", &[("if-match", &seen)], body).await.status, 200);
}

const A_DAY: &[(Counter, u64)] = &[
    (Counter::Received, 7),
    (Counter::Answers, 4),
    (Counter::Fallbacks, 1),
    (Counter::HandOver(Reason::ModelFailed), 1),
    (Counter::HandOver(Reason::RateCap), 2),
    (Counter::PromptTokens, 1_000_000),
    (Counter::CachedTokens, 500_000),
    (Counter::AnswerTokens, 100_000),
    (Counter::Waited(Wait::Under5), 3),
    (Counter::Waited(Wait::Longer), 1),
    (Counter::Good, 2),
    (Counter::Bad, 1),
];

#[tokio::test]
async fn a_day_has_its_counts_and_its_cost() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/api/usage").await.body, json!({"days": [], "currency": null}));
    happens(&app, A_DAY).await;
    let mut day = json!({
        "day": app.clock.now().to_string()[..10], "received": 7, "answers": 4, "fallbacks": 1,
        "hand_overs": {"model_failed": 1, "rate_cap": 2},
        "tokens": {"prompt": 1_000_000, "cached": 500_000, "answer": 100_000},
        "cost": null,
        "time_to_answer": {"under_5s": 3, "under_15s": 0, "under_60s": 0, "longer": 1},
        "satisfaction": {"good": 2, "bad": 1},
    });
    assert_eq!(app.get("/api/usage").await.body, json!({"days": [day], "currency": null}));
    set(&app, json!({"price": {"prompt": 0.4, "cached": 0.1, "answer": 1.5, "currency": "EUR"}})).await;
    day["cost"] = json!(0.4);
    assert_eq!(app.get("/api/usage").await.body, json!({"days": [day], "currency": "EUR"}));
    let other = app.get(&format!("/api/usage?phone_id={SECOND}")).await.body;
    assert_eq!(other, json!({"days": [], "currency": null}));
}

#[tokio::test]
async fn the_same_is_given_as_csv() {
    let app = TestApp::new().await;
    set(&app, json!({"price": {"prompt": 0.4, "answer": 1.5, "currency": "EUR"}})).await;
    happens(&app, A_DAY).await;
    let today = app.clock.now().to_string()[..10].to_owned();
    for (path, accept) in [
        (format!("/api/usage?from={today}&to={today}"), "text/html, TEXT/CSV;q=0.9"),
        (format!("/api/usage?from={today}&to={today}&format=csv"), "*/*"),
    ] {
        let csv = app.call("GET", &path, &[("accept", accept)], Body::empty()).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let name = format!("attachment; filename=\"usage-{today}-{today}.csv\"");
        assert_eq!(csv.headers["content-disposition"], name.as_str());
        let expected = format!(
            "day,received,answers,fallbacks,hand_overs.model_failed,hand_overs.rate_cap,tokens.prompt,\
             tokens.cached,tokens.answer,cost,currency,time_to_answer.longer,time_to_answer.under_15s,\
             time_to_answer.under_5s,time_to_answer.under_60s,satisfaction.good,satisfaction.bad\r\n\
             {today},7,4,1,1,2,1000000,500000,100000,0.550000,EUR,1,0,3,0,2,1\r\n"
        );
        assert_eq!(csv.body, expected);
    }
    let json = app.call("GET", "/api/usage?format=json", &[("accept", "text/csv")], Body::empty()).await;
    assert_eq!(json.body["days"][0]["received"], 7);
}

#[tokio::test]
async fn days_that_are_none_are_refused() {
    let app = TestApp::new().await;
    for query in [
        "from=2026-02-30",
        "from=yesterday",
        "from=2026-11-28T00:00",
        "from=2026-11-28&to=2026-11-27",
        "from=2025-01-01&to=2026-11-28",
        "to=-009999-01-01",
    ] {
        assert_eq!(app.get(&format!("/api/usage?{query}")).await.code(), (400, "bad_days"), "{query}");
    }
    assert_eq!(app.get("/api/usage?format=xml").await.code(), (400, "bad_request"));
    assert_eq!(app.get("/api/usage?phone_id=1").await.code(), (422, "unknown_phone_id"));
    assert_eq!(app.get("/api/usage?from=2025-10-25&to=2026-11-28").await.status, 200);
}
