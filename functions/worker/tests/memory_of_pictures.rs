//! Pictures and documents are understood in little memory. This is a program of its own, so that nothing else counts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod resident;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use futures_core::Stream;
use jiff::SignedDuration;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::job::ReplyJob;
use relais_core::media::{Media, MediaState};
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::relevance::Relevance;
use resident::{Folder, TestWorker, peak, perform, worker};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// The most resident memory of the process, in KiB. The worker has 512 MB on Lambda.
const MOST: u64 = 384 * 1024;

/// Jobs of a batch on Lambda.
const ANSWERS: usize = 5;

/// Pictures of one answer, and the bytes of each.
const PICTURES: usize = 2;
const PICTURE: usize = 3 * 1024 * 1024;

/// How long the model takes, so that all answers are written at the same time.
const TIME_OF_MODEL: Duration = Duration::from_secs(4);

/// Linux tells the peak of a process.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn five_answers_with_pictures_and_a_document_take_less_than_384_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let files = Folder(folder.path().to_owned());
    let sent = Arc::new(AtomicU64::new(0));
    let worker = worker(&files, servers(Arc::clone(&sent)), true).await;
    let start = peak();
    let mut jobs = Vec::new();
    for number in 0..ANSWERS {
        jobs.push(customer_sends_pictures(&worker, &files, number).await);
    }
    let document = customer_sends_document(&worker, &files).await;
    jobs.insert(0, ReplyJob::media(&document, None));
    let mut doing = JoinSet::new();
    for job in jobs {
        let worker = worker.clone();
        doing.spawn(async move { perform(&worker, &job).await });
    }
    while let Some(done) = doing.join_next().await {
        done.unwrap();
    }
    println!("{} KiB, {start} KiB of it at the start", peak());
    let media = worker.media.store.message(&document).await.unwrap().unwrap().media.unwrap();
    assert!(!media.to_understand && media.understood.is_some(), "the document was read: {media:?}");
    let pictures = u64::try_from(ANSWERS * PICTURES * PICTURE).unwrap();
    assert!(sent.load(Ordering::Relaxed) > pictures * 4 / 3, "the model got all pictures");
    assert!(peak() < MOST, "{} KiB, {start} KiB of it at the start", peak());
}

/// A customer sends the largest pictures that one answer takes. Returns the job that answers them.
async fn customer_sends_pictures(worker: &TestWorker, files: &Folder, number: usize) -> ReplyJob {
    let mut picture = b"GIF89a\x01\0\x01\0\x80\0\0".to_vec();
    picture.resize(PICTURE, 7);
    let mut last = None;
    for place in 0..PICTURES {
        let wamid = format!("wamid.{number}.{place}");
        last = Some(sends(worker, files, number, &wamid, ("image", "image/gif"), &picture).await);
    }
    let key = last.unwrap();
    ReplyJob::reply(key.contact(), &key)
}

/// Another customer sends a document of the worst kind: as many objects as are read at all, in one array.
async fn customer_sends_document(worker: &TestWorker, files: &Folder) -> MessageKey {
    let mut pdf = b"%PDF-1.7\n1 0 obj\n[".to_vec();
    pdf.extend(b"0 ".repeat(1_190_000));
    pdf.extend(b"]\nendobj\n2 0 obj\n<< /Length 0 >>\nstream\n");
    pdf.resize(10 * 1024 * 1024 - 400, b'a');
    pdf.extend(b"\nendstream\nendobj\n");
    let place = pdf.len();
    let table = "xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n";
    pdf.extend(format!("{table}trailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n{place}\n%%EOF\n").bytes());
    sends(worker, files, ANSWERS, "wamid.document", ("document", "application/pdf"), &pdf).await
}

/// A customer sends this file, which is stored.
async fn sends(
    worker: &TestWorker,
    files: &Folder,
    customer: usize,
    wamid: &str,
    (kind, mime_type): (&str, &str),
    bytes: &[u8],
) -> MessageKey {
    let (store, now) = (&worker.media.store, worker.media.clock.now());
    let number = format!("3363998{customer:04}");
    let contact = ContactId::first_seen_as(&"1001".into(), &Alias::wa_id(&number.as_str().into()));
    let key = MessageKey::new(&contact, now, wamid);
    let media = Media {
        state: MediaState::Stored,
        mime_type: Some(mime_type.to_owned()),
        size: Some(bytes.len() as u64),
        to_understand: kind == "document",
        ..Media::to_fetch(&key)
    };
    std::fs::write(files.path(&media.id.blob()), bytes).unwrap();
    let raw = json!({"type": kind, kind: {"id": "1", "mime_type": mime_type}});
    let message = Message {
        kind: kind.to_owned(),
        from: Some(number.clone()),
        raw: Some(raw.to_string()),
        media: Some(media),
        ..Message::new(key.clone(), Direction::Inbound, "", now)
    };
    let identity = Identity { wa_id: Some(number.as_str().into()), ..Identity::default() };
    let stored = store.conversation(&contact).await.unwrap();
    let new = Conversation { phone_id: Some("1001".into()), ..Conversation::new(contact, now) };
    let mut conversation = stored.unwrap_or(new);
    // The burst is over: it is answered at once.
    conversation.receive(&message, &identity, Relevance::DeservesAnswer, now - SignedDuration::from_secs(30));
    store.save_conversation(&mut conversation).await.unwrap();
    store.insert_message(&message).await.unwrap();
    key
}

/// Graph and the model. They hold nothing of what they are sent.
fn servers(sent: Arc<AtomicU64>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(completion))
        .route(
            "/v25.0/{id}/messages",
            post(async || Json(json!({"messages": [{"id": "wamid.sent"}], "contacts": []}))),
        )
        .with_state(sent)
}

async fn completion(State(sent): State<Arc<AtomicU64>>, body: Body) -> Json<Value> {
    let mut parts: Pin<Box<BodyDataStream>> = Box::pin(body.into_data_stream());
    while let Some(part) = poll_fn(|context| parts.as_mut().poll_next(context)).await {
        sent.fetch_add(part.unwrap().len() as u64, Ordering::Relaxed);
    }
    tokio::time::sleep(TIME_OF_MODEL).await;
    Json(
        json!({"choices": [{"message": {"role": "assistant", "content": "Bonjour"}, "finish_reason": "stop"}]}),
    )
}
