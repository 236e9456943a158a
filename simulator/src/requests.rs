//! The requests that the stand-ins received: for tests that check a call itself, and for the wire.

use std::collections::VecDeque;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::Simulator;
use crate::graph::is_upload;
use crate::wire::{Shown, Side};

/// Requests that are kept at most. The oldest are dropped.
const REQUESTS_KEPT: usize = 5_000;
/// Bytes of bodies that are kept at most, because prompts are long.
const BYTES_KEPT: usize = 32 * 1024 * 1024;
/// Largest body that is read, in bytes.
const LARGEST_BODY: usize = 26 * 1024 * 1024;

/// A request that Graph or the model received. Headers and queries, which hold tokens, are not kept.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedRequest {
    /// Path without the query.
    pub path: String,
    /// The body: null when empty, a string when it is not JSON.
    pub body: Value,
}

/// The newest requests.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    requests: VecDeque<(String, Bytes)>,
    bytes: usize,
    dropped: usize,
}

impl RequestLog {
    fn push(&mut self, path: String, body: Bytes) {
        self.bytes += body.len();
        self.requests.push_back((path, body));
        while self.requests.len() > REQUESTS_KEPT || self.bytes > BYTES_KEPT {
            let Some((_, dropped)) = self.requests.pop_front() else {
                break;
            };
            self.bytes -= dropped.len();
            self.dropped += 1;
        }
    }

    /// How many requests there have been.
    pub(crate) fn total(&self) -> usize {
        self.dropped + self.requests.len()
    }

    /// Oldest first, without the first `seen` of all that there have been.
    pub(crate) fn after(&self, seen: usize) -> Vec<ReceivedRequest> {
        let requests = self.requests.iter().skip(seen.saturating_sub(self.dropped));
        requests.map(|(path, body)| ReceivedRequest { path: path.clone(), body: parsed(body) }).collect()
    }
}

fn parsed(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(body).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()))
}

/// Records each request before it is handled, so that refused ones are recorded too, and with its answer after it.
pub(crate) async fn note(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if is_upload(path) {
        // A file of up to 100 MB is not kept here. Its handler reads it.
        let path = path.to_owned();
        simulator.with(|world| world.requests.push(path, Bytes::new()));
        let sent = Shown::of_length(length_of(request.headers()));
        return answered(&simulator, request, sent, next).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    // A copy of the right size: a slice would keep the connection's whole read buffer.
    let body = Bytes::copy_from_slice(&body);
    let path = parts.uri.path().to_owned();
    simulator.with(|world| world.requests.push(path, body.clone()));
    let sent = Shown::of(&body);
    answered(&simulator, Request::from_parts(parts, Body::from(body)), sent, next).await
}

/// Has a request answered, and keeps both for the wire.
async fn answered(simulator: &Simulator, request: Request, sent: Shown, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let side = if path.starts_with("/v1/") { Side::Model } else { Side::Graph };
    let begun = simulator.begin(side, request.method(), &path, sent);
    let (parts, body) = next.run(request).await.into_parts();
    // Files are streamed; all else is JSON or a page.
    let is_file = match parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) {
        Some(kind) => !kind.contains("json") && !kind.starts_with("text/html"),
        None => false,
    };
    let (received, body) = if is_file {
        (Shown::of_length(length_of(&parts.headers)), body)
    } else {
        let bytes = to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
        (Shown::of(&bytes), Body::from(bytes))
    };
    simulator.end(begun, Some((parts.status, received)));
    Response::from_parts(parts, body)
}

fn length_of(headers: &HeaderMap) -> usize {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_bounded_by_number_and_by_size() {
        let mut log = RequestLog::default();
        for _ in 0..REQUESTS_KEPT + 5 {
            log.push("/v25.0/1/messages".to_owned(), Bytes::from_static(b"{}"));
        }
        assert_eq!((log.requests.len(), log.total()), (REQUESTS_KEPT, REQUESTS_KEPT + 5));
        assert_eq!(log.after(0).len(), REQUESTS_KEPT);
        assert_eq!(log.after(REQUESTS_KEPT).len(), 5, "those after as many as were ever received");
        for _ in 0..20 {
            log.push(String::new(), Bytes::from(vec![b'x'; LARGEST_BODY]));
        }
        assert!(log.bytes <= BYTES_KEPT);
        assert_eq!(log.requests.len(), BYTES_KEPT / LARGEST_BODY);
    }

    #[test]
    fn a_body_is_json_or_text_or_nothing() {
        assert_eq!(parsed(b""), Value::Null);
        assert_eq!(parsed(b"{\"a\":1}")["a"], 1);
        assert_eq!(parsed(b"<html>"), "<html>");
    }
}
