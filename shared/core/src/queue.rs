//! The queue port: SQS on AWS, a SQLite file on one machine, with the same meaning.
//!
//! At least once, in no order. A received message is hidden for its visibility timeout and comes back unless it is
//! deleted. After [`MAX_RECEIVES`] receives without a delete it moves to the dead-letter queue.

use std::time::Duration;

/// How often a message is handed out before it is a dead letter. `template.yaml` states the same number.
pub const MAX_RECEIVES: u32 = 10;

/// The longest delay a message can be sent with (SQS: `DelaySeconds` at most 900).
pub const MAX_DELAY: Duration = Duration::from_mins(15);

/// The longest visibility timeout (SQS: 12 hours).
pub const MAX_VISIBILITY: Duration = Duration::from_hours(12);

/// The longest body in bytes. SQS takes 1 MiB since August 2025, attributes included; the rest is left to them.
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
    /// The same through every receive of this message.
    pub id: String,
    /// Names this receive; [`Queue::delete`] and [`Queue::retry_later`] take it.
    pub receipt: String,
    /// As it was sent.
    pub body: String,
    /// 1 at the first receive.
    pub receive_count: u32,
}

impl Received {
    /// Whether it is not handed out again: it ends here or as a dead letter.
    pub fn is_last_try(&self) -> bool {
        self.receive_count >= MAX_RECEIVES
    }
}

/// Puts messages in a queue: all that a webhook, a worker and the API need of one.
pub trait Enqueue: Clone + Send + Sync + 'static {
    /// Stores all of `messages` durably before it returns. On an error some may have been stored: the caller
    /// reports failure, the sender repeats, and duplicates are free.
    fn send(&self, messages: Vec<NewMessage>) -> impl Future<Output = Result<(), QueueError>> + Send;
}

/// A queue from which messages are also received. On AWS the event source mapping does that.
pub trait Queue: Enqueue {
    /// Up to `max` (at most 10) messages, hidden for `visibility`. Waits up to `wait` (at most 20 s) for the first.
    fn receive(
        &self,
        max: usize,
        visibility: Duration,
        wait: Duration,
    ) -> impl Future<Output = Result<Vec<Received>, QueueError>> + Send;

    /// Ends messages for good. A receipt that a later receive has superseded is ignored.
    fn delete(&self, receipts: Vec<String>) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Makes a message visible again in `after`. `reason` is what an operator reads beside a dead letter: an id or a
    /// code, never message text.
    fn retry_later(
        &self,
        receipt: String,
        after: Duration,
        reason: &str,
    ) -> impl Future<Output = Result<(), QueueError>> + Send;
}

/// What a queue could not do. Every one of these is worth another try.
#[derive(Debug, thiserror::Error)]
#[error("the queue could not {operation}")]
pub struct QueueError {
    /// What was asked of it.
    pub operation: &'static str,
    /// Why it refused.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl QueueError {
    /// Wraps the adapter's own error.
    pub fn new(operation: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { operation, source: source.into() }
    }
}
