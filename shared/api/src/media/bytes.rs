//! The bytes of files, on one machine: read, also in part, and written. Nothing is in memory as a whole.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use futures_core::Stream;
use relais_aws::http::patient;
use relais_core::blob::{BlobError, WrongSize};
use relais_core::media::MediaId;
use relais_core::queue::Enqueue;

use super::file::File;
use super::range::Range;
use super::signed::{READ, READ_DELETED, Signature, WRITE};
use crate::Api;
use crate::auth::Caller;
use crate::problem::{Problem, texts};
use crate::response::random_id;

/// How long an upload may be silent before it counts as cut off.
const IDLE: Duration = Duration::from_secs(30);

/// Forbids the file to run, to load or to submit anything, should a browser open it as a page.
const POLICY: &str = "sandbox; default-src 'none'";

/// The same for a PDF. Safari and Firefox show none in a sandbox, and Chrome's viewer styles its page itself. A viewer runs
/// a PDF's scripts apart from pages, if at all.
const POLICY_OF_PDF: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Only pages of this address may show it.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// `GET /api/media/{id}/bytes`: a file, or a part of it, at an address that was signed for reading it.
pub(super) async fn read<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(signature): Query<Signature>,
    request: Request,
) -> Result<Response, Problem> {
    let id = MediaId::parse(&id).ok_or_else(|| Problem::of(&texts::MEDIA_NOT_FOUND))?;
    let now = api.clock.now();
    let shows_deleted = api.signer.verify(READ_DELETED, &id, now, &signature).is_ok();
    if !shows_deleted {
        api.signer.verify(READ, &id, now, &signature)?;
    }
    // Who may not see a file was not given an address of it.
    let caller = Caller::unnamed_owner();
    let file = api.file(id.as_str(), &caller).await?;
    if file.is_deleted && !shows_deleted {
        return Err(Problem::of(&texts::MEDIA_NOT_FOUND));
    }
    respond(&api, &file, request.headers()).await
}

/// `PUT /api/media/{id}/bytes`: the bytes of an upload. A body of another size leaves nothing. Until the file is sent,
/// the bytes may come again: those that end last count. Bytes that end after that are refused.
pub(super) async fn write<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(signature): Query<Signature>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let not_found = || Problem::of(&texts::MEDIA_NOT_FOUND);
    let id = MediaId::parse(&id).ok_or_else(not_found)?;
    api.signer.verify(WRITE, &id, api.clock.now(), &signature)?;
    let upload = api.store.upload(&id).await?.ok_or_else(not_found)?;
    if upload.sent_to.is_some() {
        return Err(Problem::of(&texts::MEDIA_SENT));
    }
    let announced =
        request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length != upload.size) {
        return Err(Problem::of(&texts::MEDIA_SIZE_DIFFERS));
    }
    let bytes = patient(Box::pin(Received(request.into_body().into_data_stream())), IDLE);
    // A name of their own, which expires like any upload, should this process end before they are in their place.
    let incoming = format!("{}-{}", id.unsent_blob(), random_id().map_err(Problem::internal)?);
    api.files.write(&incoming, upload.size, &upload.mime_type, bytes).await.map_err(not_written)?;
    let placed = place(&api, &id, &incoming).await;
    if placed.is_err() {
        api.files.remove(&incoming).await?;
    }
    placed.map(|()| StatusCode::NO_CONTENT)
}

/// Makes bytes that have come those of the upload, unless it was sent or cancelled while they came.
async fn place<Q: Enqueue>(api: &Api<Q>, id: &MediaId, incoming: &str) -> Result<(), Problem> {
    let _alone = api.uploads.lock().await;
    let upload = api.store.upload(id).await?.ok_or_else(|| Problem::of(&texts::MEDIA_NOT_FOUND))?;
    if upload.sent_to.is_some() {
        return Err(Problem::of(&texts::MEDIA_SENT));
    }
    api.files.rename(incoming, &id.unsent_blob()).await?;
    Ok(())
}

fn not_written(error: BlobError) -> Problem {
    if error.has::<WrongSize>() {
        Problem::of(&texts::MEDIA_SIZE_DIFFERS)
    } else if error.has::<CutOff>() || error.has::<relais_aws::http::TooSlow>() {
        Problem::of(&texts::MEDIA_CUT_OFF)
    } else {
        error.into()
    }
}

/// The response with a file, or with the range of it that was asked for.
pub(super) async fn respond<Q: Enqueue>(
    api: &Api<Q>,
    file: &File,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let gone = || Problem::of(&texts::MEDIA_NOT_FOUND);
    // A file has no ETag here, so what the caller has a part of cannot be the same for certain.
    let range = headers.get(RANGE).filter(|_| !headers.contains_key(IF_RANGE));
    let range = range.and_then(|range| range.to_str().ok());
    let size = api.files.size(&file.blob).await?.ok_or_else(gone)?;
    let (from, to, length) = match Range::read(range, size) {
        Range::Whole => (0, None, size),
        Range::Part(from, to) => (from, Some(to), to - from + 1),
        Range::NotThere => return Err(Problem::of(&texts::RANGE_NOT_SATISFIABLE).with("size", size)),
    };
    let policy = if file.content_type() == "application/pdf" { POLICY_OF_PDF } else { POLICY };
    let opened = api.files.open(&file.blob, from, to).await?.ok_or_else(gone)?;
    let mut response = Response::new(Body::from_stream(opened.bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, text(file.content_type())?);
    headers.insert(CONTENT_DISPOSITION, text(&file.disposition())?);
    headers.insert(CONTENT_LENGTH, length.into());
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if let Some(to) = to {
        headers.insert(CONTENT_RANGE, text(&format!("bytes {from}-{to}/{size}"))?);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

fn text(value: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(value).map_err(Problem::internal)
}

/// The caller's connection ended within the body.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the upload was cut off")]
struct CutOff;

/// The body of a request.
struct Received(BodyDataStream);

impl Stream for Received {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let part = ready!(Pin::new(&mut self.0).poll_next(context));
        Poll::Ready(part.map(|part| part.map_err(|_| io::Error::other(CutOff))))
    }
}
