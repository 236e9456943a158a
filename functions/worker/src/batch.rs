//! SQS batches on Lambda: every record is either acknowledged or reported, on its own.
//!
//! Events are recorded one after the other: those of one customer come together, and would only hold each other up.
//! Replies are given side by side: each waits for a model, and conversations never wait for each other.
//! How long jobs, the function and the queues' visibility may take is in [`relais_core::timing`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use jiff::Timestamp;
use relais_core::blob::Blobs;
use relais_core::dead_letter::DeadLetter;
use relais_core::metrics::{self, Metric};
use relais_core::queue::{Queue, Received};
use relais_core::timing::LONGEST_JOB;
use tokio::task::JoinHandle;

use crate::{Source, WorkError, Worker};

/// An event is not begun with less time than this left: the database alone, its retries included.
const EVENT_TIME: Duration = Duration::from_secs(15);

/// What is kept back to report in.
const MARGIN: Duration = Duration::from_secs(1);

/// A record that is to come back.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// Where it came from.
    pub source: Source,
    pub(crate) message: Arc<Received>,
    pub(crate) sent_at: Timestamp,
    pub(crate) reason: String,
}

impl Unfinished {
    /// See [`Received::is_last_try`].
    pub fn was_last_try(&self) -> bool {
        self.message.is_last_try()
    }

    /// As a dead letter, with the reason.
    pub fn dead_letter(&self) -> DeadLetter {
        let Received { id, body, receive_count, .. } = &*self.message;
        DeadLetter {
            id: id.clone(),
            queue: self.source.queue().to_owned(),
            body: body.clone(),
            reason: Some(self.reason.clone()),
            receive_count: *receive_count,
            sent_at: self.sent_at,
            died_at: None,
        }
    }
}

/// Works through a batch in the time left, and returns the records that are to come back: those that failed, those
/// that were not begun for want of time, and those that were not done in it.
pub async fn handle_batch<Q: Queue, B: Blobs>(
    worker: &Worker<Q, B>,
    event: SqsEvent,
    time_left: Duration,
) -> Vec<Unfinished> {
    let end = Instant::now() + time_left;
    let mut running = Vec::new();
    let mut all_unfinished = Vec::new();
    for record in event.records {
        let source = source_of(&record);
        let sent_at = sent_at(&record);
        let message = Arc::new(received(record));
        let unfinished = |reason| Unfinished { source, message: message.clone(), sent_at, reason };
        if end.saturating_duration_since(Instant::now()) < longest(source) {
            let last_try = message.is_last_try();
            tracing::warn!(job = message.id, last_try, "job not begun: no time left");
            all_unfinished.push(unfinished("there was no time left to begin it".to_owned()));
            continue;
        }
        let (worker, begun) = (worker.clone(), message.clone());
        let job = tokio::spawn(async move { worker.handle(source, &begun).await });
        if source == Source::Replies {
            running.push((unfinished(String::new()), job));
        } else if let Err(reason) = finish(&message, job, end).await {
            all_unfinished.push(unfinished(reason));
        }
    }
    for (unfinished, job) in running {
        if let Err(reason) = finish(&unfinished.message, job, end).await {
            all_unfinished.push(Unfinished { reason, ..unfinished });
        }
    }
    metrics::count(Metric::JobsFailed, all_unfinished.len() as u64);
    all_unfinished
}

/// The answer that makes these records come back, and no others.
pub fn response<'a>(redelivered: impl IntoIterator<Item = &'a Unfinished>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures =
        redelivered.into_iter().map(|unfinished| failure(&unfinished.message.id)).collect();
    response
}

/// Awaits a job. If it was not done, says why, in the log too. A panic costs only the job that panicked.
async fn finish(
    message: &Received,
    mut job: JoinHandle<Result<(), WorkError>>,
    end: Instant,
) -> Result<(), String> {
    let (id, last_try) = (&message.id, message.is_last_try());
    let time_left = end.saturating_duration_since(Instant::now()).saturating_sub(MARGIN);
    match tokio::time::timeout(time_left, &mut job).await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(error))) => {
            let (retryable, error) = (error.is_retryable(), error.error_chain());
            tracing::error!(job = id, last_try, retryable, error, "job not done");
            Err(error)
        }
        Ok(Err(_)) => {
            tracing::error!(job = id, last_try, "job panicked");
            Err("it panicked".to_owned())
        }
        Err(_) => {
            job.abort();
            tracing::error!(job = id, last_try, "job not done in time");
            Err("it was not done in the function's time".to_owned())
        }
    }
}

fn longest(source: Source) -> Duration {
    match source {
        Source::Events => EVENT_TIME,
        Source::Replies => LONGEST_JOB.unsigned_abs(),
    }
}

fn failure(id: &str) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    id.clone_into(&mut failure.item_identifier);
    failure
}

/// The queue's name is the last part of its ARN; the replies queue has `replies` in it.
fn source_of(record: &SqsMessage) -> Source {
    let arn = record.event_source_arn.as_deref().unwrap_or_default();
    let name = arn.rsplit(':').next().unwrap_or_default();
    if name.to_ascii_lowercase().contains("replies") { Source::Replies } else { Source::Events }
}

fn received(record: SqsMessage) -> Received {
    Received {
        receive_count: attribute(&record, "ApproximateReceiveCount").unwrap_or(1),
        id: record.message_id.unwrap_or_default(),
        receipt: record.receipt_handle.unwrap_or_default(),
        body: record.body.unwrap_or_default(),
    }
}

fn sent_at(record: &SqsMessage) -> Timestamp {
    let sent_at = attribute(record, "SentTimestamp").and_then(|ms| Timestamp::from_millisecond(ms).ok());
    sent_at.unwrap_or(Timestamp::UNIX_EPOCH)
}

fn attribute<T: std::str::FromStr>(record: &SqsMessage, name: &str) -> Option<T> {
    record.attributes.get(name)?.parse().ok()
}
