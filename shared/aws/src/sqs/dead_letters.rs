//! Depths and dead letters of the queues on SQS: counting, listing, redriving.
//!
//! SQS stores no reason with a dead letter. So the worker sends a job that fails for the last time to the dead-letter
//! queue itself ([`SqsQueue::send_dead_letter`]), with message attributes for the reason, the id, the receive count and the
//! time. If the worker cannot, because it was killed or did not reach SQS in time, SQS moves the job there.
//!
//! SQS's own redrive (`StartMessageMoveTask`) moves only messages that SQS itself put there: it does not know the
//! source queue of a message that was sent. Receiving, sending and deleting moves all of them, counts them, and works
//! with every local SQS. If the process dies between sending and deleting, the job runs twice, which is harmless.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use relais_core::dead_letter::{DeadLetter, Depth};
use relais_core::queue::{Enqueue, NewMessage, Queue, QueueError};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::{MAX_ENTRIES, Message, Messages, RECEIVE_COUNT, SqsQueue, failed, received, seconds};

/// Visibility timeout of dead letters that are being redriven.
const HIDDEN: Duration = Duration::from_mins(1);

/// A receive without a wait asks only some of SQS's servers and may miss messages; one with a wait asks all.
const WAIT: Duration = Duration::from_secs(1);

/// Characters of a reason that are kept, so that it fits beside the largest body.
const MOST_REASON_CHARS: usize = 1_000;

/// Message attributes of a dead letter that the worker sent.
const REASON: &str = "reason";
const ID: &str = "id";
const RECEIVES: &str = "receives";
const SENT_AT: &str = "sent_at";

/// A queue and its dead-letter queue.
#[derive(Clone, Debug)]
pub struct DeadLetterQueue {
    /// Relais' name for the queue: `events` or `replies`.
    name: &'static str,
    source: SqsQueue,
    dead: SqsQueue,
}

/// SQS's name for when a message was sent, in milliseconds since 1970.
const SENT_TIMESTAMP: &str = "SentTimestamp";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueueUrl {
    queue_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    #[serde(default)]
    attributes: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedrivePolicy {
    dead_letter_target_arn: String,
}

impl SqsQueue {
    /// Counts the queue's messages, without its dead letters. SQS's counts are up to a minute old.
    pub async fn depth(&self) -> Result<Depth, QueueError> {
        let count = [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesDelayed",
            "ApproximateNumberOfMessagesNotVisible",
        ];
        let [visible, delayed, in_flight] = self.attributes(count).await?;
        let number = |text: Option<String>| text.and_then(|text| text.parse().ok()).unwrap_or(0);
        Ok(Depth {
            visible: number(visible),
            delayed: number(delayed),
            in_flight: number(in_flight),
            ..Depth::default()
        })
    }

    /// The dead-letter queue that the queue's redrive policy names; `None` without such a policy. `name` is Relais'
    /// name for the queue.
    pub async fn dead_letter_queue(&self, name: &'static str) -> Result<Option<DeadLetterQueue>, QueueError> {
        const OPERATION: &str = "find its dead-letter queue";
        let [policy] = self.attributes(["RedrivePolicy"]).await?;
        let Some(policy) = policy else { return Ok(None) };
        let policy: RedrivePolicy =
            serde_json::from_str(&policy).map_err(|error| failed(OPERATION, error))?;
        // arn:aws:sqs:region:account:name
        let mut parts = policy.dead_letter_target_arn.rsplit(':').map(str::to_owned);
        let request = json!({"QueueName": parts.next(), "QueueOwnerAWSAccountId": parts.next()});
        let answer = self.service.call::<QueueUrl>("GetQueueUrl", &request).await;
        let url = answer.map_err(|error| failed(OPERATION, error))?.queue_url;
        let dead = Self { service: self.service.clone(), url };
        Ok(Some(DeadLetterQueue { name, source: self.clone(), dead }))
    }

    /// Sends a dead letter to this queue, which is a dead-letter queue.
    ///
    /// If the job is redelivered afterwards, it may become a dead letter twice. A redrive then runs it twice.
    pub async fn send_dead_letter(&self, letter: &DeadLetter) -> Result<(), QueueError> {
        // SQS refuses control characters, and attributes without a value.
        let reason = letter.reason.as_deref().filter(|reason| !reason.is_empty()).unwrap_or("none was given");
        let reason = reason.chars().take(MOST_REASON_CHARS);
        let reason = reason.map(|char| if char.is_control() { ' ' } else { char }).collect::<String>();
        let text = |value: &str| json!({"DataType": "String", "StringValue": value});
        let request = json!({
            "QueueUrl": self.url,
            "MessageBody": letter.body,
            "MessageAttributes": {
                REASON: text(&reason),
                ID: text(&letter.id),
                RECEIVES: text(&letter.receive_count.to_string()),
                SENT_AT: text(&letter.sent_at.as_millisecond().to_string()),
            },
        });
        let sent = self.service.call::<IgnoredAny>("SendMessage", &request).await;
        sent.map(|_| ()).map_err(|error| failed("send a dead letter", error))
    }

    async fn attributes<const N: usize>(
        &self,
        names: [&'static str; N],
    ) -> Result<[Option<String>; N], QueueError> {
        let request = json!({"QueueUrl": self.url, "AttributeNames": names.as_slice()});
        let answer = self.service.call::<Attributes>("GetQueueAttributes", &request).await;
        let mut all = answer.map_err(|error| failed("read the queue's attributes", error))?.attributes;
        Ok(names.map(|name| all.remove(name)))
    }
}

impl DeadLetterQueue {
    /// The approximate number of dead letters.
    pub async fn count(&self) -> Result<u64, QueueError> {
        let depth = self.dead.depth().await?;
        Ok(depth.visible.saturating_add(depth.in_flight))
    }

    /// Up to `limit` dead letters, plus at most nine, in no order. They are hidden from other readers meanwhile, for a
    /// minute at most.
    pub async fn list(&self, limit: usize) -> Result<Vec<DeadLetter>, QueueError> {
        let mut letters = Vec::new();
        let mut receipts = Vec::new();
        while letters.len() < limit {
            let messages = self.receive().await?;
            if messages.is_empty() {
                break;
            }
            for message in messages {
                receipts.push(message.receipt_handle.clone());
                letters.push(letter(self.name, message));
            }
        }
        for receipt in receipts {
            self.dead.retry_later(receipt, Duration::ZERO, "listed").await?;
        }
        Ok(letters)
    }

    /// Deletes the dead letters whose body meets the condition. Returns their number. The others are hidden from other
    /// readers meanwhile, for a minute at most.
    pub async fn delete(&self, condition: impl Fn(&str) -> bool + Send + Sync) -> Result<usize, QueueError> {
        let (mut deleted, mut others) = (0, Vec::new());
        loop {
            let messages = self.receive().await?;
            if messages.is_empty() {
                break;
            }
            let mut found = Vec::new();
            for message in messages {
                let is_one = condition(&message.body);
                let receipts = if is_one { &mut found } else { &mut others };
                receipts.push(message.receipt_handle);
            }
            deleted += found.len();
            self.dead.delete(found).await?;
        }
        for receipt in others {
            self.dead.retry_later(receipt, Duration::ZERO, "not deleted").await?;
        }
        Ok(deleted)
    }

    /// Sends every dead letter to its queue again, with a new receive count. Returns how many.
    pub async fn redrive(&self) -> Result<usize, QueueError> {
        let mut redriven = 0;
        loop {
            let messages = self.dead.receive(MAX_ENTRIES, HIDDEN, WAIT).await?;
            if messages.is_empty() {
                return Ok(redriven);
            }
            redriven += messages.len();
            let (bodies, receipts): (Vec<_>, _) =
                messages.into_iter().map(|message| (NewMessage::now(message.body), message.receipt)).unzip();
            self.source.send(bodies).await?;
            self.dead.delete(receipts).await?;
        }
    }

    async fn receive(&self) -> Result<Vec<Message>, QueueError> {
        let request = json!({
            "QueueUrl": self.dead.url,
            "MaxNumberOfMessages": MAX_ENTRIES,
            "VisibilityTimeout": seconds(HIDDEN),
            "WaitTimeSeconds": seconds(WAIT),
            "MessageSystemAttributeNames": [RECEIVE_COUNT, SENT_TIMESTAMP],
            "MessageAttributeNames": ["All"],
        });
        let answer = self.dead.service.call::<Messages>("ReceiveMessage", &request).await;
        Ok(answer.map_err(|error| failed("receive dead letters", error))?.messages)
    }
}

fn letter(queue: &str, message: Message) -> DeadLetter {
    let at = |ms: &str| Timestamp::from_millisecond(ms.parse().ok()?).ok();
    let kept = |name| message.written.get(name)?.string_value.clone();
    let kept = (kept(REASON), kept(ID), kept(RECEIVES), kept(SENT_AT));
    let arrived = message.attributes.get(SENT_TIMESTAMP).and_then(|ms| at(ms));
    let message = received(message);
    let letter = DeadLetter {
        id: message.id,
        queue: queue.to_owned(),
        body: message.body,
        reason: None,
        receive_count: message.receive_count,
        sent_at: arrived.unwrap_or(Timestamp::UNIX_EPOCH),
        died_at: None,
    };
    match kept {
        (Some(reason), Some(id), Some(receives), Some(sent_at)) => DeadLetter {
            id,
            reason: Some(reason),
            receive_count: receives.parse().unwrap_or(letter.receive_count),
            sent_at: at(&sent_at).unwrap_or(letter.sent_at),
            died_at: arrived,
            ..letter
        },
        _ => letter,
    }
}
