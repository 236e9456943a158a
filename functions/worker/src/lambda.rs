//! SQS batches on Lambda: every record is either acknowledged or reported.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use relais_core::blob::Blobs;
use relais_core::queue::{Queue, Received};

use crate::{Source, Worker};

/// Works through a batch, one record after the other, and reports those that are to come back.
pub async fn handle_batch<Q: Queue, B: Blobs>(worker: &Worker<Q, B>, event: SqsEvent) -> SqsBatchResponse {
    let mut failures = Vec::new();
    for record in event.records {
        let id = record.message_id.clone().unwrap_or_default();
        let source = source_of(&record);
        let message = received(record);
        if let Err(error) = Box::pin(worker.handle(source, &message)).await {
            tracing::error!(
                job = id,
                receives = message.receive_count,
                retryable = error.is_retryable(),
                error = error.story(),
                "job not done; it comes back"
            );
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = id;
            failures.push(failure);
        }
    }
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = failures;
    response
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
