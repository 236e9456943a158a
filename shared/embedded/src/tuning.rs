//! How SQLite works: it prepares a statement once, and reads a page from its file seldom.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// How much of a file stays in memory, in KiB as SQLite counts them; its own number is 2000. By it a turn among two thousand
/// conversations read nine pages; by this one seven.
/// <https://www.sqlite.org/pragma.html#pragma_cache_size>
const CACHE_KIB: i64 = 16_000;

/// Keeps more of a file in memory.
pub(crate) fn keep_pages(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -CACHE_KIB)
}

/// Lets no bound value change how a statement is carried out. Otherwise SQLite, compiled with statistics of the values as
/// rusqlite does, prepares each statement with a range anew whenever it is bound.
/// <https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfigenableqpsg>
pub(crate) fn prepare_once(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

#[cfg(test)]
mod tests {
    use rusqlite::{StatementStatus, params};

    use super::*;

    #[test]
    fn a_statement_is_prepared_once() {
        for (keeps, least, most) in [(false, 1, i32::MAX), (true, 0, 0)] {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch("CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a, b))").unwrap();
            if keeps {
                prepare_once(&connection).unwrap();
            }
            let mut statement =
                connection.prepare("SELECT b FROM t WHERE a = ?1 AND b >= ?2 AND b < ?3 LIMIT ?4").unwrap();
            for n in 0..3 {
                let found = statement.query_map(params!["a", "b", "c", n], |_| Ok(())).unwrap();
                assert_eq!(found.count(), 0);
            }
            let again = statement.get_status(StatementStatus::RePrepare);
            assert!((least..=most).contains(&again), "{again} times");
        }
    }
}
