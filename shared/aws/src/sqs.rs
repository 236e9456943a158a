//! The queue port on SQS.
//!
//! SQS stores no reason with a rescheduled message, so `retry_later` ignores it. The reason is in the worker's log,
//! under the message's id, and in a dead letter that the worker wrote.

mod batch;
mod dead_letters;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use relais_core::job;
use relais_core::queue::{Enqueue, MAX_DELAY, MAX_VISIBILITY, NewMessage, Queue, QueueError, Received};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::access::{Access, CallError, JsonService};
use crate::check::{Check, CheckError};
use batch::{Batch, BatchError, RefusedEntry, batches};
pub use dead_letters::DeadLetterQueue;

/// SQS: at most 10 entries in a batch and 10 messages in a receive.
const MAX_ENTRIES: usize = 10;

/// SQS: `WaitTimeSeconds` is at most 20.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// SQS counts its 12 hours from the receive. A function may already have spent 15 minutes of them, Lambda's limit, so
/// that time is subtracted.
const MAX_RETRY_DELAY: Duration = MAX_VISIBILITY.saturating_sub(Duration::from_mins(15));

/// A queue of SQS. Clones share the connection.
#[derive(Clone, Debug)]
pub struct SqsQueue {
    service: Arc<JsonService>,
    url: String,
}

/// A received message.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Message {
    #[serde(rename = "MessageId")]
    id: String,
    receipt_handle: String,
    body: String,
    /// What SQS itself says of it.
    attributes: HashMap<String, String>,
    #[serde(rename = "MessageAttributes")]
    written: HashMap<String, MessageAttribute>,
}

/// What a sender wrote beside a message's body.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MessageAttribute {
    string_value: Option<String>,
}

/// The answer to a receive.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Messages {
    #[serde(default)]
    messages: Vec<Message>,
}

/// The answer to a batch.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BatchAnswer {
    #[serde(default)]
    failed: Vec<RefusedEntry>,
}

/// SQS's name for how often a message was received.
const RECEIVE_COUNT: &str = "ApproximateReceiveCount";

impl SqsQueue {
    /// The queue at `url`: a queue of jobs or a dead-letter queue.
    pub fn new(access: &Access, url: impl Into<String>) -> Self {
        Self { service: Arc::new(JsonService::sqs(access)), url: url.into() }
    }

    /// Checks that the queue that `variable` names exists and may be used.
    pub async fn check(&self, variable: &'static str) -> Result<(), CheckError> {
        let action = "sqs:GetQueueAttributes";
        let request = json!({"QueueUrl": self.url, "AttributeNames": ["QueueArn"]});
        let call = self.service.call::<IgnoredAny>("GetQueueAttributes", &request);
        Check { what: "queue", name: &self.url, variable, action }.run(call, CallError::code).await
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
        let request = json!({
            "QueueUrl": self.url,
            "MaxNumberOfMessages": max.clamp(1, MAX_ENTRIES),
            "VisibilityTimeout": seconds(visibility.min(MAX_VISIBILITY)),
            "WaitTimeSeconds": seconds(wait.min(MAX_WAIT)),
            "MessageSystemAttributeNames": [RECEIVE_COUNT],
        });
        let answer = self.service.call::<Messages>("ReceiveMessage", &request).await;
        let messages = answer.map_err(|error| failed("receive messages", error))?.messages;
        Ok(messages.into_iter().map(received).collect())
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
        let request = json!({
            "QueueUrl": self.url,
            "ReceiptHandle": receipt,
            "VisibilityTimeout": seconds(after.min(MAX_RETRY_DELAY)),
        });
        let changed = self.service.call::<IgnoredAny>("ChangeMessageVisibility", &request).await;
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
            let entries = batch.left.iter().map(|(id, message)| entry(id, message));
            let refused = self.batch("SendMessageBatch", entries.collect()).await?;
            batch.keep(refused).await?;
        }
        Ok(())
    }

    async fn delete_batch(&self, receipts: Vec<String>) -> Result<(), BatchError> {
        let mut batch = Batch::new(receipts);
        while !batch.left.is_empty() {
            let entries = batch.left.iter().map(|(id, receipt)| json!({"Id": id, "ReceiptHandle": receipt}));
            let mut refused = self.batch("DeleteMessageBatch", entries.collect()).await?;
            refused.retain(|entry| entry.code != EXPIRED_RECEIPT);
            batch.keep(refused).await?;
        }
        Ok(())
    }

    /// Sends one batch. Returns the entries that SQS refused.
    async fn batch(&self, operation: &str, entries: Vec<Value>) -> Result<Vec<RefusedEntry>, BatchError> {
        let request = json!({"QueueUrl": self.url, "Entries": entries});
        Ok(self.service.call::<BatchAnswer>(operation, &request).await?.failed)
    }
}

/// A message of a batch. Its group makes the queue fair: SQS delivers the messages of others first while one group takes more
/// than its share of the workers.
fn entry(id: &str, message: &NewMessage) -> Value {
    let delay = seconds(message.delay.min(MAX_DELAY));
    let mut entry = json!({"Id": id, "MessageBody": message.body, "DelaySeconds": delay});
    if let (Some(group), Some(fields)) = (job::group(&message.body), entry.as_object_mut()) {
        fields.insert("MessageGroupId".to_owned(), group.into());
    }
    entry
}

fn received(message: Message) -> Received {
    let count = message.attributes.get(RECEIVE_COUNT).and_then(|count| count.parse().ok());
    Received {
        id: message.id,
        receipt: message.receipt_handle,
        body: message.body,
        receive_count: count.unwrap_or(1),
    }
}

/// Whole seconds, rounded up: a message never becomes visible early.
fn seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0))
}

/// SQS's code for a delete whose receipt has expired.
const EXPIRED_RECEIPT: &str = "ReceiptHandleIsInvalid";

/// Whether the message is visible again, or deleted: then its visibility timeout cannot be changed any more.
fn has_expired(error: &CallError) -> bool {
    error.code().is_some_and(|code| {
        code.ends_with("MessageNotInflight")
            || code == EXPIRED_RECEIPT
            || code.starts_with("InvalidParameterValue")
    })
}

fn failed(operation: &'static str, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> QueueError {
    QueueError::new(operation, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_sent_with_its_group_and_its_delay() {
        let reply = r#"{"v":1,"job":{"reply":{"contact":"c0123456789abcdef01234567","message":"m"}}}"#;
        let sent = entry("1", &NewMessage { body: reply.to_owned(), delay: Duration::from_millis(1500) });
        let group = "c0123456789abcdef01234567";
        assert_eq!(
            sent,
            json!({"Id": "1", "MessageBody": reply, "DelaySeconds": 2, "MessageGroupId": group})
        );

        let draft = r#"{"v":1,"job":{"draft":{"id":"d"}}}"#;
        let sent = entry("1", &NewMessage::now(draft.to_owned()));
        assert_eq!(sent, json!({"Id": "1", "MessageBody": draft, "DelaySeconds": 0}));
    }

    #[test]
    fn delays_are_rounded_up_to_seconds() {
        let of_ms = |ms| seconds(Duration::from_millis(ms));
        assert_eq!([of_ms(0), of_ms(1), of_ms(1000), of_ms(1001), of_ms(1500)], [0, 1, 1, 2, 2]);
        assert_eq!(seconds(Duration::MAX), u64::MAX);
    }
}
