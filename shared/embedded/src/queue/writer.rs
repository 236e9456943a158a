//! Group commit: one thread owns the file, runs the waiting operations in one transaction and reports after the commit.
//!
//! While one commit waits for the disk, the next batch gathers. So the number of `fsync`s depends on the disk and not
//! on the number of callers. If an operation fails, the batch is rolled back and each of it runs in a transaction of its
//! own, so one that fails does not affect the others.
//!
//! A batch that only receives and deletes waits for no disk: see [`OnDisk::Later`].

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::arrivals::Arrivals;
use crate::thread::{self, Ended};

/// The most operations in one transaction. The limit keeps the wait of the first one short.
const MAX_BATCH: usize = 1024;

/// Why an operation has no effect.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// The operation itself failed; the others of its batch may have succeeded.
    #[error("SQLite could not run a statement on the queue file")]
    Statement(#[source] rusqlite::Error),
    /// Nothing was written, because the disk is full or broken.
    #[error("SQLite could not commit to the queue file")]
    Commit(#[source] Arc<CommitError>),
    /// The thread has ended.
    #[error("the queue has been closed")]
    Closed,
}

/// Why a transaction has no effect.
#[derive(Debug, thiserror::Error)]
pub(super) enum CommitError {
    #[error("SQLite failed")]
    Sqlite(#[from] rusqlite::Error),
    /// An operation failed, or SQLite rolled back by itself, for example on a full disk. Continuing would commit only the
    /// rest.
    #[error("SQLite rolled the transaction back")]
    RolledBack,
}

/// When a change must be on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnDisk {
    /// Before it is answered.
    Now,
    /// With the next change that must be. Until then it survives the end of the process, but not that of the machine: a
    /// received message is received again, and a deleted one is there again. Every message may be received again anyway.
    Later,
}

/// What the thread is asked to do.
enum Task {
    /// In one transaction with others.
    Together(Box<dyn Job>),
    /// Outside of any transaction, while nothing else is done.
    Alone(Box<dyn FnOnce(&Connection) + Send>),
}

/// The handle of the thread. Dropping it finishes the waiting operations and closes the file.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Task>>,
    thread: Option<JoinHandle<()>>,
    ended: Ended,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Self {
        let (jobs, waiting) = mpsc::channel();
        let (thread, ended) = thread::spawn(move || write(connection, &waiting));
        Self { jobs: Some(jobs), thread: Some(thread), ended }
    }

    /// Tells when the thread has ended.
    pub(super) fn ended(&self) -> &Ended {
        &self.ended
    }

    /// Runs `work` in the next transaction, returns its result once that is on disk, and then wakes `wake`. If that
    /// transaction fails, `work` runs once more.
    ///
    /// The work of a caller that has gone away before its turn is skipped. Going away later undoes nothing.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        wake: Option<Arc<Arrivals>>,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, WriteError> {
        self.run_on_disk(OnDisk::Now, wake, work).await
    }

    /// The same, with the choice when it must be on disk.
    pub(super) async fn run_on_disk<T: Send + 'static>(
        &self,
        on_disk: OnDisk,
        wake: Option<Arc<Arrivals>>,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, WriteError> {
        let (caller, outcome) = oneshot::channel();
        let job = Box::new(Pending { work, result: None, caller, wake, on_disk });
        let jobs = self.jobs.as_ref().ok_or(WriteError::Closed)?;
        jobs.send(Task::Together(job)).map_err(|_| WriteError::Closed)?;
        outcome.await.map_err(|_| WriteError::Closed)?
    }

    /// Runs `work` outside of any transaction, and waits for it. Other operations wait as well. `None` when the thread
    /// has ended.
    pub(super) fn run_alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> T + Send + 'static,
    ) -> Option<T> {
        let (caller, outcome) = mpsc::channel();
        let task = Task::Alone(Box::new(move |connection| {
            // The caller waits, so it is there.
            let _ = caller.send(work(connection));
        }));
        self.jobs.as_ref()?.send(task).ok()?;
        outcome.recv().ok()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the queue's writer thread panicked");
        }
    }
}

fn write(connection: Connection, waiting: &mpsc::Receiver<Task>) {
    // As the file was opened.
    let mut sync = OnDisk::Now;
    while let Ok(first) = waiting.recv() {
        let mut batch: Vec<Box<dyn Job>> = Vec::new();
        let mut alone = None;
        for task in std::iter::once(first).chain(waiting.try_iter()) {
            match task {
                Task::Together(job) => batch.push(job),
                Task::Alone(work) => alone = Some(work),
            }
            if alone.is_some() || batch.len() >= MAX_BATCH {
                break;
            }
        }
        if !batch.is_empty() {
            let must_wait = batch.iter().any(|job| job.on_disk() == OnDisk::Now);
            let next = if must_wait { OnDisk::Now } else { OnDisk::Later };
            let committed = set_sync(&connection, &mut sync, next)
                .and_then(|()| run_together(&connection, &mut batch))
                .map_err(Arc::new);
            if committed.is_ok() || batch.len() == 1 {
                for job in batch {
                    job.report(&committed);
                }
            } else {
                for mut job in batch {
                    let committed =
                        run_together(&connection, std::slice::from_mut(&mut job)).map_err(Arc::new);
                    job.report(&committed);
                }
            }
        }
        if let Some(work) = alone {
            work(&connection);
        }
    }
    if let Err((_, error)) = connection.close() {
        tracing::error!(error = &error as &dyn std::error::Error, "the queue file could not be closed");
    }
}

/// Lets the next transaction wait for the disk, or not. `now` is how it is.
fn set_sync(connection: &Connection, now: &mut OnDisk, next: OnDisk) -> Result<(), CommitError> {
    if *now != next {
        let level = if next == OnDisk::Now { "FULL" } else { "NORMAL" };
        connection.pragma_update(None, "synchronous", level)?;
        *now = next;
    }
    Ok(())
}

/// Runs them in one transaction, or none of them.
fn run_together(connection: &Connection, batch: &mut [Box<dyn Job>]) -> Result<(), CommitError> {
    execute(connection, "BEGIN IMMEDIATE")?;
    let ran = batch.iter_mut().all(|job| job.run(connection) && !connection.is_autocommit());
    let committed = if ran { execute(connection, "COMMIT") } else { Err(CommitError::RolledBack) };
    if committed.is_err() && !connection.is_autocommit() {
        execute(connection, "ROLLBACK")?;
    }
    committed
}

fn execute(connection: &Connection, statement: &str) -> Result<(), CommitError> {
    connection.prepare_cached(statement)?.execute([])?;
    Ok(())
}

/// [`Pending`] without its types.
trait Job: Send {
    /// `false` when it failed, and its effects must be rolled back.
    fn run(&mut self, connection: &Connection) -> bool;
    fn on_disk(&self) -> OnDisk;
    fn report(self: Box<Self>, committed: &Result<(), Arc<CommitError>>);
}

struct Pending<Work, T> {
    work: Work,
    result: Option<rusqlite::Result<T>>,
    caller: oneshot::Sender<Result<T, WriteError>>,
    wake: Option<Arc<Arrivals>>,
    on_disk: OnDisk,
}

impl<T, Work> Job for Pending<Work, T>
where
    T: Send,
    Work: FnMut(&Connection) -> rusqlite::Result<T> + Send,
{
    fn run(&mut self, connection: &Connection) -> bool {
        if self.caller.is_closed() {
            self.result = None;
            return true;
        }
        self.result.insert((self.work)(connection)).is_ok()
    }

    fn on_disk(&self) -> OnDisk {
        self.on_disk
    }

    fn report(self: Box<Self>, committed: &Result<(), Arc<CommitError>>) {
        let outcome = match (self.result, committed) {
            (Some(Err(error)), _) => Err(WriteError::Statement(error)),
            (_, Err(error)) => Err(WriteError::Commit(Arc::clone(error))),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => return,
        };
        if let (Ok(_), Some(wake)) = (&outcome, self.wake) {
            wake.announce();
        }
        // The caller may have gone away.
        let _ = self.caller.send(outcome);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer() -> Arc<Writer> {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER UNIQUE)").unwrap();
        Arc::new(Writer::start(connection))
    }

    fn insert(connection: &Connection, number: i64) -> rusqlite::Result<()> {
        connection.execute("INSERT INTO t VALUES (?1)", [number]).map(drop)
    }

    async fn all(writer: &Writer) -> Vec<i64> {
        let all = writer.run(None, |connection| {
            connection.prepare("SELECT n FROM t ORDER BY n")?.query_map([], |row| row.get(0))?.collect()
        });
        all.await.unwrap()
    }

    /// Blocks the thread until the returned sender is dropped, so that the operations of the meantime share one batch.
    async fn hold(writer: &Arc<Writer>) -> mpsc::Sender<()> {
        let (release, held) = mpsc::channel::<()>();
        let (begun, has_begun) = oneshot::channel();
        let holding = Arc::clone(writer);
        tokio::spawn(async move {
            let mut begun = Some(begun);
            let work = move |_: &Connection| {
                let _ = begun.take().map(|begun| begun.send(()));
                let _ = held.recv();
                Ok(())
            };
            holding.run(None, work).await
        });
        has_begun.await.unwrap();
        release
    }

    #[tokio::test]
    async fn work_that_fails_costs_its_neighbours_nothing() {
        let writer = writer();
        let release = hold(&writer).await;
        let failing = |connection: &Connection| {
            insert(connection, 2)?;
            insert(connection, 1)
        };
        let letting_go = async { drop(release) };

        let (first, failed, third, ()) = tokio::join!(
            writer.run(None, |connection| insert(connection, 1)),
            writer.run(None, failing),
            writer.run(None, |connection| insert(connection, 3)),
            letting_go,
        );

        assert!(first.is_ok() && third.is_ok());
        assert!(matches!(failed, Err(WriteError::Statement(_))), "{failed:?}");
        assert_eq!(all(&writer).await, [1, 3]);
    }

    #[tokio::test]
    async fn work_that_ends_the_transaction_is_not_acknowledged_and_costs_its_neighbours_nothing() {
        let writer = writer();
        let release = hold(&writer).await;
        let letting_go = async { drop(release) };

        let (first, ending, third, ()) = tokio::join!(
            writer.run(None, |connection| insert(connection, 1)),
            writer.run(None, |connection| {
                insert(connection, 2)?;
                connection.execute_batch("ROLLBACK")
            }),
            writer.run(None, |connection| insert(connection, 3)),
            letting_go,
        );

        assert!(first.is_ok() && third.is_ok());
        assert!(matches!(ending, Err(WriteError::Commit(_))), "{ending:?}");
        assert_eq!(all(&writer).await, [1, 3]);
        writer.run(None, |connection| insert(connection, 4)).await.unwrap();
        assert_eq!(all(&writer).await, [1, 3, 4]);
    }

    #[tokio::test]
    async fn work_whose_caller_has_gone_is_left_out() {
        let writer = writer();
        let release = hold(&writer).await;
        let asking = writer.run(None, |connection| insert(connection, 1));
        let abandoned = tokio::time::timeout(std::time::Duration::ZERO, asking).await;
        assert!(abandoned.is_err(), "the thread is held");

        drop(release);

        assert_eq!(all(&writer).await, [0_i64; 0]);
    }

    #[tokio::test]
    async fn a_batch_waits_for_the_disk_if_one_of_it_must() {
        const FULL: i64 = 2;
        const NORMAL: i64 = 1;
        let writer = writer();
        writer.run(None, |_| Ok(())).await.unwrap();
        let level = |sync| {
            let ask = |connection: &Connection| {
                connection.query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0))
            };
            writer.run_on_disk(sync, None, ask)
        };

        assert_eq!(level(OnDisk::Later).await.unwrap(), NORMAL);
        assert_eq!(level(OnDisk::Now).await.unwrap(), FULL);
        let release = hold(&writer).await;
        let together = tokio::join!(level(OnDisk::Later), level(OnDisk::Now), level(OnDisk::Later), async {
            drop(release);
        });
        assert_eq!([together.0, together.1, together.2].map(Result::unwrap), [FULL; 3]);
        assert_eq!(level(OnDisk::Later).await.unwrap(), NORMAL);
    }
}
