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
mod consent;
mod contacts;
mod cost;
mod database;
mod erasing;
mod failures;
mod faults;
mod forms;
mod graph_errors;
mod knowing;
mod log;
mod model_limits;
mod numbers;
mod outage;
mod persons;
mod reached;
mod recording;
mod revisions;
mod servers;
mod settling;
mod shuffled;
mod silence;
mod status_orders;
mod sweep;
mod test_app;
mod upgrade;
mod waits;
mod webhook_repeats;
