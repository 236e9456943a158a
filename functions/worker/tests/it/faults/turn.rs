//! One turn, from the customer's texts to the last status. The test does one job at a time.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use jiff::SignedDuration;
use relais_api::{Api, Auth, OnlyBlobs, People, PersonError, Status};
use relais_aws::Store;
use relais_aws::store::INSERT_TIME;
use relais_core::queue::{Queue, Received};
use relais_dynamo::Client;
use relais_embedded::FileBlobs;
use relais_sending::Sender;
use relais_worker::{Answerer, Businesses, Source, Worker, assistant};
use secrecy::SecretString;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::sync::mpsc::UnboundedReceiver;

use super::TEXTS;
use super::acts::Act;
use super::calls::{Calls, Fault, Signal, Target};
use super::faulty::{FaultyDynamo, FaultyQueue, at_risk};
use super::files::FaultyFiles;
use super::promises::Wrong;
use crate::business::sets;
use crate::erasing::Places;
use crate::test_app::{BUSINESS, CUSTOMER, TestApp, VISIBILITY, meta, model, serve};

/// The clock advances in steps of this.
const STEP: SignedDuration = SignedDuration::from_secs(1);

/// When a refused token is fixed.
const FIXED_AFTER: SignedDuration = SignedDuration::from_secs(90);

/// The seconds between two messages to another customer.
const BETWEEN_STATUSES: i64 = 30;

/// Longer than the recovery from any faults takes.
const PATIENCE: SignedDuration = SignedDuration::from_mins(30);

/// The customer's texts, and the faults of the turn.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a circumstance of its own
pub(crate) struct Turn {
    pub(crate) texts: Vec<&'static str>,
    /// The code with which Graph refuses every send.
    pub(crate) refused: Option<i64>,
    /// Graph refuses the token, until it is fixed 90 seconds after the customer wrote.
    pub(crate) stopped: bool,
    /// The code with which the answer fails after Graph accepted it.
    pub(crate) fails: Option<i64>,
    /// What a person does. The jobs of what the customer wrote before are part of the turn.
    pub(crate) act: Option<Act>,
    /// The person makes one call only, whatever becomes of it.
    pub(crate) leaves: bool,
    /// The texts stand under pictures.
    pub(crate) pictures: bool,
    /// The pictures come after minutes of tries, and the messages were answered without them.
    pub(crate) late: bool,
    /// The model calls a tool of the shop's that changes something.
    pub(crate) tool: bool,
    /// No status of another message comes. Otherwise those of another customer's messages show that Meta reports.
    pub(crate) alone: bool,
    pub(crate) plan: Vec<(Target, Fault)>,
}

/// What is done as a whole, and may be done twice at the same time.
#[derive(Clone)]
pub(super) enum Work {
    /// A job, by a worker.
    Job(Source, Received),
    /// A call of a person, by the admin API.
    Act(Act),
}

/// A run of a turn.
pub(crate) struct Run {
    pub(super) app: TestApp,
    pub(super) calls: Calls,
    /// The name of the file that was stored last.
    pub(super) file: Arc<std::sync::Mutex<Option<String>>>,
    signals: Mutex<UnboundedReceiver<Signal>>,
    /// The idempotency keys of what the shop's tool has done.
    pub(super) done: Arc<std::sync::Mutex<Vec<String>>>,
    worker: Arc<Worker<FaultyQueue, FileBlobs>>,
    events: FaultyQueue,
    erased: AtomicBool,
    /// A call of the person has succeeded.
    success: AtomicBool,
    alone: bool,
}

impl Turn {
    /// The same turn with this fault at that call.
    pub(crate) fn with(mut self, label: &str, nth: u32, fault: Fault) -> Self {
        self.plan.push((Target { label: label.to_owned(), nth }, fault));
        self
    }

    /// Whether such a fault is planned.
    pub(super) fn planned(&self, is_it: impl Fn(&Target, Fault) -> bool) -> bool {
        self.plan.iter().any(|(target, fault)| is_it(target, *fault))
    }

    /// Runs the turn until no job is left. Returns the calls that were made, or the conditions that are not met and the
    /// log.
    pub(crate) async fn run(&self, http: &reqwest::Client) -> Result<Vec<Target>, String> {
        let run = Run::new(self, http.clone()).await;
        let app = &run.app;
        app.simulate(|settings| {
            settings.fail_code = self.refused.or(self.stopped.then_some(190));
            settings.fail_status_code = self.fails;
        });
        let mut late = Wrong::default();
        if let Some(act) = self.act {
            Box::pin(run.act(self, act)).await;
        } else {
            let later = self.plan.iter().filter(|(_, fault)| *fault == Fault::NextText).count();
            let texts = &self.texts[..self.texts.len() - later];
            if self.pictures {
                let ids = app.customer_sends_pictures(texts).await;
                if self.late {
                    run.wait_for_pictures(&ids, &mut late).await;
                }
            } else {
                app.customer_writes(texts).await;
            }
        }
        if self.stopped {
            run.work_for(FIXED_AFTER, false).await;
            app.simulate(|settings| settings.fail_code = None);
        }
        run.work_for(PATIENCE, true).await;
        let erased = run.erased.load(Ordering::Relaxed);
        let mut wrong = match self.act {
            _ if erased => run.not_erased(self).await,
            Some(Act::Text | Act::File | Act::Template) => run.wrong_after_writing(self).await,
            Some(Act::HandBack) | None => run.wrong(self).await,
        };
        wrong.extend(late.0);
        if run.calls.left() > 0 && !erased {
            wrong.push("a planned fault was not injected".to_owned());
        }
        if wrong.is_empty() {
            return Ok(run.calls.seen());
        }
        let plan: Vec<_> = self.plan.iter().map(|(target, fault)| format!("{fault:?} at {target}")).collect();
        let (texts, plan, wrong) = (self.texts.len(), plan.join(", "), wrong.join("\n  "));
        let act = self.act.map(|act| format!(", {act:?}")).unwrap_or_default();
        Err(format!("{texts} message(s){act}, {plan}:\n  {wrong}\n{}", run.calls.log()))
    }
}

/// The shop's tool: it does what it is asked for once for each key.
async fn do_it(State(done): State<Arc<std::sync::Mutex<Vec<String>>>>, headers: HeaderMap) -> &'static str {
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let mut done = done.lock().unwrap();
    if !done.contains(&key) {
        done.push(key);
    }
    "done"
}

impl Run {
    async fn new(turn: &Turn, http: reqwest::Client) -> Self {
        let app = TestApp::over(http.clone(), Act::settings(turn.act)).await;
        let (calls, signals) = Calls::new(turn.plan.clone(), app.store.clone(), app.clock.clone());
        let dynamo = FaultyDynamo { engine: app.engine.clone(), calls: calls.clone() };
        let store = Store::new(Client::new(dynamo), "relais");
        let stand_ins = app.simulator.servers().layer(from_fn_with_state(calls.clone(), at_risk));
        let stand_ins = serve(stand_ins).await;
        let done = Arc::<std::sync::Mutex<Vec<String>>>::default();
        if turn.tool {
            let shop = Router::new().route("/shop", post(do_it)).with_state(Arc::clone(&done));
            let url = serve(shop.layer(from_fn_with_state(calls.clone(), at_risk))).await;
            // The model calls a tool of whose name the customer speaks.
            let tool = json!({"name": "bonjour", "description": "It does it.", "method": "POST", "url": format!("{url}/shop")});
            sets(&app, json!({"tools": [tool]})).await;
        }
        let queue =
            |queue: &relais_embedded::LocalQueue| FaultyQueue { queue: queue.clone(), calls: calls.clone() };
        let sender = Sender::new(store.clone(), http.clone(), &meta(&stand_ins), app.clock.clone());
        let file = Arc::default();
        let files = app.worker.answerer.files.clone();
        let files = FaultyFiles { files, calls: calls.clone(), last: Arc::clone(&file) };
        let settings = app.worker.answerer.settings.clone();
        let answerer = Answerer {
            store: store.clone(),
            replies: queue(&app.replies),
            sender: sender.unwrap(),
            assistant: Some(assistant(http, model(&stand_ins))),
            files: Arc::new(files),
            tools: app.worker.answerer.tools.clone(),
            businesses: Businesses::new(store.clone(), settings, "You are kind.", app.clock.clone()),
            settings: app.worker.answerer.settings.clone(),
            clock: app.clock.clone(),
        };
        let worker = Worker::new(answerer, app.blobs.clone());
        let events = queue(&app.events);
        Self {
            app,
            calls,
            file,
            done,
            signals: Mutex::new(signals),
            worker: Arc::new(worker),
            events,
            erased: AtomicBool::new(false),
            success: AtomicBool::new(false),
            alone: turn.alone,
        }
    }

    /// The API in a new process: one that died holds no lock of it.
    pub(super) fn api(&self) -> Router {
        let Answerer { store, sender, replies, files, settings, clock, .. } = &self.worker.answerer;
        let status = Status { meta_simulated: true, model_simulated: true, assistant_on: true };
        let api = Api::new(
            store.clone(),
            sender.clone(),
            replies.clone(),
            files.clone(),
            settings.clone(),
            clock.clone(),
            status,
        );
        relais_api::router(Arc::new(api), Auth::Token(SecretString::from("admin")))
    }

    /// Does jobs and advances the clock, for this time or until no job is left.
    pub(super) async fn work_for(&self, time: SignedDuration, until_quiet: bool) {
        let end = self.app.clock.now() + time;
        loop {
            self.app.simulator.wait_for_webhooks().await;
            if self.work_once().await {
                continue;
            }
            if self.app.clock.now() >= end || (until_quiet && self.is_quiet().await) {
                return;
            }
            self.app.clock.advance(STEP);
            if !self.alone && self.app.clock.now().as_second() % BETWEEN_STATUSES == 0 {
                self.app.another_customer_reads().await;
            }
        }
    }

    /// Whether a call of the person has succeeded.
    pub(super) fn was_successful(&self) -> bool {
        self.success.load(Ordering::Relaxed)
    }

    pub(super) fn succeeded(&self) {
        self.success.store(true, Ordering::Relaxed);
    }

    async fn is_quiet(&self) -> bool {
        for queue in [&self.app.events, &self.app.replies] {
            let depth = queue.depth().await.unwrap();
            if depth.visible + depth.delayed + depth.in_flight > 0 {
                return false;
            }
        }
        true
    }

    async fn work_once(&self) -> bool {
        let mut any = false;
        for (source, queue) in
            [(Source::Events, &self.events), (Source::Replies, &self.worker.answerer.replies)]
        {
            for message in queue.receive(1, VISIBILITY, Duration::ZERO).await.unwrap() {
                any = true;
                let name = format!("{source:?} {}/{}", message.id, message.receive_count);
                self.perform(name, Work::Job(source, message)).await;
            }
        }
        any
    }

    /// One process does this, until it is done or the process dies.
    pub(super) fn perform(&self, name: String, what: Work) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(async move {
            let before = self.calls.enter(name.clone());
            let mut work = Box::pin(self.work(what.clone()));
            loop {
                let signal = async { self.signals.lock().await.recv().await };
                let signal = tokio::select! {
                    () = &mut work => break,
                    signal = signal => signal.unwrap(),
                };
                match signal {
                    Signal::Dead => {
                        self.calls.tell("dead");
                        drop(work);
                        // Drops the dead worker's other signals.
                        let mut signals = self.signals.lock().await;
                        while signals.try_recv().is_ok() {}
                        break;
                    }
                    Signal::Asleep(seconds, wake) => {
                        Box::pin(self.work_for(SignedDuration::from_secs(seconds), false)).await;
                        self.calls.enter(name.clone());
                        self.calls.tell("awake");
                        let _ = wake.send(());
                    }
                    Signal::SecondWorker(wake) => {
                        Box::pin(self.second_worker(&name, what.clone())).await;
                        self.calls.enter(name.clone());
                        self.calls.tell("continues");
                        let _ = wake.send(());
                    }
                    Signal::Erased(wake) => {
                        self.erase().await;
                        self.calls.enter(name.clone());
                        self.calls.tell("continues");
                        let _ = wake.send(());
                    }
                    Signal::NextText(wake) => {
                        self.app.customer_writes(&[TEXTS[1]]).await;
                        self.work_once().await;
                        self.calls.enter(name.clone());
                        self.calls.tell("continues");
                        let _ = wake.send(());
                    }
                }
            }
            self.calls.enter(before);
        })
    }

    /// Erases the customer, once nothing is being sent to them. Before their first message is recorded there is nobody to
    /// erase.
    async fn erase(&self) {
        let blobs = OnlyBlobs(Places::of(&self.app));
        let people = People::new(self.app.store.clone(), vec![BUSINESS.into()], self.app.clock.clone())
            .and(blobs)
            .without_pause();
        loop {
            match people.erase(CUSTOMER).await {
                Err(PersonError::SendInProgress(left)) => self.app.clock.advance(left),
                Ok(_) => break self.erased.store(true, Ordering::Relaxed),
                Err(PersonError::Unknown) => break,
                Err(error) => panic!("{error:?}"),
            }
        }
        // Erasing waits this long before it deletes.
        self.app.clock.advance(INSERT_TIME);
    }

    /// The queue has delivered the same job to a second worker, or the page has made the same call again, and both do it.
    async fn second_worker(&self, name: &str, mut what: Work) {
        if let Work::Job(_, message) = &mut what {
            message.receive_count += 1;
            "of a second receive".clone_into(&mut message.receipt);
        }
        self.perform(format!("{name} again"), what).await;
        self.app.simulator.wait_for_webhooks().await;
        self.work_once().await;
    }

    async fn work(&self, what: Work) {
        let (source, message) = match what {
            Work::Job(source, message) => (source, message),
            Work::Act(act) => return Box::pin(self.call(act)).await,
        };
        let queue = match source {
            Source::Events => &self.events,
            Source::Replies => &self.worker.answerer.replies,
        };
        let done = Box::pin(self.worker.handle(source, &message)).await;
        // If this call fails, the queue redelivers the job.
        let _ = match done {
            Ok(()) => queue.delete(vec![message.receipt]).await,
            Err(error) => {
                self.calls.tell(&error.error_chain());
                let wait = Duration::from_secs(u64::from(error.is_retryable()));
                queue.retry_later(message.receipt, wait, &error.error_chain()).await
            }
        };
    }
}
