//! A queue and a blob store in memory that keep what they were given, for the tests of code that puts something there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use relais_core::blob::{BlobError, Blobs};
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
