//! The worker, from a webhook's arrival to the answer's last status.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod answering;
mod batches;
mod cost;
mod database;
mod failures;
mod faults;
mod line;
mod recording;
mod settling;
mod stage;
mod sweep;
mod upgrade;
