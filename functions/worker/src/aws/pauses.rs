//! Sets when SQS delivers a job again that was not done. Without it every failure would cost the customer the queue's
//! visibility timeout.

use std::time::Duration;

use relais_aws::sqs::SqsQueue;
use relais_core::queue::Queue;

use crate::{Source, Unfinished};

/// Both queues.
#[derive(Debug)]
pub(super) struct Pauses {
    pub(super) events: SqsQueue,
    pub(super) replies: SqsQueue,
}

impl Pauses {
    /// Sets the pause of each job, by its number of tries. A job that cannot succeed keeps the visibility timeout: while a
    /// new release is deployed, it may be one that only the new worker can read. So does one whose pause cannot be set.
    pub(super) async fn set(&self, redelivered: &[Unfinished], time_left: Duration) {
        let end = tokio::time::Instant::now() + time_left;
        for unfinished in redelivered {
            let Some(pause) = unfinished.pause() else { continue };
            let queue = match unfinished.source() {
                Source::Events => &self.events,
                Source::Replies => &self.replies,
            };
            let message = &unfinished.record.message;
            let set = queue.retry_later(message.receipt.clone(), pause, &unfinished.reason);
            let error = match tokio::time::timeout_at(end, set).await {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => relais_core::error_chain(&error),
                Err(_) => "no time left".to_owned(),
            };
            tracing::warn!(
                job = message.id,
                error,
                "the pause of a job was not set: it waits for the visibility timeout"
            );
        }
    }
}
