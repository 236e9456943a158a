//! The errors of a call to the model.
//!
//! Every error is safe to log. No error quotes a response or a URL. The only source that is kept is a transport error
//! without its URL.

use std::time::Duration;

use crate::reading::Unusable;

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

    /// The model used all its tokens on thoughts, or its thoughts cannot be told from its answer.
    #[error(
        "the model answered with thoughts only: choose a model that thinks less, or have it think less by \
         OPENAI_EXTRA_BODY"
    )]
    OnlyThoughts,

    /// The server reports that the answer broke off, or it ended without its end.
    #[error("the model's answer broke off before its end")]
    Torn,

    /// The body of a success status is not a chat completion.
    #[error(
        "the answer is not a chat completion: check that OPENAI_BASE_URL is the address of an OpenAI-compatible API"
    )]
    Malformed,

    /// The model itself declined, or a content filter did. Asking again, or another model, would not be right.
    #[error("the model or its content filter declined to answer: a person should read the conversation")]
    Declined,

    /// The request was refused.
    #[error(
        "the request was refused with status {status}: check OPENAI_MODEL, OPENAI_BASE_URL and the system prompt"
    )]
    Refused {
        /// HTTP status of the answer.
        status: u16,
    },

    /// The instructions alone are too long for the model's context.
    #[error(
        "the prompt is too long for the model: shorten the system prompt, or choose a model with a larger context"
    )]
    TooLong,

    /// Too many requests or tokens for this key at the moment (HTTP 429).
    #[error("the model's rate limit is reached: wait, or raise the account's limit")]
    RateLimited {
        /// How long the server asks to wait. `None` when it does not say so.
        retry_after: Option<Duration>,
    },

    /// The account has no credit left (HTTP 402, or 429 `insufficient_quota`). Waiting does not help.
    /// <https://developers.openai.com/api/docs/guides/error-codes>
    #[error("the account's quota is used up: add credit or raise its budget")]
    Quota,

    /// The server is currently broken or overloaded (HTTP 5xx, or an error in a response with status 200).
    #[error("the model's server failed with status {status}")]
    Unavailable {
        /// HTTP status of the answer.
        status: u16,
        /// How long the server asks to wait. `None` when it does not say so.
        retry_after: Option<Duration>,
    },

    /// The connection failed, or broke before the answer was complete.
    #[error("the model's server could not be reached: check OPENAI_BASE_URL and the network")]
    Unreachable(
        /// The transport's error, without the URL.
        #[source]
        reqwest::Error,
    ),

    /// No complete answer within the time limit.
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
    /// How long the server asks to wait, uncapped. `None` when it does not say so.
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
            Self::OnlyThoughts => "only_thoughts",
            Self::Torn => "torn",
            Self::Malformed => "malformed",
            Self::Declined => "declined",
            Self::Refused { .. } => "refused",
            Self::TooLong => "prompt_too_long",
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
}

impl From<Unusable> for AssistantError {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Empty => Self::Empty,
            Unusable::OnlyThoughts => Self::OnlyThoughts,
            Unusable::Torn => Self::Torn,
            Unusable::Malformed => Self::Malformed,
            Unusable::Declined => Self::Declined,
            Unusable::Failed { status: Some(401 | 403) } => Self::Key,
            Unusable::Failed { status: Some(402) } => Self::Quota,
            Unusable::Failed { status: Some(429) } => Self::RateLimited { retry_after: None },
            Unusable::Failed { status: Some(status @ 400..500) } => Self::Refused { status },
            Unusable::Failed { status } => {
                Self::Unavailable { status: status.unwrap_or(200), retry_after: None }
            }
        }
    }
}
