//! `/api/media`: the files of messages, and those that are uploaded to be sent.
//!
//! On AWS the bytes never pass this API, whose responses have at most 6 MB: browsers read and write the bucket at
//! addresses that are signed for them. On one machine they are streamed through [`bytes`], at addresses that this
//! process signs.
//!
//! A file may be anything that a customer sends. What a browser can only show or play is served as what it is. All
//! else is a download of unknown bytes, so that no browser runs it.

mod bytes;
mod contents;
mod file;
mod file_name;
mod file_type;
mod range;
mod sending;
mod signed;
mod upload;

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Extension, Json};
use jiff::Timestamp;
use relais_core::blob::{BlobError, READ_LINK};
use relais_core::queue::Enqueue;
use serde::Serialize;

use crate::Api;
use crate::auth::Caller;
use crate::problem::Problem;

pub use sending::{NotSendable, ToSend};
pub(crate) use signed::Signer;
use signed::{READ, READ_DELETED};
pub(crate) use upload::{announce, cancel};

/// `MediaLink` in `openapi.json`.
#[derive(Serialize)]
pub(crate) struct LinkView {
    /// A path of this API, or an address of the bucket.
    url: String,
    expires_at: Timestamp,
}

/// The routes whose addresses grant the access themselves.
pub(crate) fn signed_routes<Q: Enqueue>() -> Vec<(&'static str, MethodRouter<Arc<Api<Q>>>)> {
    vec![("/api/media/{id}/bytes", get(bytes::read).put(bytes::write))]
}

/// A file: its bytes, or a redirect to where they are.
pub(crate) async fn serve<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let file = api.file(&id, &caller).await?;
    match api.files.link_to_read(&file.blob, file.content_type(), &file.disposition()).await? {
        Some(link) => Ok((StatusCode::FOUND, [(LOCATION, link.url)]).into_response()),
        None => bytes::respond(&api, &file, request.headers()).await,
    }
}

/// An address at which a browser reads a file without further headers.
pub(crate) async fn link<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<LinkView>, Problem> {
    let file = api.file(&id, &caller).await?;
    let now = api.clock.now();
    let method = if file.is_deleted { READ_DELETED } else { READ };
    let url = match api.files.link_to_read(&file.blob, file.content_type(), &file.disposition()).await? {
        Some(link) => link.url,
        None => api.signer.address(method, &file.id, now, READ_LINK)?,
    };
    Ok(Json(LinkView { url, expires_at: now.saturating_add(READ_LINK).unwrap_or(Timestamp::MAX) }))
}

impl From<BlobError> for Problem {
    fn from(error: BlobError) -> Self {
        Self::unavailable(error)
    }
}
