use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use relais_dynamo::Item;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;
use wiremock::matchers::{any, header, header_regex, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;
use crate::access::tests::access_to;
use crate::http::client as http;

const CONFLICT: &str =
    r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no"}"#;
const THROTTLED: &str =
    r#"{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}"#;
const IN_PROGRESS: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionInProgressException"}"#;
const CANCELLED: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "CancellationReasons":[{"Code":"TransactionConflict"}]}"#;
const NO_TABLE: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#;

/// Statuses and bodies.
type Answers = &'static [(u16, &'static str)];

/// A DynamoDB that answers so, one answer after the other, the last one again and again.
async fn answering(answers: Answers) -> (Client, MockServer) {
    let server = MockServer::start().await;
    let calls = AtomicUsize::new(0);
    let answer = move |_: &Request| {
        let (status, body) = answers.get(calls.fetch_add(1, Ordering::Relaxed)).or(answers.last()).unwrap();
        ResponseTemplate::new(*status).set_body_string(*body)
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    (client(&access_to(&server.uri(), http().unwrap())), server)
}

/// The bodies of the requests.
async fn bodies(server: &MockServer) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
}

#[tokio::test]
async fn requests_are_signed_and_name_the_operation() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/"))
        .and(header("x-amz-target", "DynamoDB_20120810.GetItem"))
        .and(header("content-type", "application/x-amz-json-1.0"))
        .and(header_regex(
            "authorization",
            "^AWS4-HMAC-SHA256 Credential=key/[0-9]{8}/eu-west-3/dynamodb/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$",
        ))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"Item":{"pk":{"S":"a"}}}"#))
        .mount(&server)
        .await;
    let client = client(&access_to(&server.uri(), http().unwrap()));
    let item = client.get_item().table_name("t").send().await.unwrap().item;
    assert_eq!(item.unwrap()["pk"].as_s().unwrap(), "a");
}

#[tokio::test]
async fn what_passes_is_tried_three_times_and_what_does_not_once() {
    let cases: [(Answers, Result<(), &str>, usize); 9] = [
        (&[(500, ""), (400, THROTTLED), (200, "{}")], Ok(()), 3),
        (&[(503, "<html>")], Err("status 503: no message"), 3),
        (&[(400, THROTTLED)], Err("ProvisionedThroughputExceededException: no message"), 3),
        (&[(400, IN_PROGRESS), (200, "{}")], Ok(()), 2),
        (&[(400, CONFLICT)], Err("ConditionalCheckFailedException: no"), 1),
        // The first attempt may have been carried out: the caller reads again.
        (&[(500, ""), (400, CONFLICT)], Err("ConditionalCheckFailedException: no"), 2),
        (&[(400, CANCELLED)], Err("TransactionCanceledException: TransactionConflict"), 1),
        (&[(400, NO_TABLE)], Err("ResourceNotFoundException: no message"), 1),
        (&[(200, "<html>")], Err("the answer was not understood: Syntax error at column 1"), 1),
    ];
    for (answers, expected, calls) in cases {
        let (client, server) = answering(answers).await;
        let put = client.put_item().table_name("t").set_item(Item::new()).send().await;
        assert_eq!(put.map(drop).map_err(|error| error.to_string()), expected.map_err(str::to_owned));
        let bodies = bodies(&server).await;
        assert_eq!(bodies.len(), calls, "{answers:?}");
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{answers:?}");
    }
}

#[tokio::test]
async fn a_transaction_keeps_its_token_when_it_is_retried() {
    let (client, server) = answering(&[(500, ""), (400, IN_PROGRESS), (200, "{}")]).await;
    for _ in 0..2 {
        let put = client.put_item().table_name("t").set_item(Item::new());
        client.transact_write_items(vec![put.into()]).await.unwrap();
    }
    let tokens: Vec<_> = bodies(&server)
        .await
        .iter()
        .map(|body| body["ClientRequestToken"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(tokens.len(), 4);
    assert!(tokens[1] == tokens[0] && tokens[2] == tokens[0], "{tokens:?}");
    assert_ne!(tokens[3], tokens[0], "the next transaction has another one");
}

#[tokio::test]
async fn what_a_refusal_has_of_an_item_is_not_shown() {
    let body = r#"{"__type":"ConditionalCheckFailedException","message":"no","Item":{"text":{"S":"hush"}}}"#;
    let (client, server) = answering(&[(400, CONFLICT)]).await;
    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(400).set_body_string(body)).mount(&server).await;
    let service = JsonService::dynamodb(&access_to(&server.uri(), http().unwrap()));
    let error = service.answer("PutItem", "{}".into()).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
    let error = client.put_item().table_name("t").send().await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
    let Error::ConditionFailed { item: Some(item), .. } = error else { panic!("{error:?}") };
    assert_eq!(item["text"].as_s().unwrap(), "hush");
}

#[tokio::test]
async fn a_database_that_is_not_reached_and_missing_credentials_are_told_apart() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&access_to(&url, http().unwrap())).query().table_name("t").send().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert_eq!(error.code(), None);

    let without = Access::new(http().unwrap(), "eu-west-3", None).at(&url);
    let error = client(&without).query().table_name("t").send().await.unwrap_err();
    assert!(matches!(error, Error::Unsigned(_)), "{error:?}");
    assert_eq!(relais_core::error_chain(&error), "the request was not signed: there are no AWS credentials");
}

/// The clock stands still while anything happens, so the test takes no time.
#[tokio::test(start_paused = true)]
async fn a_silent_database_is_given_up_before_the_gateway_gives_up() {
    const GATEWAY: Duration = Duration::from_secs(29);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let start = Instant::now();
    let error = client(&access_to(&url, http().unwrap())).query().table_name("t").send().await.unwrap_err();
    assert!(matches!(error, Error::Timeout), "{error:?}");
    assert!(start.elapsed() < GATEWAY, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_slowly_is_taken_as_long_as_something_comes() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n").await.unwrap();
        for byte in b"{}" {
            tokio::time::sleep(Duration::from_secs(4)).await;
            stream.write_all(&[*byte]).await.unwrap();
        }
    });
    client(&access_to(&url, http().unwrap())).put_item().table_name("t").send().await.unwrap();
}
