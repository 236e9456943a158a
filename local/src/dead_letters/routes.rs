//! HTTP routes to the queues of the running process, because only that process can open their file.
//!
//! `relais doctor` and `relais dead-letters` call them on the same machine, with the admin token. On AWS they call SQS
//! directly.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use relais_core::dead_letter::{DeadLetter, Depth, Summary};
use relais_embedded::LocalQueues;
use serde::{Deserialize, Serialize};

use super::QUEUES;

pub(super) const DEPTHS: &str = "/operator/queues";
pub(super) const DEAD_LETTERS: &str = "/operator/dead-letters";
pub(super) const REDRIVE: &str = "/operator/dead-letters/redrive";

/// The queue and the number of dead letters. `None`: both queues, or no limit.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Which {
    pub(super) queue: Option<String>,
    pub(super) limit: Option<usize>,
}

/// The routes. The caller must protect them with the admin token.
pub(crate) fn routes(queues: LocalQueues) -> Router {
    Router::new()
        .route(DEPTHS, get(depths))
        .route(DEAD_LETTERS, get(list))
        .route(REDRIVE, post(redrive))
        .with_state(queues)
}

async fn depths(State(queues): State<LocalQueues>) -> Result<Json<Vec<Depth>>, StatusCode> {
    let mut depths = Vec::new();
    for name in QUEUES {
        depths.push(queues.queue(name).depth().await.map_err(refused)?);
    }
    Ok(Json(depths))
}

async fn list(
    State(queues): State<LocalQueues>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<Summary>>, StatusCode> {
    let letters = queues.dead_letters(which.limit.unwrap_or(usize::MAX)).await.map_err(refused)?;
    Ok(Json(letters.into_iter().map(DeadLetter::summary).collect()))
}

async fn redrive(
    State(queues): State<LocalQueues>,
    Query(which): Query<Which>,
) -> Result<Json<usize>, StatusCode> {
    Ok(Json(queues.redrive(which.queue.as_deref()).await.map_err(refused)?))
}

fn refused(error: impl std::error::Error + 'static) -> StatusCode {
    let error: &dyn std::error::Error = &error;
    tracing::error!(error, "the queue file could not be read or written");
    StatusCode::INTERNAL_SERVER_ERROR
}
