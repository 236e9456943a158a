//! The test app: the API with store and queue in memory, Graph as a local HTTP server, and a fixed clock.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use relais_api::{Api, Auth, ChangeSignal, OnlyBlobs, Status, router};
use relais_aws::Store;
use relais_aws::http;
use relais_aws::store::{Inserted, Saved, Shown, Whose};
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::message::{Direction, Message, MessageKey, SentBy};
use relais_core::queue::Queue;
use relais_core::relevance::Relevance;
use relais_core::{Clock, Settings};
use relais_dynamo::Client;
use relais_embedded::memory::Memory;
use relais_embedded::{EmbeddedDynamo, LocalQueue, LocalQueues};
use relais_sending::Sender;
use relais_whatsapp::client::{GraphClient, GraphConfig};
use relais_whatsapp::ids::{WaId, Wamid};
use secrecy::SecretString;
use serde_json::{Value, json};
use tower::ServiceExt;
use wiremock::MockServer;

use crate::description;

mod files;
mod graph;
mod meter;
mod queue;

pub(crate) use files::Files;
pub(crate) use graph::{accepted, accepted_by, refused};
use meter::Metered;
use queue::MaybeQueue;

pub(crate) const TOKEN: &str = "admin-token";
pub(crate) const BUSINESS: &str = "100000000000001";
/// The second business number.
pub(crate) const SECOND: &str = "100000000000002";
pub(crate) const WABA: &str = "200000000000001";
/// The customer of most tests.
pub(crate) const ZOE: &str = "33639980001";
/// How long the API's client waits for Graph.
pub(crate) const GRAPH_TIMEOUT: Duration = Duration::from_millis(200);

pub(crate) struct TestApp {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) replies: LocalQueue,
    pub(crate) graph: MockServer,
    pub(crate) engine: EmbeddedDynamo,
    /// What the API's reads cost.
    pub(crate) meter: Metered,
    pub(crate) files: Files,
    pub(crate) api: Arc<Api<MaybeQueue>>,
    router: Router,
}

/// The settings of a test app.
#[derive(Clone)]
pub(crate) struct Props {
    pub(crate) auth: Auth,
    pub(crate) table: &'static str,
    pub(crate) waba: Option<&'static str>,
    pub(crate) queue_works: bool,
    /// Whether the media store has addresses, as S3 has.
    pub(crate) files_have_links: bool,
    pub(crate) settings: Settings,
    /// Carries changes to streams, as on one machine.
    pub(crate) changes: Option<ChangeSignal>,
    /// How long the process stalls after each enqueueing, in seconds.
    pub(crate) nap: i64,
}

impl Default for Props {
    fn default() -> Self {
        let auth = Auth::Token(SecretString::from(TOKEN));
        Self {
            auth,
            table: "relais",
            waba: Some(WABA),
            queue_works: true,
            files_have_links: false,
            settings: Settings::default(),
            changes: None,
            nap: 0,
        }
    }
}

/// A response that conforms to the description.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Box::pin(Self::with(Props::default())).await
    }

    pub(crate) async fn with(props: Props) -> Self {
        let clock = Clock::fixed(Timestamp::from_second(1_800_000_000).unwrap());
        let engine = EmbeddedDynamo::memory().unwrap();
        let store = Store::new(Client::new(engine.clone()), "relais");
        store.ensure_table().await.unwrap();
        let replies = LocalQueues::memory(clock.clone()).unwrap().queue("replies");
        let graph = MockServer::start().await;
        let config = GraphConfig {
            base_url: graph.uri(),
            version: "v25.0".to_owned(),
            waba_id: props.waba.map(Into::into),
            token: SecretString::from("graph-token"),
            app_secret: SecretString::from("app-secret"),
            timeout: GRAPH_TIMEOUT,
        };
        let meter = Metered::new(engine.clone());
        let api_store = Store::new(Client::new(meter.clone()), props.table);
        let graph_client = GraphClient::new(http::client().unwrap(), config).unwrap();
        let sender = Sender::over(
            api_store.clone(),
            graph_client,
            vec![BUSINESS.into(), SECOND.into()],
            clock.clone(),
        );
        let queue = MaybeQueue {
            queue: replies.clone(),
            works: props.queue_works,
            nap: SignedDuration::from_secs(props.nap),
            clock: clock.clone(),
        };
        let status = Status { meta_simulated: true, model_simulated: false, assistant_on: true };
        let files = Files { memory: Memory::default(), have_links: props.files_have_links };
        let shared = Arc::new(files.clone());
        let api = Api::new(api_store, sender, queue, shared, props.settings, clock.clone(), status);
        let api = match props.changes {
            Some(changes) => {
                let told = changes.clone();
                engine.on_write(move |partition, _| told.written(partition));
                api.with_changes(changes)
            }
            None => api,
        };
        let api = Arc::new(api.and(OnlyBlobs(files.memory.clone())));
        Self {
            router: router(api.clone(), props.auth),
            store,
            clock,
            replies,
            graph,
            engine,
            meter,
            files,
            api,
        }
    }

    pub(crate) async fn get(&self, uri: &str) -> Response {
        self.call("GET", uri, &[], Body::empty()).await
    }

    pub(crate) async fn get_in_french(&self, uri: &str) -> Response {
        self.call("GET", uri, &[("accept-language", "fr")], Body::empty()).await
    }

    pub(crate) async fn post(&self, uri: &str) -> Response {
        self.call("POST", uri, &[], Body::empty()).await
    }

    pub(crate) async fn send(&self, body: &Value) -> Response {
        self.call("POST", "/api/send_message", &[], Body::from(body.to_string())).await
    }

    pub(crate) async fn post_json(&self, uri: &str, body: &Value) -> Response {
        self.call("POST", uri, &[], Body::from(body.to_string())).await
    }

    pub(crate) async fn send_once(&self, key: &str, body: &Value) -> Response {
        let headers = [("idempotency-key", key)];
        self.call("POST", "/api/send_message", &headers, Body::from(body.to_string())).await
    }

    pub(crate) async fn call(
        &self,
        method: &str,
        uri: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Response {
        let mut request = Request::builder().method(method).uri(uri);
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            request = request.header("authorization", format!("Bearer {TOKEN}"));
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        self.request(request.body(body).unwrap()).await
    }

    /// The response as it is.
    pub(crate) async fn raw(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn request(&self, request: Request<Body>) -> Response {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let raw = self.raw(request).await;
        let (status, headers) = (raw.status(), raw.headers().clone());
        let bytes = to_bytes(raw.into_body(), 10_000_000).await.unwrap();
        let is_csv =
            headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/csv"));
        let body = match bytes.is_empty() {
            true => Value::Null,
            false if is_csv => Value::String(String::from_utf8(bytes.to_vec()).unwrap()),
            false => serde_json::from_slice(&bytes).unwrap(),
        };
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{uri}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{uri}");
        let response = Response { status, headers, body };
        description::check(&method, uri.path(), &response);
        response
    }

    /// Advances the clock.
    pub(crate) fn advance(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Records a customer's text as the worker does.
    pub(crate) async fn customer_writes(&self, number: &str, text: &str) -> Message {
        Box::pin(self.customer_sends(number, "text", text, None)).await
    }

    pub(crate) async fn customer_sends(
        &self,
        number: &str,
        kind: &str,
        text: &str,
        raw: Option<Value>,
    ) -> Message {
        let now = self.clock.now();
        let identity = identity(number);
        let whose = self.whose(&identity).await;
        let wamid = format!("wamid.IN{number}{}{kind}", now.as_millisecond());
        let mut message = blank(MessageKey::new(&whose.conversation.contact, now, &wamid), now);
        message.wamid = Some(Wamid::from(wamid.as_str()));
        message.from = Some(number.to_owned());
        message.kind = kind.to_owned();
        message.text = text.to_owned();
        message.raw = raw.map(|raw| raw.to_string());
        self.change(&whose.conversation.contact, |conversation| {
            conversation.receive(&message, &identity, Relevance::DeservesAnswer, now);
        })
        .await;
        assert_eq!(self.store.insert_message(&message).await.unwrap(), Inserted::New);
        message
    }

    pub(crate) async fn change(&self, contact: &ContactId, change: impl Fn(&mut Conversation)) {
        let stored = self.store.conversation_or_blank(contact).await.unwrap();
        let mut conversation = stored.unwrap_or_else(|| Conversation::new(contact.clone(), self.clock.now()));
        change(&mut conversation);
        assert_eq!(self.store.save_conversation(&mut conversation).await.unwrap(), Saved::Yes);
    }

    pub(crate) async fn contact(&self, number: &str) -> ContactId {
        self.whose(&identity(number)).await.conversation.contact
    }

    /// Whose message it is that shows these ids at the first business number now.
    pub(crate) async fn whose(&self, identity: &Identity) -> Whose {
        let (business, now) = (BUSINESS.into(), self.clock.now());
        let shown = Shown { business: &business, is_first: true, identity, group: None, at: now };
        self.store.whose(&shown, now).await.unwrap().unwrap()
    }

    pub(crate) async fn conversation(&self, number: &str) -> Conversation {
        let contact = self.contact(number).await;
        self.store.conversation(&contact).await.unwrap().unwrap()
    }

    pub(crate) async fn thread(&self, number: &str) -> Vec<Message> {
        self.store.thread(&self.contact(number).await, None, 100).await.unwrap().messages
    }

    /// Jobs waiting in the replies queue, however long their delay.
    pub(crate) async fn jobs(&self) -> Vec<String> {
        self.advance(900);
        let jobs = self.replies.receive(10, Duration::from_secs(1), Duration::ZERO).await.unwrap();
        jobs.into_iter().map(|job| job.body).collect()
    }
}

impl Response {
    pub(crate) fn code(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["code"].as_str().unwrap_or_default())
    }

    /// The ids in a list of the body.
    pub(crate) fn ids(&self, list: &str) -> Vec<String> {
        let items = self.body[list].as_array().unwrap_or_else(|| panic!("{}", self.body)).iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn text(to: &str, message: &str) -> Value {
    json!({"to_number": to, "message": message})
}

/// A message of the assistant that Graph accepted.
pub(crate) fn outbound(contact: &ContactId, at: Timestamp, id: &str, text: &str) -> Message {
    let mut message = blank(MessageKey::new(contact, at, id), at);
    message.direction = Direction::Outbound;
    message.sent_by = Some(SentBy::Assistant);
    message.text = String::from(text);
    message.wamid = Some(Wamid::from(format!("wamid.{id}")));
    message
}

fn blank(key: MessageKey, now: Timestamp) -> Message {
    Message { came_at: 0, ..Message::new(key, Direction::Inbound, "", now) }
}

fn identity(number: &str) -> Identity {
    Identity { wa_id: Some(WaId::from(number)), ..Identity::default() }
}
