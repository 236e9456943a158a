//! Meta and the model outside the program, as in production: they go on when it is killed.

use jiff::Timestamp;
use relais_core::Clock;
use relais_simulator::{Settings, Simulator, SimulatorConfig};
use relais_whatsapp::signature::sign;
use secrecy::SecretString;
use tokio::net::TcpListener;

use crate::relais::{Relais, free_port};

pub(crate) const BUSINESS: &str = "100000000000001";
/// A second number of the account, which Relais serves only if a test lists it.
pub(crate) const SECOND: &str = "100000000000002";
const SECRET: &str = "a-secret-of-the-app";
const TOKEN: &str = "a-token-of-the-api";

/// The stand-ins, and the Relais that calls them with credentials.
pub(crate) struct Outside {
    pub(crate) simulator: Simulator,
    pub(crate) relais: Relais,
    /// The address of the stand-ins; the model's is this and `/v1`.
    pub(crate) servers: String,
}

/// Starts both. `more` are further variables.
pub(crate) async fn start(more: &[(&str, &str)]) -> Outside {
    start_with(11, Settings::immediate(), more).await
}

/// Starts both. `seed` and `settings` set how the stand-ins behave.
pub(crate) async fn start_with(seed: u64, settings: Settings, more: &[(&str, &str)]) -> Outside {
    let port = free_port();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let simulator = Simulator::new(SimulatorConfig {
        webhook_url: format!("http://127.0.0.1:{port}/webhook"),
        app_secret: SecretString::from(SECRET),
        api_token: SecretString::from(TOKEN),
        phone_number_ids: vec![BUSINESS.to_owned(), SECOND.to_owned()],
        waba_id: "200000000000001".to_owned(),
        display_phone_number: "+33 1 99 00 00 01".to_owned(),
        business_name: "Librairie du Port".to_owned(),
        clock: Clock::system(),
        http: reqwest::Client::builder().build().unwrap(),
        seed,
    });
    simulator.set_settings(settings);
    let servers = simulator.servers();
    tokio::spawn(async move { axum::serve(listener, servers).await });
    let model = format!("{base}/v1");
    let mut variables = vec![
        ("WHATSAPP_PHONE_ID", BUSINESS),
        ("WHATSAPP_API_TOKEN", TOKEN),
        ("WHATSAPP_VERIFY_TOKEN", "a-verify-token"),
        ("WHATSAPP_APP_SECRET", SECRET),
        ("WHATSAPP_BUSINESS_ACCOUNT_ID", "200000000000001"),
        ("GRAPH_API_URL", &base),
        ("OPENAI_API_KEY", "a-key-of-the-model"),
        ("OPENAI_TRANSCRIBE_MODEL", "whisper"),
        ("OPENAI_BASE_URL", &model),
    ];
    variables.extend_from_slice(more);
    let mut relais = Relais::start_on(port, &variables);
    for secret in [SECRET, TOKEN, "a-verify-token", "a-key-of-the-model"] {
        relais.remember(secret);
    }
    Outside { simulator, relais, servers: base }
}

impl Outside {
    /// Makes a customer with this number known, who may be answered now.
    pub(crate) fn customer(&self, wa_id: &str) {
        self.simulator.restore_customer(wa_id, "Someone", Some(now()));
    }

    /// Delivers one signed webhook with one text, once.
    pub(crate) async fn deliver(&self, wa_id: &str, id: &str, text: &str) -> reqwest::Result<u16> {
        self.meta().deliver(&text_webhook(wa_id, id, text, now())).await
    }

    /// Delivers webhooks, whether or not the program runs.
    pub(crate) fn meta(&self) -> Meta {
        Meta { http: self.relais.http.clone(), webhook: format!("{}/webhook", self.relais.address()) }
    }
}

/// Delivers signed webhooks.
#[derive(Clone)]
pub(crate) struct Meta {
    pub(crate) http: reqwest::Client,
    pub(crate) webhook: String,
}

impl Meta {
    /// Delivers one signed webhook, once.
    pub(crate) async fn deliver(&self, body: &str) -> reqwest::Result<u16> {
        let signature = sign(&SecretString::from(SECRET), body.as_bytes());
        let request = self.http.post(&self.webhook).header("X-Hub-Signature-256", signature);
        Ok(request.body(body.to_owned()).send().await?.status().as_u16())
    }
}

pub(crate) fn now() -> Timestamp {
    Clock::system().now()
}

pub(crate) fn text_webhook(wa_id: &str, id: &str, text: &str, at: Timestamp) -> String {
    texts_webhook(wa_id, &[id.to_owned()], text, at)
}

/// One webhook with a message for each id, all with this text.
pub(crate) fn texts_webhook(wa_id: &str, ids: &[String], text: &str, at: Timestamp) -> String {
    let message = |id: &String| {
        serde_json::json!({"from": wa_id, "id": id, "timestamp": at.as_second().to_string(),
            "type": "text", "text": {"body": text}})
    };
    serde_json::json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "200000000000001", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "33199000001", "phone_number_id": BUSINESS},
            "contacts": [{"profile": {"name": "Someone"}, "wa_id": wa_id}],
            "messages": ids.iter().map(message).collect::<Vec<_>>(),
        }}]}],
    })
    .to_string()
}
