//! The queue port on SQS.
//!
//! SQS stores no reason with a rescheduled message, so `retry_later` ignores it. The reason is in the worker's log,
//! under the message's id, and in a dead letter that the worker wrote.

mod batch;
mod dead_letters;

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::change_message_visibility::ChangeMessageVisibilityError;
use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName, QueueAttributeName,
    SendMessageBatchRequestEntry,
};
use relais_core::queue::{Enqueue, MAX_DELAY, MAX_VISIBILITY, NewMessage, Queue, QueueError, Received};

use crate::check::{Check, CheckError};
use batch::{Batch, BatchError, batches};
pub use dead_letters::DeadLetterQueue;

/// SQS: at most 10 entries in a batch and 10 messages in a receive.
const MAX_ENTRIES: usize = 10;

/// SQS: `WaitTimeSeconds` is at most 20.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// SQS counts its 12 hours from the receive. A function may already have spent 15 minutes of them, Lambda's limit, so
/// that time is subtracted.
const MAX_RETRY_DELAY: Duration = MAX_VISIBILITY.saturating_sub(Duration::from_mins(15));

/// A queue of SQS. Clones share the client.
#[derive(Clone, Debug)]
pub struct SqsQueue {
    client: Client,
    url: String,
}

impl SqsQueue {
    /// The queue at `url`: a queue of jobs or a dead-letter queue.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }

    /// Checks that the queue that `variable` names exists and may be used.
    pub async fn check(&self, variable: &'static str) -> Result<(), CheckError> {
        let action = "sqs:GetQueueAttributes";
        let call = self.client.get_queue_attributes().queue_url(&self.url);
        let call = call.attribute_names(QueueAttributeName::QueueArn).send();
        Check { what: "queue", name: &self.url, variable, action }.run(call).await
    }
}

impl Enqueue for SqsQueue {
    async fn send(&self, messages: Vec<NewMessage>) -> Result<(), QueueError> {
        for batch in batches(messages) {
            self.send_batch(batch).await.map_err(|error| failed("send messages", error))?;
        }
        Ok(())
    }
}

impl Queue for SqsQueue {
    async fn receive(
        &self,
        max: usize,
        visibility: Duration,
        wait: Duration,
    ) -> Result<Vec<Received>, QueueError> {
        let output = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(i32::try_from(max.clamp(1, MAX_ENTRIES)).unwrap_or(1))
            .visibility_timeout(seconds(visibility.min(MAX_VISIBILITY)))
            .wait_time_seconds(seconds(wait.min(MAX_WAIT)))
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .send()
            .await
            .map_err(|error| failed("receive messages", error))?;
        Ok(output.messages.unwrap_or_default().into_iter().map(received).collect())
    }

    async fn delete(&self, receipts: Vec<String>) -> Result<(), QueueError> {
        let mut receipts = receipts.into_iter().peekable();
        while receipts.peek().is_some() {
            let batch = receipts.by_ref().take(MAX_ENTRIES).collect();
            self.delete_batch(batch).await.map_err(|error| failed("delete messages", error))?;
        }
        Ok(())
    }

    async fn retry_later(&self, receipt: String, after: Duration, _reason: &str) -> Result<(), QueueError> {
        let changed = self
            .client
            .change_message_visibility()
            .queue_url(&self.url)
            .receipt_handle(receipt)
            .visibility_timeout(seconds(after.min(MAX_RETRY_DELAY)))
            .send()
            .await;
        match changed {
            Err(error) if !has_expired(&error) => Err(failed("change a message's visibility timeout", error)),
            _ => Ok(()),
        }
    }
}

impl SqsQueue {
    async fn send_batch(&self, messages: Vec<NewMessage>) -> Result<(), BatchError> {
        let mut batch = Batch::new(messages);
        while !batch.left.is_empty() {
            let entries = batch.left.iter().map(|(id, message)| {
                SendMessageBatchRequestEntry::builder()
                    .id(id)
                    .message_body(&message.body)
                    .delay_seconds(seconds(message.delay.min(MAX_DELAY)))
                    .build()
            });
            let entries = entries.collect::<Result<_, _>>().map_err(BatchError::request)?;
            let request = self.client.send_message_batch().queue_url(&self.url);
            let output = request.set_entries(Some(entries)).send().await;
            batch.keep(output.map_err(BatchError::request)?.failed).await?;
        }
        Ok(())
    }

    async fn delete_batch(&self, receipts: Vec<String>) -> Result<(), BatchError> {
        let mut batch = Batch::new(receipts);
        while !batch.left.is_empty() {
            let entries = batch.left.iter().map(|(id, receipt)| {
                DeleteMessageBatchRequestEntry::builder().id(id).receipt_handle(receipt).build()
            });
            let entries = entries.collect::<Result<_, _>>().map_err(BatchError::request)?;
            let request = self.client.delete_message_batch().queue_url(&self.url);
            let output = request.set_entries(Some(entries)).send().await;
            let mut refused = output.map_err(BatchError::request)?.failed;
            refused.retain(|entry| entry.code != EXPIRED_RECEIPT);
            batch.keep(refused).await?;
        }
        Ok(())
    }
}

fn received(message: Message) -> Received {
    let count = message
        .attributes
        .as_ref()
        .and_then(|all| all.get(&MessageSystemAttributeName::ApproximateReceiveCount))
        .and_then(|count| count.parse().ok());
    Received {
        id: message.message_id.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        receive_count: count.unwrap_or(1),
    }
}

/// Whole seconds, rounded up: a message never becomes visible early.
fn seconds(duration: Duration) -> i32 {
    let up = u64::from(duration.subsec_nanos() > 0);
    i32::try_from(duration.as_secs().saturating_add(up)).unwrap_or(i32::MAX)
}

/// SQS's code for a delete whose receipt has expired.
const EXPIRED_RECEIPT: &str = "ReceiptHandleIsInvalid";

/// Whether the message is visible again, or deleted: then its visibility timeout cannot be changed any more.
fn has_expired(error: &SdkError<ChangeMessageVisibilityError>) -> bool {
    error.as_service_error().is_some_and(|error| {
        error.is_message_not_inflight()
            || error.is_receipt_handle_is_invalid()
            || error.code() == Some("InvalidParameterValue")
    })
}

fn failed(operation: &'static str, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> QueueError {
    QueueError::new(operation, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_rounded_up_to_seconds() {
        let of_ms = |ms| seconds(Duration::from_millis(ms));
        assert_eq!([of_ms(0), of_ms(1), of_ms(1000), of_ms(1001), of_ms(1500)], [0, 1, 1, 2, 2]);
        assert_eq!(seconds(Duration::MAX), i32::MAX);
    }
}
