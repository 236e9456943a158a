//! The pages in the browser: the inbox at `/`, the simulated phone at `/phone`.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::get;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// Allows scripts, styles, pictures, sounds, documents and calls from this address only. Voice messages are encoded in
/// WebAssembly.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     img-src 'self' data: blob:; media-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Relais</title><h1>The pages are not built</h1>\
     <p>Start with <code>make run</code>, or build them with <code>npm ci &amp;&amp; npm run build</code> in \
     <code>frontend/</code>, and start from the project's folder.</p>";

/// Serves the built pages of this folder, or a page that says how to build them.
pub(crate) fn router(folder: &Path) -> Router {
    let inbox = folder.join("index.html");
    if !inbox.is_file() {
        tracing::warn!(folder = %folder.display(), "the pages are not built: the API works without them");
        let page = || async { (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response() };
        return Router::new().route("/", get(page)).route("/phone", get(page));
    }
    Router::new()
        .route_service("/", ServeFile::new(inbox))
        .route_service("/phone", ServeFile::new(folder.join("phone.html")))
        .route("/phone/", get(|| async { Redirect::permanent("/phone") }))
        .fallback_service(ServeDir::new(folder).append_index_html_on_directories(false))
        .layer(set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
        .layer(set(header::CACHE_CONTROL, "no-cache"))
}

fn set(name: header::HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
