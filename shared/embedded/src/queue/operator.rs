//! What the person who runs it sees and does: depths, dead letters, sending them round again.

use std::fmt;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use relais_core::queue::QueueError;
use rusqlite::{Connection, Result, Row, params};

use super::{LocalQueue, LocalQueues};

/// How many messages a queue has, and in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// May be received now.
    pub visible: u64,
    /// Wait for their time: sent with a delay, or given back for later.
    pub delayed: u64,
    /// Were received and are neither deleted nor given back yet.
    pub in_flight: u64,
    /// Dead letters.
    pub dead: u64,
    /// Since the oldest message was sent; dead letters do not count.
    pub oldest: Option<Duration>,
}

/// A message that was handed out too often. `Debug` leaves the body out.
#[derive(Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// As in `Received::id`.
    pub id: String,
    /// The queue it was sent to.
    pub queue: String,
    /// As it was sent.
    pub body: String,
    /// What its last `retry_later` gave; `None` when it was only ever let go.
    pub reason: Option<String>,
    /// How often it was handed out.
    pub receive_count: u32,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it became a dead letter.
    pub died_at: Timestamp,
}

/// Which dead letters are sent round again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redrive {
    /// Every one, of every queue of the file.
    All,
    /// These [`DeadLetter::id`]s; the others, and ids of no dead letter, are left alone.
    Ids(Vec<String>),
}

impl LocalQueue {
    /// Counts this queue's messages.
    pub async fn depth(&self) -> std::result::Result<Depth, QueueError> {
        let (name, clock) = (Arc::clone(&self.name), self.shared.clock.clone());
        let work = move |connection: &Connection| depth(connection, &name, clock.now());
        let depth = self.shared.writer.run(None, work).await;
        depth.map_err(|error| QueueError::new("count messages", error))
    }
}

impl LocalQueues {
    /// The dead letters of all queues, the latest first, at most `limit`.
    pub async fn dead_letters(&self, limit: usize) -> std::result::Result<Vec<DeadLetter>, QueueError> {
        let work = move |connection: &Connection| dead_letters(connection, limit);
        let letters = self.shared.writer.run(None, work).await;
        letters.map_err(|error| QueueError::new("list dead letters", error))
    }

    /// Sends dead letters round again with a fresh count; they may be received at once. Says how many.
    pub async fn redrive(&self, which: Redrive) -> std::result::Result<usize, QueueError> {
        let clock = self.shared.clock.clone();
        let work = move |connection: &Connection| redrive(connection, &which, clock.now());
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
                died_at: time(row, 6)?,
            })
        })?
        .collect()
}

fn time(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    Ok(Timestamp::from_millisecond(row.get(column)?).unwrap_or(Timestamp::UNIX_EPOCH))
}

fn redrive(connection: &Connection, which: &Redrive, now: Timestamp) -> Result<usize> {
    const REVIVE: &str = "UPDATE message SET died_ms = NULL, received = 0, held = 0,
                                             hidden_ms = ?1, visible_ms = ?1
                          WHERE died_ms IS NOT NULL";
    let now = now.as_millisecond();
    match which {
        Redrive::All => connection.execute(REVIVE, params![now]),
        Redrive::Ids(ids) => {
            let mut revive = connection.prepare(&format!("{REVIVE} AND seq = ?2"))?;
            let known = ids.iter().filter_map(|id| id.parse::<i64>().ok());
            known.map(|seq| revive.execute(params![now, seq])).sum()
        }
    }
}

impl fmt::Debug for DeadLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadLetter")
            .field("id", &self.id)
            .field("queue", &self.queue)
            .field("reason", &self.reason)
            .field("receive_count", &self.receive_count)
            .field("sent_at", &self.sent_at)
            .field("died_at", &self.died_at)
            .finish_non_exhaustive()
    }
}
