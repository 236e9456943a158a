#![doc = include_str!("../README.md")]

pub mod blobs;
pub mod dynamo;
#[cfg(feature = "memory")]
pub mod memory;
pub mod queue;
mod thread;
mod tuning;

pub use blobs::FileBlobs;
pub use dynamo::EmbeddedDynamo;
pub use queue::{LocalQueue, LocalQueues};
