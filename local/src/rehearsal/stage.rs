//! Puts questions to the code that answers customers, with the configured model, and with nothing else: no message is
//! stored or sent.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use relais_aws::Store;
use relais_aws::http;
use relais_aws::outward::{Networks, Outward};
use relais_core::business::BusinessSettings;
use relais_core::config::Model;
use relais_core::draft::{Draft, DraftOutcome, Rehearsal};
use relais_core::{Clock, Settings};
use relais_dynamo::Client;
use relais_embedded::{EmbeddedDynamo, FileBlobs, LocalQueue, LocalQueues};
use relais_sending::Sender;
use relais_worker::{Answerer, Businesses, ToolClients, assistant};
use tokio::sync::{RwLock, Semaphore};

use super::script::Question;
use crate::app::{Services, TABLE};
use crate::config::LocalConfig;
use crate::simulation;

/// How often a question is put again that the model was too busy for.
const MOST_TRIES: u32 = 6;
/// The wait before, if the server does not say how long.
const SOME_REST: SignedDuration = SignedDuration::from_secs(10);

/// What is needed to ask.
pub(super) struct Stage {
    answerer: Answerer<LocalQueue>,
    http: reqwest::Client,
    model: Model,
    pub(super) is_simulated: bool,
    system_prompt: String,
    defaults: Settings,
    /// Who may ask at the same time.
    at_once: Semaphore,
    /// Held by everyone who asks, and alone by one who waits for the model's rate limit.
    rate: RwLock<()>,
    folder: PathBuf,
}

impl Stage {
    /// With the model that Relais would use, or the simulated one.
    pub(super) async fn set(config: LocalConfig, at_once: usize) -> anyhow::Result<Self> {
        let clock = Clock::system();
        let http = http::client().context("the HTTP client could not be made")?;
        let store = Store::new(Client::new(EmbeddedDynamo::memory()?), TABLE);
        store.ensure_table().await?;
        let services = Services::start(config.meta, config.model, 0, &store, &clock, &http).await?;
        let Services { meta, model, model_simulated: is_simulated, .. } = services;
        let Some(model) = model else {
            bail!("there is no model: set OPENAI_API_KEY, as the README says");
        };
        // What is asked here is no customer's, so the customers' limit does not hold.
        let defaults = Settings { max_model_tokens_per_day: None, ..config.settings };
        let folder = std::env::temp_dir().join(format!("relais-rehearsal-{}", simulation::random_hex()?));
        let answerer = Answerer {
            sender: Sender::new(store.clone(), http.clone(), &meta, clock.clone())
                .context("GRAPH_API_URL or GRAPH_API_VERSION cannot be used")?,
            replies: LocalQueues::memory(clock.clone())?.queue("replies"),
            assistant: Some(assistant(http.clone(), model.clone())),
            files: Arc::new(FileBlobs::open(&folder)?),
            tools: tools(config.allowed_networks),
            businesses: Businesses::new(
                store.clone(),
                defaults.clone(),
                &config.system_prompt,
                clock.clone(),
            ),
            settings: defaults.clone(),
            store,
            clock,
        };
        Ok(Self {
            answerer,
            http,
            model,
            is_simulated,
            system_prompt: config.system_prompt,
            defaults,
            at_once: Semaphore::new(at_once),
            rate: RwLock::default(),
            folder,
        })
    }

    /// The name of the model for these settings.
    pub(super) fn model_name(&self, settings: &BusinessSettings) -> String {
        let name = settings.model.clone().or_else(|| self.model.name.clone());
        name.unwrap_or_else(|| relais_assistant::DEFAULT_MODEL.to_owned())
    }

    /// The answers to a question, as often as it is to be put.
    pub(super) async fn ask(
        &self,
        question: &Question,
        settings: &BusinessSettings,
    ) -> anyhow::Result<Vec<Draft>> {
        let _permit = self.at_once.acquire().await?;
        let answerer = match question.at {
            Some(at) => self.at(at, settings)?,
            None => self.answerer.clone(),
        };
        let mut drafts = Vec::new();
        for _ in 0..question.repeat {
            drafts.push(self.once(&answerer, question, settings).await?);
        }
        Ok(drafts)
    }

    async fn once(
        &self,
        answerer: &Answerer<LocalQueue>,
        question: &Question,
        settings: &BusinessSettings,
    ) -> anyhow::Result<Draft> {
        let rehearsal =
            Rehearsal { phone_id: None, settings: Some(settings.clone()), messages: question.ask.clone() };
        let mut tries = 1;
        loop {
            let draft = {
                let _one_of_several = self.rate.read().await;
                Box::pin(answerer.rehearse(rehearsal.clone())).await?
            };
            let is_limited = matches!(&draft.outcome, DraftOutcome::Problem(code) if code == "rate_limited");
            if !is_limited || tries == MOST_TRIES {
                return Ok(draft);
            }
            tries += 1;
            let _alone = self.rate.write().await;
            let now = answerer.clock.now();
            let rests = answerer.assistant.as_ref().and_then(|model| model.rests_until(now));
            let wait = rests.map_or(SOME_REST, |until| until.duration_since(now));
            tokio::time::sleep(wait.unsigned_abs()).await;
        }
    }

    /// As the answerer, at another time. It has a client of its own for the model, because a client's rests are times.
    fn at(&self, at: DateTime, settings: &BusinessSettings) -> anyhow::Result<Answerer<LocalQueue>> {
        let zone = settings.over(&self.defaults).time_zone;
        let at = at.to_zoned(zone).context("`at` is no time that there is")?.timestamp();
        let clock = Clock::system();
        clock.advance(at.duration_since(clock.now()));
        let store = self.answerer.store.clone();
        Ok(Answerer {
            assistant: Some(assistant(self.http.clone(), self.model.clone())),
            businesses: Businesses::new(store, self.defaults.clone(), &self.system_prompt, clock.clone()),
            clock,
            ..self.answerer.clone()
        })
    }
}

impl Drop for Stage {
    /// Nothing was put into the folder.
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn tools(networks: Networks) -> ToolClients {
    ToolClients::new(Arc::new(Outward::new(networks)))
}
