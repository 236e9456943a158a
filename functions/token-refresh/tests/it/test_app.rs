//! A simulated Meta on a port of its own, and a token store that the tests can read.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_simulator::{APP_ID, Settings, Simulator, SimulatorConfig};
use relais_token_refresh::{Outcome, RefreshError, TokenRefresh, TokenStore};
use relais_whatsapp::client::{GraphClient, GraphConfig};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;

pub(crate) const TOKEN: &str = "EAApresent";
pub(crate) const APP_SECRET: &str = "an app secret";
const PHONE_ID: &str = "106540352242922";

/// The stored token and the previous one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    pub(crate) tokens: Arc<Mutex<Option<(String, String)>>>,
    pub(crate) refuses: bool,
}

impl TokenStore for Stored {
    type Error = io::Error;

    async fn store(&self, new: &SecretString, old: &SecretString) -> io::Result<()> {
        if self.refuses {
            return Err(io::Error::other("AccessDenied"));
        }
        let pair = [new, old].map(|token| token.expose_secret().to_owned());
        *self.tokens.lock().unwrap() = Some(pair.into());
        Ok(())
    }
}

pub(crate) struct TestApp {
    pub(crate) simulator: Simulator,
    pub(crate) clock: Clock,
    pub(crate) url: String,
    pub(crate) stored: Stored,
    pub(crate) refresh: TokenRefresh<Stored>,
}

impl TestApp {
    /// Everything is configured; the token expires in this many days and an hour. `None`: never.
    pub(crate) async fn with_days(days: Option<i64>) -> Self {
        let clock = Clock::fixed(Timestamp::from_second(1_790_300_000).unwrap());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let simulator = Simulator::new(SimulatorConfig {
            webhook_url: "http://127.0.0.1:9/webhook".to_owned(),
            app_secret: APP_SECRET.into(),
            api_token: TOKEN.into(),
            phone_number_ids: vec![PHONE_ID.to_owned()],
            waba_id: "102290129340398".to_owned(),
            display_phone_number: "+33 1 99 00 00 01".to_owned(),
            business_name: "Librairie du Port".to_owned(),
            clock: clock.clone(),
            http,
            seed: 5,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let servers = simulator.servers();
        tokio::spawn(async move { axum::serve(listener, servers).await });
        let stored = Stored::default();
        let refresh = TokenRefresh {
            graph: graph(&url, APP_SECRET, TOKEN),
            numbers: vec![PHONE_ID.into()],
            token: TOKEN.into(),
            app: Some(APP_ID.into()),
            store: Some(stored.clone()),
            clock: clock.clone(),
        };
        let app = Self { simulator, clock, url, stored, refresh };
        let end =
            days.map(|days| app.clock.now().checked_add(SignedDuration::from_hours(days * 24 + 1)).unwrap());
        app.set(|settings| settings.token_expires_at = end);
        app
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.simulator.settings();
        change(&mut settings);
        self.simulator.set_settings(settings);
    }

    /// Configures another app secret or phone number.
    pub(crate) fn configured(&mut self, app_secret: &str, phone_id: &str) {
        self.refresh.graph = graph(&self.url, app_secret, TOKEN);
        self.refresh.numbers = vec![phone_id.into()];
    }

    pub(crate) async fn run(&self) -> Result<Outcome, RefreshError> {
        self.refresh.run().await
    }

    /// The whole text of the run's error. Fails when a token or a secret is in it.
    pub(crate) async fn complaint(&self) -> String {
        let error = self.run().await.unwrap_err();
        let shown = format!("{} {error:?}", error.error_chain());
        for secret in [TOKEN, APP_SECRET, "EAA", "appsecret_proof"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        error.error_chain()
    }

    pub(crate) fn stored(&self) -> Option<(String, String)> {
        self.stored.tokens.lock().unwrap().clone()
    }

    /// Whether Graph accepts this token for reading the phone number now.
    pub(crate) async fn works(&self, token: &str) -> bool {
        graph(&self.url, APP_SECRET, token).phone_number(&PHONE_ID.into()).await.is_ok()
    }
}

fn graph(url: &str, app_secret: &str, token: &str) -> GraphClient {
    let config = GraphConfig {
        base_url: url.to_owned(),
        version: "v25.0".to_owned(),
        waba_id: None,
        token: token.into(),
        app_secret: app_secret.into(),
        timeout: Duration::from_secs(5),
    };
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    GraphClient::new(http, config).unwrap()
}
