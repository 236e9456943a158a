//! The admin API over the embedded store, with a stand-in for Graph. Every response is checked against `openapi.json`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // tests

mod addresses;
mod auth;
mod cancel;
mod changes;
mod contacts;
mod conversations;
mod description;
mod drafts;
mod events;
mod facts;
mod fetch;
mod groups;
mod health;
mod joining;
mod joining_refused;
mod media;
mod media_names;
mod messages;
mod notes;
mod numbers;
mod opt_out;
mod poll_cost;
mod push;
mod reached;
mod receipts;
mod recycled;
mod roles;
mod send;
mod send_files;
mod send_kinds;
mod send_refused;
mod send_repeated;
mod settings;
mod stream;
mod team;
mod templates;
mod templates_fit;
mod test_app;
mod usage;
mod versions;
