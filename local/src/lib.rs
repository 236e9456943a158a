//! All of Relais in one process: for development, and for a single small server.
//!
//! The same webhook, worker and admin API as on AWS, over a database engine and a queue on files. This crate adds the
//! wiring and the loops that receive jobs. Without credentials it starts the simulated Meta and model. It also has the
//! operator's commands `relais doctor`, `relais trace`, `relais dead-letters`, `relais export`, `relais
//! erase` and `relais rehearse`, for this machine and for a deployment on AWS, and `relais backup` and `relais restore`
//! for this machine.

mod app;
mod backup;
mod command;
mod config;
mod consumers;
mod dead_letters;
mod doctor;
mod env_file;
mod folder;
mod pages;
mod person;
mod records;
mod rehearsal;
mod simulation;
mod trace;

pub use app::{Running, start};
pub use backup::{backup, restore};
pub use command::{Command, USAGE, VERSION, misuse};
pub use config::{IN_MEMORY, LocalConfig, ModelChoice};
pub use dead_letters::{list_dead_letters, redrive};
pub use doctor::doctor;
pub use env_file::EnvFile;
pub use person::{erase_person, export_person};
pub use rehearsal::{Against, Rehearse, rehearse};
pub use trace::{Asked, trace};
