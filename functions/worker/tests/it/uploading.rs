//! A file that a person sends: uploaded to Graph right before its message.

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use relais_aws::store::Upload;
use relais_core::ContactId;
use relais_core::blob::MEDIA;
use relais_core::conversation::Reason;
use relais_core::job::ReplyJob;
use relais_core::media::{Media, MediaId, MediaState};
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::{Enqueue, Queue};
use relais_core::status::Shown;
use relais_embedded::FileBlobs;
use relais_whatsapp::outbound::{MediaKind, MediaMessage, OutboundBody};
use relais_worker::Source;
use serde_json::Value;

use crate::test_app::{CUSTOMER, TestApp, VISIBILITY};

/// The bytes of what a person sends.
pub(crate) const FILE: &[u8] = b"%PDF-1.7 a letter of the business";

/// The id of the upload of the tests.
pub(crate) fn upload_id() -> MediaId {
    MediaId::of_upload(&"0a".repeat(16))
}

impl TestApp {
    /// An upload of this type, with these bytes in the media store.
    pub(crate) async fn uploaded(&self, mime_type: &str, bytes: Option<&'static [u8]>) -> Upload {
        let upload = Upload::new(upload_id(), "lettre.pdf", mime_type, FILE.len() as u64, self.clock.now());
        self.store.insert_upload(&upload).await.unwrap();
        if let Some(bytes) = bytes {
            let name = upload.id.unsent_blob();
            let files = &self.worker.answerer.files;
            let size = bytes.len() as u64;
            files.write(&name, size, mime_type, parts(bytes)).await.unwrap();
        }
        upload
    }

    /// A person sends this upload as a document: the message and its job, as the API makes them.
    pub(crate) async fn person_sends(&self, upload: &Upload, id: &str) -> MessageKey {
        self.person_sends_to(&self.conversation().await.contact, upload, id).await
    }

    async fn person_sends_to(&self, contact: &ContactId, upload: &Upload, id: &str) -> MessageKey {
        let now = self.clock.now();
        let file = MediaMessage {
            kind: MediaKind::Document,
            file: upload.id.to_string(),
            mime_type: upload.mime_type.clone(),
            size: upload.size,
            filename: Some(upload.filename.clone()),
            caption: None,
            voice: false,
            graph_id: None,
        };
        let key = MessageKey::new(contact, now, id);
        let sending = Sending { unsent: true, ..Sending::first(OutboundBody::Media(file), now) };
        let message = Message {
            kind: "document".to_owned(),
            to: Some(CUSTOMER.to_owned()),
            sent_by: Some(SentBy::Agent),
            media: Some(Media { id: upload.id.clone(), state: MediaState::Stored, ..Media::to_fetch(&key) }),
            sending: Some(sending),
            ..Message::new(key.clone(), Direction::Outbound, "", now)
        };
        self.store.insert_message(&message).await.unwrap();
        let job = ReplyJob::settle(&key, Some(now)).after(SignedDuration::ZERO).unwrap();
        self.replies.send(vec![job]).await.unwrap();
        key
    }

    /// The documents that Graph was asked to send.
    fn documents(&self) -> Vec<Value> {
        let bodies = self.simulator.requests().into_iter().map(|request| request.body);
        bodies.filter(|body| body["type"] == "document").map(|body| body["document"].clone()).collect()
    }

    /// The bytes of a file of the media store.
    async fn has_file(&self, name: &str) -> bool {
        self.worker.answerer.files.size(name).await.unwrap().is_some()
    }

    pub(crate) fn uploads(&self) -> usize {
        self.simulator.requests().iter().filter(|request| request.path.ends_with("/media")).count()
    }
}

/// A stream of these bytes in small parts.
pub(crate) fn parts(bytes: &'static [u8]) -> relais_core::blob::Bytes {
    struct Parts(Vec<&'static [u8]>);
    impl futures_core::Stream for Parts {
        type Item = std::io::Result<bytes::Bytes>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.pop().map(|part| Ok(bytes::Bytes::from_static(part))))
        }
    }
    Box::pin(Parts(bytes.chunks(10).rev().collect()))
}

async fn open_window() -> TestApp {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    app
}

#[tokio::test]
async fn a_file_is_uploaded_once_and_sent_by_its_id() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let first = app.person_sends(&upload, "first").await;
    app.run_jobs().await;
    let second = app.person_sends(&upload, "second").await;
    app.run_jobs().await;

    assert_eq!((app.uploads(), app.documents().len()), (1, 2));
    let id = app.documents()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(app.documents()[1]["id"], id.as_str(), "the id is kept");
    assert_eq!(app.documents()[0]["filename"], "lettre.pdf");
    assert_eq!(app.simulator.file_of(&id).unwrap(), (FILE.into(), "application/pdf".to_owned()));
    for key in [first, second] {
        let message = app.store.message(&key).await.unwrap().unwrap();
        assert_eq!(message.shown(), Shown::Read, "{message:?}");
    }
    app.assert_quiet().await;

    app.clock.advance(SignedDuration::from_hours(29 * 24));
    app.customer_writes(&["Encore ?"]).await;
    app.run_jobs().await;
    app.person_sends(&upload, "third").await;
    app.run_jobs().await;
    assert_eq!(app.uploads(), 2, "before Graph forgets the first one");
}

#[tokio::test]
async fn an_upload_that_fails_is_repeated_and_the_message_is_sent_once() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    app.simulate(|settings| settings.fail_code = Some(131_016));
    let key = app.person_sends(&upload, "first").await;
    app.run_jobs_within(SignedDuration::from_mins(1)).await;
    assert_eq!(app.documents().len(), 0, "nothing is sent without its file");
    assert!((3..15).contains(&app.uploads()), "{}", app.uploads());
    let message = app.store.message(&key).await.unwrap().unwrap();
    assert_eq!(message.shown(), Shown::Pending);
    assert!(message.sending.unwrap().unsent, "it is certain that nothing was sent");

    app.simulate(|settings| settings.fail_code = None);
    app.run_jobs().await;
    assert_eq!(app.documents().len(), 1);
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_uploaded_fails_its_message_and_a_person_sees_it() {
    for (mime_type, bytes, fails, code) in [
        ("image/svg+xml", Some(FILE), None, 100),
        ("application/pdf", None, None, 131_053),
        ("application/pdf", Some(&FILE[1..]), None, 131_053),
        ("application/pdf", Some(FILE), Some(131_016), 131_053),
    ] {
        let app = open_window().await;
        let upload = app.uploaded(mime_type, bytes).await;
        app.simulate(|settings| settings.fail_code = fails);
        let key = app.person_sends(&upload, "first").await;
        app.run_jobs().await;
        let message = app.store.message(&key).await.unwrap().unwrap();
        assert_eq!(message.shown(), Shown::Failed, "{mime_type} {fails:?}");
        assert_eq!(message.error.map(|error| error.code), Some(code), "{mime_type} {fails:?}");
        let reason = app.conversation().await.needs_person.map(|needs| needs.reason);
        assert_eq!(reason, Some(Reason::SendFailed), "{mime_type} {fails:?}");
        assert_eq!(app.documents().len(), 0);
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_refused_token_keeps_the_file_until_it_is_fixed() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    app.simulate(|settings| settings.fail_code = Some(190));
    let key = app.person_sends(&upload, "first").await;
    app.run_jobs_within(SignedDuration::from_mins(20)).await;
    let reason = app.conversation().await.needs_person.map(|needs| needs.reason);
    assert_eq!(reason, Some(Reason::SendingStopped));
    app.simulate(|settings| settings.fail_code = None);
    app.run_jobs().await;
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    assert_eq!(app.documents().len(), 1);
    app.assert_quiet().await;
}

#[tokio::test]
async fn an_outage_of_our_own_is_no_failure_of_the_file() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let key = app.person_sends(&upload, "first").await;
    app.clock.advance(SignedDuration::from_mins(20));
    app.simulate(|settings| settings.fail_code = Some(131_016));
    app.run_jobs_within(SignedDuration::from_mins(10)).await;
    assert!(app.uploads() > 3, "{}", app.uploads());
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Pending);
    app.simulate(|settings| settings.fail_code = None);
    app.run_jobs().await;
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    assert_eq!(app.store.upload(&upload.id).await.unwrap().unwrap().tried_since, None, "it begins anew");
    app.assert_quiet().await;
}

/// The message has a job that is due at once, and one for a crash.
#[tokio::test]
async fn two_jobs_of_a_message_upload_its_file_once() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let key = app.person_sends(&upload, "first").await;
    // An attempt begins after its message was written. By that time the store tells one attempt from another.
    app.clock.advance(SignedDuration::from_millis(5));
    let message = app.store.message(&key).await.unwrap().unwrap();
    let second = ReplyJob::settle(&key, Some(message.sending.unwrap().since));
    app.replies.send(vec![second.after(SignedDuration::ZERO).unwrap()]).await.unwrap();
    let jobs = app.replies.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    let [one, other] = jobs.try_into().unwrap();
    let (first, second) =
        tokio::join!(app.worker.handle(Source::Replies, &one), app.worker.handle(Source::Replies, &other));
    first.unwrap();
    second.unwrap();
    app.replies.delete(vec![one.receipt, other.receipt]).await.unwrap();
    app.run_jobs().await;
    assert_eq!((app.uploads(), app.documents().len()), (1, 1));
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    app.assert_quiet().await;
}

/// The other worker's claim would last 55 seconds.
#[tokio::test]
async fn a_message_is_sent_soon_after_another_worker_has_uploaded_its_file() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let first = app.person_sends(&upload, "first").await;
    app.run_jobs().await;
    let (graph_id, number, until) = app.store.upload(&upload.id).await.unwrap().unwrap().graph_id.unwrap();
    let ended = Upload { graph_id: None, kept: Some(app.clock.now()), ..upload.clone() };
    app.store.insert_upload(&ended).await.unwrap();
    let now = app.clock.now();
    assert!(app.store.begin_graph_upload(&ended, now, now + SignedDuration::from_secs(55)).await.unwrap());
    let second = app.person_sends(&upload, "second").await;
    app.run_jobs_within(SignedDuration::from_secs(9)).await;
    assert_eq!((app.uploads(), app.documents().len()), (1, 1), "it is under way");
    app.store.keep_graph_id(&upload.id, &graph_id, &number, until).await.unwrap();
    app.run_jobs_within(SignedDuration::from_secs(4)).await;
    assert_eq!((app.uploads(), app.documents().len()), (1, 2));
    app.run_jobs().await;
    for key in [first, second] {
        assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    }
    app.assert_quiet().await;
}

#[tokio::test]
async fn all_jobs_keep_to_the_pause_after_a_failed_upload() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let pause = SignedDuration::from_mins(5);
    let now = app.clock.now();
    let until = now + SignedDuration::from_secs(55);
    assert!(app.store.begin_graph_upload(&upload, now, until).await.unwrap());
    app.store.end_graph_upload(&upload.id, until, Some(now + pause)).await.unwrap();
    let key = app.person_sends(&upload, "first").await;
    app.run_jobs_within(pause - SignedDuration::from_secs(5)).await;
    assert_eq!(app.uploads(), 0, "Graph asked for a pause");
    app.run_jobs_within(SignedDuration::from_secs(10)).await;
    assert_eq!((app.uploads(), app.documents().len()), (1, 1));
    app.run_jobs().await;
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    assert_eq!(app.store.upload(&upload.id).await.unwrap().unwrap().rests_until, None);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_file_whose_worker_died_is_uploaded_once_its_time_is_over() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let key = app.person_sends(&upload, "first").await;
    let now = app.clock.now();
    let until = now + SignedDuration::from_secs(55);
    assert!(app.store.begin_graph_upload(&upload, now, until).await.unwrap());
    assert!(!app.store.begin_graph_upload(&upload, now, until).await.unwrap(), "it is claimed");
    app.run_jobs_within(SignedDuration::from_secs(50)).await;
    assert_eq!((app.uploads(), app.documents().len()), (0, 0), "it may still be under way");
    app.run_jobs().await;
    assert_eq!((app.uploads(), app.documents().len()), (1, 1));
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_file_is_kept_once_its_message_is_stored_and_later_bytes_change_nothing() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let (kept, unsent) = (upload.id.blob(), upload.id.unsent_blob());
    app.person_sends(&upload, "first").await;
    assert!(!app.has_file(&kept).await && app.has_file(&unsent).await);
    app.run_jobs().await;
    assert!(app.has_file(&kept).await && !app.has_file(&unsent).await);
    assert!(app.store.upload(&upload.id).await.unwrap().unwrap().kept.is_some());

    // An address of the bucket still writes to the place of what is not sent.
    let later = b"a letter of nobody at all";
    let files = &app.worker.answerer.files;
    files.write(&unsent, later.len() as u64, "application/pdf", parts(later)).await.unwrap();
    app.clock.advance(SignedDuration::from_hours(29 * 24));
    app.customer_writes(&["Encore ?"]).await;
    app.run_jobs().await;
    app.person_sends(&upload, "second").await;
    app.run_jobs().await;
    let id = app.documents()[1]["id"].as_str().unwrap().to_owned();
    assert_eq!(app.simulator.file_of(&id).unwrap().0, FILE);
    app.assert_quiet().await;
}

/// A retention deletes files by their age.
#[tokio::test]
async fn a_file_that_is_sent_again_stays_as_long_as_its_newest_message() {
    let folder = tempfile::tempdir().unwrap();
    let files = FileBlobs::open(folder.path()).unwrap();
    let app = open_window().await.with_worker(|worker| worker.answerer.files = Arc::new(files.clone()));
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    app.person_sends(&upload, "first").await;
    app.run_jobs().await;
    let path = folder.path().join(upload.id.blob());
    let day = Duration::from_hours(24);
    let age_by_two_days = || {
        let file = File::options().append(true).open(&path).unwrap();
        let written = file.metadata().unwrap().modified().unwrap();
        file.set_modified(written - 2 * day).unwrap();
    };
    age_by_two_days();
    app.clock.advance(SignedDuration::from_hours(1));
    let second = app.person_sends(&upload, "second").await;
    app.run_jobs().await;
    assert_eq!(app.store.message(&second).await.unwrap().unwrap().shown(), Shown::Read);
    assert_eq!(files.sweep(MEDIA, day).await.unwrap(), 0);
    age_by_two_days();
    app.run_jobs().await;
    assert_eq!(files.sweep(MEDIA, day).await.unwrap(), 1, "without a further send it goes");
}

/// The person was erased between the look at the conversation and the insert, and the process died after that.
#[tokio::test]
async fn the_file_of_a_message_that_is_buried_goes_with_it() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let conversation = app.conversation().await;
    app.clock.advance(SignedDuration::from_mins(1));
    app.erase(CUSTOMER).await.unwrap();
    assert!(app.store.give_upload(&upload.id, &conversation.contact, app.clock.now()).await.unwrap());
    let key = app.person_sends_to(&conversation.contact, &upload, "first").await;
    app.run_jobs().await;
    assert_eq!(app.store.message(&key).await.unwrap(), None);
    assert_eq!(app.store.upload(&upload.id).await.unwrap(), None);
    for name in upload.id.blobs() {
        assert!(!app.has_file(&name).await, "{name}");
    }
    assert!(!app.records().await.iter().any(|record| record.contains("lettre")));
    assert_eq!((app.uploads(), app.documents().len()), (0, 0));
    app.assert_quiet().await;
}

/// Somebody cancels the message before a worker found it.
#[tokio::test]
async fn the_file_of_a_cancelled_message_is_kept_and_can_be_sent_again() {
    let app = open_window().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let key = app.person_sends(&upload, "first").await;
    let cancel = format!("/api/send_message/{key}/cancel");
    assert_eq!(app.api_post(&cancel, &Value::Null).await.0, 200);
    app.run_jobs().await;
    assert_eq!(app.documents().len(), 0);
    assert!(app.has_file(&upload.id.blob()).await);
    assert!(app.store.upload(&upload.id).await.unwrap().unwrap().kept.is_some());
}

#[tokio::test]
async fn a_file_is_uploaded_with_the_renewed_token() {
    let (app, _secret) = open_window().await.with_renewed_token().await;
    let upload = app.uploaded("application/pdf", Some(FILE)).await;
    let key = app.person_sends(&upload, "first").await;
    app.run_jobs_within(SignedDuration::from_secs(1)).await;
    assert_eq!((app.uploads(), app.documents().len()), (2, 1), "the refused one, and one at once");
    assert_eq!(app.conversation().await.needs_person, None);
    app.run_jobs().await;
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    app.assert_quiet().await;
}
