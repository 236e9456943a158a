//! `GET /api/openapi.json`: the description of the API, without authentication.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

pub(crate) const PATH: &str = "/api/openapi.json";

const DOCUMENT: &str = include_str!("../openapi.json");

pub(crate) async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT)
}
