//! The operations on messages, as SQL. Everything here runs on the writer thread, inside its transaction.

use std::time::Duration;

use jiff::Timestamp;
use relais_core::queue::{MAX_RECEIVES, Received};
use rusqlite::{Connection, OptionalExtension, Result, params};

/// How often one receive searches again when it found only dead letters. The next receive continues.
const MAX_ROUNDS: usize = 100;

/// The result of a receive.
pub(super) struct Taken {
    /// Oldest due time first. They are hidden now.
    pub(super) messages: Vec<Received>,
    /// When the next message is due. `None` when messages were received or the queue is empty.
    pub(super) next_due: Option<Timestamp>,
}

/// Stores a message that is hidden for `delay`.
pub(super) fn insert(
    connection: &Connection,
    queue: &str,
    body: &str,
    delay: Duration,
    now: Timestamp,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO message (queue, body, sent_ms, hidden_ms, visible_ms)
             VALUES (?1, ?2, ?3, ?3, ?4)",
        )?
        .execute(params![queue, body, now.as_millisecond(), after(now, delay)])?;
    Ok(())
}

/// Hides up to `max` due messages for `visibility` and returns them. A message that was already received
/// [`MAX_RECEIVES`] times becomes a dead letter instead, at this moment, as in SQS.
pub(super) fn receive(
    connection: &Connection,
    queue: &str,
    max: usize,
    visibility: Duration,
    now: Timestamp,
) -> Result<Taken> {
    let mut messages = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let due = due(connection, queue, max, now)?;
        let none = due.is_empty();
        for message in due {
            if message.received >= MAX_RECEIVES {
                make_dead_letter(connection, message.seq, now)?;
            } else {
                messages.push(hand_out(connection, message, visibility, now)?);
            }
        }
        if none || !messages.is_empty() {
            break;
        }
    }
    let next_due = if messages.is_empty() { next_due(connection, queue)? } else { None };
    Ok(Taken { messages, next_due })
}

/// Deletes a message, if the receipt is of its latest receive.
pub(super) fn delete(connection: &Connection, receipt: &str) -> Result<()> {
    if let Some(Receipt { seq, generation }) = Receipt::parse(receipt) {
        connection
            .prepare_cached("DELETE FROM message WHERE seq = ?1 AND generation = ?2 AND died_ms IS NULL")?
            .execute(params![seq, generation])?;
    }
    Ok(())
}

/// Makes a message due in `wait`, if the receipt is of its latest receive.
pub(super) fn give_back(
    connection: &Connection,
    receipt: &str,
    wait: Duration,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    if let Some(Receipt { seq, generation }) = Receipt::parse(receipt) {
        connection
            .prepare_cached(
                "UPDATE message SET held = 0, hidden_ms = ?3, visible_ms = ?4, reason = ?5
                 WHERE seq = ?1 AND generation = ?2 AND died_ms IS NULL",
            )?
            .execute(params![seq, generation, now.as_millisecond(), after(now, wait), reason])?;
    }
    Ok(())
}

struct Due {
    seq: i64,
    body: String,
    received: u32,
    generation: i64,
}

fn due(connection: &Connection, queue: &str, max: usize, now: Timestamp) -> Result<Vec<Due>> {
    let limit = i64::try_from(max).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "SELECT seq, body, received, generation FROM message
             WHERE died_ms IS NULL AND queue = ?1 AND visible_ms <= ?2
             ORDER BY visible_ms LIMIT ?3",
        )?
        .query_map(params![queue, now.as_millisecond(), limit], |row| {
            Ok(Due { seq: row.get(0)?, body: row.get(1)?, received: row.get(2)?, generation: row.get(3)? })
        })?
        .collect()
}

fn hand_out(connection: &Connection, message: Due, visibility: Duration, now: Timestamp) -> Result<Received> {
    let receipt = Receipt { seq: message.seq, generation: message.generation.saturating_add(1) };
    connection
        .prepare_cached(
            "UPDATE message SET held = 1, hidden_ms = ?2, visible_ms = ?3,
                                received = received + 1, generation = ?4
             WHERE seq = ?1",
        )?
        .execute(params![message.seq, now.as_millisecond(), after(now, visibility), receipt.generation])?;
    Ok(Received {
        id: message.seq.to_string(),
        receipt: receipt.to_string(),
        body: message.body,
        receive_count: message.received.saturating_add(1),
    })
}

fn make_dead_letter(connection: &Connection, seq: i64, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached("UPDATE message SET held = 0, died_ms = ?2 WHERE seq = ?1")?
        .execute(params![seq, now.as_millisecond()])?;
    Ok(())
}

/// When the next message is due.
pub(super) fn next_due(connection: &Connection, queue: &str) -> Result<Option<Timestamp>> {
    let ms: Option<i64> = connection
        .prepare_cached(
            "SELECT visible_ms FROM message WHERE died_ms IS NULL AND queue = ?1
             ORDER BY visible_ms LIMIT 1",
        )?
        .query_row(params![queue], |row| row.get(0))
        .optional()?;
    Ok(ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}

fn after(now: Timestamp, wait: Duration) -> i64 {
    now.as_millisecond().saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

/// Identifies one receive of one message. A generation is never used twice, not even after a redrive.
struct Receipt {
    seq: i64,
    generation: i64,
}

impl Receipt {
    fn parse(text: &str) -> Option<Self> {
        let (seq, generation) = text.split_once('.')?;
        Some(Self { seq: seq.parse().ok()?, generation: generation.parse().ok()? })
    }
}

impl std::fmt::Display for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.seq, self.generation)
    }
}
