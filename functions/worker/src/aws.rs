//! The worker on AWS, built from the function's variables.
//!
//! For its own calls its role needs:
//!
//! - `dynamodb:GetItem`, `BatchGetItem`, `PutItem`, `UpdateItem`, `DeleteItem` and `Query` on the table;
//! - `sqs:SendMessage` and `sqs:GetQueueAttributes` on the replies queue;
//! - `sqs:ChangeMessageVisibility` on both queues;
//! - `sqs:SendMessage` on both dead-letter queues;
//! - `s3:GetObject` on `events/*` and `s3:PutObject` on `kept/*` in the media bucket;
//! - `s3:GetObject`, `s3:PutObject` and `s3:DeleteObject` on `media/*` in the media bucket;
//! - `s3:GetObject` and `s3:DeleteObject` on `uploads/*`, and `s3:ListBucket` on the bucket itself;
//! - `secretsmanager:GetSecretValue`.
//!
//! Lambda polls the queues with the same role. For that it needs `sqs:ReceiveMessage`, `sqs:DeleteMessage` and
//! `sqs:GetQueueAttributes` on both queues.

mod dead_letters;
mod pauses;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use relais_aws::clients::Clients;
use relais_aws::function::{AtEnd, Environment, Following, Variables, emit};
use relais_aws::http::client_of_function;
use relais_aws::otlp::Exporter;
use relais_aws::outward::{Networks, Outward};
use relais_aws::s3::S3Blobs;
use relais_aws::sqs::SqsQueue;
use relais_core::config::{self, Meta, Model, Vars};
use relais_core::usage::Usage;
use relais_core::{Clock, metrics};
use relais_sending::Sender;

use dead_letters::DeadLetters;
use pauses::Pauses;

use crate::usage::Due;
use crate::{Answerer, Businesses, RepliesQueue, ToolClients, Worker, assistant, handle_batch, response};

type OnAws = Worker<SqsQueue, S3Blobs>;
type Made = Box<dyn Fn(&dyn Fn(&str) -> Option<String>) -> anyhow::Result<OnAws> + Send + Sync>;

/// The function: the worker, rebuilt when the secret changes.
pub struct Function {
    worker: Following<OnAws, Made>,
    replies: RepliesQueue,
    pauses: Pauses,
    dead_letters: DeadLetters,
    environment: Environment,
    clock: Clock,
    usage: Usage,
    due: Mutex<Due>,
    end: Mutex<Option<AtEnd>>,
    spans: Option<Exporter>,
}

impl Function {
    /// Builds the function. While the secret is read, it checks that the table and the queue exist.
    pub async fn start(environment: Environment) -> anyhow::Result<Self> {
        let http = client_of_function()?;
        let end = Mutex::new(Some(AtEnd::register(environment, &http)));
        let clients = Clients::of_function(environment, &http);
        let variables = Variables::new(environment, &clients);
        let store = clients.store(variables.plain("TABLE_NAME").unwrap_or_default());
        let replies_url = variables.plain("REPLIES_QUEUE_URL").unwrap_or_default();
        let replies = RepliesQueue::at(&replies_url);
        let queue = clients.queue(replies_url);
        let events = clients.queue(variables.plain("EVENTS_QUEUE_URL").unwrap_or_default());
        let pauses = Pauses { events, replies: queue.clone() };
        let (values, table_looked, queue_looked) =
            tokio::join!(variables.values(), store.check("TABLE_NAME"), queue.check("REPLIES_QUEUE_URL"));
        let dead_letters = DeadLetters::of(&clients, |name| variables.plain(name).unwrap_or_default());
        let clock = Clock::system();
        let usage = Usage::default();
        let made: Made = Box::new({
            let (clock, secret, usage) = (clock.clone(), variables.secret.clone(), usage.clone());
            let http = http.clone();
            move |lookup| {
                let worker = from_vars(lookup, &clients, http.clone(), &clock, &usage)?;
                Ok(worker.following(secret.as_ref()))
            }
        });
        let values = values?;
        let spans = Exporter::of_function(&|name| variables.get(&values, name), &http, &clock);
        let worker = Following::new(variables, values, made)?;
        table_looked?;
        queue_looked?;
        let due = Mutex::default();
        Ok(Self { worker, replies, pauses, dead_letters, environment, clock, usage, due, end, spans })
    }

    /// Writes what was counted when Lambda ends this process.
    pub async fn count_at_end(self: &Arc<Self>) {
        let this = Arc::clone(self);
        let write = async move { this.worker.latest().await.write_usage().await };
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(end) = end {
            end.then(write).await;
        }
    }

    /// Does the jobs of one batch, until shortly before Lambda's deadline. Returns the records to be redelivered.
    pub async fn handle(&self, event: SqsEvent, deadline: SystemTime) -> SqsBatchResponse {
        let time_left = || deadline.duration_since(self.clock.now().into()).unwrap_or_default();
        let answers = self.replies.has_some_of(&event);
        let worker = self.worker.latest().await;
        let unfinished = handle_batch(&*worker, &self.replies, event, time_left()).await;
        let redelivered = self
            .dead_letters
            .dead_letter_last_tries(unfinished, self.clock.now(), time_left().saturating_sub(MARGIN))
            .await;
        self.pauses.set(&redelivered, time_left().saturating_sub(MARGIN)).await;
        if self.is_usage_due(answers) {
            // What is cut off is not counted. The next invocation writes what was not begun.
            let rest = async {
                worker.write_usage().await;
                worker.list_older().await;
            };
            let _ = tokio::time::timeout(time_left().saturating_sub(MARGIN), rest).await;
        }
        emit(self.environment, &self.clock, &metrics::with_statuses(metrics::take()));
        if let Some(spans) = &self.spans {
            let _ = tokio::time::timeout(time_left().saturating_sub(MARGIN), spans.send()).await;
        }
        response(&redelivered)
    }

    fn is_usage_due(&self, answers: bool) -> bool {
        let counted = !self.usage.numbers().is_empty();
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        due.is_due(answers, counted, self.clock.now())
    }
}

/// The time that is reserved for the response.
const MARGIN: Duration = Duration::from_millis(300);

fn from_vars(
    lookup: &dyn Fn(&str) -> Option<String>,
    clients: &Clients,
    http: reqwest::Client,
    clock: &Clock,
    usage: &Usage,
) -> anyhow::Result<OnAws> {
    let mut vars = Vars::new(lookup);
    let meta = Meta::read(&mut vars);
    let settings = config::settings(&mut vars);
    let model = Model::read(&mut vars);
    let system_prompt = config::system_prompt(&vars);
    let networks = Networks::read(&mut vars);
    let [table, replies, bucket] =
        ["TABLE_NAME", "REPLIES_QUEUE_URL", "MEDIA_BUCKET"].map(|name| vars.required(name));
    for name in DeadLetters::VARIABLES.into_iter().chain(["EVENTS_QUEUE_URL"]) {
        vars.required(name);
    }
    let meta = vars.finish_read(meta)?;
    let store = clients.store(table).with_retention(settings.retention, clock).counting_in(usage);
    let sender = Sender::new(store.clone(), http.clone(), &meta, clock.clone())?.paced(&settings);
    let answerer = Answerer {
        tools: ToolClients::new(Arc::new(Outward::of_function(networks))),
        businesses: Businesses::new(store.clone(), settings.clone(), &system_prompt, clock.clone()),
        store,
        replies: clients.queue(replies),
        sender,
        assistant: model.map(|model| assistant(http, model)),
        files: Arc::new(clients.blobs(&bucket)),
        settings,
        clock: clock.clone(),
    };
    Ok(Worker::new(answerer, clients.blobs(&bucket)))
}

/// Access to a stand-in at this address.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
fn access_to(url: &str) -> relais_aws::access::Access {
    let keys = relais_aws::access::Credentials::new("id", "key", None);
    let http = relais_aws::http::client().unwrap();
    relais_aws::access::Access::new(http, "eu-west-3", Some(keys)).at(url)
}
