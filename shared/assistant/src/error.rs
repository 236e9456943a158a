//! The errors of a call to the model.
//!
//! Every error is safe to log. The library's own errors quote response bodies and URLs, so they are translated here and
//! never kept as a source. The only source that is kept is a transport error without its URL.

use std::time::Duration;

use async_openai::error::OpenAIError;

/// Why there is no answer. Contains statuses and durations, never text of a person or of the server.
#[derive(Debug, thiserror::Error)]
pub enum AssistantError {
    /// No turn had text within the budget. Nothing was requested.
    #[error("there is nothing to answer: the history contains no text within the token budget")]
    NothingToAnswer,

    /// The model answered without usable text: nothing, blanks, only tool calls, or one unbroken word too long for a
    /// message.
    #[error("the model answered without any usable text")]
    Empty,

    /// The body of a success status is not a chat completion.
    #[error(
        "the answer is not a chat completion: check that OPENAI_BASE_URL is the address of an OpenAI-compatible API"
    )]
    Malformed,

    /// The request was refused. Status 200 means that the model itself declined, by a refusal or a content filter.
    #[error(
        "the request was refused with status {status}: check OPENAI_MODEL, OPENAI_BASE_URL and the system prompt"
    )]
    Refused {
        /// HTTP status of the answer.
        status: u16,
    },

    /// Too many requests or tokens for this key at the moment (HTTP 429).
    #[error("the model's rate limit is reached: wait, or raise the account's limit")]
    RateLimited {
        /// How long the server asks to wait. `None` when it does not say so in seconds.
        retry_after: Option<Duration>,
    },

    /// The account has no credit left (HTTP 429, `insufficient_quota`). Waiting does not help.
    /// <https://developers.openai.com/api/docs/guides/error-codes>
    #[error("the account's quota is used up: add credit or raise its budget")]
    Quota,

    /// The server is currently broken or overloaded (HTTP 5xx).
    #[error("the model's server failed with status {status}")]
    Unavailable {
        /// HTTP status of the answer.
        status: u16,
        /// How long the server asks to wait. `None` when it does not say so in seconds.
        retry_after: Option<Duration>,
    },

    /// The connection failed, or broke before the answer was complete.
    #[error("the model's server could not be reached: check OPENAI_BASE_URL and the network")]
    Unreachable(
        /// The transport's error, without the URL.
        #[source]
        reqwest::Error,
    ),

    /// No complete answer within the deadline.
    #[error("the model did not answer in time")]
    TimedOut,

    /// The key is refused (HTTP 401 or 403), or cannot be an HTTP header.
    #[error("the key is not accepted: check OPENAI_API_KEY")]
    Key,

    /// The configured address is not an HTTP URL.
    #[error("the model's address is not an http or https URL: check OPENAI_BASE_URL")]
    Address,
}

impl AssistantError {
    /// Whether a later call with the same input may succeed. The caller must limit its attempts: an empty answer often
    /// does not recur, but sometimes does.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Empty
            | Self::Malformed
            | Self::RateLimited { .. }
            | Self::Unavailable { .. }
            | Self::Unreachable(_)
            | Self::TimedOut => true,
            // Request timeout and conflict; OpenAI's own clients retry both.
            Self::Refused { status } => matches!(status, 408 | 409),
            Self::NothingToAnswer | Self::Quota | Self::Key | Self::Address => false,
        }
    }

    /// How long the server asks to wait, uncapped. `None` when it does not say so in seconds.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// A stable name for metrics and log queries.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingToAnswer => "nothing_to_answer",
            Self::Empty => "empty",
            Self::Malformed => "malformed",
            Self::Refused { status: 200 } => "declined",
            Self::Refused { .. } => "refused",
            Self::RateLimited { .. } => "rate_limited",
            Self::Quota => "quota",
            Self::Unavailable { .. } => "unavailable",
            Self::Unreachable(_) => "unreachable",
            Self::TimedOut => "timed_out",
            Self::Key => "key",
            Self::Address => "address",
        }
    }

    /// Translates an error of the HTTP client. A timeout while connecting means that the server is unreachable; any
    /// other timeout means that it did not answer in time.
    pub(crate) fn from_transport(error: reqwest::Error) -> Self {
        if error.is_builder() {
            Self::Address
        } else if error.is_timeout() && !error.is_connect() {
            Self::TimedOut
        } else {
            Self::Unreachable(error.without_url())
        }
    }

    /// Translates an error of the library. Our own errors arrive boxed. Of its own errors, all but transport errors
    /// mean that it could not parse the answer.
    pub(crate) fn from_library(error: OpenAIError) -> Self {
        match error {
            OpenAIError::Boxed(ours) => ours.downcast::<Self>().map_or(Self::Malformed, |error| *error),
            OpenAIError::Reqwest(error) => Self::from_transport(error),
            _ => Self::Malformed,
        }
    }
}

/// Lets the library carry our transport's errors.
impl From<AssistantError> for OpenAIError {
    fn from(error: AssistantError) -> Self {
        Self::Boxed(Box::new(error))
    }
}
