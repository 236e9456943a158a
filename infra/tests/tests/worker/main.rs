//! The worker's own tests on MiniStack's DynamoDB. They show that the store does not depend on peculiarities of the
//! embedded engine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]
#![allow(dead_code)] // the test app has more than these tests use

#[path = "../../../../functions/worker/tests/it/answering.rs"]
mod answering;
#[path = "../../../../functions/worker/tests/it/contacts.rs"]
mod contacts;
mod database;
#[path = "../../../../functions/worker/tests/it/failures.rs"]
mod failures;
#[path = "../../../../functions/worker/tests/it/log.rs"]
mod log;
#[path = "../../../../functions/worker/tests/it/recording.rs"]
mod recording;
#[path = "../../../../functions/worker/tests/it/test_app.rs"]
mod test_app;
