#![doc = include_str!("../README.md")]

pub mod access;
pub mod channel;
mod check;
pub mod clients;
pub mod days;
pub mod dynamo;
pub mod function;
pub mod http;
pub mod otlp;
pub mod outward;
#[cfg(feature = "s3")]
pub mod s3;
pub mod secret;
pub mod sqs;
pub mod store;
pub mod vapid;
pub mod xray;

pub use check::CheckError;
pub use store::{Store, StoreError};
