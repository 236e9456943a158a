//! Errors, as RFC 9457 problem documents.
//!
//! A handler returns only which problem it is. [`crate::response::finish`] knows the caller's language: it takes the
//! texts from a table ([`texts`]) and logs the cause.

use std::error::Error;
use std::sync::Arc;

use axum::Json;
use axum::http::header::{CONTENT_RANGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use relais_aws::StoreError;
use relais_core::error_chain;
use relais_core::job::JobError;
use relais_core::queue::QueueError;
use relais_whatsapp::Language;
use serde_json::{Map, Value, json};

pub(crate) mod texts;

pub(crate) use texts::{Both, Entry};

/// `Retry-After` of a 503, in seconds.
const RETRY_AFTER_SECONDS: u16 = 2;

/// The media type of RFC 9457.
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Why a call failed. Its text holds nothing that a customer or an agent wrote.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    entry: &'static Entry,
    detail: Option<Both<String>>,
    more: Map<String, Value>,
    retry_after: Option<i64>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Problem {
    /// The problem with the texts of the table.
    pub(crate) fn of(entry: &'static Entry) -> Self {
        Self { entry, detail: None, more: Map::new(), retry_after: None, cause: None }
    }

    /// The same with a more precise detail.
    pub(crate) fn saying(mut self, en: impl Into<String>, fr: impl Into<String>) -> Self {
        self.detail = Some(Both { en: en.into(), fr: fr.into() });
        self
    }

    /// The same with a further member of the document.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// The same, to be repeated after this time.
    pub(crate) fn after(self, wait: SignedDuration) -> Self {
        Self { retry_after: Some(wait.as_secs() + 1), ..self }
    }

    /// The error chain, for the log.
    pub(crate) fn cause(&self) -> Option<String> {
        self.cause.as_deref().map(|cause| error_chain(cause))
    }

    /// An internal error that a retry does not fix.
    pub(crate) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..Self::of(&texts::INTERNAL) }
    }

    /// The database or the queue failed: the call may be repeated soon.
    pub(crate) fn unavailable(cause: impl Error + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..Self::of(&texts::UNAVAILABLE) }
    }

    /// The problem for a plain response of the framework.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        Self::of(match status {
            StatusCode::NOT_FOUND => &texts::NOT_FOUND,
            StatusCode::METHOD_NOT_ALLOWED => &texts::METHOD_NOT_ALLOWED,
            StatusCode::PAYLOAD_TOO_LARGE => &texts::PAYLOAD_TOO_LARGE,
            _ if status.is_client_error() => &texts::BAD_REQUEST,
            _ => &texts::INTERNAL,
        })
    }

    /// The response with the document. A cause is logged with `id`, which the document of a 500 contains.
    pub(crate) fn render(self, language: Language, id: &str) -> Response {
        if self.entry.status == StatusCode::INTERNAL_SERVER_ERROR || self.cause.is_some() {
            tracing::error!(id, code = self.entry.code, cause = self.cause(), "an API call failed");
        }
        let detail = self
            .detail
            .as_ref()
            .map_or(self.entry.detail.of(language), |detail| language.of(&detail.en, &detail.fr));
        let mut document = json!({
            "type": format!("urn:relais:{}", self.entry.code),
            "title": self.entry.title.of(language),
            "status": self.entry.status.as_u16(),
            "detail": detail,
            "code": self.entry.code,
        });
        let size = self.more.get("size").and_then(Value::as_u64);
        if let Value::Object(members) = &mut document {
            members.extend(self.more);
            if self.entry.status == StatusCode::INTERNAL_SERVER_ERROR {
                members.insert("id".to_owned(), id.into());
            }
        }
        let mut response = (self.entry.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, MEDIA_TYPE);
        if self.entry.status == StatusCode::RANGE_NOT_SATISFIABLE
            && let Ok(range) = HeaderValue::try_from(format!("bytes */{}", size.unwrap_or_default()))
        {
            headers.insert(CONTENT_RANGE, range);
        }
        if self.entry.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.entry.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS.into());
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Carries the problem to [`crate::response::finish`].
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.entry.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_retryable() { Self::unavailable(error) } else { Self::internal(error) }
    }
}

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        Self::unavailable(error)
    }
}

impl From<JobError> for Problem {
    fn from(error: JobError) -> Self {
        Self::internal(error)
    }
}
