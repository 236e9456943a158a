//! The assistant against servers that answer well, badly or not at all.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod again;
mod answers;
mod embedding;
mod failures;
mod hearing;
mod learning;
mod secrets;
mod seeing;
mod server;
mod tools;
