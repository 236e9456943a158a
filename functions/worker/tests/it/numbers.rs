//! Several business numbers: each is answered from itself, and none waits for another.

use jiff::SignedDuration;
use relais_core::circuit_breaker::Line;
use relais_core::contact::ContactId;
use relais_core::conversation::Reason;
use relais_core::message::Direction;
use relais_core::timing::PROBE_INTERVAL;
use relais_sending::{Admission, Attempt, Sender};
use relais_whatsapp::ids::Recipient;
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage};

use crate::test_app::{BUSINESS, SECOND, TestApp};

/// A new customer writes to this number, and the conversation belongs to it. Returns the customer's number.
async fn writes_to(app: &TestApp, name: &str, number: &str) -> String {
    let wa_id = app.simulator.add_customer(name).wa_id;
    app.simulator.send_texts_to(number, &wa_id, vec!["Bonjour".to_owned()]).unwrap();
    app.simulator.wait_for_webhooks().await;
    app.work_once().await;
    let contact = app.contact(&wa_id).await;
    belongs_to(app, &contact, number).await;
    wa_id
}

async fn belongs_to(app: &TestApp, contact: &ContactId, number: &str) {
    let conversation = app.store.conversation(contact).await.unwrap().unwrap();
    assert_eq!(conversation.phone_id, Some(number.into()));
}

/// The accepted messages: from which number to whom, in the order of the customers.
fn sent(app: &TestApp) -> Vec<(String, String)> {
    let mut sent: Vec<_> = app.accepted().into_iter().map(|send| (send.to, send.from)).collect();
    sent.sort();
    sent
}

#[tokio::test]
async fn each_number_is_answered_from_itself() {
    let app = TestApp::new().await;
    let mut expected = Vec::new();
    for (name, number) in [("Alex", BUSINESS), ("Noor", SECOND), ("Sam", SECOND)] {
        expected.push((writes_to(&app, name, number).await, number.to_owned()));
    }
    expected.sort();
    app.run_jobs().await;
    assert_eq!(sent(&app), expected);
    let typing = app.simulator.requests().into_iter().filter(|request| request.body.get("status").is_some());
    let typing: Vec<_> = typing.map(|request| request.path).collect();
    let from = |number: &str| typing.iter().filter(|path| path.contains(number)).count();
    assert_eq!(
        (from(BUSINESS), from(SECOND)),
        (1, 2),
        "each typing indicator is its number's own: {typing:?}"
    );
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_stopped_number_does_not_stop_another() {
    let app = TestApp::new().await;
    let now = app.clock.now();
    let stopped = writes_to(&app, "Alex", BUSINESS).await;
    let served = writes_to(&app, "Noor", SECOND).await;
    app.store
        .open_circuit_breaker(&BUSINESS.into(), Line::Service, 131_031, now, now + PROBE_INTERVAL)
        .await
        .unwrap();
    app.run_jobs_within(SignedDuration::from_secs(50)).await;
    let second = (served, SECOND.to_owned());
    assert_eq!(sent(&app), std::slice::from_ref(&second));
    let breaker = app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap();
    assert_eq!(breaker.stopped_by, Some(131_031), "the accepted message of another number is no probe");

    app.run_jobs().await;
    let mut both = [(stopped, BUSINESS.to_owned()), second];
    both.sort();
    assert_eq!(sent(&app), both, "the stopped number sends again after its probe");
    assert_eq!(app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap().stopped_by, None);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_refused_account_stops_only_the_number_that_sent() {
    let app = TestApp::new().await;
    writes_to(&app, "Alex", SECOND).await;
    app.simulate(|settings| settings.fail_code = Some(131_031));
    app.run_jobs_within(SignedDuration::from_secs(30)).await;
    let stopped_by = async |number: &str| {
        app.store.circuit_breaker(&number.into(), Line::Service).await.unwrap().stopped_by
    };
    assert_eq!((stopped_by(BUSINESS).await, stopped_by(SECOND).await), (None, Some(131_031)));
}

#[tokio::test]
async fn nothing_is_sent_from_a_number_that_is_no_longer_listed() {
    let app = TestApp::new().await;
    let wa_id = writes_to(&app, "Alex", SECOND).await;
    let sender = Sender::over(
        app.store.clone(),
        app.worker.answerer.sender.graph().await,
        vec![BUSINESS.into()],
        app.clock.clone(),
    );
    let app = app.with_worker(|worker| worker.answerer.sender = sender);
    app.run_jobs().await;
    assert_eq!(sent(&app), []);
    let calls = app.simulator.requests().into_iter().filter(|request| request.path.contains(SECOND)).count();
    assert_eq!(calls, 0, "no typing indicator either");
    let contact = app.contact(&wa_id).await;
    let conversation = app.store.conversation(&contact).await.unwrap().unwrap();
    assert_eq!(conversation.needs_person.unwrap().reason, Reason::SendFailed);
    let thread = app.thread_of(&wa_id).await;
    let answer = thread.iter().find(|message| message.direction == Direction::Outbound).unwrap();
    let detail = answer.error.as_ref().unwrap().detail.as_deref().unwrap();
    assert!(detail.contains("WHATSAPP_PHONE_ID"), "{detail}");
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_permit_for_one_number_permits_no_other() {
    let app = TestApp::new().await;
    let wa_id = writes_to(&app, "Alex", SECOND).await;
    let message = app.thread_of(&wa_id).await.remove(0);
    let sender = &app.worker.answerer.sender;
    let Admission::Granted(permit) = sender.admit(&BUSINESS.into(), Line::Service).await.unwrap() else {
        panic!("the circuit breaker is closed")
    };
    let outbound = OutboundMessage {
        from: SECOND.into(),
        to: Recipient::Phone(wa_id.as_str().into()),
        body: OutboundBody::Text { body: "Bonjour !".to_owned(), preview_url: true },
        reply_to: None,
        callback_data: String::new(),
    };
    let attempt = sender.attempt(&mut message.clone(), &outbound, app.clock.now(), 1, permit).await.unwrap();
    assert_eq!(attempt, Attempt::NotMade(SignedDuration::ZERO), "the caller asks for another permit");
    assert_eq!(sent(&app), []);
}
