//! The files of customers' messages: fetched, checked and stored, whatever Graph and their servers do.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use relais_api::{Api, Auth, Status};
use relais_aws::Store;
use relais_core::blob::{BlobError, Bytes, Link, MediaStore, Opened, Pending, SharedMedia};
use relais_core::job::{ReplyJob, Tries};
use relais_core::media::{Media, MediaProblem, MediaState};
use relais_core::message::{Direction, Message};
use relais_core::queue::{Enqueue, NewMessage, Queue, QueueError};
use relais_dynamo::{Answer, Client, Error, Transport};
use relais_simulator::FileFault;
use relais_worker::{Answerer, Source};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::test_app::{CUSTOMER, TestApp, VISIBILITY};

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

/// The media store of the app, which fails while it is broken.
#[derive(Debug)]
struct Breakable {
    files: SharedMedia,
    is_broken: Arc<AtomicBool>,
}

impl Breakable {
    fn through<'a, T: Send + 'a>(&'a self, name: &'a str, call: Pending<'a, T>) -> Pending<'a, T> {
        if !self.is_broken.load(Ordering::Relaxed) {
            return call;
        }
        let error = BlobError { operation: "use", name: name.to_owned(), source: "it is broken".into() };
        Box::pin(async move { Err(error) })
    }
}

impl MediaStore for Breakable {
    fn write<'a>(&'a self, name: &'a str, size: u64, mime_type: &'a str, bytes: Bytes) -> Pending<'a, ()> {
        self.through(name, self.files.write(name, size, mime_type, bytes))
    }

    fn open<'a>(&'a self, name: &'a str, from: u64, to: Option<u64>) -> Pending<'a, Option<Opened>> {
        self.through(name, self.files.open(name, from, to))
    }

    fn size<'a>(&'a self, name: &'a str) -> Pending<'a, Option<u64>> {
        self.through(name, self.files.size(name))
    }

    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, ()> {
        self.through(name, self.files.remove(name))
    }

    fn link_to_read<'a>(&'a self, name: &'a str, one: &'a str, two: &'a str) -> Pending<'a, Option<Link>> {
        self.files.link_to_read(name, one, two)
    }

    fn link_to_write<'a>(&'a self, name: &'a str, size: u64, kind: &'a str) -> Pending<'a, Option<Link>> {
        self.files.link_to_write(name, size, kind)
    }
}

/// A database that does not respond.
#[derive(Clone, Debug)]
struct Silent;

impl Transport for Silent {
    fn call(&self, _: &'static str, _: Vec<u8>) -> Answer<'_> {
        Box::pin(async { Err(Error::Timeout) })
    }
}

impl TestApp {
    /// The jobs in the replies queue: those that wait or are due, and the dead letters.
    async fn reply_jobs(&self) -> (u64, u64) {
        let depth = self.replies.depth().await.unwrap();
        (depth.delayed + depth.visible, depth.dead)
    }

    /// A person has the customer's file fetched again.
    async fn click(&self) -> (u16, Value) {
        let path = format!("/api/media/{}/fetch", self.customers_message().await.key);
        let (status, answer) = self.api_post(&path, &json!({})).await;
        (status.as_u16(), answer["message"]["media"]["state"].clone())
    }
}

#[tokio::test]
async fn a_media_store_that_fails_for_an_hour_loses_no_file() {
    let app = TestApp::new().await;
    let is_broken = Arc::new(AtomicBool::new(true));
    let broken = Breakable { files: app.worker.media.files.clone(), is_broken: Arc::clone(&is_broken) };
    let app = app.with_worker(|worker| worker.media.files = Arc::new(broken));
    app.customer_sends_picture().await;
    app.run_jobs().await;
    let media = app.media().await;
    assert_eq!((media.state, media.problem), (MediaState::Failed, Some(MediaProblem::NotReached)));
    assert_eq!(app.reply_jobs().await, (1, 0), "the job goes on, and none is dead-lettered");
    is_broken.store(false, Ordering::Relaxed);
    app.run_jobs().await;
    assert_eq!(app.media().await.state, MediaState::Stored);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_database_that_fails_loses_no_file() {
    let app = TestApp::new().await;
    let id = app.customer_sends_picture().await;
    app.simulator.break_file(&id, Some(FileFault::Status(503)));
    app.run_jobs_within(SignedDuration::from_secs(40)).await;
    let mut worker = app.worker.media.clone();
    worker.store = Store::new(Client::new(Silent), "relais");
    let key = app.customers_message().await.key;
    let due = app.media().await.next_at.expect("a later try is noted");
    let tries = Some(Tries { since: app.clock.now(), due });
    worker.handle(key.contact(), key.sort_key(), tries).await.expect("it is rescheduled, not failed");
    assert_eq!(app.reply_jobs().await, (2, 0));
    app.simulator.break_file(&id, None);
    app.run_jobs().await;
    assert_eq!((app.media().await.state, app.downloads() > 0), (MediaState::Stored, true));
    app.assert_quiet().await;
}

/// The webhook and the jobs are redelivered, and a person is impatient. One job goes on.
#[tokio::test]
async fn the_tries_of_a_file_do_not_multiply() {
    let app = TestApp::new().await;
    let id = app.simulator.place_file(PICTURE, "image/jpeg");
    app.simulator.break_file(&id, Some(FileFault::Status(503)));
    let picture = message(&app, "wamid.picture", "image", &announced(&app, &id, "image/jpeg"));
    for _ in 0..4 {
        app.post_messages(&picture.to_string()).await;
        app.run_jobs_within(SignedDuration::from_secs(1)).await;
    }
    app.run_jobs_within(SignedDuration::from_mins(1)).await;
    assert_eq!(app.reply_jobs().await, (1, 0), "redelivered webhooks");

    let key = app.customers_message().await.key;
    let earlier = Tries { since: app.clock.now(), due: app.media().await.next_at.unwrap() };
    let again = ReplyJob::media(&key, Some(earlier)).after(SignedDuration::ZERO).unwrap();
    app.replies.send(vec![again.clone(), again]).await.unwrap();
    app.run_jobs_within(SignedDuration::from_mins(1)).await;
    assert_eq!(app.reply_jobs().await, (1, 0), "redelivered jobs");

    let before = app.downloads();
    for _ in 0..3 {
        assert_eq!(app.click().await, (202, json!("fetching")));
        while app.work_once().await {}
    }
    assert_eq!(app.downloads(), before + 3, "each click is a try at once");
    app.run_jobs_within(SignedDuration::from_mins(1)).await;
    assert_eq!(app.reply_jobs().await, (1, 0), "clicks");

    app.simulator.break_file(&id, None);
    app.run_jobs().await;
    assert_eq!(app.media().await.state, MediaState::Stored);
    app.assert_quiet().await;
}

/// The process died between the two steps of a click, or the job was done between them.
#[tokio::test]
async fn a_click_has_a_file_fetched_whatever_became_of_an_earlier_one() {
    for is_noted in [true, false] {
        let app = TestApp::new().await;
        let id = app.customer_sends_picture().await;
        app.simulator.break_file(&id, Some(FileFault::Status(400)));
        app.run_jobs().await;
        let (failed, key) = (app.media().await, app.customers_message().await.key);
        assert_eq!((failed.state, app.reply_jobs().await), (MediaState::Failed, (0, 0)));
        let now = app.clock.now();
        if is_noted {
            // As a release did that noted it first.
            let fetching = Media { state: MediaState::Fetching, problem: None, ..failed };
            assert!(app.store.change_media(&key, &fetching, now).await.unwrap());
            app.simulator.break_file(&id, Some(FileFault::Status(503)));
            app.click().await;
            while app.work_once().await {}
        } else {
            let job = ReplyJob::media(&key, Some(Tries { since: now, due: now }));
            app.replies.send(vec![job.after(SignedDuration::ZERO).unwrap()]).await.unwrap();
            while app.work_once().await {}
            let asked_late =
                Media { state: MediaState::Fetching, problem: None, next_at: Some(now), ..failed };
            let noted = app.store.change_media(&key, &asked_late, now).await.unwrap();
            assert!(!noted, "what the job found out stays");
            assert_eq!(app.media().await.state, MediaState::Failed);
            app.click().await;
        }
        app.simulator.break_file(&id, None);
        app.run_jobs().await;
        assert_eq!(app.media().await.state, MediaState::Stored, "{is_noted}");
        app.assert_quiet().await;
    }
}

/// The webhook waited in its queue for half an hour, and then the first try fails.
#[tokio::test]
async fn the_ten_minutes_of_a_file_begin_with_its_first_try() {
    let app = TestApp::new().await;
    let id = app.customer_sends_picture().await;
    app.simulator.break_file(&id, Some(FileFault::Status(503)));
    app.clock.advance(SignedDuration::from_mins(30));
    app.run_jobs_within(SignedDuration::from_secs(30)).await;
    assert_eq!(app.media().await.state, MediaState::Fetching);
    assert!(app.downloads() >= 5, "{}: the pauses are as short as ever", app.downloads());
    app.run_jobs_within(SignedDuration::from_mins(20)).await;
    assert_eq!(app.media().await.problem, Some(MediaProblem::NotReached));
}

#[tokio::test]
async fn a_file_that_is_being_fetched_is_not_fetched_beside() {
    let app = TestApp::new().await;
    let id = app.customer_sends_picture().await;
    app.simulator.break_file(&id, Some(FileFault::Slow(Duration::from_millis(300))));
    for event in app.events.receive(10, VISIBILITY, Duration::ZERO).await.unwrap() {
        app.worker.handle(Source::Events, &event).await.unwrap();
        app.events.delete(vec![event.receipt]).await.unwrap();
    }
    let jobs = app.replies.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    let [job] = jobs.as_slice() else { panic!("only the file's job is due: {jobs:?}") };
    // The queue delivers it three times at once, as it does when a webhook is redelivered.
    let again = || app.worker.handle(Source::Replies, job);
    let (first, second, third) = tokio::join!(again(), again(), again());
    first.and(second).and(third).unwrap();
    app.replies.delete(vec![job.receipt.clone()]).await.unwrap();
    app.run_jobs().await;
    assert_eq!((app.media().await.state, app.downloads()), (MediaState::Stored, 1));
    app.assert_quiet().await;
}

/// A queue that takes nothing.
#[derive(Clone, Debug)]
struct Full;

impl Enqueue for Full {
    async fn send(&self, _: Vec<NewMessage>) -> Result<(), QueueError> {
        Err(QueueError::new("send messages", "it is full"))
    }
}

/// Otherwise it would be shown as being fetched, without a job and without the button.
#[tokio::test]
async fn a_click_that_the_queue_refuses_changes_nothing() {
    let app = TestApp::new().await;
    let id = app.customer_sends_picture().await;
    app.simulator.break_file(&id, Some(FileFault::Status(400)));
    app.run_jobs().await;
    let before = app.media().await;
    assert_eq!(before.state, MediaState::Failed);

    let Answerer { store, sender, files, settings, clock, .. } = app.worker.answerer.clone();
    let status = Status { meta_simulated: true, model_simulated: true, assistant_on: true };
    let api = Api::new(store, sender, Full, files, settings, clock, status);
    let api = relais_api::router(Arc::new(api), Auth::Token("admin".into()));
    let path = format!("/api/media/{}/fetch", before.id);
    let request = Request::post(path).header("authorization", "Bearer admin").body(Body::empty()).unwrap();
    assert_eq!(api.oneshot(request).await.unwrap().status(), 503);
    assert_eq!(app.media().await, before);
}
