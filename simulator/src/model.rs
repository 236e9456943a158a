//! A stand-in for an OpenAI-compatible model: `POST /v1/chat/completions`, without streaming.

mod answer;
mod completion;

use axum::Router;
use axum::routing::post;

use crate::Simulator;

/// The route of the model.
pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new().route("/v1/chat/completions", post(completion::post)).with_state(simulator)
}
