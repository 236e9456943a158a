//! The thread that runs the database.
//!
//! It runs one request at a time under one lock, and on disk each write waits for an `fsync`. A thread of its own was
//! measured against running in the caller and against `spawn_blocking`, at that time with the AWS SDK as the client. It
//! was the fastest of the three, on disk and in memory, because the callers prepare the next requests while the engine
//! runs this one. It also never blocks a thread of the async runtime.

use std::path::Path;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread::JoinHandle;

use dynoxide::{Database, DynoxideError};
use tokio::sync::oneshot;

use super::operations::{self, Response};
use super::tokens::RecentTokens;
use super::written::{self, OnWrite};
use crate::thread::{self, Ended};

/// The handle of the thread. Dropping it finishes the queued requests and closes the database.
pub(super) struct Engine {
    database: Database,
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
    ended: Ended,
    on_write: Arc<OnceLock<Box<OnWrite>>>,
}

struct Request {
    operation: &'static str,
    body: Vec<u8>,
    caller: oneshot::Sender<Response>,
}

/// The thread has ended.
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

    /// The database that the thread uses, for work that is not a request.
    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// Answers a request. A request whose caller has gone away before its turn is skipped.
    pub(super) async fn respond(&self, operation: &'static str, body: Vec<u8>) -> Result<Response, Closed> {
        let (caller, response) = oneshot::channel();
        let requests = self.requests.as_ref().ok_or(Closed)?;
        requests.send(Request { operation, body, caller }).map_err(|_| Closed)?;
        response.await.map_err(|_| Closed)
    }

    fn start(database: Database) -> Self {
        let (requests, waiting) = mpsc::channel();
        let working = database.clone();
        let on_write = Arc::new(OnceLock::new());
        let told = Arc::clone(&on_write);
        let (thread, ended) = thread::spawn(move || work(&working, &waiting, &told));
        Self { database, requests: Some(requests), thread: Some(thread), ended, on_write }
    }

    /// Who is told of each write, once.
    pub(super) fn on_write(&self, tell: Box<OnWrite>) {
        if self.on_write.set(tell).is_err() {
            tracing::error!("writes are told to somebody else already");
        }
    }

    /// Tells when the thread has ended.
    pub(super) fn ended(&self) -> &Ended {
        &self.ended
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the database thread panicked");
        }
    }
}

fn work(database: &Database, waiting: &mpsc::Receiver<Request>, on_write: &OnceLock<Box<OnWrite>>) {
    let mut tokens = RecentTokens::default();
    for Request { operation, body, caller } in waiting {
        if !caller.is_closed() {
            let response = operations::respond(database, &mut tokens, operation, &body);
            let is_done = response.is_ok();
            // The caller may have gone away.
            let _ = caller.send(response);
            if let Some(tell) = on_write.get().filter(|_| is_done) {
                written::tell(operation, &body, tell.as_ref());
            }
        }
    }
}
