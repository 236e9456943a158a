#![doc = include_str!("../README.md")]

mod answer;
mod error;
mod events;
mod exchange;
mod listing;
mod mcp;
mod mirrored;
mod session;

pub use answer::McpAnswer;
pub use error::{Cause, McpError};
pub use listing::{MOST_TOOLS, McpTool};
pub use mcp::Mcp;
