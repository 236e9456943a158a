//! What Meta has accepted: the record that tests compare with what the business meant to send.

use axum::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

/// Accepted messages kept in full; older ones are only counted.
pub(crate) const ACCEPTED_KEPT: usize = 20_000;

/// A message that Meta accepted, whatever became of the HTTP answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptedSend {
    /// The id that the message was given.
    pub wamid: String,
    /// The customer's number; for a recipient that nobody has, the input as it came.
    pub to: String,
    /// `biz_opaque_callback_data`.
    pub callback_data: Option<String>,
    /// Meta's name of the type.
    pub kind: String,
    /// What the customer reads: the body, the caption, or the template with its parameters.
    pub text: String,
    /// When it was accepted, by the simulator's clock.
    pub at: Timestamp,
    /// The request as it came.
    pub request: Value,
}

/// The same, lean: the request stays the bytes that it was.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) wamid: Box<str>,
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
            to: kept.to.to_string(),
            callback_data: kept.callback_data.as_deref().map(str::to_owned),
            kind: kept.kind.to_string(),
            text: kept.text.to_string(),
            at: kept.at,
            request: serde_json::from_slice(&kept.request).unwrap_or_default(),
        }
    }
}
