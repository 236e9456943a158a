//! The files of customers' messages: fetched, checked and stored, whatever Graph and their servers do.

use std::future::poll_fn;

use jiff::SignedDuration;
use relais_core::media::{Media, MediaProblem, MediaState};
use relais_core::message::{Direction, Message};
use relais_simulator::FileFault;
use serde_json::{Value, json};

use crate::test_app::{CUSTOMER, TestApp};

/// The smallest picture that a model sees.
const PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0";

/// The file as a webhook announces it.
pub(crate) fn announced(app: &TestApp, id: &str, mime_type: &str) -> Value {
    json!({"id": id, "mime_type": mime_type, "sha256": app.simulator.file_hash(id)})
}

/// A message of the customer with this file.
pub(crate) fn message(app: &TestApp, wamid: &str, kind: &str, file: &Value) -> Value {
    let now = app.clock.now().as_second().to_string();
    json!({"from": CUSTOMER, "id": wamid, "timestamp": now, "type": kind, kind: file})
}

impl TestApp {
    /// The customer sends a picture. Returns its id at Meta.
    pub(crate) async fn customer_sends_picture(&self) -> String {
        let id = self.simulator.place_file(PICTURE, "image/jpeg");
        let mut file = announced(self, &id, "image/jpeg");
        // As long as a real one.
        file["url"] =
            format!("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid={}", "x".repeat(200))
                .into();
        let picture = message(self, "wamid.picture", "image", &file);
        assert_eq!(self.post_messages(&picture.to_string()).await, 200);
        id
    }

    pub(crate) async fn customers_message(&self) -> Message {
        let mut thread = self.thread().await.into_iter();
        thread.find(|message| message.direction == Direction::Inbound).expect("a message is recorded")
    }

    pub(crate) async fn media(&self) -> Media {
        self.customers_message().await.media.expect("it has a file")
    }

    /// The stored bytes of the customer's file.
    pub(crate) async fn stored_file(&self) -> Option<Vec<u8>> {
        let name = self.media().await.id.blob();
        let mut opened = self.worker.media.files.open(&name, 0, None).await.unwrap()?;
        let mut whole = Vec::new();
        while let Some(part) = poll_fn(|context| opened.bytes.as_mut().poll_next(context)).await {
            whole.extend_from_slice(&part.unwrap());
        }
        Some(whole)
    }

    /// How many times the bytes of a file were asked for.
    pub(crate) fn downloads(&self) -> usize {
        let requests = self.simulator.requests();
        requests.iter().filter(|request| request.path.starts_with("/whatsapp_business/")).count()
    }

    /// Does jobs until none is left, and goes from one to the next without the steps between.
    async fn run_all_jobs(&self) {
        loop {
            while self.work_once().await {}
            let Some(due) = self.next_due().await else { return };
            self.clock.advance(due.duration_since(self.clock.now()).max(SignedDuration::from_millis(1)));
        }
    }
}

#[tokio::test]
async fn a_picture_is_stored_before_its_message_is_answered() {
    let app = TestApp::new().await;
    app.customer_sends_picture().await;
    app.run_jobs().await;
    let media = app.media().await;
    assert_eq!((media.state, media.size), (MediaState::Stored, Some(PICTURE.len() as u64)));
    assert_eq!(media.mime_type.as_deref(), Some("image/jpeg"));
    assert_eq!(app.stored_file().await.as_deref(), Some(PICTURE));
    assert_eq!(app.accepted().len(), 1);
    let paths: Vec<_> = app.simulator.requests().into_iter().map(|request| request.path).collect();
    let place = |what: &str| paths.iter().position(|path| path.contains(what)).unwrap();
    assert!(place("/whatsapp_business/") < place("/completions"), "{paths:?}");
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_file_is_stored_once_however_often_its_webhook_comes() {
    let app = TestApp::new().await;
    let id = app.simulator.place_file(PICTURE, "image/jpeg");
    let picture = message(&app, "wamid.picture", "image", &announced(&app, &id, "image/jpeg"));
    for _ in 0..3 {
        app.post_messages(&picture.to_string()).await;
        app.run_jobs().await;
    }
    assert_eq!((app.downloads(), app.accepted().len()), (1, 1));
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_file_that_lies_is_not_stored_and_its_message_is_answered() {
    use MediaProblem::{Different, ForeignAddress, Refused, TooLarge};
    let inner = "http://169.254.169.254/latest/meta-data";
    for (fault, problem) in [
        (FileFault::WrongSize, Different),
        (FileFault::WrongHash, Different),
        (FileFault::WrongType, Different),
        (FileFault::OtherBytes, Different),
        (FileFault::TooLarge, TooLarge),
        (FileFault::Address("https://shop.example/file".to_owned()), ForeignAddress),
        (FileFault::Address(inner.to_owned()), ForeignAddress),
        (FileFault::Address("file:///etc/passwd".to_owned()), ForeignAddress),
        (FileFault::Redirect(inner.to_owned()), ForeignAddress),
        (FileFault::Status(400), Refused),
    ] {
        let app = TestApp::new().await;
        let id = app.customer_sends_picture().await;
        app.simulator.break_file(&id, Some(fault.clone()));
        app.run_jobs().await;
        let media = app.media().await;
        assert_eq!((media.state, media.problem), (MediaState::Failed, Some(problem)), "{fault:?}");
        assert_eq!(app.stored_file().await, None, "{fault:?}");
        assert_eq!(app.accepted().len(), 1, "{fault:?}");
        assert!(app.downloads() <= 1, "{fault:?}: it is not tried again by itself");
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_hash_in_the_webhook_that_lies_is_noticed() {
    let app = TestApp::new().await;
    let id = app.simulator.place_file(PICTURE, "image/jpeg");
    let mut file = announced(&app, &id, "image/jpeg");
    file["sha256"] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".into();
    app.post_messages(&message(&app, "wamid.picture", "image", &file).to_string()).await;
    app.run_jobs().await;
    assert_eq!(app.media().await.problem, Some(MediaProblem::Different));
    assert_eq!(app.stored_file().await, None);
}

#[tokio::test]
async fn a_file_that_meta_could_not_fetch_is_shown_as_such() {
    let app = TestApp::new().await;
    let mut lost = message(&app, "wamid.picture", "image", &json!({}));
    lost["errors"] = json!([{"code": 131_052, "title": "Media download error"}]);
    app.post_messages(&lost.to_string()).await;
    app.run_jobs().await;
    let media = app.media().await;
    assert_eq!((media.state, media.problem), (MediaState::Failed, Some(MediaProblem::NotPassedOn)));
    assert_eq!((app.downloads(), app.accepted().len()), (0, 1));
    app.assert_quiet().await;
}

#[tokio::test]
async fn an_id_that_graph_does_not_know_is_not_asked_for_again() {
    let app = TestApp::new().await;
    let file = json!({"id": "1234567890123456", "mime_type": "image/jpeg"});
    app.post_messages(&message(&app, "wamid.picture", "image", &file).to_string()).await;
    app.run_jobs().await;
    assert_eq!(app.media().await.problem, Some(MediaProblem::Refused));
    let asked = app.simulator.requests().into_iter().filter(|it| it.path.ends_with("1234567890123456"));
    assert_eq!(asked.count(), 1);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_file_that_does_not_come_delays_the_answer_by_less_than_half_a_minute() {
    for fault in [FileFault::Status(503), FileFault::CutOff, FileFault::Status(404)] {
        let app = TestApp::new().await;
        let begun = app.clock.now();
        let id = app.customer_sends_picture().await;
        app.simulator.break_file(&id, Some(fault.clone()));
        while app.accepted().is_empty() {
            app.run_jobs_within(SignedDuration::from_secs(1)).await;
        }
        let waited = app.clock.now().duration_since(begun).as_secs();
        assert!((25..30).contains(&waited), "{fault:?}: {waited} s");
        assert_eq!(app.media().await.state, MediaState::Fetching);
        assert_eq!(app.stored_file().await, None, "{fault:?}: nothing of half a file is kept");
        app.simulator.break_file(&id, None);
        app.run_jobs().await;
        assert_eq!(app.media().await.state, MediaState::Stored, "{fault:?}");
        assert_eq!(app.accepted().len(), 1, "{fault:?}: answered once");
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn an_answer_does_not_wait_for_a_file_that_would_tell_the_model_nothing() {
    let app = TestApp::new().await;
    let begun = app.clock.now();
    let id = app.simulator.place_file(PICTURE, "video/mp4");
    app.simulator.break_file(&id, Some(FileFault::Status(503)));
    let video = message(&app, "wamid.video", "video", &announced(&app, &id, "video/mp4"));
    app.post_messages(&video.to_string()).await;
    while app.accepted().is_empty() {
        app.run_jobs_within(SignedDuration::from_secs(1)).await;
    }
    assert!(app.clock.now().duration_since(begun).as_secs() < 5);
}

#[tokio::test]
async fn a_file_that_never_comes_is_shown_as_failed_and_expires_with_its_id() {
    let app = TestApp::new().await;
    let begun = app.clock.now();
    let id = app.customer_sends_picture().await;
    app.simulator.break_file(&id, Some(FileFault::Status(503)));
    app.run_jobs_within(SignedDuration::from_mins(20)).await;
    let media = app.media().await;
    assert_eq!((media.state, media.problem), (MediaState::Failed, Some(MediaProblem::NotReached)));
    assert!(media.can_be_fetched(begun, app.clock.now()));

    app.run_all_jobs().await;
    assert_eq!(app.media().await.state, MediaState::Expired);
    let days = app.clock.now().duration_since(begun).as_hours() / 24;
    assert_eq!(days, 7);
    assert!(app.downloads() < 800, "{}", app.downloads());
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_refused_token_loses_no_file() {
    let app = TestApp::new().await;
    app.customer_sends_picture().await;
    app.simulate(|settings| settings.fail_code = Some(190));
    app.run_jobs_within(SignedDuration::from_mins(2)).await;
    assert_eq!(app.media().await.state, MediaState::Fetching);
    app.simulate(|settings| settings.fail_code = None);
    app.run_jobs().await;
    assert_eq!(app.media().await.state, MediaState::Stored);
    assert_eq!(app.accepted().len(), 1);
}
