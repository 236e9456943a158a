//! What must hold of any bytes that reach Relais from outside, one module for each way in.
//!
//! | target | input | through |
//! |---|---|---|
//! | [`payload`] | a signed webhook body | the webhook function, the parsers |
//! | [`signature`] | a header, the app secrets, a body, on a line each | the signature check, the webhook function |
//! | [`jobs`] | the body of a queue message | `job::decode`, the worker over the embedded engine |
//! | [`api`] | a request as it is written in HTTP | the admin API over the embedded engine and a stand-in for Graph |
//!
//! `scripts/fuzz` builds them with libFuzzer, which changes inputs and keeps those that reach code no other has
//! reached. It needs no nightly compiler: the counters are LLVM's, and the code is safe Rust, which needs no
//! sanitizer. Only this repository's crates are instrumented (`scripts/rustc-coverage`), so that the dependencies are
//! those that the tests have built.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test that cannot go on has failed
#![allow(clippy::missing_panics_doc)] // panicking is how a finding is told

pub mod api;
pub mod jobs;
mod json_text;
mod memory;
pub mod payload;
pub mod seeds;
pub mod signature;
mod test_app;

/// When everything here happens.
fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_800_000_000).unwrap()
}
