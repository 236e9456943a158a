//! What must hold for any bytes that reach Relais from outside, one module for each kind of input.
//!
//! | target | input | tested code |
//! |---|---|---|
//! | [`payload`] | a signed webhook body | the webhook function, the parsers |
//! | [`signature`] | a header, the app secrets and a body, one on each line | the signature check, the webhook function |
//! | [`jobs`] | the body of a queue message | `job::decode`, the worker over the embedded engine |
//! | [`documents`] | a PDF, a DOCX or a plain text of a customer | the reader of documents |
//! | [`setting`] | a model's answer | `setting::set`, `fit` |
//! | [`api`] | a request as it is written in HTTP | the admin API over the embedded engine and a fake Graph |
//! | [`model_answer`] (`model`) | a response of the language model, or a plan for one | the reader of answers |
//!
//! `scripts/fuzz` builds them with libFuzzer, which mutates inputs and keeps those that reach new code. It needs no
//! nightly compiler: the counters are LLVM's, and the code is safe Rust, which needs no sanitizer. Only this
//! repository's crates are instrumented (`scripts/rustc-coverage`), so the dependencies that the tests have built are
//! used again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test that cannot go on has failed
#![allow(clippy::missing_panics_doc)] // a finding is reported by a panic

pub mod api;
pub mod documents;
pub mod jobs;
mod json_text;
pub mod model_answer;
pub mod payload;
pub mod seeds;
pub mod setting;
pub mod signature;
mod test_app;
mod webhook;

/// The time at which everything here happens.
fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_800_000_000).unwrap()
}
