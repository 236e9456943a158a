#![doc = include_str!("../README.md")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test that cannot go on has failed
#![allow(clippy::missing_panics_doc)] // for the same reason, nearly everything here may panic

mod child;
mod emulator;
mod events;
mod local_aws;
pub mod measured;
mod ministack;
pub mod quick;
mod resources;
mod stack;
mod stand_ins;
pub mod tools;

pub use emulator::Emulator;
pub use events::{AWS_AT, GRAPH_AT, Settings, event};
pub use local_aws::LocalAws;
pub use ministack::MiniStack;
pub use resources::Resources;
pub use stack::{BATCHES, Stack, secrets};
pub use stand_ins::{BUSINESS, CUSTOMER, Place, StandInConfig, StandIns, WABA};

/// A client for tests, whose time limits are all longer than a cold start.
pub fn http() -> reqwest::Client {
    relais_aws::http::client().unwrap()
}
