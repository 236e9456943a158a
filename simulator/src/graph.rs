//! A stand-in for Meta's Graph API: real HTTP, the real paths, and Meta's checks.

mod access;
mod account;
mod codes;
mod error;
mod faults;
mod media;
mod messages;
mod request;
mod templates;
mod token;

use axum::Router;
use axum::http::Uri;
use axum::routing::{get, post};

use crate::Simulator;
pub(crate) use error::GraphError;
pub use media::FileFault;
pub(crate) use media::{MediaFiles, is_upload};
pub use token::APP_ID;
pub(crate) use token::Issued;

/// The routes of Graph.
pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new()
        .route("/{version}/{id}/messages", post(messages::post))
        .route("/{version}/{id}/message_templates", get(templates::list))
        .route("/{version}/{id}/subscribed_apps", get(account::subscribed_apps))
        .route("/{version}/{id}/subscriptions", get(account::subscriptions))
        .route("/{version}/{id}/media", post(media::post))
        .route("/{version}/{id}", get(account::object).delete(media::delete))
        .route(media::ADDRESS, get(media::bytes))
        .route("/debug_token", get(token::debug))
        .route("/{version}/debug_token", get(token::debug))
        .route("/{version}/oauth/access_token", get(token::exchange))
        .fallback(async |uri: Uri| {
            GraphError::unknown_path(uri.path()).into_response_with("ARelaisSimulator")
        })
        .with_state(simulator)
}
