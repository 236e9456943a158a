//! A person writes to a customer.

use std::time::Duration;

use jiff::SignedDuration;
use relais_aws::store::StatusReport;
use relais_core::circuit_breaker::Line;
use relais_core::job::{self, ReplyJob};
use relais_core::message::MessageKey;
use relais_core::queue::Queue;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::test_app::{BUSINESS, Props, TestApp, WABA, ZOE, accepted, outbound, refused, text};

#[tokio::test]
async fn a_text_is_sent_stored_and_takes_over() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(5);
    // What is pasted may have signs in it that nobody sees.
    let response = app.send(&text("+33 6 39 98 00 01", "Bonsoir,\u{0} c'est\u{1b} Awa.")).await;
    assert_eq!((response.status.as_u16(), &response.body["status"]), (200, &json!("success")));
    let message = &response.body["message"];
    assert_eq!((&message["content"], &message["status"]), (&json!("Bonsoir, c'est Awa."), &json!("pending")));
    assert_eq!((&message["message_id"], &message["sent_by"]), (&json!("wamid.OUT"), &json!("agent")));
    assert_eq!((&message["to_number"], &message["type"]), (&json!("+33639980001"), &json!("text")));

    let sends = app.sends().await;
    let key = MessageKey::parse(message["id"].as_str().unwrap()).unwrap();
    assert_eq!(
        sends,
        [json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": ZOE, "type": "text",
            "text": {"body": "Bonsoir, c'est Awa.", "preview_url": true},
            "biz_opaque_callback_data": key.to_callback_data(),
        })]
    );
    let page = app.get(&format!("/api/messages/{ZOE}")).await.body;
    assert_eq!(page["messages"][1], *message, "the response shows the stored message");
    let conversation = app.conversation(ZOE).await;
    assert!(conversation.is_taken_over(app.clock.now()));
    assert_eq!(conversation.preview.unwrap().text, "Bonsoir, c'est Awa.");
    let jobs = app.jobs().await;
    let settle = ReplyJob::Settle {
        contact: key.contact().clone(),
        sort_key: key.sort_key().to_owned(),
        repeats: None,
    };
    assert_eq!(jobs.iter().map(|body| job::decode(body).unwrap()).collect::<Vec<ReplyJob>>(), [settle]);
}

#[tokio::test]
async fn an_id_names_the_customer_and_the_number_is_the_one_they_have_now() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    app.change(&contact, |conversation| conversation.identity.wa_id = Some("33639989999".into())).await;
    assert_eq!(app.send(&text(contact.as_str(), "Bonsoir")).await.status, 200);
    assert_eq!(app.send(&text(ZOE, "Bonsoir")).await.status, 200);
    assert!(app.sends().await.iter().all(|send| send["to"] == "33639989999"));

    app.change(&contact, |conversation| {
        conversation.identity.wa_id = None;
        conversation.identity.user_id = Some("FR.123".into());
    })
    .await;
    let response = app.send(&text(contact.as_str(), "Bonsoir")).await;
    assert_eq!(response.body["message"]["to_number"], "FR.123");
    let last = app.sends().await.pop().unwrap();
    assert_eq!((&last["recipient"], last.get("to")), (&json!("FR.123"), None));
}

#[tokio::test]
async fn outside_the_window_a_text_is_refused_and_says_what_to_do() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    assert_eq!(app.send(&text(ZOE, "Bonjour")).await.code(), (409, "window_closed"), "never wrote");
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(24 * 3600 - 29);
    let response = app.send(&text(ZOE, "Bonsoir")).await;
    assert_eq!(response.code(), (409, "window_closed"));
    assert!(response.body["detail"].as_str().unwrap().contains("Send a template"));
    assert_eq!((app.sends().await.len(), app.thread(ZOE).await.len(), app.jobs().await.len()), (0, 1, 0));
}

#[tokio::test]
async fn a_template_is_sent_at_any_time_also_to_a_new_customer() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    let templates = json!({"data": [{"name": "rappel", "language": "fr", "status": "APPROVED",
        "components": [{"type": "BODY", "text": "Bonjour {{1}} !"}]}]});
    Mock::given(method("GET"))
        .and(path(format!("/v25.0/{WABA}/message_templates")))
        .respond_with(ResponseTemplate::new(200).set_body_json(templates))
        .mount(&app.graph)
        .await;
    let components = json!([{"type": "body", "parameters": [{"type": "text", "text": "Zoé"}]}]);
    let body =
        json!({"to_number": ZOE, "template": {"name": "rappel", "language": "fr", "components": components}});
    let response = app.send(&body).await;
    assert_eq!(response.status, 200);
    let message = &response.body["message"];
    assert_eq!((&message["type"], &message["content"]), (&json!("template"), &json!("Bonjour Zoé !")));
    assert_eq!(
        app.sends().await[0]["template"],
        json!({
            "name": "rappel", "language": {"policy": "deterministic", "code": "fr"}, "components": components,
        })
    );
    let shown = app.get("/api/conversations").await.body["conversations"][0].clone();
    assert_eq!((&shown["phone_number"], &shown["window_closes_at"]), (&json!("+33639980001"), &Value::Null));
    assert_eq!(shown["last_message"]["content"], "Bonjour Zoé !");
}

#[tokio::test]
async fn a_template_whose_text_is_not_known_is_sent_all_the_same() {
    let app = TestApp::with(Props { waba: None, ..Props::default() }).await;
    app.graph_accepts().await;
    let body = json!({"to_number": ZOE, "template": {"name": "rappel", "language": "fr"}});
    assert_eq!(app.send(&body).await.body["message"]["content"], "📋 rappel");
}

#[tokio::test]
async fn a_reply_quotes_by_our_id_or_by_wamid() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    let question = app.customer_writes(ZOE, "Combien ?").await;
    let wamid = question.wamid.clone().unwrap();
    for reply_to in [question.key.to_string(), wamid.to_string()] {
        let mut body = text(ZOE, "12 €");
        body["reply_to"] = json!(reply_to);
        assert_eq!(app.send(&body).await.body["message"]["reply_to"], wamid.as_str());
    }
    assert!(app.sends().await.iter().all(|send| send["context"]["message_id"] == wamid.as_str()));

    let contact = app.contact(ZOE).await;
    let mut body = text(ZOE, "12 €");
    let elsewhere = app.customer_writes("33639980009", "Bonjour").await.wamid.unwrap();
    let former = format!("{contact}.0000000000001.a");
    for unknown in
        ["x", "c000000000000000000000000.0000000000001.a", &former, "wamid.NOWHERE", elsewhere.as_str()]
    {
        body["reply_to"] = json!(unknown);
        assert_eq!(app.send(&body).await.code(), (404, "unknown_message"), "{unknown}");
    }
    let mut pending = outbound(&contact, app.clock.now(), "r1", "en route");
    pending.wamid = None;
    app.store.insert_message(&pending).await.unwrap();
    body["reply_to"] = json!(pending.key.to_string());
    assert_eq!(app.send(&body).await.code(), (409, "not_sent_yet"));
    assert_eq!(app.sends().await.len(), 2);
}

#[tokio::test]
async fn a_resend_names_the_failed_message() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.graph_answers(refused(400, 131_026, "undeliverable")).await;
    let failed = app.send(&text(ZOE, "Bonsoir")).await.body["message"]["id"].clone();
    app.graph_accepts().await;
    app.advance(1);
    let mut body = text(ZOE, "Bonsoir");
    body["resend_of"] = failed.clone();
    let sent = app.send(&body).await;
    assert_eq!((sent.status.as_u16(), &sent.body["message"]["resend_of"]), (200, &failed));
    assert_ne!(sent.body["message"]["id"], failed);

    body["resend_of"] = sent.body["message"]["id"].clone();
    assert_eq!(app.send(&body).await.code(), (409, "not_failed"));
    body["resend_of"] = json!("nothing");
    assert_eq!(app.send(&body).await.code(), (404, "unknown_message"));
}

#[tokio::test]
async fn what_may_not_have_arrived_can_be_sent_again() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.graph_answers(ResponseTemplate::new(500)).await;
    let pending = app.send(&text(ZOE, "Bonsoir")).await.body["message"]["id"].clone();
    app.graph_accepts().await;
    app.advance(1);
    let mut body = text(ZOE, "Bonsoir");
    body["resend_of"] = pending.clone();
    assert_eq!(app.send(&body).await.code(), (409, "not_failed"), "it is still looked after");
    let message = app.thread(ZOE).await.pop().unwrap();
    assert!(app.store.give_up_as_unknown(&message, app.clock.now()).await.unwrap());
    let sent = app.send(&body).await;
    assert_eq!((sent.status.as_u16(), &sent.body["message"]["resend_of"]), (200, &pending));
}

#[tokio::test]
async fn a_customer_without_an_address_cannot_be_written_to() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    app.change(&contact, |conversation| conversation.identity.wa_id = None).await;
    assert_eq!(app.send(&text(contact.as_str(), "Bonsoir")).await.code(), (409, "no_recipient"));
    let unknown = app.send(&text("c000000000000000000000000", "Bonsoir")).await;
    assert_eq!(unknown.code(), (404, "unknown_conversation"));
}

#[tokio::test]
async fn a_send_without_an_outcome_is_pending_and_has_a_job() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let slow = accepted().set_delay(crate::test_app::GRAPH_TIMEOUT * 3);
    for (response, advice) in [
        (slow, "do not send it again"),
        (ResponseTemplate::new(500), "do not send it again"),
        (refused(429, 130_429, "too many"), "sent again by itself"),
        (refused(401, 190, "expired"), "access token"),
    ] {
        app.graph_answers(response).await;
        app.advance(1);
        let response = app.send(&text(ZOE, "Bonsoir")).await;
        assert_eq!((response.status.as_u16(), &response.body["status"]), (202, &json!("pending")));
        assert!(response.body["advice"].as_str().unwrap().contains(advice), "{}", response.body["advice"]);
        let stored = app.thread(ZOE).await.pop().unwrap();
        assert_eq!(response.body["message"]["id"], stored.key.to_string());
        let sending = stored.sending.expect("the intent stays with the message");
        assert_eq!((sending.attempt, stored.wamid), (1, None));
        assert_eq!(app.sends().await.len(), 1);
    }
    let breaker = app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap();
    assert_eq!(breaker.stopped_by, Some(190));

    app.graph_accepts().await;
    assert_eq!(app.send(&text(ZOE, "Et moi ?")).await.status, 202);
    assert_eq!(app.sends().await.len(), 0, "no further call while the circuit breaker is open");
    app.advance(60);
    assert_eq!(app.send(&text(ZOE, "Me revoilà")).await.status, 200);
    let breaker = app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap();
    assert_eq!(breaker.stopped_by, None, "an accepted send closes the circuit breaker");
    let jobs = app.jobs().await.len();
    assert_eq!(jobs, 6 + 3, "one a message, and an earlier one for each of the three not sent");
}

#[tokio::test]
async fn statuses_stored_while_graph_is_silent_are_in_the_response() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.graph_answers(accepted().set_delay(crate::test_app::GRAPH_TIMEOUT * 3)).await;
    app.advance(1);
    let report = async {
        while app.sends().await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let key = app.thread(ZOE).await.pop().unwrap().key;
        let report = StatusReport { name: "delivered", at: app.clock.now(), wamid: None, error: None };
        assert!(app.store.report_status(&key, &report, app.clock.now()).await.unwrap().is_some());
    };
    let body = text(ZOE, "Bonsoir");
    let (response, ()) = tokio::join!(app.send(&body), report);
    assert_eq!((response.status.as_u16(), &response.body["status"]), (200, &json!("success")));
    assert_eq!(
        (&response.body["message"]["status"], response.body.get("advice")),
        (&json!("delivered"), None)
    );
}

#[tokio::test]
async fn graphs_refusal_is_passed_on_and_stored_with_the_message() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.graph_answers(refused(400, 131_026, "Message undeliverable.")).await;
    app.advance(1);
    let response = app.send(&text(ZOE, "Bonsoir")).await;
    assert_eq!(response.code(), (502, "graph_error"));
    assert_eq!(response.body["graph_code"], 131_026);
    assert!(response.body["advice"].as_str().unwrap().contains("cannot deliver to this customer"));
    assert_eq!(response.body["detail"], response.body["advice"]);
    let page = app.get(&format!("/api/messages/{ZOE}")).await.body;
    let stored = &page["messages"][1];
    assert_eq!(*stored, response.body["message"]);
    assert_eq!(
        (&stored["status"], &stored["error"]["detail"]),
        (&json!("failed"), &json!("Message undeliverable."))
    );
    let stored = app.thread(ZOE).await.pop().unwrap();
    assert_eq!(stored.sending, None, "no job repeats it");
    let conversation = app.get(&format!("/api/conversations/{ZOE}")).await.body;
    assert_eq!(conversation["needs_person"]["reason"], "send_failed", "the customer is not answered");
}

#[tokio::test]
async fn when_the_queue_is_down_nothing_is_sent_and_the_call_may_be_repeated() {
    let app = TestApp::with(Props { queue_works: false, ..Props::default() }).await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let response = app.send_once("k", &text(ZOE, "Bonsoir")).await;
    assert_eq!(response.code(), (503, "unavailable"));
    assert_eq!(response.headers["retry-after"], "2");
    assert_eq!((app.sends().await.len(), app.thread(ZOE).await.len()), (0, 1));
}

/// The job that was queued first may have run already and found no message.
#[tokio::test]
async fn a_process_that_stalls_before_it_stores_the_message_queues_a_second_job() {
    let app = TestApp::with(Props { nap: 200, ..Props::default() }).await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let response = app.send(&text(ZOE, "Bonsoir")).await;
    assert_eq!((response.status.as_u16(), app.sends().await.len()), (202, 0), "too late to call");
    let early = app.replies.receive(10, Duration::from_hours(1), Duration::ZERO).await.unwrap();
    assert_eq!(
        early.len(),
        3,
        "two naps have passed, so both jobs are due, and the one that sends it at once"
    );
    let jobs: Vec<_> = early.into_iter().map(|job| job.body).collect();
    assert_eq!(jobs[0], jobs[1]);
    let sending = app.thread(ZOE).await.pop().unwrap().sending.unwrap();
    assert!(sending.unsent, "no call was made, so nothing was sent");
    let ReplyJob::Settle { repeats, .. } = job::decode(&jobs[2]).unwrap() else { panic!("{}", jobs[2]) };
    assert_eq!(repeats, Some(sending.since));
}

#[tokio::test]
async fn a_send_takes_over_despite_concurrent_saves() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    let writer = async {
        for _ in 0..20 {
            let mut conversation = app.store.conversation(&contact).await.unwrap().unwrap();
            conversation.unread += 1;
            let _ = app.store.save_conversation(&mut conversation).await.unwrap();
        }
    };
    let body = text(ZOE, "Bonsoir");
    let (response, ()) = tokio::join!(app.send(&body), writer);
    assert_eq!(response.status, 200);
    let later = app.clock.now() + SignedDuration::from_hours(1);
    assert!(app.conversation(ZOE).await.is_taken_over(later));
}
