#![doc = include_str!("../README.md")]

mod batch;
mod client;
mod error;
mod request;
mod transaction;
mod value;

pub use batch::Batch;
pub use client::{Answer, Client, Transport};
pub use error::{CancellationReason, Error};
pub use request::{
    DeleteItem, Found, GetItem, Operation, Page, PutItem, Query, Request, ReturnValue, UpdateItem, Written,
};
pub use transaction::TransactWriteItem;
pub use value::{AttributeValue, Item, from_item, to_attribute_value, to_item};
