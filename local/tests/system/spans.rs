//! What became of a message, as a collector of traces gets it.

use std::collections::HashSet;
use std::time::Instant;

use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::person::QUESTION;
use crate::relais::{PATIENCE, Relais};

/// A collector, which answers so.
async fn collector(status: u16) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/otlp/v1/traces"))
        .and(header("content-type", "application/json"))
        .and(header("api-key", "a key of it"))
        .respond_with(ResponseTemplate::new(status).set_body_json(json!({})))
        .mount(&server)
        .await;
    server
}

fn start(server: &MockServer) -> Relais {
    let endpoint = format!("{}/otlp", server.uri());
    Relais::start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20key of it"),
    ])
}

/// What the collector got, as text.
async fn bodies(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    requests.into_iter().map(|request| String::from_utf8(request.body).unwrap()).collect()
}

async fn spans(server: &MockServer) -> Vec<Value> {
    let mut spans = Vec::new();
    for body in bodies(server).await {
        let body: Value = serde_json::from_str(&body).unwrap();
        let resource = &body["resourceSpans"][0];
        assert_eq!(resource["resource"]["attributes"][0]["value"]["stringValue"], "relais");
        spans.extend(resource["scopeSpans"][0]["spans"].as_array().unwrap().clone());
    }
    spans
}

/// Writes as the customer, and returns the messages once the answer was read.
async fn converse(relais: &Relais) -> (String, Vec<Value>) {
    let phone = relais.get("/phone/api/state").await;
    let wa_id = phone["customers"][0]["wa_id"].as_str().unwrap().to_owned();
    relais.post(&format!("/phone/api/customers/{wa_id}/messages"), json!({"texts": [QUESTION]})).await;
    let thread = relais
        .until(&format!("/api/messages/{wa_id}"), |thread| thread["messages"][1]["status"] == "read")
        .await;
    (wa_id, thread["messages"].as_array().unwrap().clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_one_trace_from_its_webhook_to_the_last_status() {
    let server = collector(200).await;
    let mut relais = start(&server);
    let (wa_id, messages) = converse(&relais).await;
    let begun = Instant::now();
    let is_read = |span: &Value| span["attributes"].to_string().contains("\"read\"");
    while !spans(&server).await.iter().any(is_read) {
        assert!(begun.elapsed() < PATIENCE, "no span of the status `read`: {:?}", spans(&server).await);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    let spans = spans(&server).await;
    let named = |name: &str| {
        let found: Vec<_> = spans.iter().filter(|span| span["name"] == name).collect();
        assert!(!found.is_empty(), "{name} is not in {spans:?}");
        found
    };
    let traces: HashSet<_> = spans.iter().map(|span| span["traceId"].as_str().unwrap()).collect();
    assert_eq!(traces.len(), 1, "{spans:?}");
    let first = named("receive message")[0];
    assert_eq!(first.get("parentSpanId"), None);
    let turn = named("turn")[0];
    for below in [turn, named("send message")[0], named("status")[0]] {
        assert_eq!(below["parentSpanId"], first["spanId"]);
    }
    for stage in ["before the model", "chat", "send"] {
        assert_eq!(named(stage)[0]["parentSpanId"], turn["spanId"], "{stage}");
    }
    assert!(turn["attributes"].to_string().contains("\"answered\""), "{turn}");
    let nanos = |span: &Value, field: &str| span[field].as_str().unwrap().parse::<u64>().unwrap();
    for span in &spans {
        assert!(nanos(span, "startTimeUnixNano") <= nanos(span, "endTimeUnixNano"), "{span}");
    }

    // Who has a wamid has the trace.
    for message in &messages {
        let asked = message["message_id"].as_str().unwrap();
        let told = relais.ask(&["trace", asked], &[]);
        let told = String::from_utf8(told.stdout).unwrap();
        assert!(told.contains(first["traceId"].as_str().unwrap()), "{told}");
    }
    for body in bodies(&server).await {
        for message in &messages {
            assert!(!body.contains(message["content"].as_str().unwrap()), "a text is in {body}");
        }
        assert!(!body.contains(&wa_id) && !body.contains("wamid."), "who it was is in {body}");
    }
    // What was not sent yet goes out when it ends.
    let before = self::spans(&server).await.len();
    relais.post(&format!("/phone/api/customers/{wa_id}/messages"), json!({"texts": [QUESTION]})).await;
    relais.until(&format!("/api/messages/{wa_id}"), |thread| thread["messages"][3]["status"] == "read").await;
    relais.end();
    let after = self::spans(&server).await;
    assert!(after[before..].iter().any(is_read), "{:?}", &after[before..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_refuses_or_is_away_costs_a_line_of_the_log_and_no_answer() {
    let refusing = collector(401).await;
    let relais = start(&refusing);
    converse(&relais).await;
    let says = |relais: &Relais, words: &str| {
        let log = relais.log_text();
        let lines: Vec<_> = log.lines().filter(|line| line.contains("spans dropped")).collect();
        assert!(lines.len() <= 1, "one a minute: {lines:?}");
        assert!(!log.contains("a key of it") && !log.contains("a%20key"), "the log holds the key");
        lines.iter().any(|line| line.contains(words))
    };
    let begun = Instant::now();
    while !says(&relais, "401: check OTEL_EXPORTER_OTLP_HEADERS") {
        assert!(begun.elapsed() < PATIENCE, "{}", relais.log_text());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    let away = Relais::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")]);
    converse(&away).await;
    let begun = Instant::now();
    while !says(&away, "was not reached: check OTEL_EXPORTER_OTLP_ENDPOINT") {
        assert!(begun.elapsed() < PATIENCE, "{}", away.log_text());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
