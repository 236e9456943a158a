//! Sends jobs that failed for the last time to the dead-letter queue, with their reason.

use std::time::Duration;

use jiff::Timestamp;
use relais_aws::clients::Clients;
use relais_aws::sqs::SqsQueue;

use crate::{Source, Unfinished};

/// Both dead-letter queues.
#[derive(Debug)]
pub(super) struct DeadLetters {
    pub(super) events: SqsQueue,
    pub(super) replies: SqsQueue,
}

impl DeadLetters {
    pub(super) const VARIABLES: [&str; 2] = ["EVENTS_DEAD_LETTERS_URL", "REPLIES_DEAD_LETTERS_URL"];

    /// The queues at the addresses in [`Self::VARIABLES`].
    pub(super) fn of(clients: &Clients, address: impl Fn(&str) -> String) -> Self {
        let [events, replies] = Self::VARIABLES.map(|name| clients.queue(address(name)));
        Self { events, replies }
    }

    /// Sends the jobs that failed for the last time to their dead-letter queue, each with its reason. Returns all
    /// others, which are to be redelivered. If a job could not be sent, it is among them: SQS then moves it itself,
    /// without a reason.
    pub(super) async fn dead_letter_last_tries(
        &self,
        all_unfinished: Vec<Unfinished>,
        now: Timestamp,
        time_left: Duration,
    ) -> Vec<Unfinished> {
        let end = tokio::time::Instant::now() + time_left;
        let mut redelivered = Vec::new();
        for unfinished in all_unfinished {
            let queue = match unfinished.source() {
                Source::Events => &self.events,
                Source::Replies => &self.replies,
            };
            if !unfinished.was_last_try(now) {
                redelivered.push(unfinished);
                continue;
            }
            let dead_letter = unfinished.dead_letter();
            match tokio::time::timeout_at(end, queue.send_dead_letter(&dead_letter)).await {
                Ok(Ok(())) => tracing::error!(job = dead_letter.id, "job dead-lettered"),
                Ok(Err(error)) => {
                    let error = relais_core::error_chain(&error);
                    tracing::error!(
                        job = dead_letter.id,
                        error,
                        "job could not be dead-lettered: SQS will do it, without the reason"
                    );
                    redelivered.push(unfinished);
                }
                Err(_) => {
                    tracing::error!(
                        job = dead_letter.id,
                        "no time left to dead-letter the job: SQS will do it, without the reason"
                    );
                    redelivered.push(unfinished);
                }
            }
        }
        redelivered
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use relais_core::queue::{MAX_RECEIVES, Received};
    use serde_json::{Value, json};
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

    use super::*;
    use crate::aws::access_to;
    use crate::batch::Record;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const ENOUGH: Duration = Duration::from_mins(10);

    /// A fake SQS that takes sends. It refuses bodies that contain `refuse`, and never responds to those with `hang`.
    #[derive(Clone, Debug, Default)]
    struct StandIn {
        taken: Arc<Mutex<Vec<Value>>>,
    }

    impl Respond for StandIn {
        fn respond(&self, request: &Request) -> ResponseTemplate {
            let sent: Value = serde_json::from_slice(&request.body).unwrap();
            let body = sent["MessageBody"].as_str().unwrap();
            if body.contains("hang") {
                return ResponseTemplate::new(200).set_delay(ENOUGH);
            }
            if body.contains("refuse") {
                let error = json!({"__type": "com.amazonaws.sqs#AccessDenied", "message": "no"});
                return ResponseTemplate::new(400).set_body_json(error);
            }
            self.taken.lock().unwrap().push(sent);
            ResponseTemplate::new(200).set_body_json(json!({"MessageId": "1"}))
        }
    }

    /// The queues, and what they took, which is there as long as the server.
    async fn dead_letters() -> (DeadLetters, StandIn, MockServer) {
        let (sqs, server) = (StandIn::default(), MockServer::start().await);
        Mock::given(any()).respond_with(sqs.clone()).mount(&server).await;
        let access = access_to(&server.uri());
        let queue = |name| SqsQueue::new(&access, format!("http://sqs.test/1/{name}"));
        (DeadLetters { events: queue("events-dead"), replies: queue("replies-dead") }, sqs, server)
    }

    fn unfinished(source: Source, body: &str, receive_count: u32, reason: &str) -> Unfinished {
        let message = Received {
            id: format!("id of {body}"),
            receipt: String::new(),
            body: body.to_owned(),
            receive_count,
        };
        let sent_at = Timestamp::from_millisecond(1_800_000_000_123).unwrap();
        Unfinished {
            record: Record { source, message: Arc::new(message), sent_at, first_received: NOW },
            reason: reason.to_owned(),
            retryable: true,
        }
    }

    fn bodies(redelivered: &[Unfinished]) -> Vec<String> {
        redelivered.iter().map(|unfinished| unfinished.dead_letter().body).collect()
    }

    #[tokio::test]
    async fn a_last_try_is_dead_lettered_in_its_queue_and_the_others_are_redelivered() {
        let (dead_letters, sqs, _server) = dead_letters().await;
        let batch = vec![
            unfinished(Source::Events, "tried once", 1, "busy"),
            unfinished(Source::Events, "event", MAX_RECEIVES, "the blob is missing"),
            unfinished(Source::Replies, "tried nine times", MAX_RECEIVES - 1, "busy"),
            unfinished(Source::Replies, "reply", MAX_RECEIVES + 3, "it panicked"),
        ];
        let redelivered = dead_letters.dead_letter_last_tries(batch, NOW, ENOUGH).await;
        assert_eq!(bodies(&redelivered), ["tried once", "tried nine times"]);
        let taken = sqs.taken.lock().unwrap().clone();
        let attribute = |name: &str| -> Vec<_> {
            taken.iter().map(|sent| sent["MessageAttributes"][name]["StringValue"].clone()).collect()
        };
        let sent: Vec<_> = taken.iter().map(|sent| (&sent["QueueUrl"], &sent["MessageBody"])).collect();
        assert_eq!(
            sent,
            [
                (&json!("http://sqs.test/1/events-dead"), &json!("event")),
                (&json!("http://sqs.test/1/replies-dead"), &json!("reply"))
            ]
        );
        assert_eq!(attribute("reason"), ["the blob is missing", "it panicked"]);
        assert_eq!(attribute("id"), ["id of event", "id of reply"]);
        assert_eq!(attribute("receives"), ["10", "13"]);
        assert_eq!(attribute("sent_at"), ["1800000000123", "1800000000123"]);
    }

    #[tokio::test]
    async fn a_dead_letter_that_sqs_does_not_take_is_redelivered() {
        let (dead_letters, sqs, _server) = dead_letters().await;
        let last = |body| unfinished(Source::Events, body, MAX_RECEIVES, "busy");
        let batch = vec![last("refuse"), last("taken")];
        assert_eq!(bodies(&dead_letters.dead_letter_last_tries(batch, NOW, ENOUGH).await), ["refuse"]);

        let batch = vec![last("taken as well"), last("hang"), last("hang too")];
        let redelivered = dead_letters.dead_letter_last_tries(batch, NOW, Duration::from_secs(1)).await;
        assert_eq!(bodies(&redelivered), ["hang", "hang too"]);
        let taken = sqs.taken.lock().unwrap();
        assert_eq!(
            taken.iter().map(|sent| &sent["MessageBody"]).collect::<Vec<_>>(),
            ["taken", "taken as well"]
        );
    }

    /// SQS refuses control characters, and more than 1 MiB of body and attributes together.
    #[tokio::test]
    async fn a_reason_is_made_fit_to_send() {
        let (dead_letters, sqs, _server) = dead_letters().await;
        for reason in [format!("é\n\u{0}{}", "x".repeat(5_000)), String::new()] {
            let redelivered = dead_letters
                .dead_letter_last_tries(vec![unfinished(Source::Events, "b", 10, &reason)], NOW, ENOUGH)
                .await;
            assert!(redelivered.is_empty());
        }
        let taken = sqs.taken.lock().unwrap();
        let reasons: Vec<_> =
            taken.iter().map(|sent| &sent["MessageAttributes"]["reason"]["StringValue"]).collect();
        assert_eq!(*reasons[0], json!(format!("é  {}", "x".repeat(997))));
        assert_eq!(*reasons[1], json!("none was given"), "SQS requires a value");
    }
}
