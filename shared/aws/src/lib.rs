#![doc = include_str!("../README.md")]

pub mod clients;
#[cfg(feature = "s3")]
pub mod s3;
pub mod sqs;
pub mod store;

pub use store::{Store, StoreError};
