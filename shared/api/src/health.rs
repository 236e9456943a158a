//! `GET /api/health`: what works, what is simulated, and whether sending is stopped.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use relais_aws::store::CircuitBreaker;
use relais_core::queue::Enqueue;
use relais_whatsapp::Language;
use relais_whatsapp::errors::entry_for;
use serde::Serialize;

use crate::Api;
use crate::language::Speaks;

#[derive(Debug, Serialize)]
pub(crate) struct Health {
    status: &'static str,
    simulated: Simulated,
    assistant: &'static str,
    sending: Sending,
    checks: Checks,
    /// The server's time, which the simulation can change.
    now: Timestamp,
}

#[derive(Debug, Serialize)]
struct Simulated {
    meta: bool,
    model: bool,
}

#[derive(Debug, Default, Serialize)]
struct Sending {
    stopped: bool,
    code: Option<i64>,
    since: Option<Timestamp>,
    reason: Option<&'static str>,
    advice: Option<&'static str>,
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
    let breaker = api.store.circuit_breaker(&api.sender.business).await;
    if let Err(error) = &breaker {
        tracing::error!(%error, "health check: the database cannot be read");
    }
    let status = if breaker.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let sending = breaker.as_ref().map(|breaker| Sending::of(breaker, language)).unwrap_or_default();
    let word = |works: bool, good, bad| if works { good } else { bad };
    let health = Health {
        status: word(breaker.is_ok() && !sending.stopped, "ok", "degraded"),
        simulated: Simulated { meta: api.status.meta_simulated, model: api.status.model_simulated },
        assistant: word(api.status.assistant_on, "on", "off"),
        sending,
        checks: Checks { database: word(breaker.is_ok(), "ok", "error") },
        now: api.clock.now(),
    };
    (status, Json(health))
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
