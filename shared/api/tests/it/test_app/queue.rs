//! The replies queue of a test app.

use jiff::SignedDuration;
use relais_core::Clock;
use relais_core::queue::{Enqueue, NewMessage, QueueError};
use relais_embedded::LocalQueue;

/// A queue that can fail, and that stalls the process after each enqueueing.
#[derive(Clone)]
pub(crate) struct MaybeQueue {
    pub(super) queue: LocalQueue,
    pub(super) works: bool,
    pub(super) nap: SignedDuration,
    pub(super) clock: Clock,
}

impl Enqueue for MaybeQueue {
    async fn send(&self, messages: Vec<NewMessage>) -> Result<(), QueueError> {
        if !self.works {
            return Err(QueueError::new("send messages", "down"));
        }
        self.queue.send(messages).await?;
        self.clock.advance(self.nap);
        Ok(())
    }
}
