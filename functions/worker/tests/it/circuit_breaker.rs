//! A refused token or a blocked account stops sending to all customers, and no message is lost.

use jiff::SignedDuration;
use relais_core::circuit_breaker::Line;
use relais_core::contact::Identity;
use relais_core::conversation::{Outgoing, OutgoingState, Reason};
use relais_core::message::MessageKey;
use relais_core::timing::PROBE_INTERVAL;
use relais_sending::{Admission, Attempt};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage};

use crate::test_app::{BUSINESS, TestApp};

const CUSTOMERS: [&str; 5] = ["33639980001", "33639980002", "33639980003", "33639980004", "33639980005"];

/// Every customer writes once, at the present time.
async fn everybody_writes(app: &TestApp) {
    let at = app.clock.now().as_second();
    let message = |from: &&str| {
        format!(
            r#"{{"from":"{from}","id":"wamid.{from}","timestamp":"{at}","type":"text","text":{{"body":"?"}}}}"#
        )
    };
    let messages: Vec<_> = CUSTOMERS.iter().map(message).collect();
    app.post_messages(&messages.join(",")).await;
}

fn requests(app: &TestApp, path: &str) -> usize {
    let is_one = |request: &&relais_simulator::ReceivedRequest| {
        request.path.ends_with(path) && request.body.get("status").is_none()
    };
    app.simulator.requests().iter().filter(is_one).count()
}

#[tokio::test]
async fn one_refusal_stops_sending_to_all_customers_until_it_is_fixed() {
    for code in [190, 131_031] {
        let app = TestApp::new().await;
        app.simulate(|settings| settings.fail_code = Some(code));
        everybody_writes(&app).await;
        app.run_jobs_within(SignedDuration::from_secs(50)).await;
        assert_eq!(requests(&app, "/messages"), 1, "after the first refusal no other job calls: {code}");
        app.run_jobs_within(SignedDuration::from_mins(30)).await;
        let tries = requests(&app, "/messages");
        assert!((20..=31).contains(&tries), "one probe a minute at most, not {tries}");
        assert!(
            requests(&app, "/completions") <= CUSTOMERS.len(),
            "the model is asked at most once for each customer"
        );
        assert_eq!(
            app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap().stopped_by,
            Some(code)
        );
        assert_eq!(app.replies.depth().await.unwrap().dead, 0, "no waiting job is dead-lettered");

        app.simulate(|settings| settings.fail_code = None);
        app.run_jobs_within(PROBE_INTERVAL * 2 + SignedDuration::from_secs(5)).await;
        assert_eq!(app.accepted().len(), CUSTOMERS.len(), "within one interval after the accepted probe");
        assert_eq!(
            app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap().stopped_by,
            None
        );
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), CUSTOMERS.len());
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_message_whose_window_closed_while_sending_was_stopped_is_left_to_a_person() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_code = Some(190));
    everybody_writes(&app).await;
    app.run_jobs_within(SignedDuration::from_mins(2)).await;
    app.clock.advance(SignedDuration::from_hours(25));
    app.simulate(|settings| settings.fail_code = None);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 0);
    for customer in CUSTOMERS {
        let contact = app.contact(customer).await;
        let conversation = app.store.conversation(&contact).await.unwrap().unwrap();
        // The conversation whose call was refused was marked at that time, and keeps that reason.
        let reason = conversation.needs_person.unwrap().reason;
        assert!([Reason::WindowClosed, Reason::SendingStopped].contains(&reason), "{reason:?}");
        assert_eq!(conversation.awaiting, None);
    }
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_worker_with_a_permit_does_not_call_once_sending_is_stopped() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.work_once().await;
    let sender = &app.worker.answerer.sender;
    let Admission::Granted(permit) = sender.admit(&BUSINESS.into(), Line::Service).await.unwrap() else {
        panic!("the circuit breaker is closed")
    };
    let now = app.clock.now();
    app.store
        .open_circuit_breaker(&BUSINESS.into(), Line::Service, 190, now, now + PROBE_INTERVAL)
        .await
        .unwrap();

    let contact = app.conversation().await.contact;
    let wa_id = Some(crate::test_app::CUSTOMER.into());
    let to = Identity { wa_id, ..Identity::default() }.recipient().unwrap();
    let key = MessageKey::new(&contact, now, "answer");
    let outgoing = Outgoing {
        sort_key: key.sort_key().to_owned(),
        answers: String::new(),
        text: "Bonjour !".to_owned(),
        to: to.clone(),
        attempt: 1,
        unclear: 0,
        state: OutgoingState::Sending(now),
        says: None,
    };
    let mut message = outgoing.to_message(&contact, now).unwrap();
    let body = OutboundBody::Text { body: outgoing.text, preview_url: true };
    let outbound = OutboundMessage {
        from: BUSINESS.into(),
        to,
        body,
        reply_to: None,
        callback_data: key.to_callback_data(),
    };
    let attempt = sender.attempt(&mut message, &outbound, now, 1, permit).await.unwrap();
    assert_eq!(attempt, Attempt::NotMade(PROBE_INTERVAL));
    assert_eq!(requests(&app, "/messages"), 0);
}
