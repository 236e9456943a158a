//! The HTTP route to the story of a message, because only the running process can open its files.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::find::Tracer;
use super::story::Story;

pub(super) const TRACE: &str = "/operator/trace";

/// Which message.
#[derive(Deserialize, Serialize)]
pub(super) struct Which {
    pub(super) message: String,
}

/// The route. The caller must protect it with the admin token.
pub(crate) fn routes(tracer: Tracer) -> Router {
    Router::new().route(TRACE, get(trace)).with_state(Arc::new(tracer))
}

async fn trace(
    State(tracer): State<Arc<Tracer>>,
    Query(which): Query<Which>,
) -> Result<Json<Story>, StatusCode> {
    let asked = Asked::parse(&which.message).ok_or(StatusCode::BAD_REQUEST)?;
    let story = tracer.trace(&asked).await.map_err(|error| {
        let message = asked.logged();
        tracing::error!(message, error = format!("{error:#}"), "a message could not be traced");
        StatusCode::INTERNAL_SERVER_ERROR
    })?;
    Ok(Json(story))
}
