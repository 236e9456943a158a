//! Who runs the database: its thread, or the caller.
//!
//! The thread takes every waiting request, runs them one after the other, and writes what they wrote to disk in one
//! commit. So the number of `fsync`s depends on the disk and not on the number of callers, and no caller has an answer
//! before it is on disk. Most requests are answered by [`Direct`]; the others by the engine, which commits alone.
//!
//! What waits for no commit, a read, the caller runs at once when nobody else is at the database: it takes some ten
//! microseconds, less than waking another thread and being woken by it. A write goes to the thread in memory too: a commit
//! with others costs less than two of its own.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread::JoinHandle;

use dynoxide::DynoxideError;
use dynoxide::storage::Storage;
use tokio::sync::oneshot;

use super::direct::{Direct, Place, Plan, Stop};
use super::operations::{self, Response, refusal};
use super::tokens::{Known, RecentTokens};
use super::written::{self, OnWrite};
use crate::thread::{self, Ended};
use crate::tuning;

/// The most requests in one commit. The limit keeps the wait of the first one short.
const MAX_BATCH: usize = 256;

/// How many SQL statements stay prepared.
const MAX_PREPARED: usize = 128;

/// What is only read, and one at a time.
const READS: [&str; 3] = ["BatchGetItem", "GetItem", "Query"];

/// The handle of the database. Dropping it finishes the queued requests and closes the file.
pub(super) struct Engine {
    worker: Arc<Mutex<Option<Worker>>>,
    tasks: Option<mpsc::Sender<Task>>,
    thread: Option<JoinHandle<()>>,
    ended: Ended,
    on_write: Arc<OnceLock<Box<OnWrite>>>,
    directly: Arc<AtomicU64>,
}

enum Task {
    Request(Request),
    /// With the storage, between two commits.
    Alone(Box<Work>),
}

type Work = dyn FnOnce(&Storage, &mut Direct) + Send;

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
        let storage = Storage::new(text)?;
        tuning::keep_pages(storage.conn())?;
        Ok(Self::start(storage))
    }

    pub(super) fn memory() -> Result<Self, DynoxideError> {
        Ok(Self::start(Storage::memory()?))
    }

    /// Answers a request. A request whose caller has gone away before its turn is skipped.
    pub(super) async fn respond(&self, operation: &'static str, body: Vec<u8>) -> Result<Response, Closed> {
        if let Some(response) = self.at_once(operation, &body) {
            return Ok(response);
        }
        let (caller, response) = oneshot::channel();
        self.send(Task::Request(Request { operation, body, caller }))?;
        response.await.map_err(|_| Closed)
    }

    /// Deletes the expired items among the next ones. Returns their number, and where to go on.
    pub(super) async fn sweep(
        &self,
        now: i64,
        place: Option<Place>,
    ) -> Result<rusqlite::Result<(usize, Option<Place>)>, Closed> {
        let (caller, swept) = oneshot::channel();
        self.send(Task::Alone(Box::new(move |storage, direct| {
            // The caller may have gone away.
            let _ = caller.send(in_transaction(storage, || direct.sweep(storage, now, place)));
        })))?;
        swept.await.map_err(|_| Closed)
    }

    /// Whether there is no table. Blocks the thread.
    pub(super) fn has_no_table(&self) -> bool {
        const NONE: &str = "SELECT NOT EXISTS (SELECT 1 FROM _tables)";
        let (caller, answer) = mpsc::channel();
        let ask = Task::Alone(Box::new(move |storage, _| {
            // The caller waits, so it is there.
            let _ = caller.send(storage.conn().query_row(NONE, [], |row| row.get(0)));
        }));
        self.send(ask).is_ok() && answer.recv().is_ok_and(|answer| answer.unwrap_or(false))
    }

    fn send(&self, task: Task) -> Result<(), Closed> {
        self.tasks.as_ref().ok_or(Closed)?.send(task).map_err(|_| Closed)
    }

    /// The answer by the caller's own thread. `None`: the other thread must give it.
    fn at_once(&self, operation: &str, body: &[u8]) -> Option<Response> {
        let mut place = self.worker.try_lock().ok()?;
        let mut worker = place.take()?;
        let response = worker.at_once(operation, body);
        *place = Some(worker);
        response
    }

    fn start(storage: Storage) -> Self {
        storage.conn().set_prepared_statement_cache_capacity(MAX_PREPARED);
        if let Err(error) = tuning::prepare_once(storage.conn()) {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "statements are prepared anew for each request"
            );
        }
        let (tasks, waiting) = mpsc::channel();
        let on_write = Arc::new(OnceLock::new());
        let told = Arc::clone(&on_write);
        let directly = Arc::<AtomicU64>::default();
        let counted = Arc::clone(&directly);
        let worker = Arc::new(Mutex::new(Some(Worker::new(storage, told, counted))));
        let at_work = Arc::clone(&worker);
        let (thread, ended) = thread::spawn(move || work(&at_work, &waiting));
        Self { worker, tasks: Some(tasks), thread: Some(thread), ended, on_write, directly }
    }

    /// Who is told of each write, once.
    pub(super) fn on_write(&self, tell: Box<OnWrite>) {
        if self.on_write.set(tell).is_err() {
            tracing::error!("writes are told to somebody else already");
        }
    }

    /// How many requests were answered without the engine.
    pub(super) fn answered_directly(&self) -> u64 {
        self.directly.load(Ordering::Relaxed)
    }

    /// Tells when the thread has ended.
    pub(super) fn ended(&self) -> &Ended {
        &self.ended
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.tasks = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the database thread panicked");
        }
    }
}

/// Runs the tasks until there are no more. A panic ends it, and all who wait for an answer: whoever runs a request has the
/// worker in hand, and drops it then.
fn work(worker: &Mutex<Option<Worker>>, waiting: &mpsc::Receiver<Task>) {
    while let Ok(first) = waiting.recv() {
        let Ok(mut place) = worker.lock() else { return };
        let Some(mut worker) = place.take() else { return };
        worker.work(std::iter::once(first).chain(waiting.try_iter()).take(MAX_BATCH));
        *place = Some(worker);
    }
}

/// Runs the requests.
struct Worker {
    storage: Storage,
    direct: Direct,
    tokens: RecentTokens,
    on_write: Arc<OnceLock<Box<OnWrite>>>,
    directly: Arc<AtomicU64>,
    /// Answers that wait for the commit. There is a transaction while there are some.
    waiting: Vec<Answered>,
}

/// A request with its answer.
struct Answered {
    caller: oneshot::Sender<Response>,
    response: Response,
    written: Vec<[String; 2]>,
    /// The token and the body of a transaction.
    token: Option<(String, Vec<u8>)>,
}

impl Worker {
    fn new(storage: Storage, on_write: Arc<OnceLock<Box<OnWrite>>>, directly: Arc<AtomicU64>) -> Self {
        let (direct, tokens) = (Direct::default(), RecentTokens::default());
        Self { storage, direct, tokens, on_write, directly, waiting: Vec::new() }
    }

    fn work(&mut self, tasks: impl Iterator<Item = Task>) {
        for task in tasks {
            match task {
                Task::Request(request) if request.caller.is_closed() => {}
                Task::Request(request) => self.take(request),
                Task::Alone(work) => {
                    self.commit();
                    work(&self.storage, &mut self.direct);
                }
            }
        }
        self.commit();
    }

    /// The answer to a read, between two commits. `None`: nothing has happened.
    fn at_once(&mut self, operation: &str, body: &[u8]) -> Option<Response> {
        if !READS.contains(&operation) {
            return None;
        }
        let plan = self.direct.plan(&self.storage, operation, body).filter(Plan::is_proven)?;
        let response = Self::directly(&self.storage, &self.waiting, &plan).ok()?;
        self.directly.fetch_add(1, Ordering::Relaxed);
        Some(response)
    }

    fn take(&mut self, request: Request) {
        let Request { operation, body, caller } = request;
        let token = if operation == "TransactWriteItems" { RecentTokens::of(&body) } else { None };
        if let Some(token) = &token {
            // An earlier one may be among those that wait.
            if self.waiting.iter().any(|other| other.token.as_ref().is_some_and(|(known, _)| known == token))
            {
                self.commit();
            }
            let known = match self.tokens.known(token, &body) {
                Known::New => None,
                Known::Repeated(response) => Some(Ok(response)),
                Known::Mismatch => Some(Err(refusal(&DynoxideError::IdempotentParameterMismatchException(
                    "A token was used again for a different transaction".to_owned(),
                )))),
            };
            if let Some(response) = known {
                let _ = caller.send(response);
                return;
            }
        }
        let plan = self.direct.plan(&self.storage, operation, &body);
        if let Some(plan) = plan.as_ref().filter(|plan| plan.is_proven()) {
            match Self::directly(&self.storage, &self.waiting, plan) {
                Ok(response) => {
                    let written = if response.is_ok() { plan.written() } else { Vec::new() };
                    self.directly.fetch_add(1, Ordering::Relaxed);
                    let waits = plan.writes();
                    let token = token.map(|token| (token, body));
                    let answered = Answered { caller, response, written, token };
                    self.waiting.push(answered);
                    if !waits && self.waiting.len() == 1 {
                        // Nothing was written that it might have read.
                        self.answer(None);
                    }
                    return;
                }
                Err(Stop::Sqlite(error)) => {
                    let response = Err(failed(&error));
                    self.waiting.push(Answered { caller, response, written: Vec::new(), token: None });
                    self.roll_back(&error);
                    return;
                }
                Err(Stop::Unsupported) => {}
            }
        }
        self.commit();
        let response = operations::respond(&self.storage, operation, &body);
        if response.is_ok() {
            if let Some(plan) = plan {
                plan.prove();
            }
            if operation == "CreateTable" {
                self.direct.forget_tables();
            }
        }
        let is_done = response.is_ok();
        if let (Some(token), Ok(response)) = (token, &response) {
            self.tokens.remember(token, body.clone(), response.clone());
        }
        // The caller may have gone away.
        let _ = caller.send(response);
        if let Some(tell) = self.on_write.get().filter(|_| is_done) {
            written::tell(operation, &body, tell.as_ref());
        }
    }

    /// Begins a transaction for a write, unless there is one.
    fn directly(storage: &Storage, waiting: &[Answered], plan: &Plan<'_>) -> Result<Response, Stop> {
        let connection = storage.conn();
        if plan.writes() && connection.is_autocommit() {
            connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        }
        debug_assert!(waiting.is_empty() || !connection.is_autocommit(), "answers wait for a commit");
        plan.run(connection)
    }

    /// Writes to disk what was written, and then answers.
    fn commit(&mut self) {
        let connection = self.storage.conn();
        if connection.is_autocommit() && self.waiting.is_empty() {
            return;
        }
        let committed = if connection.is_autocommit() {
            Err(rusqlite::Error::InvalidQuery)
        } else {
            Self::committed(&self.storage)
        };
        match committed {
            Ok(()) => self.answer(None),
            Err(error) => self.roll_back(&error),
        }
    }

    fn committed(storage: &Storage) -> rusqlite::Result<()> {
        storage.conn().prepare_cached("COMMIT").and_then(|mut commit| commit.execute([])).map(drop)
    }

    /// Nothing that waits for the commit has happened.
    fn roll_back(&mut self, error: &rusqlite::Error) {
        Self::undo(&self.storage);
        self.answer(Some(error));
    }

    fn undo(storage: &Storage) {
        let connection = storage.conn();
        // SQLite may have done it already, for example on a full disk.
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("ROLLBACK")
        {
            tracing::error!(error = &error as &dyn std::error::Error, "a transaction cannot be rolled back");
        }
    }

    /// Answers all that wait: what they are told, or that nothing was written.
    fn answer(&mut self, error: Option<&rusqlite::Error>) {
        for Answered { caller, response, written, token } in self.waiting.drain(..) {
            let response = error.map_or(response, |error| Err(failed(error)));
            if let (Ok(response), Some((token, body))) = (&response, token) {
                self.tokens.remember(token, body, response.clone());
            }
            let is_done = response.is_ok();
            // The caller may have gone away.
            let _ = caller.send(response);
            if let Some(tell) = self.on_write.get().filter(|_| is_done) {
                for [partition, sort] in &written {
                    tell(partition, sort);
                }
            }
        }
    }
}

fn failed(error: &rusqlite::Error) -> operations::Refusal {
    refusal(&DynoxideError::InternalServerError(error.to_string()))
}

/// Runs `work` in a transaction of its own.
fn in_transaction<T>(storage: &Storage, work: impl FnOnce() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let connection = storage.conn();
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let result = work().and_then(|done| connection.execute_batch("COMMIT").map(|()| done));
    if result.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    result
}

#[cfg(test)]
mod tests;
