//! The messages that Meta has accepted. Tests compare them with the messages that the business meant to send.

use axum::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

/// Accepted messages that are kept in full. Older ones are only counted.
pub(crate) const ACCEPTED_KEPT: usize = 20_000;

/// A message that Meta accepted, whether or not the caller received the HTTP answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptedSend {
    /// The message's id.
    pub wamid: String,
    /// The id of the business number that sent it.
    pub from: String,
    /// The customer's number. For an unknown recipient, the input of the request.
    pub to: String,
    /// `biz_opaque_callback_data`.
    pub callback_data: Option<String>,
    /// Meta's name of the type.
    pub kind: String,
    /// The text that the customer reads: the body, the caption, or the template with its parameters.
    pub text: String,
    /// When it was accepted, by the simulator's clock.
    pub at: Timestamp,
    /// The request body.
    pub request: Value,
}

/// An accepted message in memory: its request is kept as bytes.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) wamid: Box<str>,
    pub(crate) from: Box<str>,
    pub(crate) to: Box<str>,
    pub(crate) callback_data: Option<Box<str>>,
    pub(crate) kind: Box<str>,
    pub(crate) text: Box<str>,
    pub(crate) at: Timestamp,
    pub(crate) request: Bytes,
}

impl From<&Kept> for AcceptedSend {
    fn from(kept: &Kept) -> Self {
        Self {
            wamid: kept.wamid.to_string(),
            from: kept.from.to_string(),
            to: kept.to.to_string(),
            callback_data: kept.callback_data.as_deref().map(str::to_owned),
            kind: kept.kind.to_string(),
            text: kept.text.to_string(),
            at: kept.at,
            request: serde_json::from_slice(&kept.request).unwrap_or_default(),
        }
    }
}
