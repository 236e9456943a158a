//! `POST /api/media` announces a file to send, and says where its bytes go. `DELETE /api/media/{id}` takes it back.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use relais_aws::store::{DeletedUpload, Upload};
use relais_core::blob::{Link, WRITE_LINK};
use relais_core::media::MediaId;
use relais_core::queue::Enqueue;
use relais_whatsapp::outbound::MediaKind;
use serde::Serialize;

use super::file_name::cleaned;
use super::file_type::{FileType, check_size};
use super::signed::WRITE;
use crate::Api;
use crate::body::{self, Fields};
use crate::problem::{Problem, texts};
use crate::response::random_id;

/// `Upload` in `openapi.json`.
#[derive(Serialize)]
pub(crate) struct Announced {
    media: UploadView,
    upload: TargetView,
}

#[derive(Serialize)]
struct UploadView {
    id: MediaId,
    filename: String,
    mime_type: String,
    size: u64,
    kind: MediaKind,
}

/// The call that sends the bytes.
#[derive(Serialize)]
struct TargetView {
    method: &'static str,
    url: String,
    headers: BTreeMap<String, String>,
    expires_at: Timestamp,
}

/// Checks a file against WhatsApp's limits before its bytes come.
pub(crate) async fn announce<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    body: Body,
) -> Result<(StatusCode, Json<Announced>), Problem> {
    let fields = body::read(body).await?;
    let (upload, kind) = read(&fields, api.clock.now())?;
    api.store.insert_upload(&upload).await?;
    let (id, created) = (&upload.id, upload.created);
    let link = api.files.link_to_write(&id.unsent_blob(), upload.size, &upload.mime_type).await?;
    let link = if let Some(link) = link {
        link
    } else {
        let headers = vec![("content-type".to_owned(), upload.mime_type.clone())];
        Link { method: "PUT", url: api.signer.address(WRITE, id, created, WRITE_LINK)?, headers }
    };
    let upload = UploadView {
        id: upload.id,
        filename: upload.filename,
        mime_type: upload.mime_type,
        size: upload.size,
        kind,
    };
    let target = TargetView {
        method: link.method,
        url: link.url,
        headers: link.headers.into_iter().collect(),
        expires_at: created.saturating_add(WRITE_LINK).unwrap_or(Timestamp::MAX),
    };
    Ok((StatusCode::CREATED, Json(Announced { media: upload, upload: target })))
}

fn read(fields: &Fields, now: Timestamp) -> Result<(Upload, MediaKind), Problem> {
    body::only(fields, &["filename", "mime_type", "size"])?;
    let missing = |name: &str| body::invalid(&format!("`{name}`"));
    let filename = body::text(fields, "filename")?.ok_or_else(|| missing("filename"))?;
    let mime_type = body::text(fields, "mime_type")?.unwrap_or_default();
    let size = body::present(fields, "size").and_then(serde_json::Value::as_u64);
    let size = size.ok_or_else(|| missing("size"))?;
    let file_type = FileType::of(&mime_type, &filename)?;
    check_size(size)?;
    let kind = file_type.kind(size);
    let instead = format!("{}.{}", kind.as_str(), file_type.extension());
    let id = MediaId::of_upload(&random_id().map_err(Problem::internal)?);
    let upload = Upload::new(id, &cleaned(&filename, &instead), file_type.name(), size, now);
    Ok((upload, kind))
}

/// Deletes an upload that was not sent.
pub(crate) async fn cancel<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let not_found = || Problem::of(&texts::MEDIA_NOT_FOUND);
    let id = MediaId::parse(&id).ok_or_else(not_found)?;
    if id.message().is_some() {
        return Err(Problem::of(&texts::MEDIA_SENT));
    }
    let _alone = api.uploads.lock().await;
    api.store.upload(&id).await?.ok_or_else(not_found)?;
    // The record first: bytes that are still coming then find it gone.
    if api.store.delete_upload(&id).await? == DeletedUpload::Sent {
        return Err(Problem::of(&texts::MEDIA_SENT));
    }
    api.files.remove(&id.unsent_blob()).await?;
    Ok(StatusCode::NO_CONTENT)
}
