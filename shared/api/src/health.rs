//! `GET /api/health`: what works, what is simulated, and whether sending is stopped.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use relais_aws::StoreError;
use relais_aws::store::{AccountMatter, CircuitBreaker};
use relais_core::circuit_breaker::Line;
use relais_core::queue::Enqueue;
use relais_whatsapp::Language;
use relais_whatsapp::account::Severity;
use relais_whatsapp::errors::entry_for;
use relais_whatsapp::ids::PhoneNumberId;
use serde::Serialize;

use crate::Api;
use crate::language::Speaks;

#[derive(Debug, Serialize)]
pub(crate) struct Health {
    status: &'static str,
    simulated: Simulated,
    assistant: &'static str,
    /// Of the number whose service messages have been stopped for longest, else that nothing is stopped.
    sending: Sending,
    numbers: Vec<Number>,
    waiting: Waiting,
    ceilings: Ceilings,
    /// What Meta reports about the account, the numbers and the templates, dangers first.
    notices: Vec<Notice>,
    checks: Checks,
    /// The server's time, which the simulation can change.
    now: Timestamp,
}

#[derive(Debug, Serialize)]
struct Simulated {
    meta: bool,
    model: bool,
}

/// A business number.
#[derive(Debug, Serialize)]
struct Number {
    phone_id: PhoneNumberId,
    /// Of the service messages: answers, and texts of people.
    sending: Sending,
    templates: Sending,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Sending {
    stopped: bool,
    code: Option<i64>,
    since: Option<Timestamp>,
    reason: Option<&'static str>,
    advice: Option<&'static str>,
}

/// What waits for a person.
#[derive(Debug, Default, Serialize)]
struct Waiting {
    /// Conversations, at most 100.
    count: u32,
    /// Since when the one waits that has waited for longest.
    oldest: Option<Timestamp>,
}

/// The ceilings against a bill that hold for the whole deployment.
#[derive(Debug, Default, Serialize)]
struct Ceilings {
    model_tokens: Option<Ceiling>,
}

#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names)] // as the API calls it
struct Ceiling {
    used: u64,
    ceiling: u64,
    reached: bool,
}

/// Something that Meta reports and a person must know.
#[derive(Debug, Serialize)]
struct Notice {
    code: &'static str,
    severity: &'static str,
    /// The template or the number. Empty for the account.
    subject: String,
    text: String,
    advice: &'static str,
    /// Meta's own words, in English.
    detail: Option<String>,
    since: Timestamp,
    until: Timestamp,
}

#[derive(Debug, Serialize)]
struct Checks {
    database: &'static str,
}

/// 200 also when sending is stopped, because the API itself works. 503 when the database cannot be read.
pub(crate) async fn health<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Speaks(language): Speaks,
) -> (StatusCode, Json<Health>) {
    let read = async {
        let matters = api.store.account_matters(api.clock.now()).await?;
        let (waiting, ceilings) = (waiting(&api).await?, ceilings(&api).await?);
        Ok::<_, StoreError>((numbers(&api, language).await?, waiting, ceilings, matters))
    };
    let read = read.await;
    if let Err(error) = &read {
        tracing::error!(%error, "health check: the database cannot be read");
    }
    let works = read.is_ok();
    let status = if works { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let (numbers, waiting, ceilings, matters) = read.unwrap_or_default();
    let in_danger = matters.iter().any(|each| each.matter.severity() == Severity::Danger);
    let stopped = numbers.iter().map(|number| number.sending).filter(|sending| sending.stopped);
    let templates_stopped = numbers.iter().any(|number| number.templates.stopped);
    let sending = stopped.min_by_key(|sending| sending.since).unwrap_or_default();
    let word = |works: bool, good, bad| if works { good } else { bad };
    let health = Health {
        status: word(
            works && !sending.stopped && !templates_stopped && !ceilings.are_reached() && !in_danger,
            "ok",
            "degraded",
        ),
        simulated: Simulated { meta: api.status.meta_simulated, model: api.status.model_simulated },
        assistant: word(api.status.assistant_on, "on", "off"),
        sending,
        numbers,
        waiting,
        ceilings,
        notices: matters.into_iter().map(|each| Notice::of(each, language)).collect(),
        checks: Checks { database: word(works, "ok", "error") },
        now: api.clock.now(),
    };
    (status, Json(health))
}

/// The listed numbers, in their order.
async fn numbers<Q: Enqueue>(api: &Api<Q>, language: Language) -> Result<Vec<Number>, StoreError> {
    let mut numbers = Vec::new();
    for phone_id in &api.sender.numbers {
        let service = api.store.circuit_breaker(phone_id, Line::Service).await?;
        let templates = api.store.circuit_breaker(phone_id, Line::Templates).await?;
        numbers.push(Number {
            phone_id: phone_id.clone(),
            sending: Sending::of(&service, language),
            templates: Sending::of(&templates, language),
        });
    }
    Ok(numbers)
}

async fn waiting<Q: Enqueue>(api: &Api<Q>) -> Result<Waiting, StoreError> {
    let (count, oldest) = api.store.count_waiting(api.clock.now()).await?;
    Ok(Waiting { count, oldest })
}

async fn ceilings<Q: Enqueue>(api: &Api<Q>) -> Result<Ceilings, StoreError> {
    let Some(ceiling) = api.settings.max_model_tokens_per_day.map(u64::from) else {
        return Ok(Ceilings::default());
    };
    let used = api.store.tokens_used(api.clock.now()).await?;
    Ok(Ceilings { model_tokens: Some(Ceiling { used, ceiling, reached: used >= ceiling }) })
}

impl Notice {
    fn of(each: AccountMatter, language: Language) -> Self {
        let AccountMatter { matter, subject, detail, since, until } = each;
        Self {
            code: matter.code(),
            severity: matter.severity().as_str(),
            text: matter.text(&subject, language),
            advice: matter.advice(language),
            subject,
            detail,
            since,
            until,
        }
    }
}

impl Ceilings {
    fn are_reached(&self) -> bool {
        self.model_tokens.as_ref().is_some_and(|ceiling| ceiling.reached)
    }
}

impl Sending {
    fn of(breaker: &CircuitBreaker, language: Language) -> Self {
        let entry = breaker.stopped_by.map(|code| entry_for(code, None));
        Self {
            stopped: entry.is_some(),
            code: breaker.stopped_by,
            since: breaker.since,
            reason: entry.map(|entry| entry.title),
            advice: entry.map(|entry| entry.advice(language)),
        }
    }
}
