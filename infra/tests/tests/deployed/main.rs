//! Tests of the built functions and of `template.yaml`, on a local AWS.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod constants;
mod dynamo;
mod events;
mod instructions;
mod live;
mod media;
mod queue;
mod stack;
mod start;
mod xray;
