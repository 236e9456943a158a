#![doc = include_str!("../README.md")]

pub mod clients;
pub mod sqs;
pub mod store;

pub use store::{Store, StoreError};
