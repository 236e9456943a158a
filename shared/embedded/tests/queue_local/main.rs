//! The local queue: the cases of every queue, and those of its own.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a case that cannot go on has failed

#[path = "../queue_suite/mod.rs"]
mod queue_suite;
#[path = "../support/mod.rs"]
mod support;

mod crash;
mod dead_letters;
mod file;
mod model;
mod suite;
mod waiting;
