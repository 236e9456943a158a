//! The pages in the browser: the inbox at `/`, the simulated phone at `/phone`. They are in the program.

use std::io::Read;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use flate2::read::GzDecoder;
use tower_http::set_header::SetResponseHeaderLayer;

/// Allows scripts, styles, pictures, sounds, documents and calls from this address only. Voice messages are encoded in
/// WebAssembly. With Trusted Types no text becomes HTML or a script, whatever code tries it: the one policy is for the address of the
/// service worker (`frontend/src/push/subscribe.ts`).
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     img-src 'self' data: blob:; media-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types relais-sw";

const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Relais</title><h1>The pages are not built</h1>\
     <p>This program was built without its pages. Start with <code>make run</code>, or run <code>make pages</code> and \
     build the program again.</p>";

/// A file of the built pages.
struct Page {
    /// As in the address, `/assets/…`.
    path: &'static str,
    content_type: &'static str,
    /// Weak, because it is the same for the compressed and the plain bytes.
    etag: &'static str,
    gzip: &'static [u8],
}

/// What `build.rs` found.
static PAGES: &[Page] = &include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Serves the pages, or a page that says how to build them.
pub(crate) fn router() -> Router {
    if PAGES.is_empty() {
        tracing::warn!("the program was built without its pages: the API works without them");
        let page = || async { (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response() };
        return Router::new().route("/", get(page)).route("/phone", get(page));
    }
    Router::new()
        .route("/phone/", get(|| async { Redirect::permanent("/phone") }))
        .fallback_service(get(serve))
        .layer(set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
        .layer(set(header::CACHE_CONTROL, "no-cache"))
}

async fn serve(request: Request) -> Response {
    let path = match request.uri().path() {
        "/" => "/index.html",
        "/phone" => "/phone.html",
        path => path,
    };
    match PAGES.iter().find(|page| page.path == path) {
        Some(page) => page.answer(request.headers()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Page {
    fn answer(&self, asked: &HeaderMap) -> Response {
        let common = [(header::ETAG, self.etag), (header::VARY, "accept-encoding")];
        if values(asked, &header::IF_NONE_MATCH).any(|etag| etag == "*" || etag == self.etag) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let common = (common, [(header::CONTENT_TYPE, self.content_type)]);
        if values(asked, &header::ACCEPT_ENCODING).any(accepts_gzip) {
            return (common, [(header::CONTENT_ENCODING, "gzip")], Body::from(self.gzip)).into_response();
        }
        let mut plain = Vec::new();
        match GzDecoder::new(self.gzip).read_to_end(&mut plain) {
            Ok(_) => (common, plain).into_response(),
            Err(error) => {
                tracing::error!(%error, path = self.path, "a page in the program is damaged");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// The members of a header that is a list.
fn values<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lists = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim)
}

/// Whether a member of `Accept-Encoding` is `gzip`, and not with `q=0`.
fn accepts_gzip(member: &str) -> bool {
    let (coding, weight) = member.split_once(';').unwrap_or((member, "q=1"));
    let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
    coding.trim().eq_ignore_ascii_case("gzip") && weight.is_none_or(|weight| weight > 0.0)
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Page = Page {
        path: "/index.html",
        content_type: "text/html; charset=utf-8",
        etag: "W/\"1\"",
        // "x", compressed.
        gzip: &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0, 0, 0x83, 0x16, 0xdc, 0x8c, 1, 0, 0, 0],
    };

    async fn answer(name: HeaderName, value: &'static str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let asked = HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
        let (parts, body) = PAGE.answer(&asked).into_parts();
        (parts.status, parts.headers, axum::body::to_bytes(body, 1000).await.unwrap().into())
    }

    #[tokio::test]
    async fn a_page_is_compressed_for_who_takes_it() {
        for (accepted, compressed) in
            [("gzip", true), ("br, GZIP;q=0.5", true), ("br", false), ("gzip;q=0, br", false), ("", false)]
        {
            let (status, headers, body) = answer(header::ACCEPT_ENCODING, accepted).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers.contains_key(header::CONTENT_ENCODING), compressed, "{accepted}");
            assert_eq!(body, if compressed { PAGE.gzip } else { b"x" }, "{accepted}");
            assert_eq!(headers[header::CONTENT_TYPE], PAGE.content_type);
            assert_eq!(headers[header::VARY], "accept-encoding");
        }
    }

    #[tokio::test]
    async fn a_page_that_the_browser_has_is_not_sent_again() {
        for (known, is_sent) in
            [("W/\"1\"", false), ("W/\"0\", W/\"1\"", false), ("*", false), ("W/\"0\"", true)]
        {
            let (status, headers, body) = answer(header::IF_NONE_MATCH, known).await;
            assert_eq!(status == StatusCode::OK, is_sent, "{known}");
            assert_eq!(body.is_empty(), !is_sent, "{known}");
            assert_eq!(headers[header::ETAG], "W/\"1\"");
        }
    }
}
