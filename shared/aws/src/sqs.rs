//! The queue port on SQS.
//!
//! SQS holds no reason beside a message, so what `retry_later` is given is not kept here: the worker's log has it under
//! the message's id.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::change_message_visibility::ChangeMessageVisibilityError;
use aws_sdk_sqs::types::{
    BatchResultErrorEntry, DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName,
    SendMessageBatchRequestEntry,
};
use relais_core::queue::{MAX_DELAY, MAX_VISIBILITY, NewMessage, Queue, QueueError, Received};

/// SQS: at most 10 entries in a batch and 10 messages in a receive.
const MAX_ENTRIES: usize = 10;

/// SQS: the bodies of a batch are at most 1 MiB together, as one alone is.
const MAX_BATCH_BYTES: usize = 1_048_576;

/// SQS: `WaitTimeSeconds` is at most 20.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// How often the entries that SQS refused out of a batch are sent, the first time included. Whole requests that fail
/// are repeated by the SDK.
const ATTEMPTS: u32 = 4;

/// The pause before the second attempt; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// SQS counts its 12 hours from the receive, so the longest time to give a message back for leaves out what a function
/// may have spent on it: 15 minutes.
const MAX_RETRY_DELAY: Duration = MAX_VISIBILITY.saturating_sub(Duration::from_mins(15));

/// A queue of SQS. Clones share the client.
#[derive(Clone, Debug)]
pub struct SqsQueue {
    client: Client,
    url: String,
}

impl SqsQueue {
    /// The queue at `url`, which is `EVENTS_QUEUE_URL` or `REPLIES_QUEUE_URL`.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }
}

impl Queue for SqsQueue {
    async fn send(&self, messages: Vec<NewMessage>) -> Result<(), QueueError> {
        for batch in batches(messages) {
            self.send_batch(batch).await.map_err(|error| failed("send messages", error))?;
        }
        Ok(())
    }

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
            Err(error) if !has_expired(&error) => Err(failed("put a message back", error)),
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

/// What SQS has not taken yet, by entry id.
struct Batch<Entry> {
    left: HashMap<String, Entry>,
    attempts_left: u32,
    pause: Duration,
}

impl<Entry> Batch<Entry> {
    fn new(entries: Vec<Entry>) -> Self {
        let numbered = entries.into_iter().enumerate();
        Self {
            left: numbered.map(|(number, entry)| (number.to_string(), entry)).collect(),
            attempts_left: ATTEMPTS,
            pause: FIRST_PAUSE,
        }
    }

    /// Keeps the entries that were refused and pauses before they are tried again. An error when no attempt is left, or
    /// when SQS says that an entry is at fault: it would be again.
    async fn keep(&mut self, refused: Vec<BatchResultErrorEntry>) -> Result<(), BatchError> {
        self.left.retain(|id, _| refused.iter().any(|entry| entry.id == *id));
        self.attempts_left = self.attempts_left.saturating_sub(1);
        let Some(first) = refused.first() else { return Ok(()) };
        if self.attempts_left == 0 || refused.iter().any(|entry| entry.sender_fault) {
            return Err(BatchError::Refused { count: refused.len(), code: first.code.clone() });
        }
        tokio::time::sleep(self.pause).await;
        self.pause = self.pause.saturating_mul(2);
        Ok(())
    }
}

/// Why a batch was not taken as a whole.
#[derive(Debug, thiserror::Error)]
enum BatchError {
    #[error("SQS did not take the request")]
    Request(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("SQS refused {count} entries of a batch, the first with {code}")]
    Refused { count: usize, code: String },
}

impl BatchError {
    fn request(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Request(error.into())
    }
}

/// Splits into batches that SQS takes, bodies made acceptable. A body that is too long by itself goes alone and is
/// refused by SQS.
fn batches(messages: Vec<NewMessage>) -> Vec<Vec<NewMessage>> {
    let mut batches: Vec<Vec<NewMessage>> = Vec::new();
    let mut bytes = 0_usize;
    for message in messages {
        let message = NewMessage { body: acceptable(message.body), delay: message.delay };
        let sum = bytes.saturating_add(message.body.len());
        match batches.last_mut() {
            Some(batch) if batch.len() < MAX_ENTRIES && sum <= MAX_BATCH_BYTES => {
                bytes = sum;
                batch.push(message);
            }
            _ => {
                bytes = message.body.len();
                batches.push(vec![message]);
            }
        }
    }
    batches
}

/// SQS takes U+0009, U+000A, U+000D, U+0020 to U+D7FF, U+E000 to U+FFFD and U+10000 to U+10FFFF and refuses the whole
/// message otherwise. A body is JSON, where anything else can only stand inside a string and means the same as
/// `\uXXXX`.
fn acceptable(body: String) -> String {
    let refused = |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if !body.contains(refused) {
        return body;
    }
    let escape = |c: char| {
        if refused(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }
    };
    body.chars().map(escape).collect()
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

/// Whole seconds, rounded up: a message never comes early.
fn seconds(duration: Duration) -> i32 {
    let up = u64::from(duration.subsec_nanos() > 0);
    i32::try_from(duration.as_secs().saturating_add(up)).unwrap_or(i32::MAX)
}

/// What a delete gets for a receipt that is no longer good.
const EXPIRED_RECEIPT: &str = "ReceiptHandleIsInvalid";

/// The message is visible again, or gone: there is nothing to put back.
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
    fn what_sqs_refuses_is_escaped_and_means_the_same() {
        let text = "a\u{fffe}b\u{ffff}c\u{7f}d\u{1f44b}\u{fffd}\u{85}";
        let body = serde_json::to_string(text).unwrap();
        assert!(body.contains('\u{fffe}'), "serde_json leaves it as it is");

        let sent = acceptable(body.clone());

        assert_eq!(sent.replace(r"\ufffe", "\u{fffe}").replace(r"\uffff", "\u{ffff}"), body);
        assert_eq!(serde_json::from_str::<String>(&sent).unwrap(), text);
    }

    #[test]
    fn every_control_character_but_tab_and_line_ends_is_escaped() {
        for code in 0..0x20_u8 {
            let sent = acceptable(char::from(code).to_string());
            let kept = matches!(code, b'\t' | b'\n' | b'\r');
            assert_eq!(sent.len() == 1, kept, "U+{code:04X}");
        }
    }

    #[test]
    fn delays_are_rounded_up_to_seconds() {
        let of_ms = |ms| seconds(Duration::from_millis(ms));
        assert_eq!([of_ms(0), of_ms(1), of_ms(1000), of_ms(1001), of_ms(1500)], [0, 1, 1, 2, 2]);
        assert_eq!(seconds(Duration::MAX), i32::MAX);
    }

    #[test]
    fn batches_keep_to_ten_messages_and_a_mebibyte_and_lose_none() {
        let of = |sizes: &[usize]| {
            let messages = sizes.iter().map(|size| NewMessage::now("x".repeat(*size))).collect();
            batches(messages).iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), [0_usize; 0]);
        assert_eq!(of(&[5; 25]), [10, 10, 5]);
        assert_eq!(of(&[MAX_BATCH_BYTES / 2; 5]), [2, 2, 1]);
        assert_eq!(of(&[1, MAX_BATCH_BYTES, 1]), [1, 1, 1]);
        assert_eq!(of(&[MAX_BATCH_BYTES + 1, 1]), [1, 1]);
    }

    #[tokio::test]
    async fn refused_entries_are_tried_a_few_times_and_faulty_ones_once() {
        let refusal = |fault| {
            let entry = BatchResultErrorEntry::builder().id("1").code("Busy").sender_fault(fault);
            vec![entry.build().unwrap()]
        };
        let mut batch = Batch::new(vec!["a", "b"]);
        for _ in 1..ATTEMPTS {
            batch.keep(refusal(false)).await.unwrap();
            assert_eq!(batch.left.values().collect::<Vec<_>>(), [&"b"]);
        }
        assert!(batch.keep(refusal(false)).await.is_err());

        assert!(Batch::new(vec!["a", "b"]).keep(refusal(true)).await.is_err());
    }
}
