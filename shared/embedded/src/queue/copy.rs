//! A copy of the file while it is in use.

use std::path::Path;

use super::LocalQueues;

impl LocalQueues {
    /// Copies the queues into a new file at `target`, and then runs `then`, while nothing is sent, received or deleted.
    /// So what `then` sees elsewhere fits to the copy. Blocks the thread until both are done.
    ///
    /// Deleted messages are not in the copy, nor in its unused parts.
    pub fn copy<T: Send + 'static>(
        &self,
        target: &Path,
        then: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, CopyError> {
        let target = target.to_str().ok_or(CopyError::NotUnicode)?.to_owned();
        let copied = self.shared.writer.run_alone(move |connection| {
            connection.execute("VACUUM INTO ?1", [target])?;
            Ok(then())
        });
        copied.ok_or(CopyError::Closed)?.map_err(CopyError::Sqlite)
    }
}

/// The queues could not be copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The target's name.
    #[error("the name of the copy is not Unicode")]
    NotUnicode,
    /// The queues are closed.
    #[error("the queue has been closed")]
    Closed,
    /// Reading the file or writing the copy failed.
    #[error("SQLite could not copy the queue file")]
    Sqlite(#[source] rusqlite::Error),
}
