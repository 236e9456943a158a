//! A token that was renewed while this process used the former one: the secret has the new one, and the next call after
//! the refusal uses it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use relais_aws::access::{Access, Credentials};
use relais_aws::secret::Secret;
use relais_core::config::Meta;
use relais_core::media::MediaState;
use relais_sending::Sender;
use secrecy::SecretString;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::test_app::{TOKEN, TestApp, meta};

/// A Secrets Manager that refuses the first read, and then has the token that Graph takes. So the process begins with the
/// former token, as one does that has read the secret less than five minutes ago.
#[derive(Clone, Debug, Default)]
struct Renewed {
    reads: Arc<AtomicUsize>,
}

impl Respond for Renewed {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        if self.reads.fetch_add(1, Ordering::Relaxed) == 0 {
            return ResponseTemplate::new(400).set_body_json(json!({"__type": "AccessDeniedException"}));
        }
        let secret = json!({"WHATSAPP_API_TOKEN": TOKEN}).to_string();
        ResponseTemplate::new(200).set_body_json(json!({"SecretString": secret}))
    }
}

impl TestApp {
    /// The same app. Its worker has a token that Graph refuses, and the secret has a newer one, as long as the server
    /// is there.
    pub(crate) async fn with_renewed_token(self) -> (Self, MockServer) {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(Renewed::default()).mount(&server).await;
        let keys = Credentials::new("id", "key", None);
        let access = Access::new(self.http.clone(), "eu-west-3", Some(keys)).at(&server.uri());
        let secret = Secret::new(&access, "arn");
        let former = Meta { api_token: SecretString::from("former-token"), ..meta(&self.stand_ins) };
        let sender = Sender::new(self.store.clone(), self.http.clone(), &former, self.clock.clone()).unwrap();
        let app = self.with_worker(|worker| {
            worker.answerer.sender = sender;
            *worker = worker.clone().following(Some(&secret));
        });
        (app, server)
    }
}

#[tokio::test]
async fn an_answer_goes_out_with_the_renewed_token() {
    let (app, _secret) = TestApp::new().await.with_renewed_token().await;
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
    let (app, _secret) = TestApp::new().await.with_renewed_token().await;
    app.customer_sends_picture().await;
    while app.work_once().await {}
    assert_eq!(app.media().await.state, MediaState::Stored, "in the same try");
    assert_eq!(app.downloads(), 1);
}
