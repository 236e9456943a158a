//! Sends a request, and retries it at most once.
//!
//! This replaces the library's own retries, which wait as long as `Retry-After` says, up to hours. It also checks the
//! status before the library reads an error's body, because the library logs such bodies.

use std::time::Duration;

use async_openai::middleware::HttpRequestFactory;
use reqwest::header::{AUTHORIZATION, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};

use crate::AssistantError;

/// The longest wait before the retry. A longer one is left to the caller, whose queue can wait at no cost.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The wait before the retry when the server names none.
const USUAL_WAIT: Duration = Duration::from_millis(500);

/// Sends the request and returns a successful response with its body unread. Retries once when the failure is temporary
/// and the wait is short.
pub(crate) async fn send(http: Client, request: HttpRequestFactory) -> Result<Response, AssistantError> {
    let failure = match attempt(&http, &request).await {
        Ok(response) => return Ok(response),
        Err(failure) => failure,
    };
    let Some(wait) = failure.wait_before_retry() else {
        return Err(failure.error);
    };
    tokio::time::sleep(wait).await;
    attempt(&http, &request).await.map_err(|failure| failure.error)
}

struct Failure {
    error: AssistantError,
    retry_after: Option<Duration>,
}

impl Failure {
    /// `None` when a retry is useless or would come too late. A timeout is not retried: the deadline is nearly over,
    /// and the answer was paid for.
    fn wait_before_retry(&self) -> Option<Duration> {
        let passing = match &self.error {
            AssistantError::RateLimited { .. } | AssistantError::Unavailable { .. } => true,
            AssistantError::Unreachable(error) => error.is_connect(),
            _ => false,
        };
        let wait = self.retry_after.unwrap_or(USUAL_WAIT);
        (passing && wait <= LONGEST_WAIT).then_some(wait)
    }
}

async fn attempt(http: &Client, request: &HttpRequestFactory) -> Result<Response, Failure> {
    match exchange(http, request).await {
        Ok(response) if response.status().is_success() => Ok(response),
        Ok(response) => {
            let retry_after = retry_after(response.headers());
            let error = refusal(response, retry_after).await;
            Err(Failure { error, retry_after })
        }
        Err(error) => Err(Failure { error, retry_after: None }),
    }
}

async fn exchange(http: &Client, request: &HttpRequestFactory) -> Result<Response, AssistantError> {
    let mut request = request.build().await.map_err(AssistantError::from_library)?;
    // Keeps the key out of the HTTP client's own debug output.
    if let Some(key) = request.headers_mut().get_mut(AUTHORIZATION) {
        key.set_sensitive(true);
    }
    http.execute(request).await.map_err(AssistantError::from_transport)
}

/// The error for a status. Only the body of a 429 is read, to distinguish an empty account from a rate limit.
async fn refusal(response: Response, retry_after: Option<Duration>) -> AssistantError {
    let status = response.status();
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => AssistantError::Key,
        StatusCode::TOO_MANY_REQUESTS => {
            let body = response.text().await.unwrap_or_default();
            if body.contains("insufficient_quota") {
                AssistantError::Quota
            } else {
                AssistantError::RateLimited { retry_after }
            }
        }
        _ if status.is_server_error() => AssistantError::Unavailable { status: status.as_u16(), retry_after },
        _ => AssistantError::Refused { status: status.as_u16() },
    }
}

/// `Retry-After` in seconds. Its other form, a date, is ignored.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse();
    seconds.ok().map(Duration::from_secs)
}
