//! The files of the phone: the user's own are sent, and those of a conversation are shown.

use std::ops::RangeInclusive;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::file::{File, LARGEST};
use super::problem::Problem;
use crate::Simulator;

/// Nothing in a file may run: anybody may have sent it.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/customers/{wa_id}/files", post(send).layer(DefaultBodyLimit::max(LARGEST.saturating_add(1))))
        .route("/files/{id}", get(show))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    filename: Option<String>,
    caption: Option<String>,
    #[serde(default)]
    voice: bool,
    #[serde(default)]
    sticker: bool,
}

/// `POST /customers/{wa_id}/files`: the body is the file, `Content-Type` its type.
async fn send(
    State(simulator): State<Simulator>,
    Path(wa_id): Path<String>,
    about: Result<Query<About>, QueryRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let Query(about) = about.map_err(|_| {
        Problem::invalid("Expected `filename`, `caption`, `voice` and `sticker`, if anything.")
    })?;
    let bytes = body.map_err(|_| Problem::invalid("The file is larger than 100 MB, or came incomplete."))?;
    let mime_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let file = File {
        bytes,
        mime_type: mime_type.unwrap_or("application/octet-stream").to_owned(),
        filename: about.filename,
        caption: about.caption,
        voice: about.voice,
        sticker: about.sticker,
    };
    let id = simulator.send_file(&wa_id, file)?;
    Ok((StatusCode::CREATED, Json(json!({"ids": [id]}))).into_response())
}

/// `GET /files/{id}`: a file that either side sent, whole or one range of it.
async fn show(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = simulator.file(&id).ok_or_else(Problem::no_such_file)?;
    let disposition = if is_shown(&file.mime_type) { "inline" } else { "attachment" };
    let about: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, &file.mime_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let range = range.and_then(|range| parse(range, file.bytes.len()));
    let part = range.and_then(|range| Some((file.bytes.get(range.clone())?, range)));
    let Some((part, range)) = part else { return Ok((about, file.bytes).into_response()) };
    let of = format!("bytes {}-{}/{}", range.start(), range.end(), file.bytes.len());
    let part = file.bytes.slice_ref(part);
    Ok((StatusCode::PARTIAL_CONTENT, about, [(header::CONTENT_RANGE, of)], part).into_response())
}

/// Whether a browser shows this type in the page. Everything else is downloaded.
fn is_shown(mime_type: &str) -> bool {
    let essence = mime_type.split(';').next().unwrap_or_default().trim();
    let pictures = ["image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"];
    pictures.contains(&essence) || essence.starts_with("audio/") || essence.starts_with("video/")
}

/// `bytes=0-499`, `bytes=500-` or `bytes=-500`. `None`: not one range of a file of this size, so all of it is sent.
fn parse(range: &str, size: usize) -> Option<RangeInclusive<usize>> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = size.checked_sub(1)?;
    let range = match (from, to) {
        ("", length) => size.saturating_sub(length.parse().ok()?)..=last,
        (from, "") => from.parse().ok()?..=last,
        (from, to) => from.parse().ok()?..=to.parse::<usize>().ok()?.min(last),
    };
    (!range.is_empty()).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_and_everything_else_is_the_whole_file() {
        for (range, expected) in [
            ("bytes=0-0", Some(0..=0)),
            ("bytes=2-", Some(2..=9)),
            ("bytes=-3", Some(7..=9)),
            ("bytes=-30", Some(0..=9)),
            ("bytes=2-100", Some(2..=9)),
            ("bytes=10-", None),
            ("bytes=5-4", None),
            ("bytes=0-1,3-4", None),
            ("lines=0-1", None),
            ("bytes=x-", None),
        ] {
            assert_eq!(parse(range, 10), expected, "{range}");
        }
        assert_eq!(parse("bytes=0-", 0), None);
    }
}
