//! The database as it is at one moment, to copy it while it is in use.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};

/// How long to wait for a lock. The engine holds one only while it prepares a file.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database at the moment when this was made. Writes continue meanwhile; the file's log of writes grows until this
/// is dropped.
#[derive(Debug)]
pub struct Snapshot {
    connection: Connection,
}

impl Snapshot {
    /// Takes a snapshot of the database file at `path`, which may be in use by this process.
    pub fn of(path: &Path) -> Result<Self, SnapshotError> {
        let taken = || {
            let connection = existing(path)?;
            // Only the first read of a transaction decides what it sees.
            connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
            Ok(Self { connection })
        };
        taken().map_err(SnapshotError::Sqlite)
    }

    /// Writes it into a new file at `target`. Deleted records are not in the copy, nor in its unused parts.
    pub fn copy(self, target: &Path) -> Result<(), SnapshotError> {
        let copied = || {
            let mut copy = Connection::open(target)?;
            let result = Backup::new(&self.connection, &mut copy)?.step(-1)?;
            // Whoever asked for the copy writes it to disk.
            copy.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; VACUUM")?;
            Ok(result)
        };
        match copied().map_err(SnapshotError::Sqlite)? {
            StepResult::Done => Ok(()),
            _ => Err(SnapshotError::Locked),
        }
    }
}

/// Whether SQLite finds the database file at `path` intact.
pub fn is_intact(path: &Path) -> Result<bool, SnapshotError> {
    let checked = || {
        let connection = existing(path)?;
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
    };
    match checked() {
        Ok(answer) => Ok(answer == "ok"),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Ok(false),
            _ => Err(SnapshotError::Sqlite(error)),
        },
    }
}

fn existing(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// The database could not be copied or checked.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Another process writes to the file or to the copy.
    #[error("the database file is locked")]
    Locked,
    /// Reading the file or writing the copy failed.
    #[error("SQLite could not read the database file, or write its copy")]
    Sqlite(#[source] rusqlite::Error),
}
