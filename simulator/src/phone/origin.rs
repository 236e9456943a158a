//! Who may call the control API from a browser: the pages of this server, and no page of another origin.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// Refuses the calls that a browser makes for a page of another origin, as the API of the inbox does.
pub(super) async fn of_this_origin(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site").map(HeaderValue::as_bytes);
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match site {
        None | Some(b"same-origin") => next.run(request).await,
        // A person may open an address of it by hand.
        Some(b"none") if is_read => next.run(request).await,
        Some(_) => Problem::other_origin().into_response(),
    }
}

/// Whether the browser was sent to this machine by a name that means this machine everywhere. By DNS rebinding, a page of
/// anybody's domain becomes a page of this server, but its `Host` remains that domain.
pub(super) fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()?.parse::<Uri>().ok());
    let Some(host) = host.as_ref().and_then(Uri::host) else { return false };
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || name.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_mean_this_machine() {
        for (host, expected) in [
            ("localhost", true),
            ("localhost:3000", true),
            ("LOCALHOST:3000", true),
            ("localhost.:3000", true),
            ("relais.localhost:3000", true),
            ("127.0.0.1:3000", true),
            ("127.8.9.1", true),
            ("[::1]:3000", true),
            ("[::1]", true),
            ("evil.example:3000", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example:3000", false),
            ("evil-localhost", false),
            ("192.168.1.5:3000", false),
            ("0.0.0.0:3000", false),
            ("user@localhost:3000@evil.example", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            assert_eq!(names_this_machine(&headers), expected, "{host:?}");
        }
        assert!(!names_this_machine(&HeaderMap::new()));
    }
}
