//! No customer's or server's text and no key reaches an error or a log.

use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use relais_assistant::{AssistantConfig, Speaker};
use tracing_subscriber::filter::LevelFilter;
use wiremock::ResponseTemplate;

use crate::server::{answering, assistant, completion, config, question, turn, url};

const MARKER: &str = "XYZZY-4711";

#[tokio::test]
async fn nothing_secret_is_in_any_error_or_log() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer({
            let log = log.clone();
            move || log.clone()
        })
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    tracing::info!("the log is being read");

    for response in responses() {
        let server = answering(response).await;
        assert_error_is_silent(&config(url(&server))).await;
    }
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    assert_error_is_silent(&config(format!("http://{}/v1?key={MARKER}", silent.local_addr().unwrap()))).await;
    assert_error_is_silent(&config(format!("http://127.0.0.1:1/v1?key={MARKER}"))).await;
    assert_error_is_silent(&config(format!("http://{MARKER}:pass word@/v1"))).await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the log is being read"));
    assert!(!log.contains(MARKER), "{log}");
}

/// Answers that repeat the marker, as servers quote what they refuse.
fn responses() -> Vec<ResponseTemplate> {
    let error = format!(
        r#"{{"error":{{"message":"{MARKER}","type":"{MARKER}","param":"{MARKER}","code":"{MARKER}"}}}}"#
    );
    let ill_typed = format!(r#"{{"choices": "{MARKER}"}}"#);
    let mut responses: Vec<_> = [400, 401, 403, 404, 409, 429, 500, 503]
        .into_iter()
        .flat_map(|status| [(status, error.clone()), (status, MARKER.to_owned())])
        .map(|(status, body)| {
            ResponseTemplate::new(status)
                .set_body_string(body)
                .insert_header("retry-after", "60")
                .insert_header("x-ratelimit-limit-requests", MARKER)
        })
        .collect();
    for body in [MARKER.to_owned(), ill_typed, format!("<html>{MARKER}")] {
        responses.push(ResponseTemplate::new(200).set_body_string(body));
    }
    let filtered = completion(MARKER, "content_filter");
    responses.push(ResponseTemplate::new(200).set_body_json(filtered));
    responses
}

/// Sends the marker in every input and checks that the error does not contain it.
async fn assert_error_is_silent(config: &AssistantConfig) {
    let config = AssistantConfig {
        api_key: MARKER.into(),
        model: MARKER.to_owned(),
        deadline: Duration::from_millis(1500),
        ..config.clone()
    };
    let history = [turn(Speaker::Customer, MARKER)];
    let error = assistant(config)
        .answer(&question(MARKER, &history))
        .await
        .expect_err("none of these servers answers");

    let mut shown = String::new();
    let mut next: Option<&dyn Error> = Some(&error);
    while let Some(error) = next {
        writeln!(shown, "{error} {error:?} {error:#?}").unwrap();
        next = error.source();
    }
    assert!(!shown.contains(MARKER), "{shown}");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
