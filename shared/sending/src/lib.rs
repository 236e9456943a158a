//! Makes one attempt to send a stored outbound message.
//!
//! A message names the business number that sends it. Each number has its own rate and two circuit breakers, one for
//! service messages and one for templates. Nothing is sent from a number that is not listed.
//!
//! The caller has stored the text and the intent to send it. This crate calls Graph and records the outcome. It is the
//! only place that sends messages: the worker sends the assistant's answers with it, the admin API the messages of
//! people.

mod attempt;
mod circuit_breaker;
mod credentials;
mod failed_statuses;
mod pace;
mod span;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use relais_aws::secret::Secret;
use relais_aws::store::{Reached, Shown};
use relais_aws::{Store, StoreError};
use relais_core::Clock;
use relais_core::circuit_breaker::Line;
use relais_core::config::{Meta, default_number};
use relais_core::contact::Identity;
use relais_core::conversation::Conversation;
use relais_core::events::{Event, EventType};
use relais_core::message::{Message, SendFailure};
use relais_core::metrics::{self, Metric};
use relais_core::retry::{self, Decision};
use relais_core::spans;
use relais_core::timing::PROBE_INTERVAL;
use relais_core::{Settings, timing};
use relais_whatsapp::client::{ConfigError, GraphClient, GraphConfig, SendError};
use relais_whatsapp::errors::{Action, entry_for};
use relais_whatsapp::ids::{PhoneNumberId, WabaId};
use relais_whatsapp::outbound::OutboundMessage;

pub use attempt::{Attempt, FollowUp};
pub use circuit_breaker::{Admission, Permit, probe_arrived};
pub use failed_statuses::{FailedMessage, count_failed, is_account_wide};
use pace::Paces;

/// Messages that were refused at the same moment are spread over this time.
const LONGEST_JITTER: SignedDuration = SignedDuration::from_secs(15);

/// Why a message is not sent, and what to do.
const NOT_LISTED: &str =
    "its business number is not in WHATSAPP_PHONE_ID. Add the number there, or write from another one";

/// The Graph client that `meta` describes. It fails if the address or the version is unusable.
pub fn graph_client(http: reqwest::Client, meta: &Meta) -> Result<GraphClient, ConfigError> {
    let config = GraphConfig {
        base_url: meta.graph_url.clone(),
        version: meta.graph_version.clone(),
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
    /// The business numbers that may send, the default one first.
    pub numbers: Vec<PhoneNumberId>,
    /// The clock.
    pub clock: Clock,
    /// Each number's limit on the rate of sending.
    paces: Arc<Paces>,
}

impl Sender {
    /// The business account of the numbers (`WHATSAPP_BUSINESS_ACCOUNT_ID`), if it is set.
    pub fn account(&self) -> Option<&WabaId> {
        self.graph.account()
    }

    /// The sender for the numbers in `meta`. It fails if the address or the version is unusable.
    pub fn new(store: Store, http: reqwest::Client, meta: &Meta, clock: Clock) -> Result<Self, ConfigError> {
        let graph = graph_client(http, meta)?;
        Ok(Self::over(store, graph, meta.phone_number_ids.clone(), clock))
    }

    /// The sender for these numbers that uses this client. The first number is the default.
    pub fn over(store: Store, graph: GraphClient, numbers: Vec<PhoneNumberId>, clock: Clock) -> Self {
        let paces = Arc::new(Paces::of(&numbers, &Settings::default()));
        Self { store, graph, secret: None, numbers, clock, paces }
    }

    /// The same sender, with the rate in these settings.
    #[must_use]
    pub fn paced(self, settings: &Settings) -> Self {
        Self { paces: Arc::new(Paces::of(&self.numbers, settings)), ..self }
    }

    /// Whether this business number is listed, so that messages may be sent from it.
    pub fn serves(&self, number: &PhoneNumberId) -> bool {
        self.paces.get(number).is_some()
    }

    /// The business number that writes in this conversation. It may have been removed from the list since.
    pub fn number_of(&self, conversation: &Conversation) -> PhoneNumberId {
        conversation.phone_id.clone().unwrap_or_else(|| default_number(&self.numbers))
    }

    /// Makes one call for `message`. Its intent was stored at `begun`; `attempt` counts from 1. No call is made if the
    /// number's rate is used up, its circuit breaker has opened, or the intent is older than [`timing::LATEST_CALL`]. A
    /// message from a number that is not listed is refused, because its answers would not be received here.
    pub async fn attempt(
        &self,
        message: &mut Message,
        outbound: &OutboundMessage,
        begun: Timestamp,
        attempt: u32,
        permit: Permit,
    ) -> Result<Attempt, StoreError> {
        let from = &outbound.from;
        let Some(pace) = self.paces.get(from) else {
            tracing::error!(message_key = %message.key, number = %from, "message not sent: {NOT_LISTED}");
            metrics::count(Metric::RepliesFailed, 1);
            return self.refuse(message, not_listed(), Action::GiveUp).await;
        };
        if let Err(backlog) = pace.wait_for_slot().await {
            return Ok(Attempt::NotMade(backlog));
        }
        if let Some(pause) = self.check(&permit, from, Line::of(&outbound.body)).await? {
            return Ok(Attempt::NotMade(pause));
        }
        // The credentials may have to be read first. So only the calls follow the last look at the clock.
        let graph = self.graph().await;
        let called = self.clock.now();
        if called.duration_since(begun) > timing::LATEST_CALL {
            tracing::warn!(message_key = %message.key, "message not sent, its intent is too old: it begins anew");
            return Ok(Attempt::NotMade(SignedDuration::ZERO));
        }
        let sent = self.send(&graph, outbound).await;
        spans::add(|| [span::of_call(message, attempt, sent.as_ref(), called, self.clock.now())]);
        let Some(sent) = sent else {
            tracing::warn!(message_key = %message.key, attempt, "a call to Graph lasted too long: it will be settled");
            return Ok(Attempt::Unclear);
        };
        match sent {
            Ok(accepted) => {
                let reached = Reached { wa_id: accepted.wa_id, user_id: accepted.user_id };
                message.wamid = Some(accepted.wamid);
                message.probe_of = permit.probe_of();
                self.record(message).await?;
                metrics::count(Metric::RepliesSent, 1);
                tracing::info!(message_key = %message.key, attempt, "message accepted by Graph");
                self.accepted(&permit, &message.key).await?;
                self.link_reached(message, from, &reached).await;
                Ok(Attempt::Accepted)
            }
            Err(error) => self.after_error(message, &permit, &error, attempt).await,
        }
    }

    /// Links the ids that Graph reports, so that the customer's reply lands in the same thread. The message is sent: a
    /// failure is only logged, and the message's statuses link the same ids.
    async fn link_reached(&self, message: &Message, from: &PhoneNumberId, reached: &Reached) {
        let to = message.to.as_deref();
        if !reached.is_new(to, message.to_user.as_ref()) {
            return;
        }
        let identity = Identity::default();
        let now = self.clock.now();
        let seen = Shown::at(from, &self.numbers, &identity, now);
        let contact = message.key.contact();
        let linked = self.store.link_reached(contact, to, reached, now, &seen, &self.clock);
        if let Err(error) = Box::pin(linked).await {
            tracing::warn!(message_key = %message.key, %error, "the ids that Graph reports are not linked");
        }
    }

    /// Stores a message with its outcome and without the intent to send it.
    pub async fn record(&self, message: &mut Message) -> Result<(), StoreError> {
        message.sending = None;
        message.changed_at = self.clock.now();
        self.store.complete_message(message).await
    }

    /// As [`Self::record`], for a message that will never be sent.
    pub async fn record_failure(&self, message: &mut Message) -> Result<(), StoreError> {
        self.announce_failure(message).await?;
        self.record(message).await
    }

    async fn announce_failure(&self, message: &Message) -> Result<(), StoreError> {
        let event = Event::of_message(EventType::MessageFailed, &message.key, self.clock.now());
        self.store.announce(None, event).await
    }

    async fn after_error(
        &self,
        message: &mut Message,
        permit: &Permit,
        error: &SendError,
        attempt: u32,
    ) -> Result<Attempt, StoreError> {
        let retry_after = error.retry_after().and_then(|wait| SignedDuration::try_from(wait).ok());
        let decision = retry::decide(error.action(), attempt, retry_after, spread());
        tracing::warn!(message_key = %message.key, attempt, code = error.code(), %error, ?decision, "call to Graph failed");
        match decision {
            Decision::After(wait) => Ok(Attempt::Later(wait)),
            Decision::Settle => Ok(Attempt::Unclear),
            Decision::Stop => {
                metrics::count(Metric::SendingStopped, 1);
                self.stop(permit, error.code().unwrap_or(0)).await?;
                Ok(Attempt::Stopped(after_refusal(spread())))
            }
            Decision::GiveUp => {
                let missed = error.action() == Action::WindowClosed;
                metrics::count(if missed { Metric::WindowsMissed } else { Metric::RepliesFailed }, 1);
                self.refuse(message, failure(error), error.action()).await
            }
        }
    }

    /// Records that the message will never be sent.
    async fn refuse(
        &self,
        message: &mut Message,
        failure: SendFailure,
        action: Action,
    ) -> Result<Attempt, StoreError> {
        self.announce_failure(message).await?;
        message.error = Some(failure.clone());
        message.changed_at = self.clock.now();
        self.store.complete_message(message).await?;
        Ok(Attempt::Refused(failure, action))
    }
}

/// How long a message waits that was refused for the whole account. It is longer than others wait, so that another one
/// is the next probe. `spread` is in 0..1.
fn after_refusal(spread: f64) -> SignedDuration {
    PROBE_INTERVAL * 2 + LONGEST_JITTER.mul_f64(spread)
}

/// The failure of a message from a number that is not listed.
fn not_listed() -> SendFailure {
    SendFailure { detail: Some(NOT_LISTED.to_owned()), ..SendFailure::default() }
}

fn failure(error: &SendError) -> SendFailure {
    SendFailure {
        code: error.code().unwrap_or(0),
        title: error.code().map(|code| entry_for(code, error.subcode()).title.to_owned()),
        detail: error.detail().map(str::to_owned),
        cancelled: false,
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
