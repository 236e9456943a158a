//! Prepared statements that stay prepared.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// Lets no bound value change how a statement is carried out. Otherwise SQLite, compiled with statistics of the values as
/// rusqlite does, prepares each statement with a range anew whenever it is bound.
/// <https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfigenableqpsg>
pub(crate) fn keep(connection: &Connection) -> rusqlite::Result<()> {
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
                keep(&connection).unwrap();
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
