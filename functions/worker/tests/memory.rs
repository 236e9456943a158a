//! Files pass through the worker in little memory. This is a program of its own, so that nothing else counts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod resident;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use axum::Json;
use axum::Router;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_core::Stream;
use jiff::Timestamp;
use relais_aws::store::Upload;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::job::ReplyJob;
use relais_core::media::{Media, MediaId, MediaState};
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_whatsapp::outbound::{MediaKind, MediaMessage, OutboundBody};
use resident::{Folder, PART, TestWorker, peak, perform, worker};
use serde_json::json;

const DOCUMENT: u64 = 100 * 1024 * 1024;
const VIDEO: u64 = 16 * 1024 * 1024;

/// The most resident memory of the process, in KiB.
const MOST: u64 = 60 * 1024;

/// Linux tells the peak of a process.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn large_files_pass_in_and_out_in_less_than_sixty_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let uploaded = Arc::new(AtomicU64::new(0));
    let files = Folder(folder.path().to_owned());
    let worker = worker(&files, graph(Arc::clone(&uploaded)), false).await;
    let start = peak();
    for (kind, mime_type, size) in [("document", "application/pdf", DOCUMENT), ("video", "video/mp4", VIDEO)]
    {
        let key = customer_sends(&worker, kind, mime_type, size).await;
        perform(&worker, &ReplyJob::media(&key, None)).await;
        let media = worker.media.store.message(&key).await.unwrap().unwrap().media.unwrap();
        assert_eq!((media.state, media.size), (MediaState::Stored, Some(size)), "{kind}");
        println!("{kind} in: {} KiB of {start} at the start", peak());

        let before = uploaded.load(Ordering::Relaxed);
        let (key, begun) = person_sends(&worker, &files, &media, kind, size).await;
        perform(&worker, &ReplyJob::settle(&key, Some(begun))).await;
        let sent = worker.media.store.message(&key).await.unwrap().unwrap();
        assert!(sent.wamid.is_some(), "{kind}: {sent:?}");
        assert!(uploaded.load(Ordering::Relaxed) - before > size, "{kind}: the whole form came");
        println!("{kind} out: {} KiB", peak());
    }
    assert!(peak() < MOST, "{} KiB, {start} KiB of it at the start", peak());
}

/// The customer's message with a file of this size, as it is recorded.
async fn customer_sends(worker: &TestWorker, kind: &str, mime_type: &str, size: u64) -> MessageKey {
    let (store, now) = (&worker.media.store, worker.media.clock.now());
    let contact = ContactId::first_seen_as(&"1001".into(), &Alias::wa_id(&"33639980001".into()));
    if store.conversation(&contact).await.unwrap().is_none() {
        let identity = Identity { wa_id: Some("33639980001".into()), ..Identity::default() };
        let new = Conversation::new(contact.clone(), now);
        let mut conversation =
            Conversation { phone_id: Some("1001".into()), identity, last_inbound_at: Some(now), ..new };
        store.save_conversation(&mut conversation).await.unwrap();
    }
    let key = MessageKey::new(&contact, now, &format!("wamid.{kind}"));
    let raw = json!({"type": kind, kind: {"id": size.to_string(), "mime_type": mime_type}});
    let message = Message {
        kind: kind.to_owned(),
        raw: Some(raw.to_string()),
        media: Some(Media::to_fetch(&key)),
        ..Message::new(key.clone(), Direction::Inbound, "", now)
    };
    store.insert_message(&message).await.unwrap();
    key
}

/// A person sends the bytes that the customer sent.
async fn person_sends(
    worker: &TestWorker,
    folder: &Folder,
    media: &Media,
    kind: &str,
    size: u64,
) -> (MessageKey, Timestamp) {
    let id = MediaId::of_upload(&format!("{size:032x}"));
    std::fs::rename(folder.path(&media.id.blob()), folder.path(&id.unsent_blob())).unwrap();
    let now = worker.media.clock.now();
    let upload = Upload::new(id.clone(), "", media.mime_type.as_deref().unwrap(), size, now);
    worker.media.store.insert_upload(&upload).await.unwrap();
    let file = MediaMessage {
        kind: if kind == "video" { MediaKind::Video } else { MediaKind::Document },
        file: id.to_string(),
        mime_type: media.mime_type.clone().unwrap(),
        size,
        filename: None,
        caption: None,
        voice: false,
        graph_id: None,
    };
    let contact = ContactId::first_seen_as(&"1001".into(), &Alias::wa_id(&"33639980001".into()));
    let key = MessageKey::new(&contact, now, &format!("out {kind}"));
    let message = Message {
        kind: kind.to_owned(),
        to: Some("33639980001".to_owned()),
        sent_by: Some(SentBy::Agent),
        media: Some(Media { id, state: MediaState::Stored, ..media.clone() }),
        sending: Some(Sending { unsent: true, ..Sending::first(OutboundBody::Media(file), now) }),
        ..Message::new(key.clone(), Direction::Outbound, "", now)
    };
    worker.media.store.insert_message(&message).await.unwrap();
    (key, now)
}

/// Graph, which makes files of any size and counts what it is sent. It holds neither.
fn graph(uploaded: Arc<AtomicU64>) -> Router {
    Router::new()
        .route("/v25.0/{id}", get(address))
        .route("/file/{size}", get(async |Path(size): Path<u64>| served(size)))
        .route("/v25.0/{id}/media", post(upload))
        .route(
            "/v25.0/{id}/messages",
            post(async || Json(json!({"messages": [{"id": "wamid.sent"}], "contacts": []}))),
        )
        .with_state(uploaded)
}

/// The id of a file is its size.
async fn address(Path(size): Path<u64>, headers: HeaderMap) -> Response {
    let host = headers[header::HOST].to_str().unwrap();
    Json(json!({"url": format!("http://{host}/file/{size}"), "file_size": size})).into_response()
}

fn served(size: u64) -> Response {
    let headers = [(header::CONTENT_LENGTH, size.to_string())];
    (headers, Body::from_stream(Made { left: size, part: Bytes::from(vec![7; PART]) })).into_response()
}

async fn upload(State(uploaded): State<Arc<AtomicU64>>, body: Body) -> Response {
    let mut parts: Pin<Box<BodyDataStream>> = Box::pin(body.into_data_stream());
    while let Some(part) = poll_fn(|context| parts.as_mut().poll_next(context)).await {
        uploaded.fetch_add(part.unwrap().len() as u64, Ordering::Relaxed);
    }
    Json(json!({"id": "1"})).into_response()
}

/// So many bytes, made of the same part again and again.
struct Made {
    left: u64,
    part: Bytes,
}

impl Stream for Made {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let length = usize::try_from(self.left.min(PART as u64)).unwrap();
        self.left -= length as u64;
        Poll::Ready((length > 0).then(|| Ok(self.part.slice(..length))))
    }
}
