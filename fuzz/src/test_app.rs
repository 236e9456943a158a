//! Relais over a new embedded engine, with a fake Graph that accepts everything. The clock is fixed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use relais_api::{Api, Auth, Status};
use relais_aws::Store;
use relais_aws::http;
use relais_aws::outward::{Networks, Outward};
use relais_aws::vapid::VapidKey;
use relais_core::queue::Received;
use relais_core::{Clock, Settings};
use relais_dynamo::{Client, Page};
use relais_embedded::EmbeddedDynamo;
use relais_embedded::memory::Memory;
use relais_sending::Sender;
use relais_whatsapp::client::{GraphClient, GraphConfig};
use relais_worker::{Answerer, Businesses, Source, ToolClients, WorkError, Worker};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::OnceCell;

/// The admin API's token.
pub(crate) const TOKEN: &str = "token-of-the-api";
/// The number that Relais answers for.
pub(crate) const BUSINESS: &str = "100000000000001";

/// The job of a message from the only customer.
const MESSAGE: &str = r#"{"v":1,"job":{"item":{"item":{"waba_id":"200000000000001","field":"messages","phone_number_id":"100000000000001","display_phone_number":"33199000001","content":{"message":{"contact":{"profile":{"name":"Awa"},"wa_id":"33639980001"},"message":{"from":"33639980001","id":"wamid.event-text","timestamp":"1799999990","type":"text","text":{"body":"Bonjour"}}}}},"came_at":1799999990000000}}}"#;

static GRAPH: OnceCell<Graph> = OnceCell::const_new();

pub(crate) struct TestApp {
    engine: EmbeddedDynamo,
    worker: Worker<Memory, Memory>,
    graph: &'static Graph,
}

/// All records, by key.
pub(crate) type Records = BTreeMap<String, Value>;

impl TestApp {
    /// With an empty table.
    pub(crate) async fn empty() -> Self {
        let graph = GRAPH.get_or_init(Graph::start).await;
        graph.sends.lock().unwrap().clear();
        let clock = Clock::fixed(crate::now());
        let engine = EmbeddedDynamo::memory().unwrap();
        let store = Store::new(Client::new(engine.clone()), "relais");
        store.ensure_table().await.unwrap();
        let settings = Settings { max_sends_per_second: 1_000_000, ..Settings::default() };
        let sender = Sender::over(store.clone(), graph.client.clone(), vec![BUSINESS.into()], clock.clone());
        let answerer = Answerer {
            store: store.clone(),
            replies: Memory::default(),
            sender: sender.paced(&settings),
            assistant: None,
            files: Arc::new(Memory::default()),
            tools: ToolClients::new(Arc::new(Outward::new(Networks::default()))),
            businesses: Businesses::new(store.clone(), Settings::default(), "", clock.clone()),
            settings,
            clock,
        };
        let worker = Worker::new(answerer, Memory::default());
        Self { engine, worker, graph }
    }

    /// With one customer, whose message was just recorded, and the key pair of Web Push, which the first GET would make.
    pub(crate) async fn with_customer() -> Self {
        let app = Self::empty().await;
        app.worker.answerer.store.keep_push_key(VapidKey::generate().unwrap()).await.unwrap();
        app.work(Source::Events, MESSAGE).await.unwrap();
        app
    }

    /// Gives the worker a job, and returns its result.
    pub(crate) async fn work(&self, source: Source, body: &str) -> Result<(), WorkError> {
        let (id, receipt, body) = ("1".to_owned(), "1".to_owned(), body.to_owned());
        self.worker.handle(source, &Received { id, receipt, body, receive_count: 1 }).await
    }

    /// The admin API over the same records.
    pub(crate) fn api(&self) -> Router {
        let Answerer { store, sender, replies, files, settings, clock, .. } = self.worker.answerer.clone();
        let status = Status { meta_simulated: true, model_simulated: true, assistant_on: false };
        let api = Api::new(store, sender, replies, files, settings, clock, status);
        relais_api::router(Arc::new(api), Auth::Token(SecretString::from(TOKEN)))
    }

    /// What Graph was asked to send.
    pub(crate) fn sends(&self) -> Vec<Value> {
        self.graph.sends.lock().unwrap().clone()
    }

    /// All records in the table.
    pub(crate) async fn records(&self) -> Records {
        let client = Client::new(self.engine.clone());
        let found: Page = client.call("Scan", &json!({"TableName": "relais"})).await.unwrap();
        let records = found.items.into_iter();
        let records = records.map(|item| relais_dynamo::from_item::<Value>(item).unwrap());
        records.map(|record| (format!("{} {}", record["pk"], record["sk"]), record)).collect()
    }
}

/// A fake Graph on a port of its own, and a client for it.
struct Graph {
    client: GraphClient,
    sends: Arc<Mutex<Vec<Value>>>,
}

impl Graph {
    async fn start() -> Self {
        let sends = Arc::default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(accept).with_state(Arc::clone(&sends));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let config = GraphConfig {
            base_url,
            version: "v25.0".to_owned(),
            waba_id: Some("200000000000001".into()),
            token: SecretString::from("graph-token"),
            app_secret: SecretString::from("app-secret"),
            timeout: std::time::Duration::from_secs(10),
        };
        Self { client: GraphClient::new(http::client().unwrap(), config).unwrap(), sends }
    }
}

/// Lists one template, and accepts every message.
async fn accept(State(sends): State<Arc<Mutex<Vec<Value>>>>, request: Request) -> String {
    if request.method() == Method::GET {
        let components = json!([{"type": "BODY", "text": "Bonjour {{1}}"}]);
        let template =
            json!({"name": "hello", "language": "fr", "status": "APPROVED", "components": components});
        return json!({"data": [template]}).to_string();
    }
    let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
    let send: Value = serde_json::from_slice(&bytes).unwrap();
    if !send["biz_opaque_callback_data"].is_null() {
        sends.lock().unwrap().push(send);
    }
    json!({"messages": [{"id": "wamid.OUT"}]}).to_string()
}
