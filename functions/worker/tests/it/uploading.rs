//! A file that a person sends: uploaded to Graph right before its message.

use jiff::SignedDuration;
use relais_aws::store::Upload;
use relais_core::conversation::Reason;
use relais_core::job::ReplyJob;
use relais_core::media::MediaId;
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::Enqueue;
use relais_core::status::Shown;
use relais_whatsapp::outbound::{MediaKind, MediaMessage, OutboundBody};
use serde_json::Value;

use crate::test_app::TestApp;

const FILE: &[u8] = b"a letter of the business";

impl TestApp {
    /// An upload of this type, with these bytes in the media store.
    async fn uploaded(&self, mime_type: &str, bytes: Option<&'static [u8]>) -> Upload {
        let upload = Upload {
            id: MediaId::of_upload(&"0a".repeat(16)),
            filename: "lettre.pdf".to_owned(),
            mime_type: mime_type.to_owned(),
            size: FILE.len() as u64,
            created: self.clock.now(),
            graph_id: None,
        };
        self.store.insert_upload(&upload).await.unwrap();
        if let Some(bytes) = bytes {
            let name = upload.id.blob();
            let files = &self.worker.answerer.files;
            let size = bytes.len() as u64;
            files.write(&name, size, mime_type, parts(bytes)).await.unwrap();
        }
        upload
    }

    /// A person sends this upload as a document: the message and its job, as the API makes them.
    async fn person_sends(&self, upload: &Upload, id: &str) -> MessageKey {
        let now = self.clock.now();
        let conversation = self.conversation().await;
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
        let key = MessageKey::new(&conversation.contact, now, id);
        let sending = Sending { unsent: true, ..Sending::first(OutboundBody::Media(file), now) };
        let message = Message {
            kind: "document".to_owned(),
            to: Some(crate::test_app::CUSTOMER.to_owned()),
            sent_by: Some(SentBy::Agent),
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

    fn uploads(&self) -> usize {
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
