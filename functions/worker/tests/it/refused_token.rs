//! A token that was renewed while this process used the former one: the secret has the new one, and the next call after
//! the refusal uses it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use relais_aws::secret::Secret;
use relais_core::config::Meta;
use relais_core::media::MediaState;
use relais_sending::Sender;
use secrecy::SecretString;
use serde_json::json;

use crate::test_app::{TOKEN, TestApp, meta};

/// A Secrets Manager that refuses the first read, and then has the token that Graph takes. So the process begins with the
/// former token, as one does that has read the secret less than five minutes ago.
#[derive(Clone, Debug, Default)]
struct Renewed {
    reads: Arc<AtomicUsize>,
}

impl HttpConnector for Renewed {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = match self.reads.fetch_add(1, Ordering::Relaxed) {
            0 => (400, json!({"__type": "AccessDeniedException"})),
            _ => (200, json!({"SecretString": json!({"WHATSAPP_API_TOKEN": TOKEN}).to_string()})),
        };
        let body = SdkBody::from(body.to_string());
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), body)))
    }
}

impl HttpClient for Renewed {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl TestApp {
    /// The same app. Its worker has a token that Graph refuses, and the secret has a newer one.
    pub(crate) fn with_renewed_token(self) -> Self {
        let config = aws_sdk_secretsmanager::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .http_client(Renewed::default())
            .region(Region::from_static("eu-west-3"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .build();
        let secret = Secret::new(Client::from_conf(config), "arn");
        let former = Meta { api_token: SecretString::from("former-token"), ..meta(&self.stand_ins) };
        let sender = Sender::new(self.store.clone(), self.http.clone(), &former, self.clock.clone()).unwrap();
        self.with_worker(|worker| {
            worker.answerer.sender = sender;
            *worker = worker.clone().following(Some(&secret));
        })
    }
}

#[tokio::test]
async fn an_answer_goes_out_with_the_renewed_token() {
    let app = TestApp::new().await.with_renewed_token();
    app.customer_writes(&["Bonjour"]).await;
    let begun = app.clock.now();
    while app.accepted().is_empty() {
        app.run_jobs_within(jiff::SignedDuration::from_secs(1)).await;
    }
    let waited = app.clock.now().duration_since(begun).as_secs();
    assert!(waited < 5, "{waited} s: the circuit breaker stays closed");
    app.run_jobs().await;
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_file_is_fetched_with_the_renewed_token() {
    let app = TestApp::new().await.with_renewed_token();
    app.customer_sends_picture().await;
    while app.work_once().await {}
    assert_eq!(app.media().await.state, MediaState::Stored, "in the same try");
    assert_eq!(app.downloads(), 1);
}
