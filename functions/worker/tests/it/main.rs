//! Tests of the worker, from a webhook to the last status of the answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod answering;
mod batches;
mod circuit_breaker;
mod persons;
mod contacts;
mod cost;
mod database;
mod failures;
mod faults;
mod graph_errors;
mod log;
mod model_limits;
mod numbers;
mod recording;
mod settling;
mod status_orders;
mod shuffled;
mod sweep;
mod test_app;
mod upgrade;
mod webhook_repeats;
