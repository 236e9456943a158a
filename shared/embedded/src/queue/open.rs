//! Opens the file: it has one owner, a known version and is intact.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, params};

use crate::tuning;

/// The schema this code writes, kept in the file as `user_version`.
const VERSION: i64 = 1;

/// How long to wait for a stopping process that still holds the file.
const PATIENCE: Duration = Duration::from_secs(1);

/// A message may be received from `visible_ms` on, and that was decided at `hidden_ms`. `generation` numbers its
/// receives for good; `received` counts them since it was sent or redriven. `held` is 1 while its last receive has
/// neither deleted nor rescheduled it. A dead letter is a message with `died_ms`. All times are milliseconds since
/// 1970.
const SCHEMA: &str = "
    CREATE TABLE message (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_ms INTEGER NOT NULL,
        hidden_ms INTEGER NOT NULL,
        visible_ms INTEGER NOT NULL,
        held INTEGER NOT NULL DEFAULT 0,
        received INTEGER NOT NULL DEFAULT 0,
        generation INTEGER NOT NULL DEFAULT 0,
        reason TEXT,
        died_ms INTEGER
    );
    CREATE INDEX message_due ON message (queue, visible_ms, held, sent_ms) WHERE died_ms IS NULL;
    CREATE INDEX message_dead ON message (died_ms) WHERE died_ms IS NOT NULL;
    PRAGMA user_version = 1;
";

/// Why the queue file cannot be used. Each text names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process, or another part of this one, has the file open.
    #[error(
        "the queue file {} is in use by another process: stop that one, or use another data directory",
        path.display()
    )]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a SQLite file, or is damaged.
    #[error(
        "the queue file {} is damaged: move it away together with {0}-wal to start with an empty queue, \
         or put a copy in its place",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file was written by a later version of this program.
    #[error(
        "the queue file {} has version {found} and this program knows {VERSION}: run the newer program",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: i64,
    },
    /// Any other error: the directory is missing or not writable.
    #[error(
        "the queue file {} cannot be opened: check that its directory exists, is writable and has space",
        path.display()
    )]
    Unusable {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        #[source]
        source: rusqlite::Error,
    },
}

/// Opens and locks the file at `path`.
pub(super) fn file(path: &Path, now: Timestamp) -> Result<Connection, OpenError> {
    let connection = Connection::open(path).map_err(|error| explain(path, error))?;
    prepare(connection, path, now)
}

/// Opens a queue in memory.
pub(super) fn memory(now: Timestamp) -> Result<Connection, OpenError> {
    let path = Path::new(":memory:");
    let connection = Connection::open_in_memory().map_err(|error| explain(path, error))?;
    prepare(connection, path, now)
}

fn prepare(mut connection: Connection, path: &Path, now: Timestamp) -> Result<Connection, OpenError> {
    lock(&connection).map_err(|error| explain(path, error))?;
    let intact = check(&connection).map_err(|error| explain(path, error))?;
    if intact != "ok" {
        return Err(OpenError::Damaged { path: path.to_owned(), source: intact.into() });
    }
    match migrate(&mut connection).map_err(|error| explain(path, error))? {
        VERSION => {}
        found => return Err(OpenError::Newer { path: path.to_owned(), found }),
    }
    release(&mut connection, now).map_err(|error| explain(path, error))?;
    Ok(connection)
}

/// In exclusive locking mode the first transaction locks the file, and the connection keeps the lock. The operating
/// system releases it when the process ends, however it ends.
fn lock(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    tuning::prepare_once(connection)?;
    connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")
}

fn check(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
}

/// Returns the file's version. Creates the schema in a new file.
fn migrate(connection: &mut Connection) -> rusqlite::Result<i64> {
    let version =
        |connection: &Connection| connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    if version(connection)? == 0 {
        let transaction = connection.transaction()?;
        transaction.execute_batch(SCHEMA)?;
        transaction.commit()?;
    }
    version(connection)
}

/// Makes the messages that a dead process had received visible. Where the clock is earlier than before, each delay
/// keeps its length: a simulation that had advanced the clock ended, or the system clock was set.
fn release(connection: &mut Connection, now: Timestamp) -> rusqlite::Result<()> {
    let now = now.as_millisecond();
    let transaction = connection.transaction()?;
    transaction.execute(
        "UPDATE message SET held = 0, visible_ms = ?1, hidden_ms = ?1
         WHERE died_ms IS NULL AND held = 1",
        params![now],
    )?;
    transaction.execute(
        "UPDATE message SET visible_ms = ?1 + visible_ms - hidden_ms, hidden_ms = ?1
         WHERE died_ms IS NULL AND hidden_ms > ?1",
        params![now],
    )?;
    transaction.commit()
}

fn explain(path: &Path, error: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::InUse { path },
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            OpenError::Damaged { path, source: error.into() }
        }
        _ => OpenError::Unusable { path, source: error },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_flushed_to_the_disk_and_the_file_is_ours_alone() {
        let path = std::env::temp_dir().join(format!("relais-open-{}.db", std::process::id()));
        let connection = file(&path, Timestamp::UNIX_EPOCH).unwrap();
        let pragma = |name: &str| {
            connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap()
        };

        assert_eq!(pragma("synchronous"), 2.into(), "FULL");
        assert_eq!(pragma("journal_mode"), "wal".to_owned().into());
        assert_eq!(pragma("locking_mode"), "exclusive".to_owned().into());
        connection.close().unwrap();
        std::fs::remove_file(path).unwrap();
    }
}
