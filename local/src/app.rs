//! Builds and starts all parts.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, RawQuery, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use jiff::SignedDuration;
use relais_api::{Api, Auth, ChangeSignal, Status};
use relais_aws::Store;
use relais_aws::http;
use relais_aws::otlp::Exporter;
use relais_aws::outward::Outward;
use relais_core::Clock;
use relais_core::blob::{LIFETIME, MEDIA, PREFIXES, UNSENT, UPLOADS};
use relais_core::config::{Meta, Model};
use relais_dynamo::Client;
use relais_embedded::{EmbeddedDynamo, FileBlobs, LocalQueue, LocalQueues};
use relais_sending::Sender;
use relais_simulator::Simulator;
use relais_webhook::{MAX_BODY, Sample, Webhook};
use relais_worker::{Answerer, Businesses, ToolClients, Worker, assistant};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::config::{LocalConfig, ModelChoice};
use crate::consumers::LocalWorker;
use crate::person::Here;
use crate::{backup, consumers, dead_letters, folder, pages, simulation, trace};

/// The name of the table in the database file.
pub(crate) const TABLE: &str = "relais";

/// How often expired records and blobs are deleted.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// How often what was counted is written.
const WRITE_USAGE_EVERY: Duration = Duration::from_secs(10);

/// How often spans are sent.
const SEND_SPANS_EVERY: Duration = Duration::from_secs(1);

/// How long the bytes of a webhook may take. Meta gives up sooner; a stranger who sends slowly would keep a connection.
const LONGEST_BODY: Duration = Duration::from_secs(20);

/// How long a number's settings are used before their version is looked at. Here looking costs nothing.
const SETTINGS_FRESH_FOR: SignedDuration = SignedDuration::from_secs(2);

/// Relais, running.
pub struct Running {
    /// The address that it listens on, `http://localhost:…`.
    pub address: String,
    /// The token that the inbox asks for.
    pub admin_token: String,
    /// The simulated Meta, when Meta is simulated.
    pub simulator: Option<Simulator>,
    worker: Arc<LocalWorker>,
    spans: Option<Arc<Exporter>>,
    tasks: JoinSet<()>,
}

impl Running {
    /// Waits until a task ends. No task ends unless it fails.
    pub async fn wait(&mut self) {
        self.tasks.join_next().await;
    }

    /// Writes what was counted and not written yet, before the process ends.
    pub async fn end(&self) {
        self.worker.write_usage().await;
        if let Some(spans) = &self.spans {
            spans.send().await;
        }
    }
}

/// Starts everything.
pub async fn start(config: LocalConfig) -> anyhow::Result<Running> {
    let clock = Clock::system();
    let http = http::client().context("the HTTP client could not be made")?;
    let spans = config.otlp.map(|otlp| Arc::new(Exporter::new(otlp, http.clone(), clock.clone())));
    let listener = TcpListener::bind((config.listen, config.port))
        .await
        .with_context(|| format!("port {} is taken: stop what listens there, or set PORT", config.port))?;
    let port = listener.local_addr()?.port();
    let address = format!("http://localhost:{port}");
    let data = Data::open(config.data_dir.as_deref(), config.meta.is_none(), &clock)?;
    let store =
        Store::new(Client::new(data.engine.clone()), TABLE).with_retention(config.settings.retention, &clock);
    store
        .ensure_table()
        .await
        .context("the database could not be prepared: check that its disk has space and is writable")?;
    let admin_token = admin_token(config.admin_token, config.data_dir.as_deref())?;
    let services = Services::start(config.meta, config.model, port, &store, &clock, &http).await?;
    if let Some(simulator) = &services.simulator {
        simulator.set_inbox_url(Some(format!("{address}/#token={admin_token}")));
        simulator.set_model_simulated(services.model_simulated);
    }
    let status = services.status();
    let Services { meta, model, simulator, .. } = services;

    let sender = Sender::new(store.clone(), http.clone(), &meta, clock.clone())
        .context("GRAPH_API_URL or GRAPH_API_VERSION cannot be used")?
        .paced(&config.settings);
    let answerer = Answerer {
        store: store.clone(),
        replies: data.replies.clone(),
        sender: sender.clone(),
        assistant: model.map(|model| assistant(http, model)),
        files: Arc::new(data.blobs.clone()),
        tools: ToolClients::new(Arc::new(Outward::new(config.allowed_networks))),
        businesses: Businesses::new(
            store.clone(),
            config.settings.clone(),
            &config.system_prompt,
            clock.clone(),
        )
        .fresh_for(SETTINGS_FRESH_FOR),
        settings: config.settings.clone(),
        clock: clock.clone(),
    };
    let worker = Arc::new(Worker::new(answerer, data.blobs.clone()));
    let lifetimes = lifetimes(config.settings.retention);
    let api = Api::new(
        store,
        sender,
        data.replies.clone(),
        Arc::new(data.blobs.clone()),
        config.settings,
        clock.clone(),
        status,
    );
    let api = api
        .with_system_prompt(config.system_prompt)
        .with_changes(changes_in(&data.engine))
        .and(Here { blobs: data.blobs.clone(), queues: data.queues.clone() });
    let auth = Auth::Token(SecretString::from(admin_token.clone()));
    let blobs = data.blobs.clone();
    let mut router = router(&data, meta, clock, api, auth).merge(pages::router());
    if let Some(simulator) = &simulator {
        router = router.nest("/phone/api", simulator.phone());
    }

    let mut tasks = consumers::start(&worker, &data.events, &data.replies);
    // Without one of them every job would fail until it is a dead letter. A process that ends is started again.
    tasks.spawn(data.engine.ended());
    tasks.spawn(data.queues.ended());
    tasks.spawn(sweep(data.engine, blobs, lifetimes));
    tasks.spawn(write_usage(Arc::clone(&worker)));
    if let Some(spans) = &spans {
        tasks.spawn(send_spans(Arc::clone(spans)));
    }
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the server stopped");
        }
    });
    Ok(Running { address, admin_token, simulator, worker, spans, tasks })
}

/// What the database tells of each write, for the open inboxes.
fn changes_in(engine: &EmbeddedDynamo) -> ChangeSignal {
    let signal = ChangeSignal::default();
    let told = signal.clone();
    engine.on_write(move |partition, _| told.written(partition));
    signal
}

/// The token that is configured, else the one kept with the data, else a new one.
fn admin_token(configured: Option<SecretString>, folder: Option<&Path>) -> anyhow::Result<String> {
    match (configured, folder) {
        (Some(token), _) => Ok(token.expose_secret().to_owned()),
        (None, Some(folder)) => folder::kept_token(folder),
        (None, None) => simulation::random_hex(),
    }
}

/// The webhook and the API.
fn router(data: &Data, meta: Meta, clock: Clock, api: Api<LocalQueue>, auth: Auth) -> Router {
    let webhook = Webhook {
        events: data.events.clone(),
        blobs: data.blobs.clone(),
        app_secrets: meta.app_secrets,
        verify_token: meta.verify_token,
        clock,
        warnings: Sample::of_warnings(),
    };
    let tracer = trace::Tracer::of(&api, data.queues.clone());
    let operator = dead_letters::routes(data.queues.clone()).merge(trace::routes(tracer));
    let operator = match &data.backup {
        Some(source) => operator.merge(backup::routes(source.clone())),
        None => operator,
    };
    Router::new()
        .route("/webhook", any(receive).with_state(webhook).layer(DefaultBodyLimit::max(MAX_BODY)))
        .merge(relais_api::for_owners(operator, auth.clone()))
        .merge(relais_api::router(Arc::new(api), auth))
}

/// Meta and the model, real or simulated.
pub(crate) struct Services {
    pub(crate) meta: Meta,
    pub(crate) model: Option<Model>,
    pub(crate) model_simulated: bool,
    /// The simulated Meta.
    simulator: Option<Simulator>,
}

impl Services {
    /// Starts the simulation where one of them is simulated.
    pub(crate) async fn start(
        meta: Option<Meta>,
        model: ModelChoice,
        port: u16,
        store: &Store,
        clock: &Clock,
        http: &reqwest::Client,
    ) -> anyhow::Result<Self> {
        let model_simulated = matches!(model, ModelChoice::Simulated);
        let real_model = match model {
            ModelChoice::Real(model) => Some(*model),
            ModelChoice::Simulated | ModelChoice::Off => None,
        };
        let meta = match meta {
            Some(meta) if !model_simulated => {
                return Ok(Self { meta, model: real_model, model_simulated, simulator: None });
            }
            meta => meta,
        };
        let simulation = simulation::start(port, clock.clone(), http.clone()).await?;
        simulation::restore(&simulation.simulator, store, clock).await?;
        let model = if model_simulated { Some(stand_in(&simulation.base_url)) } else { real_model };
        Ok(match meta {
            Some(meta) => Self { meta, model, model_simulated, simulator: None },
            None => {
                Self { meta: simulation.meta, model, model_simulated, simulator: Some(simulation.simulator) }
            }
        })
    }

    fn status(&self) -> Status {
        Status {
            meta_simulated: self.simulator.is_some(),
            model_simulated: self.model_simulated,
            assistant_on: self.model.is_some(),
        }
    }
}

/// The data on this machine.
struct Data {
    engine: EmbeddedDynamo,
    queues: LocalQueues,
    events: LocalQueue,
    replies: LocalQueue,
    blobs: FileBlobs,
    /// What a backup contains. `None` when everything is in memory.
    backup: Option<backup::Source>,
}

impl Data {
    fn open(folder: Option<&Path>, simulated: bool, clock: &Clock) -> anyhow::Result<Self> {
        let (engine, queues, blobs, backup) = if let Some(folder) = folder {
            folder::open(folder, simulated)?;
            let queues = LocalQueues::open(&folder.join(dead_letters::QUEUE_FILE), clock.clone())?;
            let database = folder.join(backup::DATABASE);
            // Each message goes through the queue first, so a queue that was used has a database with its table.
            let was_used = queues.were_used();
            let nothing = || {
                anyhow!(
                    "the database file {} is missing or empty, and the queue beside it has been used: put a backup of \
                     the data folder in its place, or set RELAIS_DATA_DIR to a new folder to begin anew",
                    database.display()
                )
            };
            if was_used && database.metadata().map_or(0, |found| found.len()) == 0 {
                return Err(nothing());
            }
            let engine = EmbeddedDynamo::open(&database)?;
            if was_used && engine.has_no_table() {
                return Err(nothing());
            }
            let blobs = FileBlobs::open(&folder.join(backup::BLOBS))?;
            let backup = backup::Source::new(folder, queues.clone(), blobs.clone())?;
            (engine, queues, blobs, Some(backup))
        } else {
            let blobs = std::env::temp_dir().join(format!("relais-{}", std::process::id()));
            (EmbeddedDynamo::memory()?, LocalQueues::memory(clock.clone())?, FileBlobs::open(&blobs)?, None)
        };
        let [events, replies] = dead_letters::QUEUES.map(|name| queues.queue(name));
        Ok(Self { engine, queues, events, replies, blobs, backup })
    }
}

async fn receive(
    State(webhook): State<Webhook<LocalQueue, FileBlobs>>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: Request,
) -> Response {
    match body(request, LONGEST_BODY).await {
        Ok(body) => {
            let query = query.as_deref().unwrap_or_default();
            webhook.respond(&method, query, &headers, &body).await.into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

async fn body(request: Request, longest: Duration) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(longest, Bytes::from_request(request, &())).await {
        Ok(body) => body.map_err(|refusal| refusal.status()),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

fn stand_in(base_url: &str) -> Model {
    let simulated = Model::at(Some(format!("{base_url}/v1")), None, SecretString::from("simulated"));
    Model { transcribe: Some("simulated".to_owned()), ..simulated }
}

/// How long blobs are stored, by the beginnings of their names. Files of messages stay as long as messages: without a
/// retention for ever.
fn lifetimes(retention: Option<SignedDuration>) -> Vec<(&'static str, Duration)> {
    let at_most = |lifetime: SignedDuration| retention.map_or(lifetime, |retention| retention.min(lifetime));
    let large_items = PREFIXES.map(|prefix| (prefix, at_most(LIFETIME)));
    let files = [(UPLOADS, UNSENT)].into_iter().chain(retention.map(|retention| (MEDIA, retention)));
    large_items.into_iter().chain(files).map(|(prefix, time)| (prefix, time.unsigned_abs())).collect()
}

async fn write_usage(worker: Arc<LocalWorker>) {
    let mut every = tokio::time::interval(WRITE_USAGE_EVERY);
    loop {
        every.tick().await;
        worker.write_usage().await;
        worker.list_older().await;
    }
}

async fn send_spans(to: Arc<Exporter>) {
    let mut every = tokio::time::interval(SEND_SPANS_EVERY);
    loop {
        every.tick().await;
        to.send().await;
    }
}

async fn sweep(engine: EmbeddedDynamo, blobs: FileBlobs, lifetimes: Vec<(&'static str, Duration)>) {
    let mut every = tokio::time::interval(SWEEP_EVERY);
    loop {
        every.tick().await;
        if let Err(error) = engine.sweep_expired().await {
            tracing::warn!(%error, "expired records were not deleted: retrying in an hour");
        }
        for (prefix, lifetime) in &lifetimes {
            if let Err(error) = blobs.sweep(prefix, *lifetime).await {
                tracing::warn!(%error, "expired blobs were not deleted: retrying in an hour");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::body::Body;
    use futures_core::Stream;

    use super::*;

    /// A body that does not come.
    struct Never;

    impl Stream for Never {
        type Item = std::io::Result<Bytes>;

        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_webhook_that_does_not_come_is_not_waited_for() {
        let limit = Duration::from_millis(1);
        let refusal = body(Request::new(Body::from_stream(Never)), limit).await.unwrap_err();
        assert_eq!(refusal, StatusCode::REQUEST_TIMEOUT);
        let whole = body(Request::new(Body::from("{}")), Duration::from_mins(1)).await.unwrap();
        assert_eq!(whole, "{}");
    }

    #[test]
    fn files_of_messages_stay_for_ever_or_for_the_retention() {
        let days = |retention: Option<i64>| {
            let lifetimes = lifetimes(retention.map(|days| SignedDuration::from_hours(days * 24)));
            lifetimes.into_iter().map(|(prefix, time)| (prefix, time.as_secs() / 86_400)).collect::<Vec<_>>()
        };
        assert_eq!(days(None), [("events/", 30), ("kept/", 30), ("uploads/", 1)]);
        assert_eq!(days(Some(90)), [("events/", 30), ("kept/", 30), ("uploads/", 1), ("media/", 90)]);
        assert_eq!(days(Some(1)), [("events/", 1), ("kept/", 1), ("uploads/", 1), ("media/", 1)]);
    }
}
