//! The database, the queue, Graph and the model, with numbered calls into which faults are injected.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use relais_core::queue::{Enqueue, NewMessage, Queue, QueueError, Received};
use relais_dynamo::{Answer, Error, Transport};
use relais_embedded::{EmbeddedDynamo, LocalQueue};
use serde_json::{Value, json};

use super::TEXTS;
use super::calls::{Calls, Failure};

/// The engine, with numbered requests.
#[derive(Clone, Debug)]
pub(crate) struct FaultyDynamo {
    pub(crate) engine: EmbeddedDynamo,
    pub(crate) calls: Calls,
}

impl Transport for FaultyDynamo {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        Box::pin(async move {
            let effect = || self.engine.call(operation, request.clone());
            self.calls.through(&label_of(operation, &request), effect, no_answer).await
        })
    }
}

/// An error as after the last retry.
fn no_answer(failure: Failure) -> Result<Vec<u8>, Error> {
    Err(match failure {
        Failure::Lost => Error::Unreachable("the response was lost".into()),
        Failure::Refused => {
            let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#Busy","message":"try again"}"#;
            Error::refused(400, body.as_bytes())
        }
    })
}

/// The operation and the kind of record, such as `PutItem conversation`.
fn label_of(operation: &str, request: &[u8]) -> String {
    let body: Value = serde_json::from_slice(request).unwrap();
    // A conversation that is saved with what it is found by is still a save of it.
    let first = &body["TransactItems"][0]["Put"];
    let (operation, body) = match first["Item"]["sk"].as_object() {
        Some(sk) if sk["S"] == "conversation" && first["Item"]["erased_at"].is_null() => ("PutItem", first),
        _ => (operation, &body),
    };
    let sort_key = ["Item", "Key"].iter().find_map(|place| body[place]["sk"]["S"].as_str());
    let record = match sort_key {
        None => "thread",
        Some(sort_key) if sort_key.starts_with("m.") => "message",
        Some(sort_key) => sort_key,
    };
    format!("{operation} {record}")
}

/// The queue, with numbered sends, deletes and returns for a later retry.
#[derive(Clone, Debug)]
pub(crate) struct FaultyQueue {
    pub(crate) queue: LocalQueue,
    pub(crate) calls: Calls,
}

impl Enqueue for FaultyQueue {
    async fn send(&self, messages: Vec<NewMessage>) -> Result<(), QueueError> {
        self.calls.through("queue", || self.queue.send(messages.clone()), out_of_order).await
    }
}

impl Queue for FaultyQueue {
    async fn receive(
        &self,
        max: usize,
        visibility: Duration,
        wait: Duration,
    ) -> Result<Vec<Received>, QueueError> {
        self.queue.receive(max, visibility, wait).await
    }

    async fn delete(&self, receipts: Vec<String>) -> Result<(), QueueError> {
        self.calls.through("delete", || self.queue.delete(receipts.clone()), out_of_order).await
    }

    async fn retry_later(&self, receipt: String, after: Duration, reason: &str) -> Result<(), QueueError> {
        let effect = || self.queue.retry_later(receipt.clone(), after, reason);
        self.calls.through("give back", effect, out_of_order).await
    }
}

fn out_of_order(failure: Failure) -> Result<(), QueueError> {
    Err(QueueError::new("do it", format!("{failure:?}")))
}

/// A middleware before Graph and the model. The model's answer quotes the questions that it has read.
pub(crate) async fn at_risk(State(calls): State<Calls>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    // A call that only reads has no body.
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let label = match parts.uri.path() {
        path if path.ends_with("/completions") => "model",
        path if path.ends_with("/message_templates") => "templates",
        path if path.starts_with("/shop") => "tool",
        path if path.starts_with("/whatsapp_business/") => "download",
        path if path.ends_with("/media") => "upload",
        _ if parts.method == Method::GET => "address",
        _ if asked.get("status").is_some() => "mark read",
        _ => "send",
    };
    let effect = || {
        let next = next.clone();
        let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
        let (asked, attempt) = (asked.to_string(), calls.seen().len());
        async move {
            let answer = next.run(request).await;
            if label != "model" || !answer.status().is_success() {
                return answer;
            }
            let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            named(&bytes, &asked, attempt).into_response()
        }
    };
    calls.through(label, effect, unanswered).await
}

fn named(answer: &Bytes, asked: &str, attempt: usize) -> Json<Value> {
    let mut answer: Value = serde_json::from_slice(answer).unwrap();
    if let Some(calls) = answer["choices"][0]["message"].get_mut("tool_calls") {
        // No model writes the same arguments twice.
        calls[0]["function"]["arguments"] = json!({ "attempt": attempt }).to_string().into();
        return Json(answer);
    }
    let read: Vec<_> = TEXTS.into_iter().filter(|text| asked.contains(text)).collect();
    answer["choices"][0]["message"]["content"] = json!(read.join(" "));
    Json(answer)
}

fn unanswered(failure: Failure) -> Response {
    let (status, body) = match failure {
        Failure::Lost => (504, String::from("<html>Gateway Timeout</html>")),
        Failure::Refused => (429, json!({"error": {"code": 130_429, "message": "slow down"}}).to_string()),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = axum::http::StatusCode::from_u16(status).unwrap();
    response
}
