//! What every response has in common.

use axum::extract::Request;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::language::Speaks;
use crate::problem::Problem;

/// Turns problems and the framework's plain errors into documents, and forbids caching.
pub(crate) async fn finish(Speaks(language): Speaks, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(problem) = problem_of(&mut response) {
        let allow = response.headers_mut().remove(ALLOW);
        response = problem.render(language, &random_id().unwrap_or_default());
        if let Some(allow) = allow {
            response.headers_mut().insert(ALLOW, allow);
        }
    }
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// 32 hex digits from the operating system's random generator.
pub(crate) fn random_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// The problem that a handler put into the response, or the one for a plain response of the framework.
fn problem_of(response: &mut Response) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return Some(problem);
    }
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    (failed && !is_json(response.headers())).then(|| Problem::of_status(status))
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"application/json"))
}
