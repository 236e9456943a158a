//! The simulated phone: the customers, their conversations with the business, and the control API of the phone's page.

mod content;
mod control;
mod customer;
mod file;
mod files;
mod kind;
mod memory;
mod numbers;
mod origin;
mod problem;
mod revise;
mod tap;
mod view;
mod write;

pub(crate) use control::router;
pub use customer::Customer;
pub use file::File;
pub use kind::Kind;
pub(crate) use memory::{MessageFromBusiness, Phone};
pub use write::PhoneError;
