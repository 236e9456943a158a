//! Graph's responses.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use super::SendError;
use crate::{
    ids::{UserId, WaId, Wamid},
    lenient::Fields,
};

/// Longer responses are not read, in bytes. Graph's have a few kilobytes; a page of templates has less than a megabyte.
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;
/// The longest wait that is accepted; a longer one is capped.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(1);

/// A message that Graph accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The message's id.
    pub wamid: Wamid,
    /// The recipient's number in WhatsApp's form. May differ from the given number, and is then an alias of it.
    pub wa_id: Option<WaId>,
    /// The recipient's user id.
    pub user_id: Option<UserId>,
    /// For templates: `accepted`, `held_for_quality_assessment` or `paused`.
    pub message_status: Option<String>,
}

/// A response of Graph.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    /// `None` when it is not JSON.
    pub(super) body: Option<Value>,
}

impl Response {
    pub(super) fn fields(&self) -> Option<Fields<'_>> {
        self.body.as_ref().map(Fields::of)
    }
}

/// Not 2xx, or 2xx with an `error` object.
pub(super) fn is_error(response: &Response) -> bool {
    let has_error = response.fields().is_some_and(|fields| fields.object("error").exists());
    !(200..300).contains(&response.status) || has_error
}

/// `None` when the response has no message id: it is then unknown whether anything was sent.
pub(super) fn accepted(response: &Response) -> Option<Accepted> {
    let fields = response.fields()?;
    let message = fields.objects("messages").next()?;
    let contact = fields.objects("contacts").next();
    let (wa_id, user_id) = contact.map_or((None, None), |contact| contact.person("wa_id", "user_id"));
    Some(Accepted {
        wamid: message.id("id")?,
        wa_id,
        user_id,
        message_status: message.text("message_status"),
    })
}

pub(super) fn succeeded(response: &Response) -> bool {
    response.fields().and_then(|fields| fields.boolean("success")) == Some(true)
}

pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(MAX_RETRY_AFTER))
}

/// Reads a response piece by piece, so that an endless one cannot fill the memory.
pub(super) async fn body(mut response: reqwest::Response) -> Result<Vec<u8>, SendError> {
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= MAX_BODY_BYTES => bytes.extend_from_slice(&chunk),
            Ok(Some(_) | None) => return Ok(bytes),
            Err(error) => return Err(SendError::cut_off(status, error)),
        }
    }
}
