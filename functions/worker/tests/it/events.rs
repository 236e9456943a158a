//! Events for a business's own system: a receiver on this machine, and what it does wrong.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use axum::routing::post;
use jiff::{SignedDuration, Timestamp};
use relais_aws::outward::{Networks, Outward};
use relais_aws::store::{EventProblem, FailedEvent};
use relais_core::events::SigningSecret;
use relais_core::metrics::{self, Metric};
use relais_simulator::ModelFailure;
use relais_worker::{Answerer, ToolClients, Worker};
use serde_json::{Value, json};

use crate::business::sets;
use crate::test_app::{BUSINESS, CUSTOMER, TestApp, serve};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ALL: [&str; 4] = ["message.received", "message.sent", "message.failed", "conversation.handed_over"];

/// A receiver. It answers as `answers` says, one after the other, then always with 200.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    answers: Arc<Mutex<Vec<Answer>>>,
}

#[derive(Clone)]
enum Answer {
    Status(u16),
    Html,
    Large,
    Slow,
    Redirect(String),
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    receiver.got.lock().unwrap().push((headers, body));
    let answer = {
        let mut answers = receiver.answers.lock().unwrap();
        if answers.is_empty() { Answer::Status(200) } else { answers.remove(0) }
    };
    let response = Response::builder();
    match answer {
        Answer::Status(status) => response.status(status).body(Body::empty()),
        Answer::Html => response.status(404).body(Body::from("<html>not here</html>")),
        Answer::Large => response.body(Body::from(vec![b'a'; 10_000_000])),
        Answer::Slow => {
            tokio::time::sleep(Duration::from_secs(11)).await;
            response.body(Body::empty())
        }
        Answer::Redirect(to) => response.status(307).header("location", to).body(Body::empty()),
    }
    .unwrap()
}

impl Receiver {
    async fn start(answers: &[Answer]) -> (Self, String) {
        let receiver = Self { answers: Arc::new(Mutex::new(answers.to_vec())), ..Self::default() };
        let url = serve(Router::new().route("/hook", post(receive)).with_state(receiver.clone())).await;
        (receiver, format!("{url}/hook"))
    }

    /// The bodies that came, each with a valid signature, with their ids.
    fn got(&self) -> Vec<(String, Value)> {
        let got = self.got.lock().unwrap();
        let read = got.iter().map(|(headers, body)| {
            let header = |name: &str| headers[name].to_str().unwrap().to_owned();
            let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
            let at = Timestamp::from_second(at.parse().unwrap()).unwrap();
            let signed = SigningSecret::parse(SECRET).unwrap().sign(&id, at, body).unwrap();
            assert_eq!(header("webhook-signature"), signed);
            assert_eq!(header("content-type"), "application/json");
            (id, serde_json::from_slice(body).unwrap())
        });
        read.collect()
    }

    fn types(&self) -> Vec<String> {
        self.got().into_iter().map(|(_, body)| body["type"].as_str().unwrap().to_owned()).collect()
    }
}

/// An app that sends these events there, and may reach this machine.
async fn app_sending(url: &str, types: &[&str]) -> TestApp {
    let app = TestApp::new().await;
    sets(&app, json!({"events": {"url": url, "secret": SECRET, "types": types}})).await;
    app
}

async fn failed(app: &TestApp) -> Vec<FailedEvent> {
    app.store.failed_events(&BUSINESS.into()).await.unwrap()
}

const DAYS: SignedDuration = SignedDuration::from_hours(48);

#[tokio::test]
async fn a_turn_sends_what_came_and_what_went_out_with_the_names_of_the_api() {
    let (receiver, url) = Receiver::start(&[]).await;
    let app = app_sending(&url, &ALL).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let mut types = receiver.types();
    types.sort_unstable();
    assert_eq!(types, ["message.received", "message.sent"]);
    let shown = app.api(&format!("/api/messages/{CUSTOMER}")).await["messages"].clone();
    for (_, body) in receiver.got() {
        let place = usize::from(body["type"] == "message.sent");
        for (name, value) in body["data"].as_object().unwrap() {
            assert_eq!(*value, shown[place][name], "{name} of {}", body["type"]);
        }
    }
    app.assert_quiet().await;
}

/// Meta may leave `sent` out, and statuses come in any order.
#[tokio::test]
async fn a_message_is_told_as_sent_once_by_the_first_status_that_shows_it() {
    for order in [["delivered", "read", "sent"], ["sent", "delivered", "read"], ["read", "sent", "delivered"]]
    {
        let (receiver, url) = Receiver::start(&[]).await;
        let app = app_sending(&url, &["message.sent"]).await;
        app.simulate(|settings| settings.send_statuses = false);
        app.customer_writes(&["Bonjour"]).await;
        app.run_jobs().await;
        assert_eq!(receiver.types(), [""; 0], "no status has come");
        let answer = app.thread().await.pop().unwrap();
        for name in order {
            let status = json!({"id": answer.wamid.as_ref().unwrap().as_str(), "status": name,
                "recipient_id": CUSTOMER, "timestamp": app.clock.now().as_second().to_string(),
                "biz_opaque_callback_data": answer.key.to_callback_data()});
            let value = json!({"messaging_product": "whatsapp", "metadata": {"phone_number_id": BUSINESS},
                "statuses": [status]});
            let webhook = json!({"object": "whatsapp_business_account",
                "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]});
            assert_eq!(app.post(&webhook.to_string()).await, 200);
            app.run_jobs().await;
            assert_eq!(receiver.types(), ["message.sent"], "{order:?} after {name}");
        }
    }
}

#[tokio::test]
async fn without_an_address_nothing_is_queued_or_sent() {
    let (receiver, url) = Receiver::start(&[]).await;
    let app = app_sending(&url, &["message.failed"]).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!(receiver.types(), [""; 0]);
}

#[tokio::test]
async fn a_hand_over_and_a_refused_answer_are_sent() {
    let (receiver, url) = Receiver::start(&[]).await;
    let app = app_sending(&url, &["message.failed", "conversation.handed_over"]).await;
    app.simulate(|settings| settings.model_failure = Some(ModelFailure::Empty));
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let got = receiver.got();
    assert_eq!(receiver.types(), ["conversation.handed_over"]);
    assert_eq!(got[0].1["data"]["reason"], "model_failed");
    assert_eq!(got[0].1["data"]["conversation_id"], app.conversation().await.contact.as_str());

    app.simulate(|settings| {
        settings.model_failure = None;
        settings.fail_code = Some(131_026);
    });
    app.customer_writes(&["Et alors ?"]).await;
    app.run_jobs().await;
    let got = receiver.got();
    let refused = got.iter().find(|(_, body)| body["type"] == "message.failed").unwrap();
    assert_eq!(refused.1["data"]["error"]["code"], 131_026, "{}", refused.1);
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_with_the_same_id() {
    let answers = [Answer::Status(500), Answer::Html, Answer::Redirect("http://127.0.0.1:1/".to_owned())];
    let (receiver, url) = Receiver::start(&answers).await;
    let app = app_sending(&url, &["message.received"]).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs_within(DAYS).await;
    let got = receiver.got();
    assert_eq!(got.len(), 4);
    assert!(got.iter().all(|(id, body)| *id == got[0].0 && *body == got[0].1));
    assert_eq!(failed(&app).await, []);
}

#[tokio::test]
async fn a_large_answer_is_taken_and_a_slow_one_is_not() {
    let (receiver, url) = Receiver::start(&[Answer::Slow, Answer::Large]).await;
    let app = app_sending(&url, &["message.received"]).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs_within(DAYS).await;
    assert_eq!(receiver.got().len(), 2);
    assert_eq!(failed(&app).await, []);
}

#[tokio::test]
async fn after_a_day_an_event_is_on_the_list_of_failures() {
    let (receiver, url) = Receiver::start(&vec![Answer::Status(500); 20]).await;
    let app = app_sending(&url, &["message.received"]).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs_within(DAYS).await;
    let failed = failed(&app).await;
    assert_eq!((receiver.got().len(), failed.len()), (9, 1));
    assert_eq!(
        (failed[0].status, failed[0].problem, failed[0].event.tries),
        (Some(500), EventProblem::Status, 9)
    );
    // Other tests may count here too.
    assert!(metrics::take().iter().any(|(metric, count)| *metric == Metric::EventsGivenUp && *count >= 1));
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_receiver_that_is_gone_and_an_inner_address_are_given_up_at_once() {
    let (receiver, url) = Receiver::start(&[Answer::Status(410)]).await;
    let app = app_sending(&url, &["message.received"]).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!(receiver.got().len(), 1);
    assert_eq!(failed(&app).await[0].problem, EventProblem::Gone);

    let (receiver, url) = Receiver::start(&[]).await;
    let app = app_sending(&url.replace("127.0.0.1", "localhost"), &["message.received"]).await;
    // The name is not in the allowed networks any more.
    let app = app.with_worker(|worker| {
        let tools = ToolClients::new(Arc::new(Outward::new(Networks::default())));
        let answerer = Answerer { tools, ..worker.answerer.clone() };
        *worker = Worker::new(answerer, worker.recorder.blobs.clone());
    });
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!((receiver.got().len(), failed(&app).await[0].problem), (0, EventProblem::Refused));
}

#[tokio::test]
async fn a_redelivered_message_is_the_same_event() {
    let (receiver, url) = Receiver::start(&[]).await;
    let app = app_sending(&url, &["message.received"]).await;
    let message = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.1","timestamp":"1800000000","type":"text","text":{{"body":"Bonjour"}}}}"#
    );
    for _ in 0..2 {
        assert_eq!(app.post_messages(&message).await, 200);
    }
    app.run_jobs().await;
    let ids: std::collections::BTreeSet<_> = receiver.got().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), 1);
}
