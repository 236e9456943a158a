//! What an operator's command calls on AWS: DynamoDB over the database of a stopped process, SQS with one dead letter, and
//! a secret. Only reads are answered.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use relais_dynamo::Transport;
use relais_embedded::EmbeddedDynamo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::stand_ins::BUSINESS;

struct Aws {
    engine: EmbeddedDynamo,
    dead_letter: String,
    /// The dead letter is hidden from further receives.
    received: AtomicBool,
}

/// Starts it, and returns the variables of a command for the stack `shop`.
pub(crate) async fn start(data: &Path, dead_letter: String) -> Vec<(&'static str, String)> {
    let engine = EmbeddedDynamo::open(&data.join("relais.db")).unwrap();
    let aws = Arc::new(Aws { engine, dead_letter, received: AtomicBool::default() });
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(aws);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let queue = |name: &str| format!("{address}/123456789012/shop-{name}");
    vec![
        ("EVENTS_QUEUE_URL", queue("events")),
        ("REPLIES_QUEUE_URL", queue("replies")),
        ("TABLE_NAME", "relais".to_owned()),
        ("RELAIS_SECRET_ARN", "arn:aws:secretsmanager:eu-west-3:123456789012:secret:shop".to_owned()),
        ("AWS_ENDPOINT_URL", address),
        ("AWS_REGION", "eu-west-3".to_owned()),
        ("AWS_ACCESS_KEY_ID", "key".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "hush".to_owned()),
    ]
}

async fn answer(State(aws): State<Arc<Aws>>, headers: HeaderMap, body: Bytes) -> (StatusCode, Vec<u8>) {
    let target = headers["x-amz-target"].to_str().unwrap();
    let (service, operation) = target.split_once('.').unwrap();
    let read = ["GetItem", "Query", "BatchGetItem"].into_iter().find(|read| *read == operation);
    if let Some(read) = read.filter(|_| service.starts_with("DynamoDB")) {
        return (StatusCode::OK, aws.engine.call(read, body.to_vec()).await.unwrap());
    }
    let request: Value = serde_json::from_slice(&body).unwrap();
    let queue = request["QueueUrl"].as_str().unwrap_or_default();
    let said = match operation {
        "GetSecretValue" => json!({"SecretString": json!({"WHATSAPP_PHONE_ID": BUSINESS}).to_string()}),
        "GetQueueUrl" => {
            json!({"QueueUrl": format!("/123456789012/{}", request["QueueName"].as_str().unwrap())})
        }
        "GetQueueAttributes" => {
            let dead = queue.rsplit('/').next().unwrap();
            let policy =
                json!({"deadLetterTargetArn": format!("arn:aws:sqs:eu-west-3:123456789012:{dead}-dead")});
            json!({"Attributes": {"RedrivePolicy": policy.to_string(), "ApproximateNumberOfMessages": "2"}})
        }
        "ReceiveMessage"
            if queue.ends_with("shop-events-dead") && !aws.received.swap(true, Ordering::Relaxed) =>
        {
            json!({"Messages": [{"MessageId": "m1", "ReceiptHandle": "r1", "Body": aws.dead_letter}]})
        }
        "ReceiveMessage" | "ChangeMessageVisibility" => json!({}),
        _ => return (StatusCode::FORBIDDEN, br#"{"__type":"AccessDeniedException"}"#.to_vec()),
    };
    (StatusCode::OK, said.to_string().into_bytes())
}
