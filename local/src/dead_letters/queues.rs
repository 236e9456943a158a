//! Opens the queues: in a file that no process has open, through the process on this machine, or on SQS.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use relais_aws::clients::Clients;
use relais_aws::sqs::{DeadLetterQueue, SqsQueue};
use relais_core::Clock;
use relais_core::config::Vars;
use relais_core::dead_letter::{DeadLetter, Depth, Summary};
use relais_embedded::LocalQueues;
use relais_embedded::queue::OpenError;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;

use super::routes::{DEAD_LETTERS, DEPTHS, REDRIVE, Which};
use super::{QUEUE_FILE, QUEUES};
use crate::folder;

/// Time limit of one call to a process on this machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// Both queues, and how to reach them.
pub(crate) enum Queues {
    /// In a file that no process has open.
    File(LocalQueues),
    /// Through the process on this machine that has the file open.
    Server(Server),
    /// On SQS.
    Sqs([(SqsQueue, DeadLetterQueue); 2]),
}

/// A process on this machine, and its admin token.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) http: reqwest::Client,
    pub(crate) address: String,
    pub(crate) token: Option<String>,
}

impl Queues {
    /// On SQS when `EVENTS_QUEUE_URL` is set. Otherwise in the data folder, or through the process that has its file
    /// open.
    pub(crate) async fn find(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let vars = Vars::new(lookup);
        if let Some(events) = vars.optional("EVENTS_QUEUE_URL") {
            let replies = vars.optional("REPLIES_QUEUE_URL");
            let replies =
                replies.context("EVENTS_QUEUE_URL is set and REPLIES_QUEUE_URL is not: set both")?;
            return Self::on_sqs(events, replies).await;
        }
        let server = Server::of(&vars)?;
        let Some(folder) = data_folder(&vars) else { return Ok(Self::Server(server)) };
        let file = folder.join(QUEUE_FILE);
        if !file.exists() {
            bail!("`{}` does not exist: nothing has run with this RELAIS_DATA_DIR yet", file.display());
        }
        match LocalQueues::open(&file, Clock::system()) {
            Ok(queues) => Ok(Self::File(queues)),
            Err(OpenError::InUse { .. }) => Ok(Self::Server(server)),
            Err(error) => Err(error.into()),
        }
    }

    async fn on_sqs(events: String, replies: String) -> anyhow::Result<Self> {
        let clients = Clients::load(&relais_aws::http::client()?).await;
        let [events_name, replies_name] = QUEUES;
        let with_dead = async |name, url: String| {
            let queue = clients.queue(url);
            let dead = queue.dead_letter_queue(name).await.map_err(explained)?;
            let dead = dead
                .with_context(|| format!("the {name} queue has no dead-letter queue: see template.yaml"))?;
            anyhow::Ok((queue, dead))
        };
        Ok(Self::Sqs([with_dead(events_name, events).await?, with_dead(replies_name, replies).await?]))
    }

    /// The depths of both queues, in the order of [`QUEUES`].
    pub(crate) async fn depths(&self) -> anyhow::Result<Vec<Depth>> {
        let mut depths = Vec::new();
        match self {
            Self::File(queues) => {
                for name in QUEUES {
                    depths.push(queues.queue(name).depth().await?);
                }
            }
            Self::Server(server) => depths = server.call(Method::GET, DEPTHS, &Which::default()).await?,
            Self::Sqs(queues) => {
                for (queue, dead) in queues {
                    let depth = queue.depth().await.map_err(explained)?;
                    depths.push(Depth { dead: dead.count().await.map_err(explained)?, ..depth });
                }
            }
        }
        Ok(depths)
    }

    /// About `limit` dead letters: the latest ones of a file, and any of each queue on SQS.
    pub(crate) async fn dead_letters(&self, limit: usize) -> anyhow::Result<Vec<Summary>> {
        let mut letters = Vec::new();
        match self {
            Self::File(queues) => letters = queues.dead_letters(limit).await?,
            Self::Server(server) => {
                let which = Which { limit: Some(limit), ..Which::default() };
                return server.call(Method::GET, DEAD_LETTERS, &which).await;
            }
            Self::Sqs(queues) => {
                for (_, dead) in queues {
                    letters.extend(dead.list(limit).await.map_err(explained)?);
                }
            }
        }
        Ok(letters.into_iter().map(DeadLetter::summary).collect())
    }

    /// Redrives the dead letters of one queue, or of both. Returns their number.
    pub(crate) async fn redrive(&self, queue: Option<&'static str>) -> anyhow::Result<usize> {
        match self {
            Self::File(queues) => Ok(queues.redrive(queue).await?),
            Self::Server(server) => {
                let which = Which { queue: queue.map(str::to_owned), limit: None };
                server.call(Method::POST, REDRIVE, &which).await
            }
            Self::Sqs(queues) => {
                let mut redriven = 0;
                for (name, (_, dead)) in QUEUES.iter().zip(queues) {
                    if queue.is_none_or(|queue| queue == *name) {
                        redriven += dead.redrive().await.map_err(explained)?;
                    }
                }
                Ok(redriven)
            }
        }
    }

    /// The end of the sentence about a redrive: when the jobs are processed.
    pub(crate) fn when(&self) -> &'static str {
        match self {
            Self::File(_) => "; processing starts when Relais runs",
            Self::Server(_) | Self::Sqs(_) => "",
        }
    }

    /// Where to find a reason that the list does not have.
    pub(crate) fn where_the_reasons_are(&self) -> &'static str {
        match self {
            Self::File(_) | Self::Server(_) => {
                "A dead letter without a reason was running each time the process ended. The log has its id as `job`."
            }
            Self::Sqs(_) => {
                "SQS itself moved a dead letter without a reason: its worker was killed, or could not reach SQS in \
                 time. In CloudWatch Logs Insights, run this query on the worker's log group:\n  \
                 fields @timestamp, error | filter job = \"<id>\" | sort @timestamp"
            }
        }
    }
}

impl Server {
    /// The process at `PORT`, with the token of `RELAIS_ADMIN_TOKEN` or the data folder.
    pub(crate) fn of(vars: &Vars<'_>) -> anyhow::Result<Self> {
        let port = vars.optional("PORT").unwrap_or_else(|| "3000".to_owned());
        let kept = || data_folder(vars).and_then(|folder| folder::read_token(&folder));
        Ok(Self {
            http: reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?,
            address: format!("http://127.0.0.1:{port}"),
            token: vars.optional("RELAIS_ADMIN_TOKEN").or_else(kept),
        })
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        which: &Which,
    ) -> anyhow::Result<T> {
        let address = &self.address;
        let response = self.send(self.http.request(method, format!("{address}{path}")).query(which)).await?;
        match response.status() {
            StatusCode::OK => Ok(response.json().await?),
            status => bail!("the process on {address} answered {status}: see its log"),
        }
    }

    /// Sends a request with the token. What the process answers may be an error, but not that of a wrong token.
    pub(crate) async fn send(&self, request: RequestBuilder) -> anyhow::Result<Response> {
        let address = &self.address;
        let request = request.bearer_auth(self.token.as_deref().unwrap_or_default());
        let response = request.send().await.with_context(|| {
            format!(
                "the queue is in use by a process that does not answer on {address}: set PORT to the value that it was \
                 started with"
            )
        })?;
        if response.status() == StatusCode::UNAUTHORIZED {
            bail!(
                "the process on {address} has another admin token: set RELAIS_DATA_DIR or RELAIS_ADMIN_TOKEN to the \
                 value that it was started with"
            );
        }
        Ok(response)
    }
}

pub(crate) fn data_folder(vars: &Vars<'_>) -> Option<PathBuf> {
    let folder = vars.optional("RELAIS_DATA_DIR").unwrap_or_else(|| "./data".to_owned());
    (folder != crate::IN_MEMORY).then(|| Path::new(&folder).to_owned())
}

/// Adds the usual cause: a wrong queue or a wrong AWS account.
fn explained(error: relais_core::queue::QueueError) -> anyhow::Error {
    anyhow::Error::from(error).context(
        "SQS refused: check the queue's URL, the AWS region and that your credentials may use the queue",
    )
}
