//! All of Relais in one process: for development, and for a single small server.
//!
//! The same webhook, worker and admin API as on AWS, over an engine and a queue on files. What this crate adds is the
//! wiring, the loops that take jobs from the queue, and, where there are no credentials, the simulated Meta and model.

mod app;
mod config;
mod consumers;
mod env_file;
mod folder;
mod pages;
mod simulation;

pub use app::{Running, start};
pub use config::{IN_MEMORY, LocalConfig, ModelChoice};
pub use env_file::EnvFile;
