//! Transactions: several writes, all or none.

use serde::Serialize;
use serde::de::IgnoredAny;

use crate::request::{DeleteItem, PutItem, Request, UpdateItem};
use crate::{Client, Error};

/// A write of a transaction: a request that is not sent by itself.
#[derive(Clone, Serialize)]
pub enum TransactWriteItem {
    /// Stores an item.
    Put(Request<PutItem>),
    /// Changes an item.
    Update(Request<UpdateItem>),
    /// Deletes an item.
    Delete(Request<DeleteItem>),
}

impl Client {
    /// Carries out all writes or none. A transport that retries it does not carry it out twice.
    pub async fn transact_write_items(&self, writes: Vec<TransactWriteItem>) -> Result<(), Error> {
        let request = Transaction { client_request_token: token()?, transact_items: writes };
        let done = self.call::<IgnoredAny>("TransactWriteItems", &request);
        drop(request);
        done.await.map(drop)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Transaction {
    client_request_token: String,
    transact_items: Vec<TransactWriteItem>,
}

impl From<Request<PutItem>> for TransactWriteItem {
    fn from(write: Request<PutItem>) -> Self {
        Self::Put(write)
    }
}

impl From<Request<UpdateItem>> for TransactWriteItem {
    fn from(write: Request<UpdateItem>) -> Self {
        Self::Update(write)
    }
}

impl From<Request<DeleteItem>> for TransactWriteItem {
    fn from(write: Request<DeleteItem>) -> Self {
        Self::Delete(write)
    }
}

/// DynamoDB carries out a transaction with the same token and the same writes once within ten minutes. At most 36
/// characters.
fn token() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::Request(error.into()))?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
