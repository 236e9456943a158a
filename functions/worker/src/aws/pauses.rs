//! Sets when SQS delivers a job again that was not done. Without it every failure would cost the customer the queue's
//! visibility timeout.

use std::time::Duration;

use relais_aws::sqs::SqsQueue;
use relais_core::queue::Queue;

use crate::{Source, Unfinished};

/// Both queues.
#[derive(Debug)]
pub(super) struct Pauses {
    pub(super) events: SqsQueue,
    pub(super) replies: SqsQueue,
}

impl Pauses {
    /// Sets the pause of each job, by its number of tries. A job that cannot succeed keeps the visibility timeout: while a
    /// new release is deployed, it may be one that only the new worker can read. So does one whose pause cannot be set.
    pub(super) async fn set(&self, redelivered: &[Unfinished], time_left: Duration) {
        let end = tokio::time::Instant::now() + time_left;
        for unfinished in redelivered {
            let Some(pause) = unfinished.pause() else { continue };
            let queue = match unfinished.source() {
                Source::Events => &self.events,
                Source::Replies => &self.replies,
            };
            let message = &unfinished.record.message;
            let set = queue.retry_later(message.receipt.clone(), pause, &unfinished.reason);
            let error = match tokio::time::timeout_at(end, set).await {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => relais_core::error_chain(&error),
                Err(_) => "no time left".to_owned(),
            };
            tracing::warn!(
                job = message.id,
                error,
                "the pause of a job was not set: it waits for the visibility timeout"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use relais_core::queue::Received;
    use serde_json::{Value, json};
    use wiremock::matchers::{header, method};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::aws::access_to;
    use crate::batch::Record;

    fn unfinished(source: Source, receipt: &str, receive_count: u32, retryable: bool) -> Unfinished {
        let receipt = receipt.to_owned();
        let message = Received { id: "id".to_owned(), receipt, body: "{}".to_owned(), receive_count };
        let now = Timestamp::UNIX_EPOCH;
        let record = Record { source, message: Arc::new(message), sent_at: now, first_received: now };
        Unfinished { record, reason: "busy".to_owned(), retryable }
    }

    #[tokio::test]
    async fn a_job_that_may_succeed_comes_back_after_its_pause() {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(header("x-amz-target", "AmazonSQS.ChangeMessageVisibility"))
            .respond_with(|request: &wiremock::Request| {
                let refused = String::from_utf8_lossy(&request.body).contains("refused");
                let error = json!({"__type": "com.amazonaws.sqs#AccessDenied"});
                ResponseTemplate::new(if refused { 400 } else { 200 }).set_body_json(error)
            })
            .mount(&server)
            .await;
        let access = access_to(&server.uri());
        let queue = |name| SqsQueue::new(&access, format!("http://sqs.test/1/{name}"));
        let pauses = Pauses { events: queue("events"), replies: queue("replies") };

        let redelivered = [
            unfinished(Source::Events, "first", 1, true),
            unfinished(Source::Replies, "refused", 2, true),
            unfinished(Source::Replies, "hopeless", 2, false),
            unfinished(Source::Replies, "fourth", 4, true),
            unfinished(Source::Events, "often", 30, true),
        ];
        pauses.set(&redelivered, Duration::from_mins(1)).await;

        let requests = server.received_requests().await.unwrap();
        let sent: Vec<Value> =
            requests.iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect();
        let expected = |queue: &str, receipt: &str, pause: u32| {
            let url = format!("http://sqs.test/1/{queue}");
            json!({"QueueUrl": url, "ReceiptHandle": receipt, "VisibilityTimeout": pause})
        };
        assert_eq!(
            sent,
            [
                expected("events", "first", 1),
                expected("replies", "refused", 2),
                expected("replies", "fourth", 8),
                expected("events", "often", 60),
            ]
        );
    }
}
