//! SQS batches on Lambda: every record is either acknowledged or reported, on its own.
//!
//! Events are recorded one after the other: those of one customer come together, and would only contend with each other.
//! Replies are answered side by side: each waits for a model, and conversations never wait for each other. How long a
//! job, the function and the visibility timeout may last is in [`relais_core::timing`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use jiff::Timestamp;
use relais_core::blob::Blobs;
use relais_core::dead_letter::DeadLetter;
use relais_core::metrics::{self, Metric};
use relais_core::queue::{Enqueue, Received};
use relais_core::timing::{EVENT_TIME, LONGEST_JOB};
use tokio::task::JoinHandle;

use crate::{Source, WorkError, Worker};

/// Kept back of the time left, to report in.
const MARGIN: Duration = Duration::from_secs(1);

/// The replies queue, by which a record's queue is told: any other is the events queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepliesQueue {
    name: String,
}

impl RepliesQueue {
    /// The queue at this URL (`REPLIES_QUEUE_URL`). The last part of its path is its name.
    pub fn at(url: &str) -> Self {
        let name = url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        Self { name: name.to_owned() }
    }

    /// Which queue an ARN names: its last part is the queue's name.
    fn source(&self, arn: &str) -> Source {
        if arn.rsplit(':').next() == Some(&self.name) { Source::Replies } else { Source::Events }
    }
}

/// A record of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) source: Source,
    pub(crate) message: Arc<Received>,
    pub(crate) sent_at: Timestamp,
}

/// A record that was not finished, and why.
#[derive(Clone, Debug)]
pub struct Unfinished {
    pub(crate) record: Record,
    pub(crate) reason: String,
}

impl Unfinished {
    /// Where it came from.
    pub fn source(&self) -> Source {
        self.record.source
    }

    /// See [`Received::is_last_try`].
    pub fn was_last_try(&self) -> bool {
        self.record.message.is_last_try()
    }

    /// As a dead letter, with the reason.
    pub fn dead_letter(&self) -> DeadLetter {
        let Record { source, message, sent_at } = &self.record;
        DeadLetter {
            id: message.id.clone(),
            queue: source.queue().to_owned(),
            body: message.body.clone(),
            reason: Some(self.reason.clone()),
            receive_count: message.receive_count,
            sent_at: *sent_at,
            died_at: None,
        }
    }
}

/// Works through a batch in the time left. Returns the records that failed, those that were not begun for want of time,
/// and those that did not finish in it.
pub async fn handle_batch<Q: Enqueue, B: Blobs>(
    worker: &Worker<Q, B>,
    replies: &RepliesQueue,
    event: SqsEvent,
    time_left: Duration,
) -> Vec<Unfinished> {
    let end = Instant::now() + time_left;
    let mut answering = Vec::new();
    let mut unfinished = Vec::new();
    for message in event.records {
        let record = Record::of(message, replies);
        if end.saturating_duration_since(Instant::now()) < longest(record.source) {
            unfinished.push(record.not_begun());
            continue;
        }
        let job = begin(worker, &record);
        match record.source {
            Source::Replies => answering.push((record, job)),
            Source::Events => unfinished.extend(record.finish(job, end).await),
        }
    }
    for (record, job) in answering {
        unfinished.extend(record.finish(job, end).await);
    }
    metrics::count(Metric::JobsFailed, unfinished.len() as u64);
    unfinished
}

/// The response that has these records redelivered, and no others.
pub fn response<'a>(redelivered: impl IntoIterator<Item = &'a Unfinished>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    let ids = redelivered.into_iter().map(|unfinished| &unfinished.record.message.id);
    response.batch_item_failures = ids.map(|id| failure(id)).collect();
    response
}

fn begin<Q: Enqueue, B: Blobs>(worker: &Worker<Q, B>, record: &Record) -> JoinHandle<Result<(), WorkError>> {
    let (worker, source, message) = (worker.clone(), record.source, record.message.clone());
    tokio::spawn(async move { worker.handle(source, &message).await })
}

impl Record {
    fn of(message: SqsMessage, replies: &RepliesQueue) -> Self {
        let sent_at =
            attribute(&message, "SentTimestamp").and_then(|ms| Timestamp::from_millisecond(ms).ok());
        Self {
            source: replies.source(message.event_source_arn.as_deref().unwrap_or_default()),
            sent_at: sent_at.unwrap_or(Timestamp::UNIX_EPOCH),
            message: Arc::new(received(message)),
        }
    }

    fn not_begun(self) -> Unfinished {
        let (id, last_try) = (&self.message.id, self.message.is_last_try());
        tracing::warn!(job = id, last_try, "job not begun: no time left");
        Unfinished { record: self, reason: "there was no time left to begin it".to_owned() }
    }

    /// Awaits the record's job until shortly before `end`. A panic costs only the job that panicked.
    async fn finish(self, mut job: JoinHandle<Result<(), WorkError>>, end: Instant) -> Option<Unfinished> {
        let (id, last_try) = (&self.message.id, self.message.is_last_try());
        let time_left = end.saturating_duration_since(Instant::now()).saturating_sub(MARGIN);
        let reason = match tokio::time::timeout(time_left, &mut job).await {
            Ok(Ok(Ok(()))) => return None,
            Ok(Ok(Err(error))) => {
                let (retryable, error) = (error.is_retryable(), error.error_chain());
                tracing::error!(job = id, last_try, retryable, error, "job not done");
                error
            }
            Ok(Err(_)) => {
                tracing::error!(job = id, last_try, "job panicked");
                "it panicked".to_owned()
            }
            Err(_) => {
                job.abort();
                tracing::error!(job = id, last_try, "job not done in time");
                "it was not done in the function's time".to_owned()
            }
        };
        Some(Unfinished { record: self, reason })
    }
}

fn longest(source: Source) -> Duration {
    match source {
        Source::Events => EVENT_TIME.unsigned_abs(),
        Source::Replies => LONGEST_JOB.unsigned_abs(),
    }
}

fn failure(id: &str) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    id.clone_into(&mut failure.item_identifier);
    failure
}

fn received(message: SqsMessage) -> Received {
    Received {
        receive_count: attribute(&message, "ApproximateReceiveCount").unwrap_or(1),
        id: message.message_id.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
    }
}

fn attribute<T: std::str::FromStr>(message: &SqsMessage, name: &str) -> Option<T> {
    message.attributes.get(name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_told_by_what_is_configured_and_not_by_words_in_its_name() {
        let cases = [
            ("relais-replies", "relais-replies", Source::Replies),
            ("relais-replies", "relais-events", Source::Events),
            ("auto-replies-replies", "auto-replies-replies", Source::Replies),
            ("auto-replies-replies", "auto-replies-events", Source::Events),
            ("answers", "answers", Source::Replies),
            ("answers", "replies", Source::Events),
            ("relais-replies", "other-relais-replies", Source::Events),
            ("relais-replies", "", Source::Events),
        ];
        for (configured, queue, source) in cases {
            let arn = format!("arn:aws:sqs:eu-west-3:123456789012:{queue}");
            for slash in ["", "/"] {
                let url = format!("https://sqs.eu-west-3.amazonaws.com/123456789012/{configured}{slash}");
                assert_eq!(RepliesQueue::at(&url).source(&arn), source, "{configured} {queue}");
            }
        }
    }
}
