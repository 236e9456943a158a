//! A stand-in for an OpenAI-compatible model: `POST /v1/chat/completions`, without streaming, and
//! `POST /v1/audio/transcriptions`.

mod answer;
mod completion;
mod tools;
mod transcription;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;

use crate::Simulator;

/// The largest request, in bytes: a sound of 25 MB, or four pictures.
const LARGEST: usize = 26 * 1024 * 1024;

/// The routes of the model.
pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(completion::post))
        .route("/v1/audio/transcriptions", post(transcription::post))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(simulator)
}
