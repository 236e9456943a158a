//! Depths and dead letters of the queues on SQS: counting, listing, redriving.
//!
//! SQS keeps no reason beside what it makes a dead letter. A job that fails for the last time is therefore sent there by
//! whoever had it ([`SqsQueue::set_aside`]), with the reason and what else SQS would forget as message attributes. What
//! nobody could set aside SQS still does: its worker was killed, say, or could not reach SQS in time.
//!
//! SQS can move dead letters by itself (`StartMessageMoveTask`), in the background, but only those that it made dead
//! letters itself: of one that was sent here it does not know the source. Receiving, sending and deleting moves them
//! all, says how many they were, and works on every local SQS. A letter that was sent and not yet deleted when the
//! process died goes round twice, and duplicates are free.

use std::time::Duration;

use aws_sdk_sqs::types::{
    Message, MessageAttributeValue, MessageSystemAttributeName as Attribute, QueueAttributeName,
};
use jiff::Timestamp;
use relais_core::dead_letter::{DeadLetter, Depth};
use relais_core::queue::{Enqueue, NewMessage, Queue, QueueError};
use serde::Deserialize;

use super::{MAX_ENTRIES, SqsQueue, failed, received};

/// How long dead letters that are being listed or moved stay hidden from whoever else looks.
const HIDDEN: Duration = Duration::from_mins(1);

/// A receive may miss messages that are there; one that waits asks every server.
const WAIT: Duration = Duration::from_secs(1);

/// Of a reason, so that it fits beside the largest body.
const MOST_REASON_CHARS: usize = 1_000;

/// Message attributes of a letter that was set aside.
const REASON: &str = "reason";
const ID: &str = "id";
const RECEIVES: &str = "receives";
const SENT_AT: &str = "sent_at";

/// A queue and where its dead letters go.
#[derive(Clone, Debug)]
pub struct DeadLetterQueue {
    /// What the queue is called here: `events` or `replies`.
    name: &'static str,
    source: SqsQueue,
    dead: SqsQueue,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedrivePolicy {
    dead_letter_target_arn: String,
}

impl SqsQueue {
    /// Counts the queue's messages; dead letters are in a queue of their own. SQS's counts lag by up to a minute.
    pub async fn depth(&self) -> Result<Depth, QueueError> {
        let count = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesDelayed,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
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

    /// The queue's dead letters, by its redrive policy; `None` when it has none. `name` is what it is called here.
    pub async fn dead_letter_queue(&self, name: &'static str) -> Result<Option<DeadLetterQueue>, QueueError> {
        const OPERATION: &str = "find its dead-letter queue";
        let [policy] = self.attributes([QueueAttributeName::RedrivePolicy]).await?;
        let Some(policy) = policy else { return Ok(None) };
        let policy: RedrivePolicy =
            serde_json::from_str(&policy).map_err(|error| failed(OPERATION, error))?;
        // arn:aws:sqs:region:account:name
        let mut parts = policy.dead_letter_target_arn.rsplit(':').map(str::to_owned);
        let request = self.client.get_queue_url().set_queue_name(parts.next());
        let answer = request.set_queue_owner_aws_account_id(parts.next()).send().await;
        let url = answer.map_err(|error| failed(OPERATION, error))?.queue_url;
        let dead = Self::new(self.client.clone(), url.unwrap_or_default());
        Ok(Some(DeadLetterQueue { name, source: self.clone(), dead }))
    }

    /// Puts a dead letter into this queue, which is one of dead letters.
    ///
    /// When it is in and the job is handed out once more all the same, it is there twice; it may go round twice.
    pub async fn set_aside(&self, letter: &DeadLetter) -> Result<(), QueueError> {
        // SQS refuses control characters, and attributes without a value.
        let reason = letter.reason.as_deref().filter(|reason| !reason.is_empty()).unwrap_or("none was given");
        let reason = reason.chars().take(MOST_REASON_CHARS);
        let reason = reason.map(|char| if char.is_control() { ' ' } else { char }).collect();
        let mut request = self.client.send_message().queue_url(&self.url).message_body(&letter.body);
        for (name, value) in [
            (REASON, reason),
            (ID, letter.id.clone()),
            (RECEIVES, letter.receive_count.to_string()),
            (SENT_AT, letter.sent_at.as_millisecond().to_string()),
        ] {
            let value = MessageAttributeValue::builder().data_type("String").string_value(value).build();
            let value = value.map_err(|error| failed("set a dead letter aside", error))?;
            request = request.message_attributes(name, value);
        }
        request.send().await.map_err(|error| failed("set a dead letter aside", error))?;
        Ok(())
    }

    async fn attributes<const N: usize>(
        &self,
        names: [QueueAttributeName; N],
    ) -> Result<[Option<String>; N], QueueError> {
        let request = self.client.get_queue_attributes().queue_url(&self.url);
        let request = request.set_attribute_names(Some(names.to_vec()));
        let answer = request.send().await.map_err(|error| failed("read the queue's attributes", error))?;
        let mut all = answer.attributes.unwrap_or_default();
        Ok(names.map(|name| all.remove(&name)))
    }
}

impl DeadLetterQueue {
    /// How many dead letters there are, about.
    pub async fn count(&self) -> Result<u64, QueueError> {
        let depth = self.dead.depth().await?;
        Ok(depth.visible.saturating_add(depth.in_flight))
    }

    /// At most about `limit` dead letters, in no order. They are hidden from others meanwhile, for a minute at most.
    pub async fn list(&self, limit: usize) -> Result<Vec<DeadLetter>, QueueError> {
        let mut letters = Vec::new();
        let mut receipts = Vec::new();
        while letters.len() < limit {
            let messages = self.receive().await?;
            if messages.is_empty() {
                break;
            }
            for message in messages {
                receipts.extend(message.receipt_handle.clone());
                letters.push(letter(self.name, message));
            }
        }
        for receipt in receipts {
            self.dead.retry_later(receipt, Duration::ZERO, "listed").await?;
        }
        Ok(letters)
    }

    /// Sends every dead letter round again, with a fresh count. Says how many.
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
        let request = self.dead.client.receive_message().queue_url(&self.dead.url);
        let answer = request
            .max_number_of_messages(10)
            .visibility_timeout(60)
            .wait_time_seconds(1)
            .message_system_attribute_names(Attribute::ApproximateReceiveCount)
            .message_system_attribute_names(Attribute::SentTimestamp)
            .message_attribute_names("All")
            .send()
            .await;
        Ok(answer.map_err(|error| failed("receive dead letters", error))?.messages.unwrap_or_default())
    }
}

fn letter(queue: &str, message: Message) -> DeadLetter {
    let at = |ms: &str| Timestamp::from_millisecond(ms.parse().ok()?).ok();
    let kept = |name| message.message_attributes.as_ref()?.get(name)?.string_value.clone();
    let kept = (kept(REASON), kept(ID), kept(RECEIVES), kept(SENT_AT));
    let arrived = message.attributes.as_ref().and_then(|all| at(all.get(&Attribute::SentTimestamp)?));
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
