//! Failing servers: which error is reported, how fast, and after how many attempts.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use relais_assistant::{AssistantConfig, AssistantError, ModelServer};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::server::{answering, ask, asked, assistant, completion, config, model, requests, url};

/// Far shorter than any unwanted wait, and far longer than a slow machine needs.
const AT_ONCE: Duration = Duration::from_secs(8);

async fn ask_with(config: AssistantConfig) -> AssistantError {
    asked(&assistant(config)).await.answer.expect_err("this server cannot answer")
}

async fn fails_with(response: ResponseTemplate) -> (AssistantError, usize) {
    let server = answering(response).await;
    let started = Instant::now();
    let error = ask(&server).await.expect_err("this server cannot answer");
    assert!(started.elapsed() < AT_ONCE, "{error:?}");
    (error, requests(&server).await.len())
}

#[tokio::test]
async fn a_body_that_is_not_a_completion_is_malformed() {
    for body in ["<!doctype html><title>Welcome</title>", "[]", "null"] {
        let (error, attempts) = fails_with(ResponseTemplate::new(200).set_body_string(body)).await;
        assert!(matches!(error, AssistantError::Malformed), "{error:?}: {body}");
        assert_eq!(attempts, 2);
    }
}

#[tokio::test]
async fn a_long_wait_is_left_to_the_caller() {
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "3600");
    let (error, attempts) = fails_with(busy).await;
    let AssistantError::RateLimited { retry_after } = error else {
        panic!("{error:?}");
    };
    assert_eq!(retry_after, Some(Duration::from_hours(1)));
    assert_eq!(attempts, 1);

    let down = ResponseTemplate::new(503).insert_header("retry-after", "3600");
    let (error, attempts) = fails_with(down).await;
    assert_eq!(error.retry_after(), Some(Duration::from_hours(1)), "{error:?}");
    assert_eq!(attempts, 1);
}

#[tokio::test]
async fn a_passing_failure_is_tried_once_more() {
    for status in [429, 500, 503] {
        let (error, attempts) = fails_with(ResponseTemplate::new(status)).await;
        assert_eq!(attempts, 2, "{error:?}");
    }

    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(429).insert_header("retry-after", "0"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(completion("At last.", "stop")))
        .mount(&server)
        .await;
    assert_eq!(ask(&server).await.unwrap().text, "At last.");
}

#[tokio::test]
async fn a_retry_stays_within_the_deadline() {
    let server = answering(ResponseTemplate::new(500).insert_header("retry-after", "2")).await;
    let config = AssistantConfig { deadline: Duration::from_millis(300), ..config(url(&server)) };
    let started = Instant::now();
    let error = ask_with(config).await;
    assert!(matches!(error, AssistantError::Unavailable { .. }), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn refusals_are_final_and_have_different_codes() {
    let spent = r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#;
    let cases = [
        (401, "", "key"),
        (403, "", "key"),
        (400, "not json", "refused"),
        (404, "", "refused"),
        (302, "", "refused"),
        (429, spent, "quota"),
    ];
    for (status, body, code) in cases {
        let (error, attempts) = fails_with(ResponseTemplate::new(status).set_body_string(body)).await;
        assert_eq!(error.code(), code, "{error:?}");
        assert_eq!(attempts, 1, "{error:?}");
    }
}

#[tokio::test]
async fn silence_ends_with_the_deadline() {
    // The system accepts the connections, but no process reads from them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let config = AssistantConfig {
        deadline: Duration::from_millis(300),
        ..config(format!("http://{}/v1", silent.local_addr().unwrap()))
    };
    let started = Instant::now();
    let error = ask_with(config).await;
    assert!(matches!(error, AssistantError::TimedOut), "{error:?}");
    assert!(started.elapsed() < AT_ONCE);
}

#[tokio::test]
async fn a_slow_answer_ends_with_the_deadline() {
    let slow = ResponseTemplate::new(200)
        .set_body_json(completion("Too late.", "stop"))
        .set_delay(Duration::from_secs(30));
    let server = answering(slow).await;
    let config = AssistantConfig { deadline: Duration::from_millis(300), ..config(url(&server)) };
    let started = Instant::now();
    let error = ask_with(config).await;
    assert!(matches!(error, AssistantError::TimedOut), "{error:?}");
    assert!(started.elapsed() < AT_ONCE);
}

#[tokio::test]
async fn a_timeout_of_the_http_client_counts_as_one() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_millis(200)).build().unwrap();
    let config = config(format!("http://{}/v1", silent.local_addr().unwrap()));
    let error = asked(&relais_assistant::Assistant::new(http, config)).await.answer.unwrap_err();
    assert!(matches!(error, AssistantError::TimedOut), "{error:?}");
}

#[tokio::test]
async fn a_port_without_a_server_is_unreachable() {
    let address = {
        let gone = TcpListener::bind("127.0.0.1:0").unwrap();
        gone.local_addr().unwrap()
    };
    let error = ask_with(config(format!("http://{address}/v1"))).await;
    assert!(matches!(error, AssistantError::Unreachable(_)), "{error:?}");
}

#[tokio::test]
async fn a_connection_that_breaks_is_unreachable() {
    use std::io::{Read, Write};

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 8 * 1024]).unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"choices\":";
        stream.write_all(head.as_bytes()).unwrap();
    });
    let error = ask_with(config(format!("http://{address}/v1"))).await;
    server.join().unwrap();
    assert!(matches!(error, AssistantError::Unreachable(_)), "{error:?}");
}

#[tokio::test]
async fn a_wrong_configuration_is_an_error_and_no_panic() {
    for address in ["localhost", "not a url", "ftp://example.org/v1"] {
        let error = ask_with(config(address)).await;
        assert!(matches!(error, AssistantError::Address), "{error:?}: {address}");
    }
    let broken = ModelServer { api_key: Some("sk-\nbroken".into()), ..model("http://127.0.0.1:1/v1") };
    assert!(matches!(ask_with(AssistantConfig::new(broken)).await, AssistantError::Key));
}
