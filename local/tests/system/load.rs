//! More messages than Relais can answer at once. All are recorded, one customer does not cost the others their answers,
//! and every customer gets one. `make bench` measures the speed, which depends on the machine.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::stand_ins::{self, Outside, now, texts_webhook};

/// Messages in the largest webhook that Meta sends.
const LARGEST: usize = 1000;

/// More customers than are answered at the same time.
const CUSTOMERS: usize = 150;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_messages_of_one_customer_cost_the_others_no_answer() {
    let outside = stand_ins::start(&[("RUST_LOG", "info")]).await;
    let (noisy, others): (_, Vec<_>) = (number(0), (1..=30).map(number).collect());
    outside.customer(&noisy);
    let ids: Vec<_> = (0..LARGEST).map(|n| format!("wamid.noisy.{n}")).collect();
    let largest = texts_webhook(&noisy, &ids, "Bonjour", now());
    assert_eq!(outside.meta().deliver(&largest).await.unwrap(), 200);
    write_and_record(&outside, &others).await;
    for customer in others.iter().chain([&noisy]) {
        until_read(&outside, customer).await;
    }
    assert!(others.iter().all(|customer| sends_to(&outside, customer) == 1), "one answer each");
    let thread = whole_thread(&outside, &noisy).await;
    let stored: HashSet<_> = thread.iter().filter_map(|message| message["message_id"].as_str()).collect();
    assert!(ids.iter().all(|id| stored.contains(id.as_str())), "all of them are recorded");
    // A burst that lasts longer than 20 seconds, on a slow machine, is answered more than once.
    assert_eq!(thread.len() - LARGEST, sends_to(&outside, &noisy), "no answer is sent twice");
    assert_eq!(thread.last().unwrap()["direction"], "outbound", "the last word is ours");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_model_answers_nothing_every_message_is_recorded() {
    let model = Model::start().await;
    let outside = stand_ins::start(&[("OPENAI_BASE_URL", &model.address), ("RUST_LOG", "info")]).await;
    let customers: Vec<_> = (0..CUSTOMERS).map(number).collect();
    write_and_record(&outside, &customers).await;
    model.until_asked(64).await;
    let late: Vec<_> = (CUSTOMERS..CUSTOMERS + 20).map(number).collect();
    write_and_record(&outside, &late).await;
    assert!(!*model.open.borrow(), "no answer was written meanwhile");
    model.open.send_replace(true);
    for customer in customers.iter().chain(&late) {
        until_read(&outside, customer).await;
    }
    let mut sends = HashMap::new();
    for send in outside.simulator.accepted() {
        *sends.entry(send.to).or_insert(0) += 1;
    }
    assert_eq!(sends.len(), customers.len() + late.len());
    assert!(sends.values().all(|count| *count == 1), "one answer each");
}

/// A model that answers nothing until it is opened.
pub(crate) struct Model {
    pub(crate) address: String,
    pub(crate) open: watch::Sender<bool>,
    asked: Arc<AtomicUsize>,
}

impl Model {
    pub(crate) async fn start() -> Self {
        let (open, asked) = (watch::Sender::new(false), Arc::new(AtomicUsize::new(0)));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}/v1", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/v1/chat/completions", post(answer))
            .with_state((open.clone(), asked.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, open, asked }
    }

    pub(crate) async fn until_asked(&self, questions: usize) {
        while self.asked.load(Ordering::Relaxed) < questions {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}

async fn answer(State((open, asked)): State<(watch::Sender<bool>, Arc<AtomicUsize>)>) -> Json<Value> {
    asked.fetch_add(1, Ordering::Relaxed);
    open.subscribe().wait_for(|open| *open).await.unwrap();
    Json(json!({"choices": [{"message": {"role": "assistant", "content": "Oui."}, "finish_reason": "stop"}]}))
}

/// Each of these customers writes once. Returns when every message is recorded.
async fn write_and_record(outside: &Outside, customers: &[String]) {
    for customer in customers {
        outside.customer(customer);
        assert_eq!(outside.deliver(customer, &format!("wamid.{customer}"), "Bonjour").await.unwrap(), 200);
    }
    for customer in customers {
        let path = format!("/api/messages/{customer}");
        outside.relais.until(&path, |thread| thread["messages"][0]["direction"] == "inbound").await;
    }
}

/// Waits until the last message of the thread is an answer that was read.
async fn until_read(outside: &Outside, customer: &str) {
    let is_read = |thread: &Value| {
        thread["messages"].as_array().unwrap().last().is_some_and(|message| message["status"] == "read")
    };
    outside.relais.until(&format!("/api/messages/{customer}"), is_read).await;
}

/// All messages of the thread, oldest first.
async fn whole_thread(outside: &Outside, customer: &str) -> Vec<Value> {
    let mut thread: Vec<Value> = Vec::new();
    let mut path = format!("/api/messages/{customer}?limit=100");
    loop {
        let mut page = outside.relais.get(&path).await;
        let mut messages: Vec<Value> = serde_json::from_value(page["messages"].take()).unwrap();
        messages.append(&mut thread);
        thread = messages;
        let Some(next) = page["next"].as_str() else { return thread };
        path = format!("/api/messages/{customer}?limit=100&before={next}");
    }
}

fn sends_to(outside: &Outside, customer: &str) -> usize {
    outside.simulator.accepted().iter().filter(|send| send.to == customer).count()
}

fn number(n: usize) -> String {
    format!("33639981{n:03}")
}
