//! All of Relais in one process: for development, and for a single small server.
//!
//! The same webhook, worker and admin API as on AWS, over an engine and a queue on files. What this crate adds is the
//! wiring, the loops that take jobs from the queue, where there are no credentials the simulated Meta and model, and
//! what the person who runs it asks for: `relais doctor` and `relais dead-letters`, here and for a deployment on AWS.

mod app;
mod command;
mod config;
mod consumers;
mod dead_letters;
mod doctor;
mod env_file;
mod folder;
mod pages;
mod simulation;

pub use app::{Running, start};
pub use command::{Command, USAGE};
pub use config::{IN_MEMORY, LocalConfig, ModelChoice};
pub use dead_letters::{list_dead_letters, redrive};
pub use doctor::doctor;
pub use env_file::EnvFile;
