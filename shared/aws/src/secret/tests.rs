//! Shapes of the secret, and when it is read.

use std::sync::atomic::{AtomicUsize, Ordering};

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::*;
use crate::access::tests::access_to;
use crate::http::client;

/// A Secrets Manager with one secret.
#[derive(Clone, Debug, Default)]
struct StandIn {
    text: Arc<Mutex<String>>,
    reads: Arc<AtomicUsize>,
    /// Calls, refused ones and retries included.
    tried: Arc<AtomicUsize>,
    error: Arc<Mutex<Option<&'static str>>>,
}

impl Respond for StandIn {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let target = request.headers.get("x-amz-target").unwrap().to_str().unwrap();
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        self.tried.fetch_add(1, Ordering::Relaxed);
        if let Some(code) = *self.error.lock().unwrap() {
            return ResponseTemplate::new(400).set_body_json(json!({"__type": code}));
        }
        if target == "secretsmanager.PutSecretValue" {
            assert_eq!(body["ClientRequestToken"].as_str().unwrap().len(), 32);
            *self.text.lock().unwrap() = body["SecretString"].as_str().unwrap().to_owned();
        } else {
            assert_eq!(target, "secretsmanager.GetSecretValue");
            self.reads.fetch_add(1, Ordering::Relaxed);
        }
        assert_eq!(body["SecretId"], "arn");
        ResponseTemplate::new(200).set_body_json(json!({"SecretString": *self.text.lock().unwrap()}))
    }
}

/// The secret, and what it is read from, which is there as long as the server.
async fn secret(text: &str) -> (Secret, StandIn, MockServer) {
    let stand_in = StandIn::default();
    text.clone_into(&mut stand_in.text.lock().unwrap());
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(stand_in.clone()).mount(&server).await;
    (Secret::new(&access_to(&server.uri(), client().unwrap()), "arn"), stand_in, server)
}

fn text_of<'a>(values: &'a SecretValues, name: &str) -> &'a str {
    values.get(name).unwrap().expose_secret()
}

#[tokio::test]
async fn the_secret_is_read_once_and_kept() {
    let (secret, stand_in, _server) =
        secret(r#"{"WHATSAPP_API_TOKEN":"t","WHATSAPP_PHONE_ID":15550001}"#).await;
    let values = secret.values().await.unwrap();
    assert_eq!(text_of(&values, "WHATSAPP_API_TOKEN"), "t");
    assert_eq!(text_of(&values, "WHATSAPP_PHONE_ID"), "15550001");
    assert!(Arc::ptr_eq(&values, &secret.values().await.unwrap()));
    assert_eq!(stand_in.reads.load(Ordering::Relaxed), 1);
    assert_eq!(format!("{values:?}"), r#"{"WHATSAPP_API_TOKEN", "WHATSAPP_PHONE_ID"}"#);
}

#[tokio::test]
async fn errors_name_the_fault_and_no_value() {
    for (text, expected) in
        [("hush", "JSON object"), ("[\"hush\"]", "JSON object"), ("{\"A\":[\"hush\"]}", "of A ")]
    {
        let (secret, _, _server) = secret(text).await;
        let error = secret.load().await.unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("hush"), "{error}");
    }
    let (secret, stand_in, _server) = secret("{}").await;
    *stand_in.error.lock().unwrap() = Some("ResourceNotFoundException");
    assert!(matches!(secret.load().await, Err(SecretError::NotFound)));
    *stand_in.error.lock().unwrap() = Some("AccessDeniedException");
    assert!(matches!(secret.load().await, Err(SecretError::Denied(GET))));
}

#[tokio::test]
async fn a_write_changes_only_the_named_values() {
    let (secret, stand_in, _server) = secret(r#"{"WHATSAPP_API_TOKEN":"old","WHATSAPP_APP_ID":"7"}"#).await;
    secret.put(&[("WHATSAPP_API_TOKEN", &"new".into())]).await.unwrap();
    assert_eq!(*stand_in.text.lock().unwrap(), r#"{"WHATSAPP_API_TOKEN":"new","WHATSAPP_APP_ID":"7"}"#);
    assert_eq!(text_of(&secret.values().await.unwrap(), "WHATSAPP_API_TOKEN"), "new");
}

#[tokio::test]
async fn a_change_is_found_once_and_not_within_ten_seconds_of_a_read() {
    let (secret, stand_in, _server) = secret(r#"{"WHATSAPP_API_TOKEN":"old"}"#).await;
    secret.load().await.unwrap();
    r#"{"WHATSAPP_API_TOKEN":"new"}"#.clone_into(&mut stand_in.text.lock().unwrap());
    assert!(secret.reread().await.is_none(), "it was read less than ten seconds ago");
    secret.age(REREAD_EVERY);
    assert_eq!(text_of(&secret.reread().await.unwrap(), "WHATSAPP_API_TOKEN"), "new");
    secret.age(REREAD_EVERY);
    assert!(secret.reread().await.is_none(), "it has not changed");
}

#[tokio::test]
async fn the_former_values_stay_in_use_while_the_secret_cannot_be_read() {
    let (secret, stand_in, _server) = secret(r#"{"A":"1"}"#).await;
    secret.load().await.unwrap();
    secret.age(FRESH_FOR);
    *stand_in.error.lock().unwrap() = Some("InternalServiceError");
    assert_eq!(text_of(&secret.values().await.unwrap(), "A"), "1");
}

/// Each wrong signature would otherwise cost a call, for as long as Secrets Manager fails.
#[tokio::test]
async fn a_failed_read_is_not_repeated_within_ten_seconds() {
    let (secret, stand_in, _server) = secret(r#"{"A":"1"}"#).await;
    secret.load().await.unwrap();
    secret.age(FRESH_FOR);
    *stand_in.error.lock().unwrap() = Some("InternalServiceError");
    assert!(secret.reread().await.is_none());
    let tried = stand_in.tried.load(Ordering::Relaxed);
    for _ in 0..5 {
        assert!(secret.reread().await.is_none());
        assert_eq!(text_of(&secret.values().await.unwrap(), "A"), "1");
    }
    assert_eq!(stand_in.tried.load(Ordering::Relaxed), tried, "no further call");
    *stand_in.error.lock().unwrap() = None;
    r#"{"A":"2"}"#.clone_into(&mut stand_in.text.lock().unwrap());
    secret.age(REREAD_EVERY);
    assert_eq!(text_of(&secret.reread().await.unwrap(), "A"), "2");
}

impl Secret {
    /// Makes the values that were read this much older.
    fn age(&self, by: Duration) {
        let mut latest = self.latest.lock().unwrap();
        let read = latest.as_mut().unwrap();
        read.at = read.at.checked_sub(by).unwrap();
        read.failed_at = read.failed_at.map(|at| at.checked_sub(by).unwrap());
    }
}
