//! The endpoint that Meta calls.
//!
//! Answers the handshake, checks the signature over the exact bytes, splits the payload into one queue message per
//! message or status, and answers 200 once every queue message is stored. It uses no database and calls no other
//! service.
//!
//! | response | when |
//! |---|---|
//! | 200 | everything is enqueued; also when a signed body is not understood: it is kept as one item |
//! | 403 | missing or wrong signature, or a handshake with the wrong token |
//! | 405 | neither GET nor POST |
//! | 413 | more than [`MAX_BODY`] bytes (Meta sends at most 3 MB) |
//! | 503 | the queue or the blob store failed, or took longer than [`LONGEST_ENQUEUE`]: Meta retries for up to 7 days |

use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

use http::{HeaderMap, Method, Response, StatusCode};
use relais_core::Clock;
use relais_core::blob::Blobs;
use relais_core::error_chain;
use relais_core::job::{self, EventJob};
use relais_core::message::fingerprint;
use relais_core::metrics::{self, Metric};
use relais_core::queue::{Enqueue, MAX_BODY_BYTES, NewMessage};
use relais_whatsapp::handshake::{self, verify_challenge};
use relais_whatsapp::signature::{self, AppSecrets, SIGNATURE_HEADER};
use relais_whatsapp::webhook::{self, Item, ItemContent};
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

pub mod aws;
mod sample;
#[cfg(test)]
mod tests;

pub use sample::Sample;

/// Larger bodies are refused. In bytes; Meta's limit is 3 MB.
pub const MAX_BODY: usize = 4 * 1024 * 1024;

/// Time limit for storing one webhook in the queue. Meta wants its answer within a second and has given up by then.
pub const LONGEST_ENQUEUE: Duration = Duration::from_secs(10);

/// The `field` under which a signed body is kept that is not a webhook.
pub const NOT_UNDERSTOOD: &str = "not_understood";

/// The webhook, over its queue and a blob store for items that are too large for a queue message.
#[derive(Clone, Debug)]
pub struct Webhook<Q, B> {
    /// The queue for jobs.
    pub events: Q,
    /// The store for items that are too large for the queue.
    pub blobs: B,
    /// The app secrets that Meta signs webhooks with.
    pub app_secrets: AppSecrets,
    /// The token that Meta shows at the handshake.
    pub verify_token: SecretString,
    /// The current time.
    pub clock: Clock,
    /// Which refusals are logged.
    pub warnings: Sample,
}

impl<Q: Enqueue, B: Blobs> Webhook<Q, B> {
    /// Answers one request. `body` is the exact body that Meta sent, with base64 already decoded.
    pub async fn respond(
        &self,
        method: &Method,
        query: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Response<String> {
        if let Some(refusal) = refuse(&self.warnings, &self.clock, method, query, headers, body) {
            return refusal;
        }
        match *method {
            Method::GET => self.shake_hands(query),
            _ => self.receive(body, header(headers), LONGEST_ENQUEUE).await,
        }
    }

    fn shake_hands(&self, query: &str) -> Response<String> {
        let [mode, token, challenge] = handshake_of(query);
        let expected = self.verify_token.expose_secret();
        match verify_challenge(mode.as_deref(), token.as_deref(), challenge.as_deref(), expected) {
            Ok(challenge) => response(StatusCode::OK, challenge),
            Err(error) => {
                warn(&self.warnings, &self.clock, "handshake refused", &error, 0);
                response(StatusCode::FORBIDDEN, NO_HANDSHAKE)
            }
        }
    }

    async fn receive(&self, body: &[u8], signature: Option<&str>, longest: Duration) -> Response<String> {
        if let Err(error) = self.app_secrets.verify(body, signature) {
            metrics::count(Metric::WebhookRefusedSignature, 1);
            warn(&self.warnings, &self.clock, "webhook refused", &error, body.len());
            return response(StatusCode::FORBIDDEN, NOT_SIGNED);
        }
        let items = webhook::split(body).unwrap_or_else(|error| {
            tracing::warn!(%error, bytes = body.len(), "webhook not understood: the body is kept unchanged");
            vec![not_understood(body)]
        });
        let count = items.len();
        let enqueued = tokio::time::timeout(longest, self.enqueue(items)).await;
        match enqueued.unwrap_or_else(|elapsed| Err(elapsed.into())) {
            Ok(()) => {
                metrics::count(Metric::WebhookItems, count as u64);
                tracing::info!(items = count, bytes = body.len(), "webhook accepted");
                response(StatusCode::OK, "")
            }
            Err(error) => {
                metrics::count(Metric::WebhookNotStored, 1);
                let error = error_chain(error.as_ref());
                tracing::error!(error, items = count, "webhook not stored: Meta will retry it");
                response(StatusCode::SERVICE_UNAVAILABLE, "not stored, send it again")
            }
        }
    }

    async fn enqueue(&self, items: Vec<Item>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let mut messages = Vec::with_capacity(items.len());
        let now = self.clock.now().as_microsecond();
        for (came_at, item) in (now..).zip(items) {
            let mut body = job::encode(&EventJob::Item { item, came_at })?;
            if body.len() > MAX_BODY_BYTES {
                body = self.store(body).await?;
            }
            messages.push(NewMessage::now(body));
        }
        if messages.is_empty() {
            return Ok(());
        }
        Ok(self.events.send(messages).await?)
    }

    /// Stores a job that is too large for the queue. Returns a job that points to it.
    async fn store(&self, body: String) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
        let name = format!("events/{}", fingerprint(&body));
        self.blobs.put(&name, body.into_bytes()).await?;
        Ok(job::encode(&EventJob::StoredItem(name))?)
    }
}

const NOT_SIGNED: &str = "the signature is missing or wrong";
const NO_HANDSHAKE: &str = "the verify token or the challenge is not accepted";

/// Refuses what no secret could make acceptable: a method that Meta does not use, a body that is too large or has no
/// signature, a handshake without its parameters. `None` for everything else. No secret is needed to tell.
pub fn refuse(
    warnings: &Sample,
    clock: &Clock,
    method: &Method,
    query: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<Response<String>> {
    match *method {
        Method::GET => {
            let [mode, token, challenge] = handshake_of(query);
            let checked = handshake::check_form(mode.as_deref(), token.as_deref(), challenge.as_deref());
            let error = checked.err()?;
            warn(warnings, clock, "handshake refused", &error, 0);
            Some(response(StatusCode::FORBIDDEN, NO_HANDSHAKE))
        }
        Method::POST if body.len() > MAX_BODY => {
            metrics::count(Metric::WebhookUnsigned, 1);
            warn(warnings, clock, "webhook refused", &"the body is larger than 4 MiB", body.len());
            Some(response(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 4 MiB"))
        }
        Method::POST => {
            let error = signature::check_form(header(headers)).err()?;
            metrics::count(Metric::WebhookUnsigned, 1);
            warn(warnings, clock, "webhook refused", &error, body.len());
            Some(response(StatusCode::FORBIDDEN, NOT_SIGNED))
        }
        _ => Some(response(StatusCode::METHOD_NOT_ALLOWED, "use GET or POST")),
    }
}

/// Logs a refusal, if one is due.
fn warn(warnings: &Sample, clock: &Clock, what: &str, error: &dyn Display, bytes: usize) {
    if let Some(left_out) = warnings.next(clock.now()) {
        tracing::warn!(%error, bytes, left_out, "{what}");
    }
}

fn header(headers: &HeaderMap) -> Option<&str> {
    headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok())
}

/// The mode, the token and the challenge of a handshake.
fn handshake_of(query: &str) -> [Option<Cow<'_, str>>; 3] {
    ["hub.mode", "hub.verify_token", "hub.challenge"].map(|name| {
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value)
    })
}

/// The whole body as one item, in a JSON string.
fn not_understood(body: &[u8]) -> Item {
    let text = String::from_utf8_lossy(body);
    let quoted = serde_json::to_string(&text).ok().and_then(|json| RawValue::from_string(json).ok());
    Item {
        waba_id: None,
        time: None,
        field: NOT_UNDERSTOOD.to_owned(),
        phone_number_id: None,
        display_phone_number: None,
        content: ItemContent::Other { value: quoted.unwrap_or_default() },
    }
}

fn response(status: StatusCode, body: impl Into<String>) -> Response<String> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let plain = http::HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(http::header::CONTENT_TYPE, plain);
    let nosniff = http::HeaderValue::from_static("nosniff");
    response.headers_mut().insert(http::header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}
