//! `POST /v1/audio/transcriptions`: the words of a sound.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::completion::{error, failed, is_authorized};
use crate::Simulator;
use crate::samples::said_in;

/// Bytes of a second of a voice message, about: WhatsApp records 16 kbit/s.
const BYTES_OF_SECOND: usize = 2_000;

/// `POST /v1/audio/transcriptions`
pub(super) async fn post(State(simulator): State<Simulator>, headers: HeaderMap, body: Bytes) -> Response {
    let (delay, failure, retry_after) = simulator.read(|world| {
        let settings = &world.settings;
        (settings.model_delay_ms, settings.model_failure, settings.retry_after_s)
    });
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    if !is_authorized(&headers) {
        let message = "You didn't provide an API key.";
        return error(StatusCode::UNAUTHORIZED, "invalid_request_error", message, Some("invalid_api_key"));
    }
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap_or_default();
    let (model, file) = (part(&body, boundary, "model"), part(&body, boundary, "file"));
    let (Some(_), Some(sound)) = (model, file) else {
        let message = "Could not parse multipart form.";
        return error(StatusCode::BAD_REQUEST, "invalid_request_error", message, None);
    };
    if let Some(failure) = failure
        && let Some(response) = failed(failure, retry_after).await
    {
        return response;
    }
    let text = if failure.is_some() { String::new() } else { said_in(sound) };
    let seconds = sound.len().div_ceil(BYTES_OF_SECOND);
    Json(json!({"text": text, "usage": {"type": "duration", "seconds": seconds}})).into_response()
}

/// The content of the part of this name.
fn part<'a>(body: &'a [u8], boundary: &str, name: &str) -> Option<&'a [u8]> {
    if boundary.is_empty() {
        return None;
    }
    let mut rest = body;
    loop {
        rest = rest.get(find(rest, format!("--{boundary}\r\n").as_bytes())? + boundary.len() + 4..)?;
        let end_of_head = find(rest, b"\r\n\r\n")?;
        let (head, content) = (rest.get(..end_of_head)?, rest.get(end_of_head + 4..)?);
        if find(head, format!("name=\"{name}\"").as_bytes()).is_some() {
            return content.get(..find(content, format!("\r\n--{boundary}").as_bytes())?);
        }
    }
}

fn find(bytes: &[u8], searched: &[u8]) -> Option<usize> {
    bytes.windows(searched.len()).position(|window| window == searched)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_form_are_found() {
        let form = b"--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b\r\n\
                     content-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n\r\ny\r\n--b--\r\n";
        assert_eq!(part(form, "b", "model"), Some(&b"m"[..]));
        assert_eq!(part(form, "b", "file"), Some(&b"x\r\n\r\ny"[..]));
        assert_eq!(part(form, "b", "other"), None);
        assert_eq!(part(form, "", "file"), None);
        assert_eq!(part(b"--b\r\n", "b", "file"), None);
    }
}
