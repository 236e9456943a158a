//! A queue and a blob store in memory that keep what they were given, for the tests of code that puts something there.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use relais_core::blob::{BlobError, Blobs, Bytes, Link, MediaStore, Opened, Pending, exactly, next};
use relais_core::queue::{Enqueue, NewMessage, QueueError};

/// Both in one. Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    held: Arc<Mutex<Held>>,
    fault: Option<Fault>,
}

/// What is wrong with the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It refuses every send.
    Refuses,
    /// It never responds.
    Hangs,
}

#[derive(Debug, Default)]
struct Held {
    bodies: Vec<String>,
    blobs: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// With a faulty queue.
    pub fn with(fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::default() }
    }

    /// The bodies of all messages that were sent, in that order.
    pub fn bodies(&self) -> Vec<String> {
        self.held().bodies.clone()
    }

    /// All blobs, by name.
    pub fn blobs(&self) -> BTreeMap<String, Vec<u8>> {
        self.held().blobs.clone()
    }

    /// Takes a blob out, so that it is found once.
    pub fn take_blob(&self, name: &str) -> Option<Vec<u8>> {
        self.held().blobs.remove(name)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Enqueue for Memory {
    async fn send(&self, messages: Vec<NewMessage>) -> Result<(), QueueError> {
        match self.fault {
            Some(Fault::Refuses) => return Err(QueueError::new("send", "full")),
            Some(Fault::Hangs) => std::future::pending().await,
            None => {}
        }
        self.held().bodies.extend(messages.into_iter().map(|message| message.body));
        Ok(())
    }
}

impl Blobs for Memory {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.held().blobs.insert(name.to_owned(), bytes);
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        Ok(self.held().blobs.get(name).cloned())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BlobError> {
        Ok(self.held().blobs.keys().filter(|name| name.starts_with(prefix)).cloned().collect())
    }

    async fn delete(&self, name: &str) -> Result<(), BlobError> {
        self.held().blobs.remove(name);
        Ok(())
    }
}

impl MediaStore for Memory {
    fn write<'a>(&'a self, name: &'a str, size: u64, _: &'a str, bytes: Bytes) -> Pending<'a, ()> {
        Box::pin(async move {
            let mut bytes = exactly(size, bytes);
            let mut whole = Vec::new();
            while let Some(part) = next(&mut bytes).await {
                whole.extend_from_slice(&part.map_err(|error| failed("store", name, error))?);
            }
            self.held().blobs.insert(name.to_owned(), whole);
            Ok(())
        })
    }

    fn open<'a>(&'a self, name: &'a str, from: u64, to: Option<u64>) -> Pending<'a, Option<Opened>> {
        Box::pin(async move {
            let Some(whole) = self.held().blobs.get(name).cloned() else { return Ok(None) };
            let size = whole.len() as u64;
            let end = to.map_or(size, |to| size.min(to.saturating_add(1)));
            let range =
                usize::try_from(from).unwrap_or(usize::MAX)..usize::try_from(end).unwrap_or(usize::MAX);
            let part = whole.get(range).unwrap_or_default().to_vec();
            Ok(Some(Opened { size, bytes: Box::pin(Once(Some(part))) }))
        })
    }

    fn size<'a>(&'a self, name: &'a str) -> Pending<'a, Option<u64>> {
        Box::pin(async move { Ok(self.held().blobs.get(name).map(|bytes| bytes.len() as u64)) })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, ()> {
        Box::pin(self.delete(name))
    }

    fn link_to_read<'a>(&'a self, _: &'a str, _: &'a str, _: &'a str) -> Pending<'a, Option<Link>> {
        Box::pin(async { Ok(None) })
    }

    fn link_to_write<'a>(&'a self, _: &'a str, _: u64, _: &'a str) -> Pending<'a, Option<Link>> {
        Box::pin(async { Ok(None) })
    }
}

/// A stream of one part.
struct Once(Option<Vec<u8>>);

impl Stream for Once {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(|part| Ok(part.into())))
    }
}

fn failed(operation: &'static str, name: &str, error: io::Error) -> BlobError {
    BlobError { operation, name: name.to_owned(), source: error.into() }
}
