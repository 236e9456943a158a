//! A refused token or a blocked account stops sending to all customers, and no message is lost.

use jiff::SignedDuration;
use relais_core::circuit_breaker::{CircuitBreaker, Line};
use relais_core::contact::Identity;
use relais_core::conversation::{Outgoing, OutgoingState, Reason};
use relais_core::job::ReplyJob;
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::Enqueue;
use relais_core::status::Shown;
use relais_core::timing::PROBE_INTERVAL;
use relais_sending::{Admission, Attempt};
use relais_whatsapp::outbound::{OutboundBody, OutboundMessage, TemplateMessage};

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
        let waiting = CUSTOMERS.len() - app.accepted().len();
        assert!(waiting <= 1, "within one interval after the accepted probe, but for the one refused last");
        app.run_jobs_within(PROBE_INTERVAL + SignedDuration::from_secs(20)).await;
        assert_eq!(app.accepted().len(), CUSTOMERS.len(), "who was refused last waits longer");
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
        interactive: None,
        rests_on: None,
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

/// Every customer is known to the simulator, so that Meta delivers to them.
fn everybody_is_there(app: &TestApp) {
    for customer in CUSTOMERS {
        app.simulator.restore_customer(customer, "Awa Quenouille", Some(app.clock.now()));
    }
}

/// These customers write, one after the other, and are answered unless sending is stopped.
async fn some_write(app: &TestApp, customers: &[&str], id: &str) {
    for from in customers {
        let at = app.clock.now().as_second();
        app.post_messages(&format!(
            r#"{{"from":"{from}","id":"wamid.{id}.{from}","timestamp":"{at}","type":"text","text":{{"body":"?"}}}}"#
        ))
        .await;
        app.run_jobs_within(SignedDuration::from_secs(5)).await;
    }
}

async fn service(app: &TestApp) -> CircuitBreaker {
    app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap()
}

#[tokio::test]
async fn account_wide_failures_in_statuses_stop_sending_until_a_message_arrives() {
    for code in [131_031, 131_042, 368] {
        let app = TestApp::new().await;
        everybody_is_there(&app);
        app.simulate(|settings| settings.fail_status_code = Some(code));
        some_write(&app, &CUSTOMERS[..2], "a").await;
        assert_eq!(service(&app).await.stopped_by, None, "two messages are not enough: {code}");
        some_write(&app, &CUSTOMERS[2..3], "a").await;
        let breaker = service(&app).await;
        assert_eq!((breaker.stopped_by, breaker.by_statuses), (Some(code), true));
        assert_eq!(app.api("/api/health").await["sending"]["code"], code);

        let asked = requests(&app, "/completions");
        some_write(&app, &CUSTOMERS[3..], "a").await;
        assert_eq!(requests(&app, "/completions"), asked, "no model is asked while sending is stopped");
        app.run_jobs_within(SignedDuration::from_mins(10)).await;
        assert!(app.accepted().len() > 3, "Graph accepts the probes");
        assert_eq!(service(&app).await.stopped_by, Some(code), "and that closes nothing: {code}");

        app.simulate(|settings| settings.fail_status_code = None);
        some_write(&app, &CUSTOMERS[..1], "b").await;
        app.run_jobs().await;
        assert_eq!(service(&app).await, CircuitBreaker::default(), "a probe arrived: {code}");
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn odd_failures_among_messages_that_arrive_stop_nothing() {
    let app = TestApp::new().await;
    everybody_is_there(&app);
    for (round, customers) in [&CUSTOMERS[..], &CUSTOMERS[..]].into_iter().enumerate() {
        for customer in customers {
            for (kind, code) in [("odd", Some(131_042)), ("good", None)] {
                app.simulate(|settings| settings.fail_status_code = code);
                some_write(&app, &[customer], &format!("{kind}.{round}")).await;
            }
        }
    }
    assert_eq!(app.accepted().len(), 4 * CUSTOMERS.len());
    assert_eq!(service(&app).await.stopped_by, None);
}

/// Meta may report `sent` before `failed`: that is no sign that messages arrive.
#[tokio::test]
async fn messages_that_are_sent_and_then_fail_stop_the_line_too() {
    let app = TestApp::new().await;
    everybody_is_there(&app);
    app.simulate(|settings| settings.send_statuses = false);
    for (count, customer) in (1_usize..).zip(&CUSTOMERS[..3]) {
        some_write(&app, &[*customer], "a").await;
        let send = app.accepted().pop().unwrap();
        for (status, errors) in [("sent", ""), ("failed", r#","errors":[{"code":131031}]"#)] {
            let (wamid, data) = (&send.wamid, send.callback_data.as_ref().unwrap());
            let at = app.clock.now().as_second();
            let status = format!(
                r#"{{"id":"{wamid}","status":"{status}","timestamp":"{at}","biz_opaque_callback_data":"{data}"{errors}}}"#
            );
            let body = crate::test_app::messages_webhook("")
                .replace(r#""messages":[]"#, &format!(r#""statuses":[{status}]"#));
            assert_eq!(app.post(&body).await, 200);
            while app.work_once().await {}
        }
        assert_eq!(service(&app).await.stopped_by.is_some(), count == 3, "{count}");
    }
}

/// A template that a person wrote waits to be sent.
async fn a_template_waits(app: &TestApp) -> MessageKey {
    let now = app.clock.now();
    let contact = app.contact(crate::test_app::CUSTOMER).await;
    let key = MessageKey::new(&contact, now, "a1");
    let body = OutboundBody::Template(TemplateMessage {
        name: "hello_world".to_owned(),
        language: "en_US".to_owned(),
        components: Vec::new(),
    });
    let message = Message {
        kind: "template".to_owned(),
        to: Some(crate::test_app::CUSTOMER.to_owned()),
        sent_by: Some(SentBy::Agent),
        sending: Some(Sending { unsent: true, ..Sending::first(body, now) }),
        ..Message::new(key.clone(), Direction::Outbound, "Hello World", now)
    };
    app.store.insert_message(&message).await.unwrap();
    let job = ReplyJob::settle(&key, Some(now)).due_at(now, now).unwrap();
    app.replies.send(vec![job]).await.unwrap();
    key
}

#[tokio::test]
async fn a_refused_template_stops_no_answer_and_is_given_up_after_five_refusals() {
    let app = TestApp::new().await;
    everybody_is_there(&app);
    some_write(&app, &CUSTOMERS[..1], "a").await;
    app.simulate(|settings| settings.fail_code = Some(131_042));
    let key = a_template_waits(&app).await;
    app.run_jobs_within(SignedDuration::from_secs(5)).await;
    let templates = app.store.circuit_breaker(&BUSINESS.into(), Line::Templates).await.unwrap();
    assert_eq!((templates.stopped_by, service(&app).await.stopped_by), (Some(131_042), None));

    app.simulate(|settings| settings.fail_code = None);
    some_write(&app, &CUSTOMERS[1..], "a").await;
    assert_eq!(app.accepted().len(), CUSTOMERS.len(), "answers go out meanwhile");

    app.simulate(|settings| settings.fail_code = Some(131_042));
    app.run_jobs().await;
    let sent = app.simulator.requests().iter().filter(|it| it.body["type"] == "template").count();
    assert_eq!(sent + 1, 5, "the first refusal was that of the person's own call");
    let message = app.store.message(&key).await.unwrap().unwrap();
    assert_eq!((message.shown(), message.error.unwrap().code), (Shown::Failed, 131_042));
    let shown = app.api(&format!("/api/messages/{}", crate::test_app::CUSTOMER)).await;
    let shown = shown["messages"].as_array().unwrap().iter().find(|it| it["type"] == "template").unwrap();
    let advice = shown["error"]["advice"].as_str().unwrap();
    assert!(advice.contains("payment method") && advice.contains("send the message again"), "{advice}");
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_template_that_waited_a_day_is_given_up() {
    let app = TestApp::new().await;
    everybody_is_there(&app);
    some_write(&app, &CUSTOMERS[..1], "a").await;
    let key = a_template_waits(&app).await;
    let now = app.clock.now();
    let long = SignedDuration::from_hours(48);
    app.store.open_circuit_breaker(&BUSINESS.into(), Line::Templates, 368, now, now + long).await.unwrap();
    app.run_jobs_within(SignedDuration::from_mins(2)).await;
    assert_eq!(app.store.message(&key).await.unwrap().unwrap().shown(), Shown::Pending);
    app.clock.advance(SignedDuration::from_hours(24));
    app.run_jobs().await;
    let message = app.store.message(&key).await.unwrap().unwrap();
    assert_eq!((message.shown(), message.error.unwrap().code), (Shown::Failed, 368));
    app.assert_quiet().await;
}
