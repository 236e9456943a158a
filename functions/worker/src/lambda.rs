//! SQS batches on Lambda: every record is either acknowledged or reported, on its own.
//!
//! Events are recorded one after the other: those of one customer come together, and would only hold each other up.
//! Replies are given side by side: each waits for a model, and conversations never wait for each other.
//! How long jobs, the function and the queues' visibility may take is in [`relais_core::timing`].

use std::time::{Duration, Instant};

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use relais_core::blob::Blobs;
use relais_core::metrics::{self, Metric};
use relais_core::queue::{Queue, Received};
use relais_core::timing::LONGEST_JOB;
use tokio::task::JoinHandle;

use crate::{Source, WorkError, Worker};

/// An event is not begun with less time than this left: the database alone, its retries included.
const LONGEST_EVENT: Duration = Duration::from_secs(15);

/// What is kept back to report in.
const MARGIN: Duration = Duration::from_secs(1);

/// Works through a batch in the time left, and reports the records that are to come back: those that failed, those
/// that were not begun for want of time, and those that were not done in it.
pub async fn handle_batch<Q: Queue, B: Blobs>(
    worker: &Worker<Q, B>,
    event: SqsEvent,
    time_left: Duration,
) -> SqsBatchResponse {
    let end = Instant::now() + time_left;
    let mut running = Vec::new();
    let mut response = SqsBatchResponse::default();
    for record in event.records {
        let source = source_of(&record);
        let message = received(record);
        let id = message.id.clone();
        if end.saturating_duration_since(Instant::now()) < longest(source) {
            tracing::warn!(job = id, "no time left to begin this job; it comes back");
            response.batch_item_failures.push(failure(id));
            continue;
        }
        let worker = worker.clone();
        let job = tokio::spawn(async move { worker.handle(source, &message).await });
        if source == Source::Replies {
            running.push((id, job));
        } else if !is_done(&id, job, end).await {
            response.batch_item_failures.push(failure(id));
        }
    }
    for (id, job) in running {
        if !is_done(&id, job, end).await {
            response.batch_item_failures.push(failure(id));
        }
    }
    metrics::count(Metric::JobsFailed, response.batch_item_failures.len() as u64);
    response
}

/// Awaits a job, and says in the log why it was not done. A panic costs only the job that panicked.
async fn is_done(id: &str, mut job: JoinHandle<Result<(), WorkError>>, end: Instant) -> bool {
    let time_left = end.saturating_duration_since(Instant::now()).saturating_sub(MARGIN);
    match tokio::time::timeout(time_left, &mut job).await {
        Ok(Ok(Ok(()))) => return true,
        Ok(Ok(Err(error))) => tracing::error!(
            job = id,
            retryable = error.is_retryable(),
            error = error.story(),
            "job not done; it comes back"
        ),
        Ok(Err(_)) => tracing::error!(job = id, "job panicked; it comes back"),
        Err(_) => {
            job.abort();
            tracing::error!(job = id, "job not done in time; it comes back");
        }
    }
    false
}

fn longest(source: Source) -> Duration {
    match source {
        Source::Events => LONGEST_EVENT,
        Source::Replies => LONGEST_JOB.unsigned_abs(),
    }
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}

/// The queue's name is the last part of its ARN; the replies queue has `replies` in it.
fn source_of(record: &SqsMessage) -> Source {
    let arn = record.event_source_arn.as_deref().unwrap_or_default();
    let name = arn.rsplit(':').next().unwrap_or_default();
    if name.to_ascii_lowercase().contains("replies") { Source::Replies } else { Source::Events }
}

fn received(record: SqsMessage) -> Received {
    let count = record.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok());
    Received {
        id: record.message_id.unwrap_or_default(),
        receipt: record.receipt_handle.unwrap_or_default(),
        body: record.body.unwrap_or_default(),
        receive_count: count.unwrap_or(1),
    }
}
