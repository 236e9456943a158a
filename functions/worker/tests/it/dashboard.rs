//! The dashboard of `infra/monitoring.yaml` reads the log: each field and each message that its queries name is on a line
//! that the program writes.

use std::collections::BTreeSet;
use std::path::Path;

use axum::routing::post;
use axum::{Json, Router};
use relais_aws::function::log_started;
use relais_simulator::ModelFailure;
use serde_json::{Value, json};

use crate::log;
use crate::test_app::{TestApp, model, serve};

/// What a query has besides fields: commands, and words between them.
const WORDS: [&str; 14] = [
    "and", "as", "asc", "by", "desc", "fields", "filter", "in", "like", "limit", "or", "sort", "SOURCE",
    "stats",
];

#[tokio::test]
async fn every_field_that_the_dashboard_queries_is_on_the_lines_of_turns() {
    log::keep();
    turns().await;
    let lines = log::kept();
    let named = queries();
    assert_eq!(named.len(), 7, "{named:#?}");
    for query in named {
        let (messages, fields) = parts(&query);
        assert!(!messages.is_empty() && fields.contains("message"), "{query}");
        let written: Vec<&Value> =
            lines.iter().filter(|line| messages.iter().any(|it| line["message"] == **it)).collect();
        for message in &messages {
            let is_written = written.iter().any(|line| line["message"] == **message);
            assert!(is_written, "nothing writes {message:?}, which is in: {query}");
        }
        for field in &fields {
            let has = written.iter().any(|line| line.get(field).is_some());
            assert!(has, "no line of {messages:?} has {field}, which is in: {query}");
        }
    }
}

#[tokio::test]
async fn a_turn_ends_with_one_line_whose_stages_add_up() {
    log::keep();
    turns().await;
    let lines = log::kept();
    let ended: Vec<_> = lines.iter().filter(|line| line["message"] == "turn ended").collect();
    let outcomes: Vec<_> = ended.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["answered", "send_failed", "open", "answered", "model_failed"]);
    for line in &ended {
        let millis = |stage: &str| line[&format!("{stage}_millis")].as_u64().unwrap();
        assert!(millis("before_model") >= 1000, "a reply is delayed: {line}");
        assert_eq!(millis("before_model") + millis("model") + millis("send"), millis("total"), "{line}");
    }
    let tokens = ["prompt_tokens", "cached_tokens", "answer_tokens"].map(|name| ended[0][name].as_u64());
    assert_eq!(tokens, [Some(1200), Some(1024), Some(7)]);
    assert_eq!(ended[4].get("cached_tokens"), None, "the server sent none");
}

/// What CloudWatch takes for a turn's lines of the worker is paid by the byte: docs/OPERATIONS.md, "What it costs".
#[tokio::test]
async fn the_log_of_a_turn_is_short() {
    let app = TestApp::new().await;
    log::keep();
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let lines =
        log::kept().into_iter().filter(|line| !["DEBUG", "TRACE"].map(Value::from).contains(&line["level"]));
    let of_worker = lines.filter(|line| !line["target"].as_str().unwrap().starts_with("relais_webhook"));
    let bytes: Vec<_> = of_worker.map(|line| (line["message"].clone(), line.to_string().len())).collect();
    let all: usize = bytes.iter().map(|(_, bytes)| bytes).sum();
    println!("{all} bytes a turn: {bytes:#?}");
    assert!(bytes.len() <= 7 && all <= 2200, "{all} bytes: {bytes:#?}");
}

/// Turns that end well and badly, and the start of a function.
async fn turns() {
    let caches = || async {
        Json(json!({
            "choices": [{"index": 0, "message": {"role": "assistant", "content": "Voilà."}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1200, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 1024}},
        }))
    };
    let server = serve(Router::new().route("/v1/chat/completions", post(caches))).await;
    let app = TestApp::new().await.with_worker(|worker| {
        let http = relais_aws::http::client().unwrap();
        worker.answerer.assistant = Some(relais_worker::assistant(http, model(&server)));
    });
    log_started();
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    // Graph refuses an answer for good, and the next one for a while. The status of a third says that it failed.
    for (code, status) in [(Some(131_026), None), (Some(131_056), None), (None, Some(131_026))] {
        app.simulate(|settings| (settings.fail_code, settings.fail_status_code) = (code, status));
        app.customer_writes(&["Et demain ?"]).await;
        app.run_jobs().await;
    }
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_failure = Some(ModelFailure::Empty));
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let mut app = TestApp::new().await;
    app.switch_model(false);
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
}

/// The queries of the dashboard's widgets.
fn queries() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/monitoring.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, body) = text.split_once("DashboardBody: !Sub |").unwrap();
    let (body, _) = body.split_once("\nOutputs:").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let queries =
        body["widgets"].as_array().unwrap().iter().filter_map(|it| it["properties"]["query"].as_str());
    queries.map(str::to_owned).collect()
}

/// The messages and the fields that a query names. A name that the query gives is no field, nor is one of CloudWatch's own.
fn parts(query: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut messages, mut fields, mut given) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let (mut rest, mut names) = (query, false);
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "_@.".contains(c);
        if first == '"' || first == '\'' {
            let (quoted, after) = rest[1..].split_once(first).unwrap();
            messages.extend((first == '"').then(|| quoted.to_owned()));
            rest = after;
        } else if is_word(first) {
            let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            let is_function = after.starts_with('(');
            if names {
                given.insert(word.to_owned());
            } else if !is_function && !WORDS.contains(&word) && first.is_ascii_alphabetic() {
                fields.insert(word.to_owned());
            }
            (rest, names) = (after, word == "as");
        } else {
            rest = &rest[first.len_utf8()..];
        }
    }
    (messages, fields.difference(&given).cloned().collect())
}

#[test]
fn a_query_is_read() {
    let query = r#"SOURCE '/relais/a' | filter message in ["it's read", "b"] | stats pct(took, 50) as p50, count(*) as n
        by bin(15m), code, @log | sort n desc"#;
    let (messages, fields) = parts(query);
    assert_eq!(messages, ["it's read", "b"]);
    assert_eq!(fields.into_iter().collect::<Vec<_>>(), ["code", "message", "took"]);
}
