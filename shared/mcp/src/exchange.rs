//! One message to a server, and what it answers: as JSON, or as a stream of events with the answer in it.

use std::time::{Duration, Instant};

use relais_aws::outward::{Outward, OutwardRequest};
use relais_core::business::McpServer;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::error::{Cause, McpError};
use crate::events::Events;

/// The most bytes of an answer that are read.
const MOST: usize = 2_000_000;

/// A server within one time limit.
pub(crate) struct Peer<'a> {
    pub(crate) outward: &'a Outward,
    pub(crate) server: &'a McpServer,
    pub(crate) ends: Instant,
}

/// What a server answered.
pub(crate) struct Reply {
    status: StatusCode,
    pub(crate) headers: HeaderMap,
    message: Option<Value>,
    cut: bool,
}

impl Peer<'_> {
    /// Sends a message, and reads until its answer has come. `id` is that of a request; a notification has none.
    pub(crate) async fn send(
        &self,
        message: &Value,
        mut headers: HeaderMap,
        id: Option<u64>,
    ) -> Result<Reply, McpError> {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some(secret) = &self.server.secret {
            let mut value = header(&format!("Bearer {}", secret.expose()))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let limit = self.ends.saturating_duration_since(Instant::now());
        if limit == Duration::ZERO {
            return Err(McpError::NotSent(Cause::Late));
        }
        let request = OutwardRequest {
            method: Method::POST,
            url: self.server.url.clone(),
            headers,
            body: message.to_string().into_bytes(),
            limit,
            most: MOST,
        };
        let (mut events, mut found) = (Events::default(), None);
        let response = self
            .outward
            .send_until(request, |headers, part| {
                if is_stream(headers) {
                    events.push(part, |data| found = found.take().or_else(|| answer_to(id, data)));
                }
                found.is_some()
            })
            .await?;
        if is_stream(&response.headers) {
            events.finish(|data| found = found.take().or_else(|| answer_to(id, data)));
        } else {
            found = answer_to(id, &response.body);
        }
        Ok(Reply { status: response.status, headers: response.headers, message: found, cut: response.cut })
    }
}

impl Reply {
    /// Whether the server may no longer know the session. It says 404; some say 400.
    /// <https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management>
    pub(crate) fn is_of_lost_session(&self) -> bool {
        let is_about_the_request = matches!(self.code(), Some(-32601 | -32602));
        matches!(self.status.as_u16(), 400 | 404) && !is_about_the_request
    }

    /// The result, or the error that the reply is.
    pub(crate) fn result(mut self) -> Result<Value, McpError> {
        if matches!(self.status.as_u16(), 408 | 409 | 499) {
            // The time was over, or the same call is under way.
            return Err(McpError::Unclear(Cause::Status(self.status.as_u16())));
        }
        let failed = self.code().map(|code| McpError::Failed { code });
        match failed {
            // Such a status says that nothing was done, which most codes do not.
            Some(error) if !(self.status.is_client_error() && error.may_have_acted()) => return Err(error),
            _ if self.status.is_client_error() => {
                return Err(McpError::NotSent(Cause::Status(self.status.as_u16())));
            }
            _ => {}
        }
        if !self.status.is_success() {
            return Err(McpError::Unclear(Cause::Status(self.status.as_u16())));
        }
        let result = self.message.as_mut().and_then(|message| message.get_mut("result"));
        let missing = if self.cut { Cause::TooLong } else { Cause::NotMcp };
        result.map(Value::take).ok_or(McpError::Unclear(missing))
    }

    fn code(&self) -> Option<i64> {
        let error = self.message.as_ref()?.get("error")?;
        Some(error.get("code").and_then(Value::as_i64).unwrap_or_default())
    }
}

/// A header's value of ours.
pub(crate) fn header(value: &str) -> Result<HeaderValue, McpError> {
    HeaderValue::from_str(value).map_err(|_| McpError::NotSent(Cause::Header))
}

fn is_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    kind.get(..17).is_some_and(|kind| kind.eq_ignore_ascii_case(b"text/event-stream"))
}

/// The answer to a request in this JSON, which may be a list of messages. Requests and notifications of the server are
/// none. An error without an id is about the request that this is the answer to.
fn answer_to(id: Option<u64>, json: &[u8]) -> Option<Value> {
    let id = id?;
    let is_answer = |message: &Value| {
        let names = message.get("id").unwrap_or(&Value::Null);
        let is_error = message.get("error").is_some_and(Value::is_object);
        let is_ours = names.as_u64() == Some(id) || (is_error && !names.is_u64());
        message.get("method").is_none() && is_ours && (is_error || message.get("result").is_some())
    };
    match serde_json::from_slice(json).ok()? {
        Value::Array(messages) => messages.into_iter().find(is_answer),
        message => Some(message).filter(is_answer),
    }
}
