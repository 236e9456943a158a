//! A simulator on a port of its own, and the webhook endpoint that it posts to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use relais_core::Clock;
use relais_simulator::{Settings, Simulator, SimulatorConfig};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

pub(crate) const TOKEN: &str = "EAAsimulated";
pub(crate) const APP_SECRET: &str = "an app secret";
pub(crate) const PHONE_ID: &str = "106540352242922";
/// The second business number.
pub(crate) const SECOND_PHONE_ID: &str = "106540352242923";
pub(crate) const WABA_ID: &str = "102290129340398";
/// The French customer who exists from the start.
pub(crate) const CAMILLE: &str = "33639980142";
/// The American customer who exists from the start.
pub(crate) const JORDAN: &str = "12025550143";

/// The webhooks that the endpoint received, and how many of the next ones it refuses.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    received: Mutex<Vec<Value>>,
    refusals: AtomicUsize,
}

pub(crate) struct TestApp {
    pub(crate) simulator: Simulator,
    pub(crate) clock: Clock,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
}

impl TestApp {
    /// No delays, and a fixed clock.
    pub(crate) async fn open() -> Self {
        let inbox = Arc::new(Inbox::default());
        let endpoint = Router::new().route("/webhook", post(receive)).with_state(Arc::clone(&inbox));
        let clock = Clock::fixed(Timestamp::from_second(1_790_300_000).unwrap());
        let http = reqwest::Client::builder().build().unwrap();
        let simulator = Simulator::new(SimulatorConfig {
            webhook_url: format!("{}/webhook", serve(endpoint).await),
            app_secret: APP_SECRET.into(),
            api_token: TOKEN.into(),
            phone_number_ids: vec![PHONE_ID.to_owned(), SECOND_PHONE_ID.to_owned()],
            waba_id: WABA_ID.to_owned(),
            display_phone_number: "+1 555-010-0199".to_owned(),
            business_name: "Chez Marron".to_owned(),
            clock: clock.clone(),
            http: http.clone(),
            seed: 42,
        });
        simulator.set_settings(Settings::immediate());
        let servers = simulator.servers().nest("/phone/api", simulator.phone());
        let url = serve(servers).await;
        Self { simulator, clock, inbox, http, url }
    }

    /// Like [`TestApp::open`], after both customers have written.
    pub(crate) async fn with_open_windows() -> Self {
        let app = Self::open().await;
        for wa_id in [CAMILLE, JORDAN] {
            app.simulator.send_texts(wa_id, vec!["Bonjour".to_owned()]).unwrap();
        }
        app.webhooks_delivered().await;
        app.inbox.forget();
        app
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.simulator.settings();
        change(&mut settings);
        self.simulator.set_settings(settings);
    }

    /// Calls Graph with the right token. Returns status and body.
    pub(crate) async fn graph(&self, body: &Value) -> (u16, Value) {
        self.graph_from(PHONE_ID, body).await
    }

    /// As [`TestApp::graph`], for the number with this id.
    pub(crate) async fn graph_from(&self, number: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/v25.0/{number}/messages", self.url);
        let request = self.http.post(url).bearer_auth(TOKEN).json(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        let request = self.http.get(format!("{}{path}", self.url)).bearer_auth(TOKEN);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or_default())
    }

    /// Sends a text and returns its id.
    pub(crate) async fn send(&self, to: &str, text: &str) -> String {
        let (status, answer) = self.graph(&text_message(to, text)).await;
        assert_eq!(status, 200, "{answer}");
        answer["messages"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Waits until every webhook has been delivered.
    pub(crate) async fn webhooks_delivered(&self) {
        let delivered = self.simulator.wait_for_webhooks();
        tokio::time::timeout(Duration::from_secs(20), delivered)
            .await
            .expect("webhooks are still undelivered");
    }

    /// One customer as the phone shows them.
    pub(crate) async fn on_phone(&self, wa_id: &str) -> Value {
        let (_, state) = self.get("/phone/api/state").await;
        let customers = state["customers"].as_array().unwrap().iter();
        customers.clone().find(|customer| customer["wa_id"] == wa_id).cloned().unwrap()
    }
}

impl Inbox {
    /// Answers 500 to this many of the next webhooks.
    pub(crate) fn refuse(&self, times: usize) {
        self.refusals.store(times, Ordering::SeqCst);
    }

    pub(crate) fn forget(&self) {
        self.received.lock().unwrap().clear();
    }

    /// The `value` of every webhook, refused ones included.
    pub(crate) fn values(&self) -> Vec<Value> {
        let received = self.received.lock().unwrap();
        received.iter().map(|body| body["entry"][0]["changes"][0]["value"].clone()).collect()
    }

    pub(crate) fn bodies(&self) -> Vec<Value> {
        self.received.lock().unwrap().clone()
    }

    /// The statuses of one message, in the order of their arrival.
    pub(crate) fn statuses(&self, wamid: &str) -> Vec<Value> {
        let values = self.values().into_iter();
        let statuses = values.filter_map(|value| value["statuses"].get(0).cloned());
        statuses.filter(|status| status["id"] == wamid).collect()
    }

    pub(crate) fn status_names(&self, wamid: &str) -> Vec<String> {
        let statuses = self.statuses(wamid).into_iter();
        statuses.map(|status| status["status"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn text_message(to: &str, text: &str) -> Value {
    json!({"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": text}})
}

/// Records only webhooks that are signed with the app secret.
async fn receive(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).unwrap();
    mac.update(&body);
    let expected = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    if headers.get("x-hub-signature-256").unwrap() != expected.as_str() {
        return StatusCode::FORBIDDEN;
    }
    inbox.received.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    let less = |left: usize| left.checked_sub(1);
    match inbox.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less) {
        Ok(_) => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) => StatusCode::OK,
    }
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}
