//! The file of a customer's message: how it is shown, and `POST /api/media/{id}/fetch`.

use jiff::SignedDuration;
use relais_core::media::{Media, MediaProblem, MediaState, Understood};
use relais_core::message::{Message, MessageKey};
use serde_json::{Value, json};

use crate::test_app::{TestApp, ZOE};

/// The customer's message, as a picture of which this is known.
async fn picture(app: &TestApp, media: impl FnOnce(&MessageKey) -> Option<Media>) -> Message {
    let text = app.customer_writes(ZOE, "Bonjour").await;
    let key = MessageKey::new(text.key.contact(), app.clock.now(), "wamid.picture");
    let raw =
        json!({"type": "image", "image": {"id": "77", "mime_type": "image/jpeg", "caption": "le chat"}});
    let picture = Message {
        kind: "image".to_owned(),
        text: "le chat".to_owned(),
        raw: Some(raw.to_string()),
        media: media(&key),
        ..Message::new(key, text.direction, "le chat", app.clock.now())
    };
    app.store.insert_message(&picture).await.unwrap();
    picture
}

fn failed(problem: MediaProblem) -> impl FnOnce(&MessageKey) -> Option<Media> {
    move |key| {
        let media = Media::to_fetch(key);
        Some(Media { state: MediaState::Failed, problem: Some(problem), ..media })
    }
}

async fn shown(app: &TestApp, message: &Message) -> Value {
    let page = app.get(&format!("/api/messages/{ZOE}")).await.body;
    let all = page["messages"].as_array().unwrap();
    all.iter().find(|it| it["id"] == message.key.to_string()).unwrap()["media"].clone()
}

fn path(message: &Message) -> String {
    format!("/api/media/{}/fetch", message.key)
}

#[tokio::test]
async fn a_file_is_shown_with_where_it_is_and_what_it_says() {
    let app = TestApp::new().await;
    let picture = picture(&app, |key| {
        let media = Media::to_fetch(key);
        let understood = Some(Understood::Text("Total : 12".to_owned()));
        let mime_type = Some("image/jpeg".to_owned());
        Some(Media { state: MediaState::Stored, size: Some(5), understood, mime_type, ..media })
    })
    .await;
    let expected = json!({"id": picture.key.to_string(), "state": "stored", "mime_type": "image/jpeg", "size": 5,
        "filename": null, "caption": "le chat", "voice": false, "animated": false, "problem": null,
        "can_fetch": false, "text": "Total : 12"});
    assert_eq!(shown(&app, &picture).await, expected);
    assert_eq!(app.post(&path(&picture)).await.status, 202, "it is here already");
    assert_eq!(app.jobs().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_failed_file_is_fetched_again_while_meta_has_it() {
    let app = TestApp::new().await;
    let picture = picture(&app, failed(MediaProblem::Different)).await;
    let before = shown(&app, &picture).await;
    assert_eq!((&before["state"], &before["can_fetch"]), (&json!("failed"), &json!(true)));
    assert_eq!(before["problem"]["code"], "different");
    assert!(before["problem"]["advice"].as_str().unwrap().contains("again"));

    let answer = app.post(&path(&picture)).await;
    assert_eq!(answer.status, 202);
    let media = &answer.body["message"]["media"];
    assert_eq!((&media["state"], &media["problem"]), (&json!("fetching"), &Value::Null));
    assert_eq!(app.jobs().await.len(), 1);
    let first = app.store.message(&picture.key).await.unwrap().unwrap().media.unwrap().next_at.unwrap();
    assert_eq!(app.post(&path(&picture)).await.status, 202);
    let second = app.store.message(&picture.key).await.unwrap().unwrap().media.unwrap().next_at.unwrap();
    assert!(first < second, "a later try takes the place of the first one");

    app.advance(SignedDuration::from_hours(7 * 24).as_secs());
    assert_eq!(app.post(&path(&picture)).await.code(), (409, "media_gone"));
    let gone = shown(&app, &picture).await;
    assert_eq!((&gone["state"], &gone["can_fetch"]), (&json!("expired"), &json!(false)), "nobody fetched it");
    let link = app.get(&format!("/api/media/{}/link", picture.key)).await;
    assert_eq!(link.body["state"], "expired");
}

#[tokio::test]
async fn what_never_reached_meta_cannot_be_fetched() {
    let app = TestApp::new().await;
    let picture = picture(&app, failed(MediaProblem::NotPassedOn)).await;
    assert_eq!(shown(&app, &picture).await["can_fetch"], false);
    assert_eq!(app.post(&path(&picture)).await.code(), (409, "media_gone"));
}

#[tokio::test]
async fn a_picture_that_an_older_release_recorded_can_be_fetched() {
    let app = TestApp::new().await;
    let picture = picture(&app, |_| None).await;
    let before = shown(&app, &picture).await;
    assert_eq!((&before["state"], &before["can_fetch"]), (&json!("failed"), &json!(true)));
    assert_eq!(app.post(&path(&picture)).await.body["message"]["media"]["state"], "fetching");
    assert_eq!(app.jobs().await.len(), 1);
    app.advance(SignedDuration::from_hours(8 * 24).as_secs());
    assert_eq!(shown(&app, &picture).await["can_fetch"], false);
}

#[tokio::test]
async fn a_text_has_no_file_to_fetch() {
    let app = TestApp::new().await;
    let text = app.customer_writes(ZOE, "Bonjour").await;
    assert_eq!(shown(&app, &text).await, Value::Null);
    assert_eq!(app.post(&path(&text)).await.code(), (404, "unknown_message"));
    for id in ["x", "upload-0123456789abcdef0123456789abcdef"] {
        assert_eq!(app.post(&format!("/api/media/{id}/fetch")).await.code(), (404, "unknown_message"));
    }
}
