#![doc = include_str!("../README.md")]

pub mod blobs;
pub mod dynamo;
#[cfg(feature = "memory")]
pub mod memory;
mod plans;
pub mod queue;
mod thread;

pub use blobs::FileBlobs;
pub use dynamo::EmbeddedDynamo;
pub use queue::{LocalQueue, LocalQueues};
