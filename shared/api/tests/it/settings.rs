//! What a business sets for its numbers.

use axum::body::Body;
use serde_json::{Value, json};

use crate::test_app::{Props, Response, TestApp};

async fn put(app: &TestApp, seen: Option<&str>, body: &Value) -> Response {
    let seen = seen.map(|seen| ("if-match", seen));
    app.call("PUT", "/api/settings", seen.as_slice(), Body::from(body.to_string())).await
}

#[tokio::test]
async fn settings_are_saved_over_the_version_that_was_seen_and_every_version_stays() {
    let app = TestApp::with(Props::default()).await;
    let nothing = app.get("/api/settings").await;
    assert_eq!((&nothing.body["version"], &nothing.body["settings"]), (&json!(0), &json!({})));
    assert_eq!(nothing.headers["etag"], "\"0\"");
    assert!(nothing.body["defaults"]["texts"]["closed"]["fr"].as_str().unwrap().contains("fermés"));

    let hours = json!({"monday": ["09:00-12:30"], "exceptions": [{"from": "2026-12-25"}]});
    let tea = json!({"facts": "Green tea: 5 €", "hours": hours, "out_of_hours": null});
    let saved = put(&app, Some("\"0\""), &tea).await;
    assert_eq!((saved.status.as_u16(), &saved.body["version"]), (200, &json!(1)), "{}", saved.body);
    assert_eq!(saved.headers["etag"], "\"1\"");
    assert_eq!(app.get("/api/settings").await.body["settings"]["facts"], "Green tea: 5 €");
    assert_eq!(put(&app, Some("\"0\""), &tea).await.body["version"], 1, "a repeat of the same save");

    let coffee = json!({"facts": "Coffee: 3 €"});
    let late = put(&app, Some("\"0\""), &coffee).await;
    assert_eq!((late.code(), &late.body["version"]), ((412, "settings_changed"), &json!(1)));
    assert_eq!(put(&app, None, &coffee).await.code(), (428, "if_match_missing"));
    for wrong in ["*", "", "18446744073709551615", "-1", "+1", "\"\"1\"\""] {
        assert_eq!(put(&app, Some(wrong), &coffee).await.code(), (428, "if_match_missing"), "{wrong}");
    }
    assert_eq!(put(&app, Some("1"), &coffee).await.body["version"], 2);

    let versions = app.get("/api/settings/versions").await.body;
    let numbers: Vec<_> =
        versions["versions"].as_array().unwrap().iter().map(|each| &each["version"]).collect();
    assert_eq!(numbers, [2, 1]);
    let first = app.get("/api/settings/versions/1").await.body;
    assert_eq!(
        first["settings"]["hours"],
        json!({"monday": ["09:00-12:30"], "exceptions": [{"from": "2026-12-25", "hours": []}]})
    );
    assert_eq!(app.get("/api/settings/versions/9").await.code(), (404, "unknown_version"));
    assert_eq!(app.get("/api/settings?phone_id=1").await.code(), (422, "unknown_phone_id"));
}

#[tokio::test]
async fn fifty_versions_are_kept() {
    let app = TestApp::new().await;
    for version in 0..52 {
        let saved = put(&app, Some(&version.to_string()), &json!({"facts": version.to_string()})).await;
        assert_eq!(saved.body["version"], version + 1);
    }
    let versions = app.get("/api/settings/versions").await.body["versions"].as_array().unwrap().clone();
    assert_eq!((versions.len(), &versions[49]["version"]), (50, &json!(3)));
    assert_eq!(app.get("/api/settings/versions/2").await.code(), (404, "unknown_version"));
    assert_eq!(app.get("/api/settings/versions/3").await.body["settings"]["facts"], "2");
}

#[tokio::test]
async fn of_two_who_save_at_once_one_is_told() {
    let app = TestApp::new().await;
    let (one, other) = (json!({"facts": "one"}), json!({"facts": "other"}));
    let (first, second) = tokio::join!(put(&app, Some("0"), &one), put(&app, Some("0"), &other));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test]
async fn each_field_that_is_wrong_is_named_with_its_mend_in_the_callers_language() {
    let app = TestApp::new().await;
    for (body, fields) in [
        (
            json!({"time_zone": "Europe/Atlantis", "max_replies_per_day": 0}),
            vec!["time_zone", "max_replies_per_day"],
        ),
        (json!({"colour": "red", "length": 3, "facts": "good"}), vec!["colour", "length"]),
        (
            json!({"hours": {"monday": ["9-12"], "caturday": [], "friday": ["09:00-10:00"]}}),
            vec!["hours.caturday", "hours.monday"],
        ),
        (json!({"texts": {"greeting": 3}}), vec!["texts.greeting"]),
        (json!({"hours": 3}), vec!["hours"]),
        (json!({"facts": "a".repeat(100_001)}), vec!["facts"]),
    ] {
        let refused = put(&app, Some("0"), &body).await;
        assert_eq!(refused.code(), (422, "invalid_settings"), "{body}");
        let problems = refused.body["problems"].as_array().unwrap();
        let mut named: Vec<_> = problems.iter().map(|problem| problem["field"].as_str().unwrap()).collect();
        named.sort_unstable();
        let mut fields = fields;
        fields.sort_unstable();
        assert_eq!(named, fields);
        assert!(!refused.body.to_string().contains("Atlantis"), "no value is quoted");
    }
    assert_eq!(put(&app, Some("0"), &json!([])).await.code(), (422, "invalid_field"));
    assert_eq!(
        put(&app, Some("0"), &json!({"facts": "a".repeat(300_000)})).await.code(),
        (413, "payload_too_large")
    );
    assert_eq!(app.get("/api/settings").await.body["version"], 0, "nothing was saved");
}

/// A secret is never shown, and stays with its address however the rest changes.
#[tokio::test]
async fn the_secret_of_a_tool_is_kept_without_being_shown() {
    let app = TestApp::with(Props::default()).await;
    let tool = |url: &str, field: &str, value: Value| {
        let mut tool = json!({"name": "order", "description": "Finds an order.", "url": url});
        tool[field] = value;
        json!({"tools": [tool]})
    };
    let saved = put(&app, Some("0"), &tool("https://shop.example/a", "secret", json!("MARKER-secret"))).await;
    assert_eq!(saved.body["settings"]["tools"][0]["has_secret"], true, "{}", saved.body);
    let shown = app.get("/api/settings").await.body;
    assert!(!shown.to_string().contains("MARKER-secret"));

    let kept = put(&app, Some("1"), &tool("https://shop.example/a?by=id", "has_secret", json!(true))).await;
    assert_eq!(kept.status.as_u16(), 200, "{}", kept.body);
    let stored = app.store.present_settings(&"100000000000001".into()).await.unwrap().unwrap();
    assert_eq!(stored.settings.tools[0].secret.as_ref().unwrap().expose(), "MARKER-secret");

    let moved = put(&app, Some("2"), &tool("https://evil.example/a", "has_secret", json!(true))).await;
    assert_eq!(moved.code(), (422, "invalid_settings"));
    assert_eq!(moved.body["problems"][0]["field"], "tools.0.secret");
    let gone = put(&app, Some("2"), &tool("https://shop.example/a?by=id", "has_secret", json!(false))).await;
    assert_eq!(gone.body["settings"]["tools"][0].get("has_secret"), None);

    // Going back to an earlier version brings its secret back.
    let earlier = app.get("/api/settings/versions/2").await.body["settings"].clone();
    let back = put(&app, Some("3"), &earlier).await;
    assert_eq!(back.status.as_u16(), 200, "{}", back.body);
    let stored = app.store.present_settings(&"100000000000001".into()).await.unwrap().unwrap();
    assert_eq!(stored.settings.tools[0].secret.as_ref().unwrap().expose(), "MARKER-secret");
}
