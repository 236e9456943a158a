//! The thread the database works on.
//!
//! It carries out one request at a time under one lock, and on disk each write waits for an `fsync`. One thread of its
//! own was measured against working in the caller and against `spawn_blocking`: it is the fastest of the three on disk
//! and in memory (the SDK's part of the next request overlaps the engine's part of this one) and never blocks a
//! runtime's thread.

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;

use dynoxide::{Database, DynoxideError};
use tokio::sync::oneshot;

use super::operations::{self, Answer};
use super::tokens::RecentTokens;

/// The way to the thread. Dropping it finishes what was asked and closes the database.
pub(super) struct Engine {
    database: Database,
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

struct Request {
    operation: String,
    body: Vec<u8>,
    caller: oneshot::Sender<Answer>,
}

/// The thread is gone.
#[derive(Debug, thiserror::Error)]
#[error("the database has been closed")]
pub(super) struct Closed;

impl Engine {
    pub(super) fn file(path: &Path) -> Result<Self, DynoxideError> {
        let text = path
            .to_str()
            .ok_or_else(|| DynoxideError::InternalServerError("the path is not Unicode".to_owned()))?;
        Ok(Self::start(Database::new(text)?))
    }

    pub(super) fn memory() -> Result<Self, DynoxideError> {
        Ok(Self::start(Database::memory()?))
    }

    /// For what is no request. It is shared with the thread.
    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// Answers a request. One whose caller goes away before its turn is not carried out.
    pub(super) async fn answer(&self, operation: String, body: Vec<u8>) -> Result<Answer, Closed> {
        let (caller, answer) = oneshot::channel();
        let requests = self.requests.as_ref().ok_or(Closed)?;
        requests.send(Request { operation, body, caller }).map_err(|_| Closed)?;
        answer.await.map_err(|_| Closed)
    }

    fn start(database: Database) -> Self {
        let (requests, waiting) = mpsc::channel();
        let working = database.clone();
        let thread = std::thread::spawn(move || work(&working, &waiting));
        Self { database, requests: Some(requests), thread: Some(thread) }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the database's thread had panicked");
        }
    }
}

fn work(database: &Database, waiting: &mpsc::Receiver<Request>) {
    let mut tokens = RecentTokens::default();
    for Request { operation, body, caller } in waiting {
        if !caller.is_closed() {
            // A caller that has gone away needs no answer.
            let _ = caller.send(operations::answer(database, &mut tokens, &operation, &body));
        }
    }
}
