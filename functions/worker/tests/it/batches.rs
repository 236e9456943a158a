//! Batches in Lambda's format: each record is acknowledged or reported independent of the others.

use std::sync::Mutex;
use std::time::Duration;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use relais_core::queue::{MAX_RECEIVES, Queue, Received};
use relais_core::timing::JOB_TIMEOUT;
use relais_worker::{RepliesQueue, Source, Unfinished, handle_batch, response};

use crate::test_app::{TestApp, VISIBILITY};

const ENOUGH: Duration = JOB_TIMEOUT.unsigned_abs();

fn record(queue: &str, message: &Received) -> SqsMessage {
    let mut record = SqsMessage::default();
    record.message_id = Some(message.id.clone());
    record.body = Some(message.body.clone());
    record.event_source_arn = Some(format!("arn:aws:sqs:eu-west-3:123456789012:{queue}"));
    record.attributes.insert("ApproximateReceiveCount".to_owned(), message.receive_count.to_string());
    record
}

fn replies_queue() -> RepliesQueue {
    RepliesQueue::at("https://sqs.eu-west-3.amazonaws.com/123456789012/relais-replies")
}

fn batch(records: Vec<SqsMessage>) -> SqsEvent {
    let mut event = SqsEvent::default();
    event.records = records;
    event
}

fn reported(unfinished: &[Unfinished]) -> Vec<String> {
    response(unfinished).batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
}

fn poison() -> Received {
    Received { id: "poison".into(), receipt: String::new(), body: "no job".into(), receive_count: 1 }
}

#[tokio::test]
async fn a_poison_record_is_reported_alone() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour", "Êtes-vous ouverts ?"]).await;
    let events = app.events.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    assert_eq!(events.len(), 2);
    let records = [&events[0], &poison(), &events[1]].map(|message| record("relais-events", message)).into();
    let unfinished = handle_batch(&app.worker, &replies_queue(), batch(records), ENOUGH).await;
    assert_eq!(reported(&unfinished), ["poison"]);
    assert_eq!(app.thread().await.len(), 2, "both messages are recorded");
}

#[tokio::test]
async fn reply_jobs_of_a_batch_are_done_and_a_poison_one_is_reported_alone() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    let events = app.events.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    handle_batch(&app.worker, &replies_queue(), batch(vec![record("relais-events", &events[0])]), ENOUGH)
        .await;
    app.clock.advance(jiff::SignedDuration::from_secs(2));
    let replies = app.replies.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    let records = [&poison(), &replies[0]].map(|message| record("relais-replies", message)).into();
    let unfinished = handle_batch(&app.worker, &replies_queue(), batch(records), ENOUGH).await;
    assert_eq!(reported(&unfinished), ["poison"]);
    assert_eq!(app.accepted().len(), 1);
}

#[tokio::test]
async fn a_job_without_enough_time_is_not_begun() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    let events = app.events.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    let records = || batch(vec![record("relais-events", &events[0])]);
    let unfinished = handle_batch(&app.worker, &replies_queue(), records(), Duration::from_secs(5)).await;
    assert_eq!(reported(&unfinished), [events[0].id.as_str()]);
    let dead_letter = unfinished[0].dead_letter();
    assert_eq!(dead_letter.reason.as_deref(), Some("no time was left to begin the job"));
    assert_eq!((dead_letter.queue.as_str(), &dead_letter.body), ("events", &events[0].body));
    assert_eq!(app.engine.counts().get("PutItem"), None, "nothing was begun");
    let unfinished = handle_batch(&app.worker, &replies_queue(), records(), ENOUGH).await;
    assert!(reported(&unfinished).is_empty());
}

#[tokio::test]
async fn the_log_of_a_job_that_is_not_done_leads_to_its_message() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    let events = app.events.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    let (lines, log) = std::io::pipe().unwrap();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(Mutex::new(log)).finish();
    let records = || batch(vec![record("relais-events", &events[0])]);
    {
        let _here = tracing::subscriber::set_default(subscriber);
        handle_batch(&app.worker, &replies_queue(), records(), Duration::from_secs(5)).await;
    }
    let logged = std::io::read_to_string(lines).unwrap();
    handle_batch(&app.worker, &replies_queue(), records(), ENOUGH).await;
    let key = app.thread().await[0].key.to_string();
    let id = key.rsplit('.').next().unwrap();
    assert!(logged.contains("job not begun") && logged.contains(&format!("about=\"{id}\"")), "{logged}");
}

#[tokio::test]
async fn a_job_that_fails_for_the_last_time_is_a_dead_letter_with_its_reason() {
    let app = TestApp::new().await;
    let job = r#"{"v":1,"job":{"stored_item":"events/gone"}}"#;
    for (receive_count, last) in [(1, false), (MAX_RECEIVES - 1, false), (MAX_RECEIVES, true), (40, true)] {
        let message = Received { body: job.into(), receive_count, ..poison() };
        let mut record = record("relais-events", &message);
        record.attributes.insert("SentTimestamp".into(), "1800000000123".into());
        let unfinished = handle_batch(&app.worker, &replies_queue(), batch(vec![record]), ENOUGH).await;
        assert_eq!(reported(&unfinished), ["poison"]);
        assert_eq!(
            (unfinished[0].source(), unfinished[0].was_last_try(app.clock.now())),
            (Source::Events, last)
        );
        let dead_letter = unfinished[0].dead_letter();
        assert_eq!((dead_letter.id.as_str(), dead_letter.body.as_str()), ("poison", job));
        assert_eq!(
            (dead_letter.receive_count, dead_letter.sent_at.as_millisecond()),
            (receive_count, 1_800_000_000_123)
        );
        assert_eq!(dead_letter.summary().reason.as_deref(), Some("the blob `events/gone` is missing"));
    }
}
