//! Counts the local queues' messages, says when the next is due, and lists and redrives their dead letters.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use relais_core::dead_letter::{DeadLetter, Depth};
use relais_core::queue::QueueError;
use rusqlite::{Connection, Result, Row, params};

use super::{LocalQueue, LocalQueues, messages};

impl LocalQueue {
    /// Counts this queue's messages.
    pub async fn depth(&self) -> std::result::Result<Depth, QueueError> {
        let (name, clock) = (Arc::clone(&self.name), self.shared.clock.clone());
        let work = move |connection: &Connection| depth(connection, &name, clock.now());
        let depth = self.shared.writer.run(None, work).await;
        depth.map_err(|error| QueueError::new("count messages", error))
    }

    /// When the next message is due, also one that is hidden. `None`: the queue is empty.
    pub async fn next_due(&self) -> std::result::Result<Option<Timestamp>, QueueError> {
        let name = Arc::clone(&self.name);
        let work = move |connection: &Connection| messages::next_due(connection, &name);
        let due = self.shared.writer.run(None, work).await;
        due.map_err(|error| QueueError::new("look for the next message", error))
    }
}

impl LocalQueues {
    /// The dead letters of all queues, the latest first, at most `limit`.
    pub async fn dead_letters(&self, limit: usize) -> std::result::Result<Vec<DeadLetter>, QueueError> {
        let work = move |connection: &Connection| dead_letters(connection, limit);
        let letters = self.shared.writer.run(None, work).await;
        letters.map_err(|error| QueueError::new("list dead letters", error))
    }

    /// Deletes the dead letters whose body meets the condition. Returns their number.
    pub async fn delete_dead_letters(
        &self,
        condition: impl Fn(&str) -> bool + Send + 'static,
    ) -> std::result::Result<usize, QueueError> {
        let work = move |connection: &Connection| delete_dead_letters(connection, &condition);
        let deleted = self.shared.writer.run(None, work).await;
        deleted.map_err(|error| QueueError::new("delete dead letters", error))
    }

    /// Redrives the dead letters of one queue, or of all: their receive count starts at zero, and they are visible at
    /// once. Returns their number.
    pub async fn redrive(&self, queue: Option<&str>) -> std::result::Result<usize, QueueError> {
        let (queue, clock) = (queue.map(str::to_owned), self.shared.clock.clone());
        let work = move |connection: &Connection| redrive(connection, queue.as_deref(), clock.now());
        let redriven = self.shared.writer.run(None, work).await;
        let arrivals = self.shared.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        arrivals.values().for_each(|arrivals| arrivals.announce());
        redriven.map_err(|error| QueueError::new("redrive dead letters", error))
    }
}

fn depth(connection: &Connection, queue: &str, now: Timestamp) -> Result<Depth> {
    let now = now.as_millisecond();
    let dead = connection.query_row(
        "SELECT count(*) FROM message WHERE died_ms IS NOT NULL AND queue = ?1",
        params![queue],
        |row| row.get(0),
    )?;
    connection.query_row(
        "SELECT count(*) FILTER (WHERE visible_ms <= ?2),
                count(*) FILTER (WHERE visible_ms > ?2 AND held = 0),
                count(*) FILTER (WHERE visible_ms > ?2 AND held = 1),
                min(sent_ms)
         FROM message WHERE died_ms IS NULL AND queue = ?1",
        params![queue, now],
        |row| {
            let oldest_ms: Option<i64> = row.get(3)?;
            Ok(Depth {
                visible: row.get(0)?,
                delayed: row.get(1)?,
                in_flight: row.get(2)?,
                dead,
                oldest: oldest_ms
                    .map(|sent| Duration::from_millis(u64::try_from(now.saturating_sub(sent)).unwrap_or(0))),
            })
        },
    )
}

fn dead_letters(connection: &Connection, limit: usize) -> Result<Vec<DeadLetter>> {
    connection
        .prepare_cached(
            "SELECT seq, queue, body, reason, received, sent_ms, died_ms FROM message
             WHERE died_ms IS NOT NULL ORDER BY died_ms DESC, seq DESC LIMIT ?1",
        )?
        .query_map(params![i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(DeadLetter {
                id: row.get::<_, i64>(0)?.to_string(),
                queue: row.get(1)?,
                body: row.get(2)?,
                reason: row.get(3)?,
                receive_count: row.get(4)?,
                sent_at: time(row, 5)?,
                died_at: Some(time(row, 6)?),
            })
        })?
        .collect()
}

fn delete_dead_letters(connection: &Connection, condition: &dyn Fn(&str) -> bool) -> Result<usize> {
    let mut deleted = 0;
    for letter in dead_letters(connection, usize::MAX)?.iter().filter(|letter| condition(&letter.body)) {
        deleted += connection.execute(
            "DELETE FROM message WHERE seq = ?1 AND died_ms IS NOT NULL",
            params![letter.id.parse::<i64>().unwrap_or(0)],
        )?;
    }
    Ok(deleted)
}

fn time(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    Ok(Timestamp::from_millisecond(row.get(column)?).unwrap_or(Timestamp::UNIX_EPOCH))
}

fn redrive(connection: &Connection, queue: Option<&str>, now: Timestamp) -> Result<usize> {
    connection.execute(
        "UPDATE message SET died_ms = NULL, received = 0, held = 0, hidden_ms = ?1, visible_ms = ?1
         WHERE died_ms IS NOT NULL AND (?2 IS NULL OR queue = ?2)",
        params![now.as_millisecond(), queue],
    )
}
