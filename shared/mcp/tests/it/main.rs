//! The client against a stand-in server, which speaks the protocol with and without sessions, and badly.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod calls;
mod lists;
mod server;
mod sessions;
mod troubles;
