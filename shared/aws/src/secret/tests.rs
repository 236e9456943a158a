//! Shapes of the secret, and when it is read.

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;

use super::*;

/// A Secrets Manager with one secret.
#[derive(Clone, Debug, Default)]
struct StandIn {
    text: Arc<Mutex<String>>,
    reads: Arc<AtomicUsize>,
    /// Calls, refused ones and retries included.
    tried: Arc<AtomicUsize>,
    error: Arc<Mutex<Option<&'static str>>>,
}

impl HttpConnector for StandIn {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        let body: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap();
        self.tried.fetch_add(1, Ordering::Relaxed);
        if let Some(code) = *self.error.lock().unwrap() {
            let answer = SdkBody::from(format!("{{\"__type\":\"{code}\"}}"));
            return HttpConnectorFuture::ready(Ok(HttpResponse::new(400.try_into().unwrap(), answer)));
        }
        if target.ends_with("PutSecretValue") {
            *self.text.lock().unwrap() = body["SecretString"].as_str().unwrap().to_owned();
        } else {
            self.reads.fetch_add(1, Ordering::Relaxed);
        }
        let answer = serde_json::json!({"SecretString": *self.text.lock().unwrap()}).to_string();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), SdkBody::from(answer))))
    }
}

impl HttpClient for StandIn {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

fn secret(text: &str) -> (Secret, StandIn) {
    let stand_in = StandIn::default();
    text.clone_into(&mut stand_in.text.lock().unwrap());
    let config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .http_client(stand_in.clone())
        .region(Region::from_static("eu-west-3"))
        .credentials_provider(Credentials::new("id", "key", None, None, "test"))
        .build();
    (Secret::new(Client::from_conf(config), "arn"), stand_in)
}

fn text_of<'a>(values: &'a SecretValues, name: &str) -> &'a str {
    values.get(name).unwrap().expose_secret()
}

#[tokio::test]
async fn the_secret_is_read_once_and_kept() {
    let (secret, stand_in) = secret(r#"{"WHATSAPP_API_TOKEN":"t","WHATSAPP_PHONE_ID":15550001}"#);
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
        let error = secret(text).0.load().await.unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("hush"), "{error}");
    }
    let (secret, stand_in) = secret("{}");
    *stand_in.error.lock().unwrap() = Some("ResourceNotFoundException");
    assert!(matches!(secret.load().await, Err(SecretError::NotFound)));
    *stand_in.error.lock().unwrap() = Some("AccessDeniedException");
    assert!(matches!(secret.load().await, Err(SecretError::Denied(GET))));
}

#[tokio::test]
async fn a_write_changes_only_the_named_values() {
    let (secret, stand_in) = secret(r#"{"WHATSAPP_API_TOKEN":"old","WHATSAPP_APP_ID":"7"}"#);
    secret.put(&[("WHATSAPP_API_TOKEN", &"new".into())]).await.unwrap();
    assert_eq!(*stand_in.text.lock().unwrap(), r#"{"WHATSAPP_API_TOKEN":"new","WHATSAPP_APP_ID":"7"}"#);
    assert_eq!(text_of(&secret.values().await.unwrap(), "WHATSAPP_API_TOKEN"), "new");
}

#[tokio::test]
async fn a_change_is_found_once_and_not_within_ten_seconds_of_a_read() {
    let (secret, stand_in) = secret(r#"{"WHATSAPP_API_TOKEN":"old"}"#);
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
    let (secret, stand_in) = secret(r#"{"A":"1"}"#);
    secret.load().await.unwrap();
    secret.age(FRESH_FOR);
    *stand_in.error.lock().unwrap() = Some("InternalServiceError");
    assert_eq!(text_of(&secret.values().await.unwrap(), "A"), "1");
}

/// Each wrong signature would otherwise cost a call, for as long as Secrets Manager fails.
#[tokio::test]
async fn a_failed_read_is_not_repeated_within_ten_seconds() {
    let (secret, stand_in) = secret(r#"{"A":"1"}"#);
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
