//! What becomes of a send whose outcome nobody knows.

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::job::{self, ReplyJob};
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::{NewMessage, Queue};
use relais_core::status::{Shown, StatusMap};
use relais_sending::{Admission, Attempt};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage};

use crate::stage::{CUSTOMER, Stage};

/// A person wrote, and the process died before it could call Graph. Its job comes now.
async fn a_person_wrote(stage: &Stage, nothing_was_sent: bool) -> MessageKey {
    stage.hear(&["Bonjour"]).await;
    stage.work_once().await;
    let now = stage.clock.now();
    let contact = stage.contact(CUSTOMER).await;
    let key = MessageKey::new(&contact, now + SignedDuration::from_secs(1), "a1");
    let body = OutboundBody::Text { body: "Nous fermons à 19 h".to_owned(), preview_url: true };
    let message = Message {
        key: key.clone(),
        wamid: None,
        direction: Direction::Outbound,
        from: None,
        to: Some(CUSTOMER.to_owned()),
        kind: "text".to_owned(),
        text: "Nous fermons à 19 h".to_owned(),
        raw: None,
        timestamp: now,
        came_at: now.as_microsecond(),
        sent_by: Some(SentBy::Agent),
        statuses: StatusMap::default(),
        error: None,
        reply_to: None,
        resend_of: None,
        sending: Some(Sending { body, since: now, attempt: 1 }),
        changed_at: now,
    };
    stage.store.insert_message(&message).await.unwrap();
    let mut conversation = stage.conversation().await;
    conversation.take_over(None, &stage.worker.settings, now);
    stage.store.save_conversation(&mut conversation).await.unwrap();
    let repeats = nothing_was_sent.then_some(now);
    let settle = ReplyJob::Settle { contact, sort_key: key.sort_key().to_owned(), repeats };
    stage.replies.send(vec![NewMessage::now(job::encode(&settle).unwrap())]).await.unwrap();
    key
}

#[tokio::test]
async fn a_message_that_a_person_sent_is_repeated_by_a_second_look_once_it_is_due() {
    let stage = Stage::new().await;
    let key = a_person_wrote(&stage, false).await;
    stage.settle_within(SignedDuration::from_secs(130)).await;
    assert_eq!(stage.accepted().len(), 0, "due after 120 s, and looked at again 15 s later");
    stage.settle_within(SignedDuration::from_secs(10)).await;
    assert_eq!(stage.accepted().len(), 1);
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
    assert_eq!(stage.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    stage.assert_quiet().await;
}

#[tokio::test]
async fn a_message_of_a_person_that_was_not_sent_for_certain_goes_out_at_once() {
    let stage = Stage::new().await;
    a_person_wrote(&stage, true).await;
    stage.settle_within(SignedDuration::from_secs(1)).await;
    assert_eq!(stage.accepted().len(), 1);
}

#[tokio::test]
async fn a_throttled_message_of_a_person_goes_out_as_soon_as_graph_takes_it() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.fail_code = Some(130_429));
    a_person_wrote(&stage, true).await;
    stage.settle_within(SignedDuration::from_secs(1)).await;
    stage.simulate(|settings| settings.fail_code = None);
    stage.settle_within(SignedDuration::from_secs(10)).await;
    assert_eq!(stage.accepted().len(), 1);
}

#[tokio::test]
async fn a_text_of_a_person_does_not_go_out_once_the_window_has_closed() {
    let stage = Stage::new().await;
    let key = a_person_wrote(&stage, false).await;
    stage.clock.advance(SignedDuration::from_hours(25));
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 0);
    let message = stage.store.message(&key).await.unwrap().unwrap();
    assert_eq!(message.error.unwrap().code, 131_047);
    stage.assert_quiet().await;
}

/// Whoever made the call stops dead once the refusal is on record: the job that was queued before it finds it.
#[tokio::test]
async fn people_are_told_of_a_refused_message_whoever_dies_after_the_call() {
    let stage = Stage::new().await;
    let key = a_person_wrote(&stage, false).await;
    stage.simulate(|settings| settings.fail_code = Some(131_026));
    let mut message = stage.store.message(&key).await.unwrap().unwrap();
    let sending = message.sending.clone().unwrap();
    let outbound = OutboundMessage {
        to: stage.conversation().await.identity.recipient().unwrap(),
        body: sending.body,
        reply_to: None,
        callback_data: key.to_callback_data(),
    };
    let sender = &stage.worker.sender;
    let Admission::Granted(permit) = sender.admit().await.unwrap() else {
        panic!("the circuit breaker is closed")
    };
    let attempt = sender.attempt(&mut message, &outbound, sending.since, 1, permit).await.unwrap();
    assert!(matches!(attempt, Attempt::Refused(..)), "{attempt:?}");

    stage.settle().await;
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::SendFailed);
    let message = stage.store.message(&key).await.unwrap().unwrap();
    assert_eq!((message.shown(), message.error.unwrap().code), (Shown::Failed, 131_026));
    assert_eq!(message.sending, None, "people are told once");
    stage.assert_quiet().await;
}

#[tokio::test]
async fn people_are_told_of_a_message_that_is_refused_when_it_is_repeated() {
    let stage = Stage::new().await;
    let key = a_person_wrote(&stage, true).await;
    stage.simulate(|settings| settings.fail_code = Some(131_026));
    stage.settle().await;
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::SendFailed);
    assert_eq!(stage.store.message(&key).await.unwrap().unwrap().sending, None);
    stage.assert_quiet().await;
}

/// Only looks count that find nothing although the outcome is due.
#[tokio::test]
async fn a_look_before_the_outcome_is_due_does_not_count() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.fail_code = Some(131_000));
    stage.hear(&["Bonjour"]).await;
    stage.settle_within(SignedDuration::from_secs(3)).await;
    stage.simulate(|settings| settings.fail_code = None);
    let due = stage.clock.now() + stage.worker.settings.settle;
    stage.hear(&["Et demain ?"]).await;
    stage.settle_within(due.duration_since(stage.clock.now()) + SignedDuration::from_secs(10)).await;
    assert_eq!(stage.accepted().len(), 0, "its statuses may wait behind a fault of ours");
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 2);
    stage.assert_quiet().await;
}
