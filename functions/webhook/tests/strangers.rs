//! What a thousand requests of strangers cost: the lines that the program prints, and how often it reads the secret.
//! The program itself runs, with a stand-in for Lambda and for the services of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a case that cannot go on has failed

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use relais_whatsapp::signature::sign;
use secrecy::SecretString;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

const TIMES: usize = 1000;

/// Gives the program one event after the other and notes the status of each answer.
#[derive(Clone)]
struct Lambda {
    events: Arc<Vec<Value>>,
    statuses: Arc<Mutex<Vec<u64>>>,
}

impl Respond for Lambda {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut statuses = self.statuses.lock().unwrap();
        if request.method == "POST" {
            let answer: Value = serde_json::from_slice(&request.body).unwrap();
            statuses.push(answer["statusCode"].as_u64().unwrap_or_default());
            return ResponseTemplate::new(202);
        }
        match self.events.get(statuses.len()) {
            Some(event) => ResponseTemplate::new(200)
                .insert_header("lambda-runtime-aws-request-id", statuses.len().to_string())
                .insert_header("lambda-runtime-deadline-ms", "4102444800000")
                .set_body_json(event),
            None => ResponseTemplate::new(200).set_delay(Duration::from_mins(1)),
        }
    }
}

/// Secrets Manager and SQS.
#[derive(Clone, Default)]
struct Aws(Arc<Mutex<usize>>);

impl Respond for Aws {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let target = request.headers.get("x-amz-target").map(|target| target.to_str().unwrap().to_owned());
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        match target.unwrap_or_default().as_str() {
            "secretsmanager.GetSecretValue" => {
                *self.0.lock().unwrap() += 1;
                let values = json!({
                    "WHATSAPP_PHONE_ID": "2", "WHATSAPP_APP_SECRET": "app-secret", "WHATSAPP_API_TOKEN": "token",
                    "WHATSAPP_VERIFY_TOKEN": "verify",
                });
                ResponseTemplate::new(200).set_body_json(json!({"SecretString": values.to_string()}))
            }
            "AmazonSQS.SendMessageBatch" => {
                let entries = body["Entries"].as_array().unwrap().iter();
                let taken: Vec<_> = entries
                    .map(|entry| json!({"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "0"}))
                    .collect();
                ResponseTemplate::new(200).set_body_json(json!({"Successful": taken, "Failed": []}))
            }
            _ => ResponseTemplate::new(200).set_body_json(json!({"Attributes": {}})),
        }
    }
}

fn post(body: &str, signature: Option<&str>) -> Value {
    let mut headers = json!({"content-type": "application/json"});
    if let Some(signature) = signature {
        headers["x-hub-signature-256"] = signature.into();
    }
    event("POST", "", &headers, body)
}

fn event(method: &str, query: &str, headers: &Value, body: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": format!("{method} /webhook"), "rawPath": "/webhook", "rawQueryString": query,
        "headers": headers, "body": body, "isBase64Encoded": false,
        "requestContext": {
            "accountId": "1", "apiId": "a", "stage": "$default", "requestId": "r", "routeKey": "$default",
            "time": "12/Mar/2026:19:03:58 +0000", "timeEpoch": 1_800_000_000_000_u64,
            "http": {"method": method, "path": "/webhook", "protocol": "HTTP/1.1", "sourceIp": "1.2.3.4", "userAgent": "x"},
        },
    })
}

struct Ran {
    statuses: Vec<u64>,
    lines: Vec<String>,
    secret_reads: usize,
    took: Duration,
}

impl Ran {
    fn lines_with(&self, words: &str) -> Vec<Value> {
        let lines = self.lines.iter().filter(|line| line.contains(words));
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Runs the program over these events.
async fn run(events: Vec<Value>) -> Ran {
    let (count, begun) = (events.len(), Instant::now());
    let lambda = Lambda { events: Arc::new(events), statuses: Arc::default() };
    let (runtime, aws, services) = (MockServer::start().await, Aws::default(), MockServer::start().await);
    Mock::given(any()).respond_with(lambda.clone()).mount(&runtime).await;
    Mock::given(any()).respond_with(aws.clone()).mount(&services).await;
    let printed = tempfile::NamedTempFile::new().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_webhook"))
        .env_clear()
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", runtime.address().to_string().as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", "webhook"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "key"),
            ("AWS_ENDPOINT_URL", &services.uri()),
            ("RELAIS_SECRET_ARN", "arn:secret"),
            ("EVENTS_QUEUE_URL", &format!("{}/1/events", services.uri())),
            ("MEDIA_BUCKET", "media"),
        ])
        .stdout(Stdio::from(printed.reopen().unwrap()))
        .stderr(Stdio::from(printed.reopen().unwrap()))
        .spawn()
        .unwrap();
    let text = || std::fs::read_to_string(printed.path()).unwrap();
    let ended = loop {
        if lambda.statuses.lock().unwrap().len() == count {
            break true;
        }
        if program.try_wait().unwrap().is_some() || begun.elapsed() > Duration::from_mins(2) {
            break false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(ended, "the program did not answer all: {}", text());
    let statuses = lambda.statuses.lock().unwrap().clone();
    let lines = text().lines().map(str::to_owned).collect();
    let secret_reads = *aws.0.lock().unwrap();
    Ran { statuses, lines, secret_reads, took: begun.elapsed() }
}

/// One line of the start, at most one line of metrics in ten seconds and one warning a minute, the first ones included; the
/// secret is read at start, and once in ten seconds at most for signatures that only a secret can tell.
fn assert_cheap(ran: &Ran, status: u64, counted: Option<&str>, reads: u64) {
    assert!(ran.statuses.iter().all(|it| *it == status), "{:?}", ran.statuses);
    let (warnings, counts) = (ran.lines_with("refused\""), ran.lines_with("CloudWatchMetrics"));
    let tens = ran.took.as_secs() / 10;
    assert!((1..=1 + tens / 6).contains(&(warnings.len() as u64)), "{warnings:?}");
    assert!(counts.len() as u64 <= 1 + tens, "{counts:?}");
    assert_eq!(ran.lines_with("function started").len(), 1);
    assert_eq!(ran.lines.len(), 1 + warnings.len() + counts.len(), "{:?}", ran.lines);
    if let Some(counted) = counted {
        assert_eq!(counts[0][counted], 1, "the first is counted at once: {counts:?}");
    }
    assert!((1..=1 + reads * tens).contains(&(ran.secret_reads as u64)), "{} reads", ran.secret_reads);
}

#[tokio::test]
async fn a_thousand_unsigned_requests_are_a_warning_and_a_count() {
    let ran = run(vec![post("{}", None); TIMES]).await;
    assert_cheap(&ran, 403, Some("WebhookUnsigned"), 0);
}

#[tokio::test]
async fn a_thousand_forged_signatures_are_a_warning_and_a_count() {
    let forged = sign(&SecretString::from("guess"), b"{}");
    let ran = run(vec![post("{}", Some(&forged)); TIMES]).await;
    assert_cheap(&ran, 403, Some("WebhookRefusedSignature"), 1);
}

#[tokio::test]
async fn a_thousand_handshakes_without_a_token_are_a_warning() {
    let ran = run(vec![event("GET", "hub.mode=subscribe&hub.challenge=1", &json!({}), ""); TIMES]).await;
    assert_cheap(&ran, 403, None, 0);
}

#[tokio::test]
async fn bodies_that_are_too_large_are_a_warning_and_a_count() {
    let ran = run(vec![post(&" ".repeat(4 * 1024 * 1024 + 1), None); 10]).await;
    assert_cheap(&ran, 413, Some("WebhookUnsigned"), 0);
}

#[tokio::test]
async fn an_accepted_webhook_brings_the_counts_that_were_held_back() {
    let body = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"flows","value":{}}]}]}"#;
    let signed = post(body, Some(&sign(&SecretString::from("app-secret"), body.as_bytes())));
    let mut events = vec![post("{}", None); 100];
    events.push(signed);
    let ran = run(events).await;
    assert_eq!(ran.statuses.last(), Some(&200));
    let counts = ran.lines_with("CloudWatchMetrics");
    assert_eq!(counts.last().unwrap()["WebhookItems"], 1);
    let unsigned: u64 = counts.iter().filter_map(|line| line["WebhookUnsigned"].as_u64()).sum();
    assert_eq!(unsigned, 100);
}
