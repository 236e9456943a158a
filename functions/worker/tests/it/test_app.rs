//! The test app: the webhook over HTTP, the worker driven by the test, the admin API, and stand-ins for Meta and the
//! model. The clock stands still, unless the test or the wait for a delayed job advances it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::routing::any;
use jiff::{SignedDuration, Timestamp};
use relais_api::{Api, Auth, Status};
use relais_aws::Store;
use relais_aws::http;
use relais_aws::outward::{Networks, Outward};
use relais_aws::store::Shown;
use relais_core::config::{Meta, Model};
use relais_core::contact::{Alias, Identity};
use relais_core::conversation::Conversation;
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::queue::{Enqueue, Queue};
use relais_core::texts::{Notice, Texts};
use relais_core::{Clock, ContactId, CustomerLanguage, Settings};
use relais_embedded::memory::Memory;
use relais_embedded::{FileBlobs, LocalQueue, LocalQueues};
use relais_sending::Sender;
use relais_simulator::{AcceptedSend, Simulator, SimulatorConfig};
use relais_webhook::{MAX_BODY, Sample, Webhook};
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::signature::{AppSecrets, sign};
use relais_worker::{Answerer, Businesses, Source, ToolClients, Worker, assistant};
use secrecy::SecretString;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::database::{self, Engine};
use crate::log;

pub(crate) const BUSINESS: &str = "100000000000001";
/// The second business number.
pub(crate) const SECOND: &str = "100000000000002";
const SECRET: &str = "app-secret";
pub(crate) const TOKEN: &str = "token-of-the-api";
const VERIFY_TOKEN: &str = "token-of-the-handshake";
const MODEL_KEY: &str = "key-of-the-model";
/// Texts that no log line may contain.
pub(crate) const PRIVATE: [&str; 10] = [
    SECRET,
    TOKEN,
    VERIFY_TOKEN,
    MODEL_KEY,
    CUSTOMER,
    NAME,
    "Bonjour",
    "modèle simulé",
    "simulated model",
    TEXT_OF_THE_MODEL,
];
/// A part of what a model's server sends and nobody may read: its errors and its thoughts.
pub(crate) const TEXT_OF_THE_MODEL: &str = "text-of-the-server";
pub(crate) const VISIBILITY: Duration = relais_core::timing::VISIBILITY.unsigned_abs();

type TestWorker = Worker<LocalQueue, FileBlobs>;

pub(crate) struct TestApp {
    pub(crate) worker: Arc<TestWorker>,
    pub(crate) store: Store,
    pub(crate) engine: Engine,
    pub(crate) simulator: Simulator,
    pub(crate) clock: Clock,
    pub(crate) events: LocalQueue,
    pub(crate) replies: LocalQueue,
    pub(crate) blobs: FileBlobs,
    webhook_url: String,
    pub(crate) stand_ins: String,
    pub(crate) http: reqwest::Client,
    _folder: TempDir,
}

/// The business account.
pub(crate) const WABA: &str = "200000000000001";
/// The customer of most tests.
pub(crate) const CUSTOMER: &str = "33639980001";
/// Another customer of the first business number.
const BYSTANDER: &str = "33755000009";
const NAME: &str = "Awa Quenouille";

impl Drop for TestApp {
    /// Every test that does not panic checks that nothing private was logged.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            log::assert_clean();
        }
    }
}

/// These ids at the business number of the tests, shown at this time.
pub(crate) fn shown<'a>(business: &'a PhoneNumberId, identity: &'a Identity, at: Timestamp) -> Shown<'a> {
    Shown { business, is_first: true, identity, group: None, at }
}

/// The contact that is shown for these ids now, at the first business number that knows them.
pub(crate) async fn find(store: &Store, identity: &Identity) -> Option<ContactId> {
    for business in [BUSINESS, SECOND].map(PhoneNumberId::from) {
        let shown =
            Shown { is_first: business.as_str() == BUSINESS, ..shown(&business, identity, Timestamp::MAX) };
        if let Some(conversation) = store.find_conversation(&shown).await.unwrap() {
            return Some(store.kept_for(conversation).await.unwrap().contact);
        }
    }
    None
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        Self::over(http::client().unwrap(), settings).await
    }

    /// A test app with this HTTP client. Tests share one, because creating it takes longer than everything else.
    pub(crate) async fn over(http: reqwest::Client, settings: Settings) -> Self {
        log::capture();
        let clock = Clock::fixed(Timestamp::from_second(1_800_000_000).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let blobs = FileBlobs::open(folder.path()).unwrap();
        let (engine, store) = database::empty().await;
        let queues = LocalQueues::memory(clock.clone()).unwrap();
        let (events, replies) = (queues.queue("events"), queues.queue("replies"));

        let webhook = webhook(events.clone(), blobs.clone(), clock.clone());
        let webhook_url = format!("{}/webhook", serve(webhook_router(webhook)).await);
        let simulator = Simulator::new(SimulatorConfig {
            webhook_url: webhook_url.clone(),
            app_secret: SecretString::from(SECRET),
            api_token: SecretString::from(TOKEN),
            phone_number_ids: vec![BUSINESS.to_owned(), SECOND.to_owned()],
            waba_id: WABA.to_owned(),
            display_phone_number: "+33 1 99 00 00 01".to_owned(),
            business_name: "Librairie du Port".to_owned(),
            clock: clock.clone(),
            http: http.clone(),
            seed: 7,
        });
        simulator.set_settings(relais_simulator::Settings::immediate());
        simulator.restore_customer(CUSTOMER, NAME, Some(clock.now()));
        let stand_ins = serve(simulator.servers()).await;

        let meta = meta(&stand_ins);
        let model = model(&stand_ins);
        let answerer = Answerer {
            store: store.clone(),
            replies: replies.clone(),
            sender: Sender::new(store.clone(), http.clone(), &meta, clock.clone()).unwrap(),
            assistant: Some(assistant(http.clone(), model)),
            files: Arc::new(Memory::default()),
            tools: ToolClients::new(Arc::new(Outward::new(Networks::parse("127.0.0.0/8").unwrap()))),
            businesses: Businesses::new(store.clone(), settings.clone(), "You are kind.", clock.clone()),
            settings,
            clock: clock.clone(),
        };
        let worker = Arc::new(Worker::new(answerer, blobs.clone()));
        Self {
            worker,
            store,
            engine,
            simulator,
            clock,
            events,
            replies,
            webhook_url,
            stand_ins,
            http,
            blobs,
            _folder: folder,
        }
    }

    /// Calls the admin API on the same store.
    pub(crate) async fn api(&self, path: &str) -> Value {
        self.api_in("en", path).await
    }

    /// As [`Self::api`], in this language.
    pub(crate) async fn api_in(&self, language: &str, path: &str) -> Value {
        let store = self.store.clone();
        let (status, answer) = self.call_api(store, Method::GET, path, language, Body::empty()).await;
        assert!(status.is_success(), "{path}: {status}");
        answer
    }

    /// As [`Self::api`], on this store.
    pub(crate) async fn api_over(&self, store: Store, path: &str) -> Value {
        let (status, answer) = self.call_api(store, Method::GET, path, "en", Body::empty()).await;
        assert!(status.is_success(), "{path}: {status}");
        answer
    }

    /// Posts to the admin API. Returns the HTTP status, and the answer if it has a body.
    pub(crate) async fn api_post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        self.call_api(self.store.clone(), Method::POST, path, "en", Body::from(body.to_string())).await
    }

    async fn call_api(
        &self,
        store: Store,
        method: Method,
        path: &str,
        language: &str,
        body: Body,
    ) -> (StatusCode, Value) {
        let status = Status { meta_simulated: true, model_simulated: true, assistant_on: true };
        let (sender, replies) = (self.worker.answerer.sender.clone(), self.replies.clone());
        let api = Api::new(
            store,
            sender,
            replies,
            self.worker.answerer.files.clone(),
            self.worker.answerer.settings.clone(),
            self.clock.clone(),
            status,
        );
        let auth = Auth::Token(SecretString::from("admin"));
        let request = Request::builder().method(method).uri(path).header("authorization", "Bearer admin");
        let request = request.header("accept-language", language);
        let request = request.header("content-type", "application/json").body(body).unwrap();
        let answer = relais_api::router(Arc::new(api), auth).oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// The same app, with a changed worker.
    pub(crate) fn with_worker(mut self, change: impl FnOnce(&mut TestWorker)) -> Self {
        change(Arc::get_mut(&mut self.worker).unwrap());
        self
    }

    /// Configures the model, or none.
    pub(crate) fn switch_model(&mut self, on: bool) {
        let assistant = on.then(|| assistant(self.http.clone(), model(&self.stand_ins)));
        Arc::get_mut(&mut self.worker).unwrap().answerer.assistant = assistant;
    }

    pub(crate) fn simulate(&self, change: impl FnOnce(&mut relais_simulator::Settings)) {
        let mut settings = self.simulator.settings();
        change(&mut settings);
        self.simulator.set_settings(settings);
    }

    /// The customer writes these texts, each in a webhook of its own.
    pub(crate) async fn customer_writes(&self, texts: &[&str]) {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        self.simulator.send_texts(CUSTOMER, texts).unwrap();
        self.simulator.wait_for_webhooks().await;
    }

    /// Another customer reads a message of the first business number now. Its status shows that Meta reports.
    pub(crate) async fn another_customer_reads(&self) {
        let now = self.clock.now();
        let business = PhoneNumberId::from(BUSINESS);
        let contact = ContactId::first_seen_as(&business, &Alias::wa_id(&BYSTANDER.into()));
        if self.store.conversation(&contact).await.unwrap().is_none() {
            let new = Conversation::new(contact.clone(), now);
            let mut conversation = Conversation { phone_id: Some(business), ..new };
            self.store.save_conversation(&mut conversation).await.unwrap();
        }
        let key = MessageKey::new(&contact, now, &now.to_string());
        let statuses = [("read".to_owned(), now)].into_iter().collect();
        let read = Message { statuses, ..Message::new(key, Direction::Outbound, "?", now) };
        self.store.insert_message(&read).await.unwrap();
    }

    /// Posts a signed webhook.
    pub(crate) async fn post(&self, body: &str) -> u16 {
        let signature = sign(&SecretString::from(SECRET), body.as_bytes());
        let request = self.http.post(&self.webhook_url).header("X-Hub-Signature-256", signature);
        request.body(body.to_owned()).send().await.unwrap().status().as_u16()
    }

    /// Posts a signed webhook of field `messages` with these messages.
    pub(crate) async fn post_messages(&self, messages: &str) -> u16 {
        self.post(&messages_webhook(messages)).await
    }

    /// Does jobs, and advances the clock to delayed ones, until none is left or an hour has passed.
    pub(crate) async fn run_jobs(&self) {
        self.run_jobs_within(SignedDuration::from_hours(1)).await;
    }

    pub(crate) async fn run_jobs_within(&self, patience: SignedDuration) {
        let end = self.clock.now() + patience;
        loop {
            self.simulator.wait_for_webhooks().await;
            if self.work_once().await {
                continue;
            }
            let depth = [self.events.depth().await.unwrap(), self.replies.depth().await.unwrap()];
            let waiting = depth.iter().any(|depth| depth.delayed + depth.in_flight + depth.visible > 0);
            if !waiting || self.clock.now() > end {
                return;
            }
            self.clock.advance(SignedDuration::from_millis(500));
        }
    }

    /// Does the jobs that are visible now. Returns whether there were any.
    pub(crate) async fn work_once(&self) -> bool {
        let mut any = false;
        for (source, queue) in [(Source::Events, &self.events), (Source::Replies, &self.replies)] {
            for message in queue.receive(10, VISIBILITY, Duration::ZERO).await.unwrap() {
                any = true;
                match self.worker.handle(source, &message).await {
                    Ok(()) => queue.delete(vec![message.receipt]).await.unwrap(),
                    Err(error) => {
                        let wait = Duration::from_secs(u64::from(error.is_retryable()));
                        queue.retry_later(message.receipt, wait, &error.error_chain()).await.unwrap();
                    }
                }
            }
        }
        any
    }

    pub(crate) fn accepted(&self) -> Vec<AcceptedSend> {
        self.simulator.accepted()
    }

    pub(crate) async fn contact(&self, wa_id: &str) -> ContactId {
        let identity = Identity { wa_id: Some(wa_id.into()), ..Identity::default() };
        find(&self.store, &identity).await.expect("the contact is known")
    }

    pub(crate) async fn conversation(&self) -> Conversation {
        let contact = self.contact(CUSTOMER).await;
        self.store.conversation(&contact).await.unwrap().expect("the conversation is stored")
    }

    pub(crate) async fn thread(&self) -> Vec<Message> {
        self.thread_of(CUSTOMER).await
    }

    pub(crate) async fn thread_of(&self, wa_id: &str) -> Vec<Message> {
        let contact = self.contact(wa_id).await;
        self.store.thread(&contact, None, 100).await.unwrap().messages
    }

    /// All records, as text.
    pub(crate) async fn records(&self) -> Vec<String> {
        database::all(&self.engine).await.iter().map(|item| format!("{item:?}")).collect()
    }

    /// The customer's number, also as wamids contain it, name and texts, and the texts of the answers.
    pub(crate) fn private_words(&self) -> Vec<String> {
        let mut words: Vec<_> = self.accepted().into_iter().map(|send| send.text).collect();
        words.extend([CUSTOMER, NAME, "MzM2Mzk5ODAwMD", "Bonjour", "demain"].map(str::to_owned));
        words.retain(|word| !word.is_empty());
        words
    }

    /// The number of records whose `pk` begins with this prefix.
    pub(crate) async fn count_records(&self, prefix: &str) -> usize {
        let all = database::all(&self.engine).await;
        all.iter().filter(|item| item["pk"].as_s().unwrap().starts_with(prefix)).count()
    }

    /// When the next job is due. `None`: there is none.
    pub(crate) async fn next_due(&self) -> Option<Timestamp> {
        let due = [self.events.next_due().await.unwrap(), self.replies.next_due().await.unwrap()];
        due.into_iter().flatten().min()
    }

    /// Checks that no job is left and none is dead-lettered.
    pub(crate) async fn assert_quiet(&self) {
        for queue in [&self.events, &self.replies] {
            let depth = queue.depth().await.unwrap();
            assert_eq!((depth.visible, depth.delayed, depth.in_flight, depth.dead), (0, 0, 0, 0));
        }
    }
}

/// Whether it is the built-in fallback, in any language.
pub(crate) fn is_fallback(text: &str) -> bool {
    let texts = Texts::default();
    CustomerLanguage::ALL.into_iter().any(|language| texts.of(Notice::Fallback, Some(language)) == text)
}

/// The webhook that puts its items in this queue.
pub(crate) fn webhook<Q: Enqueue>(events: Q, blobs: FileBlobs, clock: Clock) -> Webhook<Q, FileBlobs> {
    Webhook {
        events,
        blobs,
        app_secrets: AppSecrets::parse(SECRET).unwrap(),
        verify_token: SecretString::from(VERIFY_TOKEN),
        clock,
        warnings: Sample::of_warnings(),
    }
}

/// Calls the webhook with a signed body. Returns the HTTP status that Meta gets.
pub(crate) async fn respond<Q: Enqueue>(webhook: &Webhook<Q, FileBlobs>, body: &str) -> u16 {
    let mut headers = HeaderMap::new();
    let signature = sign(&SecretString::from(SECRET), body.as_bytes());
    headers.insert("X-Hub-Signature-256", signature.parse().unwrap());
    webhook.respond(&Method::POST, "", &headers, body.as_bytes()).await.status().as_u16()
}

/// A webhook of field `messages` with these messages.
pub(crate) fn messages_webhook(messages: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"33199000001","phone_number_id":"{BUSINESS}"}},"messages":[{messages}]}}}}]}}]}}"#
    )
}

/// The configuration of Meta, with the stand-in at this address.
pub(crate) fn meta(stand_ins: &str) -> Meta {
    Meta {
        phone_number_ids: vec![BUSINESS.into(), SECOND.into()],
        api_token: SecretString::from(TOKEN),
        verify_token: SecretString::from(VERIFY_TOKEN),
        app_secrets: AppSecrets::parse(SECRET).unwrap(),
        waba_id: Some(WABA.into()),
        graph_url: stand_ins.to_owned(),
        graph_version: "v25.0".to_owned(),
    }
}

/// The configuration of the model, with the stand-in at this address.
pub(crate) fn model(stand_ins: &str) -> Model {
    let model = Model::at(Some(format!("{stand_ins}/v1")), None, SecretString::from(MODEL_KEY));
    Model { transcribe: Some("whisper".to_owned()), ..model }
}

pub(crate) async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn webhook_router(webhook: Webhook<LocalQueue, FileBlobs>) -> axum::Router {
    let receive =
        |State(webhook): State<Webhook<LocalQueue, FileBlobs>>,
         method: Method,
         headers: HeaderMap,
         body: Bytes| async move { webhook.respond(&method, "", &headers, &body).await };
    axum::Router::new()
        .route("/webhook", any(receive))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(webhook)
}
