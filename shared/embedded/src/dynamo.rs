//! A local DynamoDB: a transport that answers each request itself.
//!
//! Nothing is signed and no socket is opened. The client passes each request to [`EmbeddedDynamo`], and it is answered
//! on the tables of dynoxide, a DynamoDB engine on SQLite: what the store asks all the time by our own code
//! (`dynamo/direct.rs`), the rest by the engine. So the same implementation of the store runs everywhere:
//!
//! ```
//! # use relais_embedded::EmbeddedDynamo;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = relais_dynamo::Client::new(EmbeddedDynamo::memory()?);
//! # Ok(())
//! # }
//! ```
//!
//! Differences from DynamoDB: every read is consistent, nothing is throttled, transactions never conflict, and expired
//! items stay until [`EmbeddedDynamo::sweep_expired`] is called.

mod direct;
mod engine;
mod operations;
mod snapshot;
mod tokens;
mod written;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use relais_dynamo::{Answer, Error, Transport};

use engine::Engine;
pub use snapshot::{Snapshot, SnapshotError, is_intact};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A DynamoDB inside this process. Clones share it. Dropping the last one closes the file.
#[derive(Clone)]
pub struct EmbeddedDynamo {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    counts: Mutex<BTreeMap<&'static str, u64>>,
}

impl EmbeddedDynamo {
    /// Opens the database file at `path`, or makes it when its directory exists. A file that is there is read to its
    /// end, to know that it is intact. Each write is on disk before it is answered.
    pub fn open(path: &Path) -> Result<Self, OpenDynamoError> {
        if path.exists() && !is_intact(path).map_err(|source| OpenDynamoError::unusable(path, source))? {
            return Err(OpenDynamoError::Damaged { path: path.to_owned() });
        }
        Engine::file(path).map(Self::over).map_err(|source| OpenDynamoError::unusable(path, source))
    }

    /// A database in memory, for tests and measurements. It ends with the last clone.
    pub fn memory() -> Result<Self, OpenDynamoError> {
        Engine::memory()
            .map(Self::over)
            .map_err(|source| OpenDynamoError::unusable(Path::new(":memory:"), source))
    }

    /// Deletes the items whose time to live has passed by the system clock, and returns their number. DynamoDB does
    /// this automatically within a few days; here a caller must do it regularly. Other requests continue meanwhile.
    #[allow(clippy::disallowed_methods)] // a sweep counts by the system clock
    pub async fn sweep_expired(&self) -> Result<usize, SweepError> {
        let now = Timestamp::now().as_second();
        let (mut swept, mut place) = (0, None);
        loop {
            let page = self.shared.engine.sweep(now, place.take()).await;
            let page = page.map_err(|closed| SweepError(closed.into()))?;
            let (deleted, next) = page.map_err(|source| SweepError(source.into()))?;
            swept += deleted;
            match next {
                Some(next) => place = Some(next),
                None => return Ok(swept),
            }
        }
    }

    /// Calls `tell` with the partition key and the sort key of each record, once it is written or deleted by a request.
    /// No other request is answered meanwhile, so it must be quick. Only the first call of this function counts.
    pub fn on_write(&self, tell: impl Fn(&str, &str) + Send + Sync + 'static) {
        self.shared.engine.on_write(Box::new(tell));
    }

    /// Whether it has no table yet. Blocks the thread.
    pub fn has_no_table(&self) -> bool {
        self.shared.engine.has_no_table()
    }

    /// Waits until the database is used no more: after the last clone is dropped, or because the thread that owns it
    /// panicked. Every request fails then.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        self.shared.engine.ended().wait()
    }

    /// The number of requests of each operation, by the operation's name.
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.shared.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The number of requests that were answered without the engine, on its tables.
    pub fn answered_directly(&self) -> u64 {
        self.shared.engine.answered_directly()
    }

    fn over(engine: Engine) -> Self {
        Self { shared: Arc::new(Shared { engine, counts: Mutex::default() }) }
    }

    fn count(&self, operation: &'static str) {
        let mut counts = self.shared.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(operation).or_default();
        *count = count.saturating_add(1);
    }
}

impl Transport for EmbeddedDynamo {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        self.count(operation);
        Box::pin(async move {
            let response = self.shared.engine.respond(operation, request).await;
            let response = response.map_err(|closed| Error::Unreachable(closed.into()))?;
            response.map_err(|refusal| Error::refused(refusal.status, &refusal.body))
        })
    }
}

impl fmt::Debug for EmbeddedDynamo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedDynamo").finish_non_exhaustive()
    }
}

/// Why the database file cannot be used. Each text names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenDynamoError {
    /// The file is not a SQLite file, or is damaged.
    #[error("the database file {} is damaged: put a backup of the data folder in its place", path.display())]
    Damaged {
        /// The path that [`EmbeddedDynamo::open`] received.
        path: PathBuf,
    },
    /// Any other error: the directory is missing or not writable, or a later version wrote the file.
    #[error(
        "the database file {} cannot be opened: check that its directory exists, is writable and has space",
        path.display()
    )]
    Unusable {
        /// The path that [`EmbeddedDynamo::open`] received.
        path: PathBuf,
        /// SQLite's error, or the engine's.
        #[source]
        source: BoxError,
    },
}

impl OpenDynamoError {
    fn unusable(path: &Path, source: impl Into<BoxError>) -> Self {
        Self::Unusable { path: path.to_owned(), source: source.into() }
    }
}

/// Expired items could not be deleted. The next sweep retries.
#[derive(Debug, thiserror::Error)]
#[error("expired items could not be deleted")]
pub struct SweepError(#[source] BoxError);
