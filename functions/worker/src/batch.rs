//! SQS batches on Lambda. Each record is acknowledged or reported as failed, independent of the others.
//!
//! Events are recorded one after the other: those of one customer often come together, and would contend for the same
//! record. Jobs of the replies queue run concurrently: answers, files and settled sends, each of which waits for a server.
//! The time limits of a job, the function and the visibility timeout are in [`relais_core::timing`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use jiff::{SignedDuration, Timestamp};
use relais_core::blob::Blobs;
use relais_core::dead_letter::DeadLetter;
use relais_core::job;
use relais_core::metrics::{self, Metric};
use relais_core::queue::{Enqueue, MAX_RECEIVES, Received};
use relais_core::timing::{EVENT_TIME, LONGEST_JOB, VISIBILITY_ON_SQS};
use tokio::task::JoinHandle;

use crate::{Source, WorkError, Worker};

/// The part of the time left that is reserved for reporting.
const MARGIN: Duration = Duration::from_secs(1);

/// The pauses between [`MAX_RECEIVES`] tries: 1, 2, 4 … 32, and three minutes.
const ALL_PAUSES: SignedDuration = SignedDuration::from_secs(63 + 180);

/// The name of the replies queue. A record of any other queue is one of the events queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepliesQueue {
    name: String,
}

impl RepliesQueue {
    /// The queue at this URL (`REPLIES_QUEUE_URL`). Its name is the last part of the path.
    pub fn at(url: &str) -> Self {
        let name = url.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        Self { name: name.to_owned() }
    }

    /// Whether a record of this batch is of the replies queue.
    pub(crate) fn has_some_of(&self, event: &SqsEvent) -> bool {
        let sources = event.records.iter().filter_map(|record| record.event_source_arn.as_deref());
        sources.into_iter().any(|arn| self.source(arn) == Source::Replies)
    }

    /// The queue with this ARN. Its name is the last part of the ARN.
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
    /// When SQS gave it to the function for the first time.
    pub(crate) first_received: Timestamp,
}

/// A record whose job was not done, and the reason.
#[derive(Clone, Debug)]
pub struct Unfinished {
    pub(crate) record: Record,
    pub(crate) reason: String,
    /// Whether another try may succeed.
    pub(crate) retryable: bool,
}

impl Unfinished {
    /// The queue that it came from.
    pub fn source(&self) -> Source {
        self.record.source
    }

    /// Whether the job is not tried again.
    pub fn was_last_try(&self, now: Timestamp) -> bool {
        let Record { message, first_received, .. } = &self.record;
        let tries = if self.retryable {
            tries(message.receive_count, now.duration_since(*first_received))
        } else {
            message.receive_count
        };
        tries >= MAX_RECEIVES
    }

    /// How long it waits for its next try; `None` if no other try can succeed.
    pub fn pause(&self) -> Option<Duration> {
        self.retryable.then(|| self.record.message.pause())
    }

    /// The dead letter of this record, with the reason.
    pub fn dead_letter(&self) -> DeadLetter {
        let Record { source, message, sent_at, .. } = &self.record;
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

/// How often a job of so many receives was tried, `age` after the first. Lambda receives also while the function is
/// throttled. Such a receive lasts for the whole visibility timeout, and the pauses between tries are much shorter.
fn tries(receives: u32, age: SignedDuration) -> u32 {
    let beyond = age.saturating_sub(ALL_PAUSES).max(SignedDuration::ZERO);
    let throttled = beyond.as_secs() / VISIBILITY_ON_SQS.as_secs();
    receives.saturating_sub(u32::try_from(throttled).unwrap_or(u32::MAX))
}

/// Does the jobs of a batch in the time left. Returns the records whose jobs failed, were not begun because too little
/// time was left, or were not done in time.
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

/// The response to Lambda that has only these records redelivered.
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
        let at = |name| attribute(&message, name).and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let (sent_at, first_received) = (at("SentTimestamp"), at("ApproximateFirstReceiveTimestamp"));
        Self {
            source: replies.source(message.event_source_arn.as_deref().unwrap_or_default()),
            sent_at: sent_at.unwrap_or(Timestamp::UNIX_EPOCH),
            // Without it no receive counts as throttled.
            first_received: first_received.unwrap_or(Timestamp::MAX),
            message: Arc::new(received(message)),
        }
    }

    fn not_begun(self) -> Unfinished {
        let (id, receives) = (&self.message.id, self.message.receive_count);
        let about = job::about(&self.message.body);
        tracing::warn!(job = id, about, receives, "job not begun: no time left");
        Unfinished { record: self, reason: "no time was left to begin the job".to_owned(), retryable: true }
    }

    /// Awaits the record's job until shortly before `end`. A panic fails only its own job.
    async fn finish(self, mut job: JoinHandle<Result<(), WorkError>>, end: Instant) -> Option<Unfinished> {
        let (id, receives) = (&self.message.id, self.message.receive_count);
        let time_left = end.saturating_duration_since(Instant::now()).saturating_sub(MARGIN);
        let about = || job::about(&self.message.body);
        let (reason, retryable) = match tokio::time::timeout(time_left, &mut job).await {
            Ok(Ok(Ok(()))) => return None,
            Ok(Ok(Err(error))) => {
                let (retryable, error) = (error.is_retryable(), error.error_chain());
                tracing::error!(job = id, about = about(), receives, retryable, error, "job not done");
                (error, retryable)
            }
            Ok(Err(_)) => {
                tracing::error!(job = id, about = about(), receives, "job panicked");
                ("the job panicked".to_owned(), true)
            }
            Err(_) => {
                job.abort();
                tracing::error!(job = id, about = about(), receives, "job not done in time");
                ("the job was not done before the function's time limit".to_owned(), true)
            }
        };
        Some(Unfinished { record: self, reason, retryable })
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
    fn receives_of_a_throttled_function_are_no_tries() {
        let after = |receives, minutes| tries(receives, SignedDuration::from_mins(minutes));
        assert_eq!([after(1, 0), after(9, 4), after(10, 4), after(10, 10)], [1, 9, 10, 10]);
        // Ten throttled receives of nine minutes, and then tries whose pauses are a minute.
        assert_eq!([after(11, 91), after(12, 92), after(22, 110)], [2, 3, 11]);
        assert_eq!([after(3, -5), after(3, 100_000)], [3, 0]);
    }

    #[test]
    fn what_cannot_succeed_is_not_tried_for_longer_because_it_waited() {
        let first_received = Timestamp::UNIX_EPOCH;
        let message = |receive_count| {
            Arc::new(Received {
                id: String::new(),
                receipt: String::new(),
                body: String::new(),
                receive_count,
            })
        };
        let was_last = |receive_count, retryable| {
            let record = Record {
                source: Source::Events,
                message: message(receive_count),
                sent_at: first_received,
                first_received,
            };
            let day = SignedDuration::from_hours(24);
            Unfinished { record, reason: String::new(), retryable }.was_last_try(first_received + day)
        };
        assert!(was_last(MAX_RECEIVES, false) && !was_last(MAX_RECEIVES - 1, false));
        assert!(!was_last(MAX_RECEIVES, true) && was_last(170, true));
    }

    #[test]
    fn a_queue_is_identified_by_the_configured_name_and_not_by_words_in_it() {
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
            for slash in ["", "/", " "] {
                let url = format!("https://sqs.eu-west-3.amazonaws.com/123456789012/{configured}{slash}");
                assert_eq!(RepliesQueue::at(&url).source(&arn), source, "{configured} {queue}");
            }
        }
    }
}
