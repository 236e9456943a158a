//! The simulated phone: the customers, their conversations with the business, and the control API of the phone's page.

mod control;
mod customer;
mod kind;
mod memory;
mod numbers;
mod problem;
mod revise;
mod view;
mod write;

pub(crate) use control::router;
pub use customer::Customer;
pub use kind::Kind;
pub(crate) use memory::{MessageFromBusiness, Phone};
pub use write::PhoneError;
