//! Batches as Lambda hands them over: each record is acknowledged or reported by itself.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use relais_core::queue::{Queue, Received};
use relais_worker::handle_batch;

use crate::stage::{Stage, VISIBILITY};

const ENOUGH: Duration = Duration::from_secs(75);

fn record(queue: &str, message: &Received) -> SqsMessage {
    let mut record = SqsMessage::default();
    record.message_id = Some(message.id.clone());
    record.body = Some(message.body.clone());
    record.event_source_arn = Some(format!("arn:aws:sqs:eu-west-3:123456789012:{queue}"));
    record.attributes.insert("ApproximateReceiveCount".to_owned(), message.receive_count.to_string());
    record
}

fn batch(records: Vec<SqsMessage>) -> SqsEvent {
    let mut event = SqsEvent::default();
    event.records = records;
    event
}

fn reported(response: &SqsBatchResponse) -> Vec<&str> {
    response.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str()).collect()
}

fn poison() -> Received {
    Received { id: "poison".into(), receipt: String::new(), body: "no job".into(), receive_count: 1 }
}

#[tokio::test]
async fn a_poison_record_is_reported_alone() {
    let stage = Stage::new().await;
    stage.hear(&["Bonjour", "Êtes-vous ouverts ?"]).await;
    let events = stage.events.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    assert_eq!(events.len(), 2);
    let records = [&events[0], &poison(), &events[1]].map(|message| record("relais-events", message)).into();
    let response = handle_batch(&stage.worker, batch(records), ENOUGH).await;
    assert_eq!(reported(&response), ["poison"]);
    assert_eq!(stage.thread().await.len(), 2, "both messages are recorded");
}

#[tokio::test]
async fn replies_of_a_batch_are_given_and_a_poison_one_is_reported_alone() {
    let stage = Stage::new().await;
    stage.hear(&["Bonjour"]).await;
    let events = stage.events.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    handle_batch(&stage.worker, batch(vec![record("relais-events", &events[0])]), ENOUGH).await;
    stage.clock.advance(jiff::SignedDuration::from_secs(2));
    let replies = stage.replies.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    let records = [&poison(), &replies[0]].map(|message| record("relais-replies", message)).into();
    let response = handle_batch(&stage.worker, batch(records), ENOUGH).await;
    assert_eq!(reported(&response), ["poison"]);
    assert_eq!(stage.accepted().len(), 1);
}

#[tokio::test]
async fn what_there_is_no_time_for_is_not_begun() {
    let stage = Stage::new().await;
    stage.hear(&["Bonjour"]).await;
    let events = stage.events.receive(10, VISIBILITY, Duration::ZERO).await.unwrap();
    let records = || batch(vec![record("relais-events", &events[0])]);
    let response = handle_batch(&stage.worker, records(), Duration::from_secs(5)).await;
    assert_eq!(reported(&response), [events[0].id.as_str()]);
    assert_eq!(stage.engine.counts().get("PutItem"), None, "nothing was begun");
    let response = handle_batch(&stage.worker, records(), ENOUGH).await;
    assert!(reported(&response).is_empty());
}
