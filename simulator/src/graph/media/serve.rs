//! A file's address and its bytes, and its deletion.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{FileFault, MediaFile};
use crate::Simulator;
use crate::graph::access::{Params, bearer};
use crate::graph::error::GraphError;

/// The path of every address, as at Meta. The query names the file.
pub(in crate::graph) const ADDRESS: &str = "/whatsapp_business/attachments/";

/// The size that [`FileFault::TooLarge`] announces.
const TOO_LARGE: usize = 101 * 1024 * 1024;

#[derive(Debug, Deserialize)]
pub(in crate::graph) struct Attachment {
    mid: String,
}

/// What `GET /{version}/{id}` answers for a file: its address on the host that was asked. `None`: there is no such file,
/// or it was uploaded for another number than the one that the query names.
pub(in crate::graph) fn described(
    simulator: &Simulator,
    id: &str,
    params: &Params,
    headers: &HeaderMap,
) -> Option<Value> {
    let file = simulator.file(id)?;
    if let (Some(owner), Some(asked)) = (&file.number, &params.phone_number_id)
        && owner != asked
    {
        return None;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let key = simulator.new_address(id);
    let url = format!("http://{host}{ADDRESS}?mid={key}&source=getMedia");
    let fault = file.fault.as_ref();
    let size = match fault {
        Some(FileFault::WrongSize) => file.bytes.len() + 1,
        Some(FileFault::TooLarge) => TOO_LARGE,
        _ => file.bytes.len(),
    };
    let mut sha256 = file.sha256;
    if fault == Some(&FileFault::WrongHash) {
        sha256.reverse();
    }
    Some(json!({
        "messaging_product": "whatsapp",
        "url": if let Some(FileFault::Address(other)) = fault { other.clone() } else { url },
        "mime_type": if fault == Some(&FileFault::WrongType) { "text/html" } else { &file.mime_type },
        "sha256": hex::encode(sha256),
        "file_size": size,
        "id": id,
    }))
}

/// `DELETE /{version}/{media_id}`
pub(in crate::graph) async fn delete(
    State(simulator): State<Simulator>,
    Path((version, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let admitted = simulator.admit(&version, &headers, &params);
    let outcome = admitted.and_then(|()| {
        let removed = simulator.with(|world| world.files.remove(&id));
        removed
            .map(|_| Json(json!({"success": true})))
            .ok_or_else(|| GraphError::unknown_object("delete", &id))
    });
    simulator.answer(outcome).await
}

/// The bytes at an address. It needs the token as a header, and answers 404 when it has ended.
pub(in crate::graph) async fn bytes(
    State(simulator): State<Simulator>,
    Query(attachment): Query<Attachment>,
    headers: HeaderMap,
) -> Response {
    if bearer(&headers).is_none_or(|token| simulator.check_token(token).is_err()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(file) = simulator.at_address(&attachment.mid) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    served(file).await
}

async fn served(file: MediaFile) -> Response {
    let MediaFile { bytes, mime_type, fault, .. } = file;
    let half = bytes.slice(..bytes.len() / 2);
    let body = match fault {
        Some(FileFault::Redirect(to)) => {
            return (StatusCode::FOUND, [(header::LOCATION, to)]).into_response();
        }
        Some(FileFault::Status(status)) => {
            return StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY).into_response();
        }
        Some(FileFault::Slow(pause)) => {
            tokio::time::sleep(pause).await;
            Body::from(bytes)
        }
        Some(FileFault::OtherBytes) => Body::from(bytes.iter().rev().map(|byte| !byte).collect::<Vec<_>>()),
        Some(FileFault::CutOff) => Body::from_stream(Torn(Some(half))),
        _ => Body::from(bytes),
    };
    ([(header::CONTENT_TYPE, mime_type)], body).into_response()
}

/// A body that breaks after this part.
struct Torn(Option<Bytes>);

impl Stream for Torn {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(self.0.take().ok_or_else(|| io::ErrorKind::ConnectionAborted.into())))
    }
}
