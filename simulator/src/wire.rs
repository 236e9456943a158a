//! The wire: each webhook that was delivered, and each call that Graph and the model took, with the answer and the time it
//! took. The phone's page shows it.

use std::time::Instant;

use axum::http::{Method, StatusCode};
use jiff::Timestamp;
use serde::Serialize;

use crate::Simulator;
use crate::ring::Ring;

/// The newest calls that are kept.
const CALLS_KEPT: usize = 500;
/// Bytes that are kept of one body: a prompt is longer than what anybody reads of it.
pub(crate) const BODY_KEPT: usize = 32 * 1024;

/// Who was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// Relais, by a webhook.
    Webhook,
    /// Meta, by Relais.
    Graph,
    /// The model, by Relais.
    Model,
}

/// One call and its answer. Headers and queries, which hold tokens, are not kept.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    pub(crate) side: Side,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) at: Timestamp,
    /// How long the answer took, in milliseconds.
    pub(crate) took_ms: u64,
    /// 1 for the first delivery of a webhook, and for every call that is no webhook.
    pub(crate) attempt: usize,
    /// The status of the answer. Without one, no answer came.
    pub(crate) status: Option<u16>,
    /// A webhook's `X-Hub-Signature-256`.
    pub(crate) signature: Option<String>,
    /// Whether who was called took the signature, or the token with its `appsecret_proof`. Unknown without an answer.
    pub(crate) admitted: Option<bool>,
    pub(crate) request: Shown,
    pub(crate) response: Shown,
}

/// A body: its beginning, and how many bytes the whole has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Shown {
    text: String,
    bytes: usize,
}

impl Shown {
    /// What is no text is only counted.
    pub(crate) fn of(body: &[u8]) -> Self {
        let start = body.get(..BODY_KEPT).unwrap_or(body);
        let text = match std::str::from_utf8(start) {
            Ok(text) => text,
            // The cut may have hit a letter.
            Err(error) if start.len() - error.valid_up_to() < 4 && body.len() > start.len() => start
                .get(..error.valid_up_to())
                .and_then(|start| std::str::from_utf8(start).ok())
                .unwrap_or(""),
            Err(_) => "",
        };
        Self { text: text.to_owned(), bytes: body.len() }
    }

    /// A body that is streamed, and was not read here.
    pub(crate) fn of_length(bytes: usize) -> Self {
        Self { text: String::new(), bytes }
    }
}

/// The newest calls.
#[derive(Debug)]
pub(crate) struct Wire(Ring<Call>);

/// A page of the wire.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    /// Oldest first, each with its number.
    calls: Vec<Numbered>,
    /// The number of the next call.
    next: u64,
}

#[derive(Debug, Serialize)]
struct Numbered {
    number: u64,
    #[serde(flatten)]
    call: Call,
}

impl Default for Wire {
    fn default() -> Self {
        Self(Ring::new(CALLS_KEPT))
    }
}

impl Wire {
    /// Those from this number on.
    pub(crate) fn page(&self, from: u64) -> Page {
        let next = self.0.total();
        let first = next - u64::try_from(self.0.iter().count()).unwrap_or_default();
        // A number of an earlier run is ahead of this one's.
        let from = if from > next { 0 } else { from };
        let numbered = (first..).zip(self.0.iter()).filter(|(number, _)| *number >= from);
        let calls = numbered.map(|(number, call)| Numbered { number, call: call.clone() });
        Page { calls: calls.collect(), next }
    }
}

/// A call that was begun.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) call: Call,
    began: Instant,
}

impl Simulator {
    /// Notes when a call begins.
    pub(crate) fn begin(&self, side: Side, method: &Method, path: &str, request: Shown) -> Begun {
        let call = Call {
            side,
            method: method.to_string(),
            path: path.to_owned(),
            at: self.config().clock.now(),
            took_ms: 0,
            attempt: 1,
            status: None,
            signature: None,
            admitted: None,
            request,
            response: Shown::default(),
        };
        Begun { call, began: Instant::now() }
    }

    /// Keeps a call with its answer, if one came.
    pub(crate) fn end(&self, begun: Begun, answer: Option<(StatusCode, Shown)>) {
        let Begun { mut call, began } = begun;
        call.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        if let Some((status, response)) = answer {
            call.status = Some(status.as_u16());
            call.admitted = Some(status != StatusCode::UNAUTHORIZED && status != StatusCode::FORBIDDEN);
            call.response = response;
        }
        self.with_unannounced(|world| world.wire.0.push(call));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_body_is_cut_between_two_letters() {
        assert_eq!(Shown::of(b"{}"), Shown { text: "{}".to_owned(), bytes: 2 });
        let long = "é".repeat(BODY_KEPT);
        let cut = Shown::of(format!("a{long}").as_bytes());
        assert_eq!((cut.text.len(), cut.bytes), (BODY_KEPT - 1, 2 * BODY_KEPT + 1));
        assert_eq!(Shown::of(b"\xff\xd8\xff"), Shown { text: String::new(), bytes: 3 });
    }
}
