//! The client, and what carries its requests.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::request::{DeleteItem, GetItem, PutItem, Query, Request, UpdateItem};

/// An answer, once it is there. A transport's is the body.
pub type Answer<'a, A = Vec<u8>> = Pin<Box<dyn Future<Output = Result<A, Error>> + Send + 'a>>;

/// Carries requests to a DynamoDB.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Carries out an operation, such as `PutItem`. Both bodies are JSON. A refusal is read by [`Error::refused`].
    ///
    /// It retries what a network or a busy service makes fail; the client does not.
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_>;
}

/// A client of a DynamoDB. Clones share the transport.
#[derive(Clone, Debug)]
pub struct Client(Arc<dyn Transport>);

impl Client {
    /// A client over this transport.
    pub fn new(transport: impl Transport + 'static) -> Self {
        Self(Arc::new(transport))
    }

    /// Reads an item by its key.
    pub fn get_item(&self) -> Request<GetItem> {
        self.request()
    }

    /// Stores an item in place of the one with its key.
    pub fn put_item(&self) -> Request<PutItem> {
        self.request()
    }

    /// Changes attributes of an item.
    pub fn update_item(&self) -> Request<UpdateItem> {
        self.request()
    }

    /// Deletes an item.
    pub fn delete_item(&self) -> Request<DeleteItem> {
        self.request()
    }

    /// Reads items of a partition, by their sort keys.
    pub fn query(&self) -> Request<Query> {
        self.request()
    }

    /// An operation that has no method here.
    pub fn call<A: DeserializeOwned + 'static>(
        &self,
        operation: &'static str,
        request: &impl Serialize,
    ) -> Answer<'static, A> {
        // A pointer, and only the written request behind it: it is part of the futures of all callers.
        let request = serde_json::to_vec(request);
        let transport = Arc::clone(&self.0);
        Box::pin(async move {
            let request = request.map_err(|error| Error::Request(error.into()))?;
            let answer = transport.call(operation, request).await?;
            serde_json::from_slice(&answer).map_err(|error| Error::answer(&error))
        })
    }

    fn request<O>(&self) -> Request<O> {
        Request { client: self.clone(), parameters: Box::default(), operation: PhantomData }
    }
}
