//! The simulator over real HTTP, as Relais uses it.

// Clippy's settings for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod access;
mod failures;
mod files;
mod kinds;
mod model;
mod numbers;
mod phone;
mod sending;
mod test_app;
mod webhooks;
