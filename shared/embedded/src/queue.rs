//! A local durable queue: the semantics of SQS on a SQLite file.
//!
//! All queues of a file share one writer thread (`queue/writer.rs`). It takes every waiting operation, runs them in one
//! transaction and answers after the commit, so a thousand concurrent sends cost a few `fsync`s. What is sent is on disk
//! before it is answered. What is received or deleted reaches the disk with the next send: after a power cut a message may
//! be received again, as with SQS at any time.
//!
//! Differences from SQS: messages are received oldest first while nothing is retried, delays are exact to the
//! millisecond, and opening the file makes the messages that a dead process had received visible at once.

mod arrivals;
mod copy;
mod dead_letters;
mod messages;
mod open;
mod writer;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use relais_core::Clock;
use relais_core::queue::{
    Enqueue, MAX_BODY_BYTES, MAX_DELAY, MAX_VISIBILITY, NewMessage, Queue, QueueError, Received,
};

use arrivals::Arrivals;
pub use copy::CopyError;
pub use open::OpenError;
use writer::{OnDisk, Writer};

/// The most messages of one receive, as with SQS.
const MAX_RECEIVED: usize = 10;

/// The longest wait of one receive, as with SQS.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// The queues of one file. Clones share it. The file is closed when the last clone and the last [`LocalQueue`] are
/// dropped.
#[derive(Clone, Debug)]
pub struct LocalQueues {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    writer: Writer,
    clock: Clock,
    arrivals: Mutex<HashMap<String, Arc<Arrivals>>>,
}

impl LocalQueues {
    /// Opens the file, or makes it when its directory exists.
    ///
    /// The file stays locked until the last clone is dropped. Messages that a dead process had received are visible
    /// again.
    pub fn open(path: &Path, clock: Clock) -> Result<Self, OpenError> {
        Ok(Self::over(open::file(path, clock.now())?, clock))
    }

    /// Queues in memory, for tests and measurements. They end with the last clone.
    pub fn memory(clock: Clock) -> Result<Self, OpenError> {
        Ok(Self::over(open::memory(clock.now())?, clock))
    }

    /// The queue with this name. Two calls with one name return the same queue.
    pub fn queue(&self, name: &str) -> LocalQueue {
        LocalQueue {
            shared: Arc::clone(&self.shared),
            arrivals: self.shared.arrivals(name),
            name: Arc::from(name),
        }
    }

    /// Whether a message was ever sent to one of them. `false` also when the file cannot be read, which the next operation
    /// reports. Blocks the thread.
    pub fn were_used(&self) -> bool {
        const USED: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'message')";
        let used =
            self.shared.writer.run_alone(|connection| connection.query_row(USED, [], |row| row.get(0)));
        used.is_some_and(|used| used.unwrap_or(false))
    }

    /// Waits until the file is used no more: after the last clone is dropped, or because the thread that owns it panicked.
    /// Nothing can be sent or received then.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        self.shared.writer.ended().wait()
    }

    fn over(connection: rusqlite::Connection, clock: Clock) -> Self {
        let writer = Writer::start(connection);
        Self { shared: Arc::new(Shared { writer, clock, arrivals: Mutex::default() }) }
    }
}

impl Shared {
    fn arrivals(&self, name: &str) -> Arc<Arrivals> {
        let mut all = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(name.to_owned()).or_default())
    }
}

/// One queue of a file. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LocalQueue {
    shared: Arc<Shared>,
    arrivals: Arc<Arrivals>,
    name: Arc<str>,
}

impl LocalQueue {
    /// The name that [`LocalQueues::queue`] received.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Receives once: the messages that are due, or the time when the next one will be.
    async fn take(&self, max: usize, visibility: Duration) -> Result<messages::Taken, writer::WriteError> {
        let (name, clock) = (Arc::clone(&self.name), self.shared.clock.clone());
        let work = move |connection: &rusqlite::Connection| {
            messages::receive(connection, &name, max, visibility, clock.now())
        };
        self.shared.writer.run_on_disk(OnDisk::Later, None, work).await
    }
}

impl Enqueue for LocalQueue {
    async fn send(&self, messages: Vec<NewMessage>) -> Result<(), QueueError> {
        const OPERATION: &str = "send messages";
        if messages.is_empty() {
            return Ok(());
        }
        if let Some(long) = messages.iter().find(|message| message.body.len() > MAX_BODY_BYTES) {
            return Err(QueueError::new(OPERATION, BodyTooLong { bytes: long.body.len() }));
        }
        let (name, clock) = (Arc::clone(&self.name), self.shared.clock.clone());
        let work = move |connection: &rusqlite::Connection| {
            let now = clock.now();
            messages.iter().try_for_each(|message| {
                let delay = message.delay.min(MAX_DELAY);
                messages::insert(connection, &name, &message.body, delay, now)
            })
        };
        let wake = Some(Arc::clone(&self.arrivals));
        self.shared.writer.run(wake, work).await.map_err(|error| QueueError::new(OPERATION, error))
    }
}

impl Queue for LocalQueue {
    async fn receive(
        &self,
        max: usize,
        visibility: Duration,
        wait: Duration,
    ) -> Result<Vec<Received>, QueueError> {
        let max = max.clamp(1, MAX_RECEIVED);
        let visibility = visibility.min(MAX_VISIBILITY);
        let mut patience = self.arrivals.patience(wait.min(MAX_WAIT));
        loop {
            let taken = self.take(max, visibility).await;
            let taken = taken.map_err(|error| QueueError::new("receive messages", error))?;
            if !taken.messages.is_empty() || !patience.until_due(&self.shared.clock, taken.next_due).await {
                return Ok(taken.messages);
            }
        }
    }

    async fn delete(&self, receipts: Vec<String>) -> Result<(), QueueError> {
        if receipts.is_empty() {
            return Ok(());
        }
        let work = move |connection: &rusqlite::Connection| {
            receipts.iter().try_for_each(|receipt| messages::delete(connection, receipt))
        };
        let deleted = self.shared.writer.run_on_disk(OnDisk::Later, None, work).await;
        deleted.map_err(|error| QueueError::new("delete messages", error))
    }

    async fn retry_later(&self, receipt: String, after: Duration, reason: &str) -> Result<(), QueueError> {
        let (reason, clock) = (reason.to_owned(), self.shared.clock.clone());
        let after = after.min(MAX_VISIBILITY);
        let work = move |connection: &rusqlite::Connection| {
            messages::give_back(connection, &receipt, after, &reason, clock.now())
        };
        self.shared
            .writer
            .run(Some(Arc::clone(&self.arrivals)), work)
            .await
            .map_err(|error| QueueError::new("reschedule a message", error))
    }
}

/// SQS would refuse such a body too. A longer one belongs in the blob store.
#[derive(Debug, thiserror::Error)]
#[error("a body of {bytes} bytes is over the limit of {MAX_BODY_BYTES}")]
struct BodyTooLong {
    bytes: usize,
}
