//! Group commit: one thread owns the file, runs what has queued up in one transaction and answers after the commit.
//!
//! While one commit waits for the disk, the next batch gathers by itself, so the number of `fsync`s follows the disk
//! and not the number of callers. Each piece of work has its own savepoint: one that fails costs its neighbours nothing.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::arrivals::Arrivals;

/// The most pieces of work in one transaction: keeps the first one's wait short.
const MAX_BATCH: usize = 1024;

/// Why a piece of work has no effect.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// It failed by itself; its neighbours may have succeeded.
    #[error("the queue's file refused a statement")]
    Statement(#[source] rusqlite::Error),
    /// The whole batch was rolled back: the disk is full or broken.
    #[error("the queue's file refused a commit")]
    Commit(#[source] Arc<CommitError>),
    /// The thread is gone.
    #[error("the queue has been closed")]
    Closed,
}

/// Why a whole batch has no effect.
#[derive(Debug, thiserror::Error)]
pub(super) enum CommitError {
    #[error("SQLite failed")]
    Sqlite(#[from] rusqlite::Error),
    /// SQLite does this by itself on a full disk, for one. Going on would commit the rest of the batch alone.
    #[error("SQLite rolled the transaction back")]
    RolledBack,
}

/// The way to the thread. Dropping it finishes what was asked and closes the file.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Self {
        let (jobs, waiting) = mpsc::channel();
        let thread = std::thread::spawn(move || write(connection, &waiting));
        Self { jobs: Some(jobs), thread: Some(thread) }
    }

    /// Runs `work` in the next transaction and gives its result once that is on disk, then wakes `wake`.
    ///
    /// A caller that goes away before its turn is skipped; one that goes away later does not undo anything.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        wake: Option<Arc<Arrivals>>,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, WriteError> {
        let (caller, answer) = oneshot::channel();
        let job = Box::new(Pending { work: Some(work), result: None, caller, wake });
        let jobs = self.jobs.as_ref().ok_or(WriteError::Closed)?;
        jobs.send(job).map_err(|_| WriteError::Closed)?;
        answer.await.map_err(|_| WriteError::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the queue's writer thread had panicked");
        }
    }
}

fn write(mut connection: Connection, waiting: &mpsc::Receiver<Box<dyn Job>>) {
    while let Ok(first) = waiting.recv() {
        let mut batch: Vec<_> = std::iter::once(first).chain(waiting.try_iter()).take(MAX_BATCH).collect();
        let committed = run_together(&mut connection, &mut batch).map_err(Arc::new);
        for job in batch {
            job.answer(&committed);
        }
    }
    if let Err((_, error)) = connection.close() {
        tracing::error!(error = &error as &dyn std::error::Error, "the queue's file did not close");
    }
}

fn run_together(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> Result<(), CommitError> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in batch {
        let savepoint = transaction.savepoint()?;
        if job.run(&savepoint) {
            savepoint.commit()?;
        } else {
            savepoint.finish()?;
        }
        if transaction.is_autocommit() {
            return Err(CommitError::RolledBack);
        }
    }
    Ok(transaction.commit()?)
}

/// [`Pending`] without its types.
trait Job: Send {
    /// `false` when its effects must go.
    fn run(&mut self, connection: &Connection) -> bool;
    fn answer(self: Box<Self>, committed: &Result<(), Arc<CommitError>>);
}

struct Pending<Work, T> {
    work: Option<Work>,
    result: Option<rusqlite::Result<T>>,
    caller: oneshot::Sender<Result<T, WriteError>>,
    wake: Option<Arc<Arrivals>>,
}

impl<T, Work> Job for Pending<Work, T>
where
    T: Send,
    Work: FnOnce(&Connection) -> rusqlite::Result<T> + Send,
{
    fn run(&mut self, connection: &Connection) -> bool {
        if self.caller.is_closed() {
            return false;
        }
        self.result = self.work.take().map(|work| work(connection));
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, committed: &Result<(), Arc<CommitError>>) {
        let answer = match (self.result, committed) {
            (Some(Err(error)), _) => Err(WriteError::Statement(error)),
            (_, Err(error)) => Err(WriteError::Commit(Arc::clone(error))),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => return,
        };
        if let (Ok(_), Some(wake)) = (&answer, self.wake) {
            wake.announce();
        }
        // A caller that has gone away needs no answer.
        let _ = self.caller.send(answer);
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

    /// Keeps the thread busy until the sender is dropped, so that what is asked meanwhile shares the next batch.
    async fn hold(writer: &Arc<Writer>) -> mpsc::Sender<()> {
        let (release, held) = mpsc::channel::<()>();
        let (begun, has_begun) = oneshot::channel();
        let holding = Arc::clone(writer);
        tokio::spawn(async move {
            let work = move |_: &Connection| {
                let _ = begun.send(());
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
    async fn a_batch_that_is_rolled_back_is_acknowledged_to_nobody() {
        let writer = writer();
        let release = hold(&writer).await;
        let letting_go = async { drop(release) };

        let (first, rolled_back, third, ()) = tokio::join!(
            writer.run(None, |connection| insert(connection, 1)),
            writer.run(None, |connection| connection.execute_batch("ROLLBACK")),
            writer.run(None, |connection| insert(connection, 3)),
            letting_go,
        );

        for result in [first, rolled_back, third] {
            assert!(matches!(result, Err(WriteError::Commit(_))), "{result:?}");
        }
        assert_eq!(all(&writer).await, [0_i64; 0]);
        writer.run(None, |connection| insert(connection, 4)).await.unwrap();
        assert_eq!(all(&writer).await, [4]);
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
}
