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
mod business;
mod circuit_breaker;
mod consent;
mod contacts;
mod cost;
mod dashboard;
mod database;
mod ending;
mod erasing;
mod events;
mod every_sent_type;
mod every_type;
mod facts;
mod failures;
mod faults;
mod fetching;
mod finding;
mod forms;
mod graph_errors;
mod growth;
mod injection;
mod knowing;
mod lists;
mod log;
mod model_limits;
mod numbers;
mod other_fields;
mod outage;
mod persons;
mod push;
mod rating;
mod reached;
mod recording;
mod refused_token;
mod revisions;
mod servers;
mod settling;
mod shuffled;
mod silence;
mod status_orders;
mod sweep;
mod team;
mod templates;
mod test_app;
mod tools;
mod understanding;
mod untold;
mod upgrade;
mod uploading;
mod usage;
mod waits;
mod webhook_repeats;
