//! The queue port: SQS on AWS, a SQLite file on one machine, with the same semantics.
//!
//! Messages are delivered at least once, in any order. A received message is hidden for its visibility timeout, and
//! redelivered unless it is deleted. After [`MAX_RECEIVES`] tries without a delete it is dead-lettered.

use std::time::Duration;

/// How many times a job is tried before it is dead-lettered. On one machine each receive is a try; on AWS a throttled
/// function receives as well, so there SQS itself gives up much later (`template.yaml`), and the worker counts the tries.
pub const MAX_RECEIVES: u32 = 10;

/// The longest pause before a job that failed is tried again.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The longest delay a message can be sent with (SQS: `DelaySeconds` at most 900).
pub const MAX_DELAY: Duration = Duration::from_mins(15);

/// The longest visibility timeout (SQS: 12 hours).
pub const MAX_VISIBILITY: Duration = Duration::from_hours(12);

/// The longest body in bytes. SQS takes 1 MiB (since August 2025), attributes included. The rest is for the attributes.
pub const MAX_BODY_BYTES: usize = 1_000_000;

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// JSON text of at most [`MAX_BODY_BYTES`] bytes.
    pub body: String,
    /// How long it stays hidden at first; at most [`MAX_DELAY`], rounded up to whole seconds by SQS.
    pub delay: Duration,
}

impl NewMessage {
    /// A message that may be received at once.
    pub fn now(body: String) -> Self {
        Self { body, delay: Duration::ZERO }
    }
}

/// A message that was received and is hidden from other receivers for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The message's id: the same in every receive.
    pub id: String,
    /// Identifies this receive, for [`Queue::delete`] and [`Queue::retry_later`].
    pub receipt: String,
    /// The body, as it was sent.
    pub body: String,
    /// The number of this receive, from 1.
    pub receive_count: u32,
}

impl Received {
    /// How long a job that failed waits for its next try: 1, 2, 4 … seconds, at most a minute.
    pub fn pause(&self) -> Duration {
        let doubled = 1_u64.checked_shl(self.receive_count.saturating_sub(1)).unwrap_or(u64::MAX);
        Duration::from_secs(doubled).min(LONGEST_PAUSE)
    }

    /// Whether this is the last receive: if the job fails, the message is dead-lettered.
    pub fn is_last_try(&self) -> bool {
        self.receive_count >= MAX_RECEIVES
    }
}

/// Puts messages in a queue. The webhook, the worker and the API need nothing else of a queue.
pub trait Enqueue: Clone + Send + Sync + 'static {
    /// Stores all of `messages` durably before it returns. On an error some may be stored. Then the caller reports the
    /// failure and its own caller repeats the call: duplicates are harmless.
    fn send(&self, messages: Vec<NewMessage>) -> impl Future<Output = Result<(), QueueError>> + Send;
}

/// A queue from which messages are also received. On AWS the event source mapping does that.
pub trait Queue: Enqueue {
    /// Receives up to `max` (at most 10) messages, and hides them for `visibility`. Waits up to `wait` (at most 20 s)
    /// for the first one.
    fn receive(
        &self,
        max: usize,
        visibility: Duration,
        wait: Duration,
    ) -> impl Future<Output = Result<Vec<Received>, QueueError>> + Send;

    /// Deletes messages. A receipt is ignored if the message was received again since.
    fn delete(&self, receipts: Vec<String>) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Makes a message visible again in `after`. `reason` is shown to operators beside a dead letter. It never contains
    /// message text.
    fn retry_later(
        &self,
        receipt: String,
        after: Duration,
        reason: &str,
    ) -> impl Future<Output = Result<(), QueueError>> + Send;
}

/// An operation of the queue failed. It may be retried.
#[derive(Debug, thiserror::Error)]
#[error("the queue could not {operation}")]
pub struct QueueError {
    /// The operation, as a verb with its object: `send messages`.
    pub operation: &'static str,
    /// The adapter's own error.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl QueueError {
    /// Wraps the adapter's own error.
    pub fn new(operation: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { operation, source: source.into() }
    }
}
