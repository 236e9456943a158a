//! What corrected and deleted messages say now, and who may see what they said before.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use relais_api::{Auth, Claims};
use relais_core::media::MediaId;
use relais_core::message::{Content, Message, Revisions};
use serde_json::{Value, json};

use crate::test_app::{Props, TestApp, ZOE};

/// Changes a stored message as the worker does.
async fn revise(app: &TestApp, message: &Message, revisions: &Revisions) {
    let mut message = app.store.message(&message.key).await.unwrap().unwrap();
    assert!(message.revise(revisions));
    app.store.save_revisions(&mut message, app.clock.now()).await.unwrap();
    app.change(message.key.contact(), |conversation| {
        conversation.revised(&message, app.clock.now());
    })
    .await;
}

fn edit(message: &Message, seconds: i64, text: &str) -> Revisions {
    let content = Content { kind: "text".into(), text: text.into(), raw: None };
    Revisions::edit(message.timestamp + SignedDuration::from_secs(seconds), seconds, text, content)
}

fn deletion(message: &Message, seconds: i64) -> Revisions {
    Revisions::deletion(message.timestamp + SignedDuration::from_secs(seconds))
}

#[tokio::test]
async fn a_corrected_message_shows_what_it_says_now() {
    let app = TestApp::new().await;
    let message = app.customer_writes(ZOE, "lundi").await;
    revise(&app, &message, &edit(&message, 60, "mardi")).await;
    let page = app.get(&format!("/api/messages/{ZOE}")).await.body;
    let shown = &page["messages"][0];
    assert_eq!((&shown["content"], &shown["edited_at"]), (&json!("mardi"), &json!("2027-01-15T08:01:00Z")));
    assert_eq!(shown["deleted_at"], Value::Null);
    let listed = app.get("/api/conversations").await.body;
    assert_eq!(listed["conversations"][0]["last_message"]["content"], "mardi");
    assert_eq!(listed["conversations"][0]["needs_person"], Value::Null, "it waits for its answer");
}

#[tokio::test]
async fn a_deleted_message_shows_nothing() {
    let app = TestApp::new().await;
    let photo =
        json!({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg", "caption": "le vase"}});
    let message = app.customer_sends(ZOE, "image", "le vase", Some(photo)).await;
    revise(&app, &message, &deletion(&message, 60)).await;
    let page = app.get(&format!("/api/messages/{ZOE}")).await.body;
    let shown = &page["messages"][0];
    assert_eq!((&shown["content"], &shown["deleted_at"]), (&json!(""), &json!("2027-01-15T08:01:00Z")));
    assert_eq!((&shown["type"], shown.get("media")), (&json!("image"), None));
    let listed = app.get("/api/conversations").await.body;
    assert_eq!(listed["conversations"][0]["last_message"]["content"], "🚫 Message deleted");
    for path in [format!("/api/messages/{ZOE}"), "/api/conversations".to_owned()] {
        assert!(!app.get(&path).await.body.to_string().contains("vase"), "{path}");
    }
    let versions = app.get(&format!("/api/message_versions/{}", message.key)).await.body;
    let said = &versions["versions"][0];
    assert_eq!(said["content"], "📷 Photo: le vase");
    assert_eq!((&said["type"], &said["until"]), (&json!("image"), &json!("2027-01-15T08:01:00Z")));
    let file = &said["media"];
    assert_eq!(file["id"], json!(MediaId::of_message(&message.key)));
    assert_eq!((&file["mime_type"], &file["caption"]), (&json!("image/jpeg"), &json!("le vase")));
}

#[tokio::test]
async fn a_change_is_among_the_changes() {
    let app = TestApp::new().await;
    let message = app.customer_writes(ZOE, "lundi").await;
    app.advance(3600);
    let cursor = app.get("/api/changes").await.body["cursor"].as_str().unwrap().to_owned();
    app.advance(10);
    revise(&app, &message, &deletion(&message, 60)).await;
    let changes = app.get(&format!("/api/changes?since={cursor}")).await;
    assert_eq!(changes.ids("messages"), [message.key.to_string()]);
    assert_eq!(changes.ids("conversations").len(), 1);
}

#[tokio::test]
async fn versions_are_listed_oldest_first() {
    let app = TestApp::new().await;
    let message = app.customer_writes(ZOE, "lundi").await;
    let path = format!("/api/message_versions/{}", message.key);
    assert_eq!(app.get(&path).await.body, json!({"versions": []}));
    revise(&app, &message, &edit(&message, 120, "mercredi")).await;
    revise(&app, &message, &edit(&message, 60, "mardi")).await;
    let versions = app.get(&path).await.body;
    let words: Vec<_> = versions["versions"].as_array().unwrap().iter().map(|it| &it["content"]).collect();
    assert_eq!(words, ["lundi", "mardi"]);
    for unknown in ["x", "c000000000000000000000000.1800000000000.a"] {
        let response = app.get(&format!("/api/message_versions/{unknown}")).await;
        assert_eq!(response.code(), (404, "unknown_message"));
    }
}

#[tokio::test]
async fn on_aws_only_supervisors_see_versions() {
    let app = TestApp::with(Props { auth: Auth::VerifiedClaims, ..Props::default() }).await;
    let message = app.customer_writes(ZOE, "lundi").await;
    revise(&app, &message, &deletion(&message, 60)).await;
    let get = |path: String, groups: Option<&str>| {
        let groups = groups.map(|groups| ("cognito:groups".to_owned(), groups.to_owned()));
        let claims = groups.into_iter().chain([("sub".to_owned(), "u-1".to_owned())]);
        let claims = Claims(claims.collect::<BTreeMap<_, _>>());
        app.request(Request::get(path).extension(claims).body(Body::empty()).unwrap())
    };
    for (groups, may) in [
        (None, false),
        (Some(""), false),
        (Some("[agents]"), false),
        (Some("[supervisors-of-others]"), false),
        (Some("supervisors"), true),
        (Some("[supervisors]"), true),
        (Some("[agents supervisors]"), true),
        (Some(r#"["agents","supervisors"]"#), true),
        (Some("[viewer supervisors]"), true),
        (Some("[agent]"), false),
        (Some("[owner]"), true),
    ] {
        let versions = get(format!("/api/message_versions/{}", message.key), groups).await;
        if may {
            assert_eq!(versions.body["versions"][0]["content"], "lundi", "{groups:?}");
        } else {
            assert_eq!(versions.code(), (403, "forbidden"), "{groups:?}");
        }
    }
}
