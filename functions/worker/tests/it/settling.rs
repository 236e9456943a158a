//! Settling sends whose outcome is unknown.

use jiff::SignedDuration;
use relais_aws::store::StatusReport;
use relais_core::circuit_breaker::Line;
use relais_core::conversation::Reason;
use relais_core::job::{self, ReplyJob};
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::{Enqueue, NewMessage};
use relais_core::status::Shown;
use relais_sending::{Admission, Attempt};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage};

use serde_json::json;

use crate::test_app::{BUSINESS, CUSTOMER, TestApp};

/// A person wrote, and the process died before it could call Graph. The settle job is due now.
async fn a_person_wrote(app: &TestApp, nothing_was_sent: bool) -> MessageKey {
    app.customer_writes(&["Bonjour"]).await;
    app.work_once().await;
    let now = app.clock.now();
    let contact = app.contact(CUSTOMER).await;
    let key = MessageKey::new(&contact, now + SignedDuration::from_secs(1), "a1");
    let body = OutboundBody::Text { body: "Nous fermons à 19 h".to_owned(), preview_url: true };
    let message = Message {
        to: Some(CUSTOMER.to_owned()),
        timestamp: now,
        sent_by: Some(SentBy::Agent),
        sending: Some(Sending { unsent: nothing_was_sent, ..Sending::first(body, now) }),
        ..Message::new(key.clone(), Direction::Outbound, "Nous fermons à 19 h", now)
    };
    app.store.insert_message(&message).await.unwrap();
    let mut conversation = app.conversation().await;
    let settings = &app.worker.answerer.settings;
    conversation.person_wrote(&key, &message.text, "text", SentBy::Agent, settings, now);
    app.store.save_conversation(&mut conversation).await.unwrap();
    let repeats = nothing_was_sent.then_some(now);
    let settle = ReplyJob::Settle { contact, sort_key: key.sort_key().to_owned(), repeats };
    app.replies.send(vec![NewMessage::now(job::encode(&settle).unwrap())]).await.unwrap();
    key
}

#[tokio::test]
async fn a_message_that_a_person_sent_is_repeated_by_the_second_check() {
    let app = TestApp::new().await;
    let key = a_person_wrote(&app, false).await;
    app.run_jobs_within(SignedDuration::from_secs(130)).await;
    assert_eq!(app.accepted().len(), 0, "the first check is after 120 s, the second one 15 s later");
    app.another_customer_reads().await;
    app.run_jobs_within(SignedDuration::from_secs(10)).await;
    assert_eq!(app.accepted().len(), 1);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Read);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_message_of_a_person_that_was_certainly_not_sent_is_sent_at_once() {
    let app = TestApp::new().await;
    a_person_wrote(&app, true).await;
    app.run_jobs_within(SignedDuration::from_secs(1)).await;
    assert_eq!(app.accepted().len(), 1);
}

#[tokio::test]
async fn a_throttled_message_of_a_person_is_sent_once_graph_accepts_it() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_code = Some(130_429));
    a_person_wrote(&app, true).await;
    app.run_jobs_within(SignedDuration::from_secs(1)).await;
    app.simulate(|settings| settings.fail_code = None);
    app.run_jobs_within(SignedDuration::from_secs(10)).await;
    assert_eq!(app.accepted().len(), 1);
}

#[tokio::test]
async fn a_text_of_a_person_is_not_sent_after_the_window_has_closed() {
    let app = TestApp::new().await;
    for nothing_was_sent in [true, false] {
        let key = a_person_wrote(&app, nothing_was_sent).await;
        app.clock.advance(SignedDuration::from_hours(25));
        app.another_customer_reads().await;
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), 0);
        let message = app.store.message(&key).await.unwrap().unwrap();
        let code = message.error.as_ref().map(|error| error.code);
        if nothing_was_sent {
            assert_eq!((message.shown(), code), (Shown::Failed, Some(131_047)));
        } else {
            assert_eq!((message.shown(), code), (Shown::Unknown, None), "it may have arrived");
        }
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_message_of_a_person_ends_as_unknown_while_no_status_comes() {
    let app = TestApp::new().await;
    let key = a_person_wrote(&app, false).await;
    app.run_jobs_within(SignedDuration::from_mins(14)).await;
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Pending);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 0, "nothing shows that its status would have come");
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Unknown);
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::OutcomeUnknown);
    let thread = app.api(&format!("/api/messages/{CUSTOMER}")).await;
    let shown = &thread["messages"][1];
    assert_eq!((&shown["status"], &shown["error"]["code"]), (&json!("unknown"), &json!(null)));
    assert!(shown["error"]["advice"].as_str().unwrap().contains("send it again"), "{shown}");
    app.assert_quiet().await;

    // A status that comes later says what became of it.
    let report = StatusReport { name: "delivered", at: app.clock.now(), wamid: None, error: None };
    app.store.report_status(&key, &report, app.clock.now()).await.unwrap();
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Delivered);
}

/// Two calls of unknown outcome: the first one and its repeat.
#[tokio::test]
async fn a_message_is_repeated_once_and_then_ends_as_unknown() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_code = Some(131_000));
    let key = a_person_wrote(&app, false).await;
    for _ in 0..20 {
        app.run_jobs_within(SignedDuration::from_secs(30)).await;
        app.another_customer_reads().await;
    }
    app.run_jobs().await;
    let calls = app.simulator.requests().iter().filter(|request| request.body["type"] == "text").count();
    assert_eq!(calls, 1, "the process had died during the first call, and this is the repeat");
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Unknown);
    app.assert_quiet().await;
}

/// The process that made the call dies after the refusal is recorded. The job that was queued before finds the refusal.
#[tokio::test]
async fn people_are_notified_of_a_refused_message_after_a_crash() {
    let app = TestApp::new().await;
    let key = a_person_wrote(&app, false).await;
    app.simulate(|settings| settings.fail_code = Some(131_026));
    let mut message = app.store.message(&key).await.unwrap().unwrap();
    let sending = message.sending.clone().unwrap();
    let outbound = OutboundMessage {
        from: BUSINESS.into(),
        to: app.conversation().await.identity.recipient().unwrap(),
        body: sending.body,
        reply_to: None,
        callback_data: key.to_callback_data(),
    };
    let sender = &app.worker.answerer.sender;
    let Admission::Granted(permit) = sender.admit(&BUSINESS.into(), Line::Service).await.unwrap() else {
        panic!("the circuit breaker is closed")
    };
    let attempt = sender.attempt(&mut message, &outbound, sending.since, 1, permit).await.unwrap();
    assert!(matches!(attempt, Attempt::Refused(..)), "{attempt:?}");

    app.run_jobs().await;
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::SendFailed);
    let message = app.store.message(&key).await.unwrap().unwrap();
    assert_eq!((message.shown(), message.error.unwrap().code), (Shown::Failed, 131_026));
    assert_eq!(message.sending, None, "people are notified once");
    app.assert_quiet().await;
}

#[tokio::test]
async fn people_are_notified_of_a_message_that_is_refused_when_it_is_repeated() {
    let app = TestApp::new().await;
    let key = a_person_wrote(&app, true).await;
    app.simulate(|settings| settings.fail_code = Some(131_026));
    app.run_jobs().await;
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::SendFailed);
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().sending, None);
    app.assert_quiet().await;
}

/// Only a check after the outcome is due counts as the first check.
#[tokio::test]
async fn a_look_before_the_outcome_is_due_does_not_count() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_code = Some(131_000));
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs_within(SignedDuration::from_secs(3)).await;
    app.simulate(|settings| settings.fail_code = None);
    let due = app.clock.now() + app.worker.answerer.settings.settle;
    app.customer_writes(&["Et demain ?"]).await;
    app.run_jobs_within(due.duration_since(app.clock.now()) + SignedDuration::from_secs(10)).await;
    app.another_customer_reads().await;
    assert_eq!(app.accepted().len(), 0, "its statuses may be delayed by an outage of ours");
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 2);
    app.assert_quiet().await;
}
