//! Makes one attempt to send a stored outbound message.
//!
//! The caller has stored the text and the intent to send it. This crate calls Graph and records the outcome. It is the
//! only place that sends messages: the worker sends the assistant's answers with it, the admin API the messages of
//! people.

mod attempt;
mod circuit_breaker;
mod credentials;
mod pace;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use relais_aws::secret::Secret;
use relais_aws::{Store, StoreError};
use relais_core::Clock;
use relais_core::config::Meta;
use relais_core::message::{Message, SendFailure};
use relais_core::metrics::{self, Metric};
use relais_core::retry::{self, Decision};
use relais_core::timing::PROBE_INTERVAL;
use relais_core::{Settings, timing};
use relais_whatsapp::client::{ConfigError, GraphClient, GraphConfig, SendError};
use relais_whatsapp::errors::{Action, entry_for};
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::outbound::OutboundMessage;

pub use attempt::{Attempt, FollowUp};
pub use circuit_breaker::{Admission, Permit};
pub use pace::Pace;

/// The Graph client that `meta` describes. It fails if the address or the version is unusable.
pub fn graph_client(http: reqwest::Client, meta: &Meta) -> Result<GraphClient, ConfigError> {
    let config = GraphConfig {
        base_url: meta.graph_url.clone(),
        version: meta.graph_version.clone(),
        phone_number_id: meta.phone_number_id.clone(),
        waba_id: meta.waba_id.clone(),
        token: meta.api_token.clone(),
        app_secret: meta.app_secrets.first().clone(),
        timeout: timing::GRAPH_TIMEOUT.unsigned_abs(),
    };
    GraphClient::new(http, config)
}

/// Sends messages and records their outcomes.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The store that outcomes are recorded in.
    pub store: Store,
    /// The Graph client, with the credentials that this process started with.
    graph: GraphClient,
    /// The secret with newer credentials, if there is one.
    secret: Option<Secret>,
    /// The number that sends.
    pub business: PhoneNumberId,
    /// The clock.
    pub clock: Clock,
    /// The limit on the rate of sending.
    pub pace: Arc<Pace>,
}

impl Sender {
    /// The sender for the number in `meta`. It fails if the address or the version is unusable.
    pub fn new(store: Store, http: reqwest::Client, meta: &Meta, clock: Clock) -> Result<Self, ConfigError> {
        let graph = graph_client(http, meta)?;
        Ok(Self::over(store, graph, meta.phone_number_id.clone(), clock))
    }

    /// The sender for this number that uses this client.
    pub fn over(store: Store, graph: GraphClient, business: PhoneNumberId, clock: Clock) -> Self {
        let pace = Arc::new(Pace::of(&Settings::default()));
        Self { store, graph, secret: None, business, clock, pace }
    }

    /// The same sender, with the rate in these settings.
    #[must_use]
    pub fn paced(self, settings: &Settings) -> Self {
        Self { pace: Arc::new(Pace::of(settings)), ..self }
    }

    /// Makes one call for `message`. Its intent was stored at `begun`; `attempt` counts from 1. No call is made if the
    /// rate is used up, the circuit breaker has opened, or the intent is older than [`timing::LATEST_CALL`].
    pub async fn attempt(
        &self,
        message: &mut Message,
        outbound: &OutboundMessage,
        begun: Timestamp,
        attempt: u32,
        permit: Permit,
    ) -> Result<Attempt, StoreError> {
        if let Err(backlog) = self.pace.wait_for_slot().await {
            return Ok(Attempt::NotMade(backlog));
        }
        if let Admission::Wait(pause) = self.check(permit).await? {
            return Ok(Attempt::NotMade(pause));
        }
        if self.clock.now().duration_since(begun) > timing::LATEST_CALL {
            tracing::warn!(message = %message.key, "message not sent, its intent is too old: it will be settled");
            return Ok(Attempt::Unclear);
        }
        match self.send(outbound).await {
            Ok(accepted) => {
                message.wamid = Some(accepted.wamid);
                self.record(message).await?;
                metrics::count(Metric::RepliesSent, 1);
                tracing::info!(message = %message.key, attempt, "message accepted by Graph");
                self.accepted(permit).await?;
                Ok(Attempt::Accepted)
            }
            Err(error) => self.after_error(message, &error, attempt).await,
        }
    }

    /// Stores a message with its outcome and without the intent to send it.
    pub async fn record(&self, message: &mut Message) -> Result<(), StoreError> {
        message.sending = None;
        message.changed_at = self.clock.now();
        self.store.complete_message(message).await
    }

    async fn after_error(
        &self,
        message: &mut Message,
        error: &SendError,
        attempt: u32,
    ) -> Result<Attempt, StoreError> {
        let retry_after = error.retry_after().and_then(|wait| SignedDuration::try_from(wait).ok());
        let decision = retry::decide(error.action(), attempt, retry_after, spread());
        tracing::warn!(message = %message.key, attempt, code = error.code(), %error, ?decision, "call to Graph failed");
        match decision {
            Decision::After(wait) => Ok(Attempt::Later(wait)),
            Decision::Settle => Ok(Attempt::Unclear),
            Decision::Stop => {
                metrics::count(Metric::SendingStopped, 1);
                self.stop(error.code().unwrap_or(0)).await?;
                Ok(Attempt::Stopped(PROBE_INTERVAL))
            }
            Decision::GiveUp => {
                let missed = error.action() == Action::WindowClosed;
                metrics::count(if missed { Metric::WindowsMissed } else { Metric::RepliesFailed }, 1);
                let failure = failure(error);
                message.error = Some(failure.clone());
                message.changed_at = self.clock.now();
                self.store.complete_message(message).await?;
                Ok(Attempt::Refused(failure, error.action()))
            }
        }
    }
}

fn failure(error: &SendError) -> SendFailure {
    SendFailure {
        code: error.code().unwrap_or(0),
        title: error.code().map(|code| entry_for(code, error.subcode()).title.to_owned()),
        detail: error.detail().map(str::to_owned),
    }
}

/// A random number in 0..1, which keeps many senders from retrying at the same moment. It need not be unguessable.
pub fn spread() -> f64 {
    let mut byte = [0_u8; 1];
    if getrandom::fill(&mut byte).is_err() {
        return 0.5;
    }
    f64::from(byte[0]) / 256.0
}
