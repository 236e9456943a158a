//! Sends spans to a collector of traces: OTLP by HTTP, in JSON.
//! <https://opentelemetry.io/docs/specs/otlp/#otlphttp>
//!
//! Spans are an aid to look at, not a record: what cannot be sent is dropped, and a warning a minute says so. Nothing waits
//! for it but the end of a function's invocation, and that no longer than two seconds.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use relais_core::config::{Otlp, Vars};
use relais_core::{Clock, spans};
use reqwest::header::CONTENT_TYPE;
use secrecy::ExposeSecret;
use serde_json::Value;

/// How long a send may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Spans of one request, as OpenTelemetry's own exporters send them.
const BATCH: usize = 512;

/// Seconds between two warnings.
const WARN_EVERY: i64 = 60;

/// The name of this service in a viewer of traces.
const SERVICE: &str = "relais";

/// A collector, and what is sent to it.
#[derive(Debug)]
pub struct Exporter {
    otlp: Otlp,
    http: reqwest::Client,
    clock: Clock,
    /// When a warning was last written, in seconds of the epoch.
    warned: AtomicI64,
}

/// Why spans were not sent.
#[derive(Debug, thiserror::Error)]
enum NotSent {
    #[error("the collector was not reached: check OTEL_EXPORTER_OTLP_ENDPOINT")]
    Unreachable(#[source] reqwest::Error),
    #[error("the collector answered {0}: check OTEL_EXPORTER_OTLP_HEADERS")]
    Denied(u16),
    #[error("the collector answered {0}: check that OTEL_EXPORTER_OTLP_ENDPOINT takes OTLP by HTTP, in JSON")]
    Refused(u16),
    #[error("the collector took the rest and rejected {0} of them: its own log says why")]
    Partly(usize),
}

/// How many spans a collector has rejected that accepted the request. Its answer may be empty, or no JSON.
/// <https://opentelemetry.io/docs/specs/otlp/#partial-success-1>
fn rejected(answer: &[u8]) -> usize {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let count = answer.pointer("/partialSuccess/rejectedSpans").unwrap_or(&Value::Null);
    count
        .as_u64()
        .or_else(|| count.as_str()?.parse().ok())
        .and_then(|count| count.try_into().ok())
        .unwrap_or(0)
}

impl Exporter {
    /// Spans are collected from now on, to be sent there.
    pub fn new(otlp: Otlp, http: reqwest::Client, clock: Clock) -> Self {
        spans::collect();
        Self { otlp, http, clock, warned: AtomicI64::new(0) }
    }

    /// The exporter of a function, whose variables `lookup` reads. `None`: no endpoint is set, or the variables are wrong. That
    /// is logged as an error, and customers are answered all the same.
    pub fn of_function(
        lookup: &dyn Fn(&str) -> Option<String>,
        http: &reqwest::Client,
        clock: &Clock,
    ) -> Option<Self> {
        let mut vars = Vars::new(lookup);
        let otlp = Otlp::read(&mut vars);
        match vars.finish(otlp) {
            Ok(otlp) => otlp.map(|otlp| Self::new(otlp, http.clone(), clock.clone())),
            Err(error) => {
                tracing::error!(%error, "no spans are sent");
                None
            }
        }
    }

    /// Sends what was collected since the last time. After a failure the rest is dropped too: whoever ends waits for one.
    pub async fn send(&self) {
        let collected = spans::take();
        if collected.dropped > 0 {
            self.warn(collected.dropped, &"more spans came than are kept between two sends");
        }
        let mut left = collected.spans.as_slice();
        while !left.is_empty() {
            let (batch, rest) = left.split_at(BATCH.min(left.len()));
            match self.post(batch).await {
                Ok(()) => {}
                Err(error @ NotSent::Partly(some)) => self.warn(some, &error),
                Err(error) => return self.warn(left.len(), &relais_core::error_chain(&error)),
            }
            left = rest;
        }
    }

    async fn post(&self, spans: &[spans::Span]) -> Result<(), NotSent> {
        let body = spans::request(SERVICE, spans).to_string();
        let mut request = self.http.post(&self.otlp.traces_url).timeout(PATIENCE);
        for (name, value) in &self.otlp.headers {
            request = request.header(name, value.expose_secret());
        }
        let request = request.header(CONTENT_TYPE, "application/json").body(body);
        let answer = request.send().await.map_err(|error| NotSent::Unreachable(error.without_url()))?;
        match answer.status().as_u16() {
            200..=299 => match rejected(&answer.bytes().await.unwrap_or_default()) {
                0 => Ok(()),
                some => Err(NotSent::Partly(some)),
            },
            status @ (401 | 403) => Err(NotSent::Denied(status)),
            status => Err(NotSent::Refused(status)),
        }
    }

    fn warn(&self, spans: usize, error: &dyn std::fmt::Display) {
        let now = self.clock.now().as_second();
        let last = self.warned.load(Ordering::Relaxed);
        if now - last >= WARN_EVERY {
            self.warned.store(now, Ordering::Relaxed);
            tracing::warn!(spans, %error, "spans dropped");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_rejected_of_an_accepted_request_is_counted() {
        for (answer, count) in [
            ("", 0),
            ("{}", 0),
            ("\u{a}\u{2}", 0),
            (r#"{"partialSuccess":{}}"#, 0),
            (r#"{"partialSuccess":{"errorMessage":"a warning"}}"#, 0),
            (r#"{"partialSuccess":{"rejectedSpans":"3"}}"#, 3),
            (r#"{"partialSuccess":{"rejectedSpans":3}}"#, 3),
        ] {
            assert_eq!(rejected(answer.as_bytes()), count, "{answer}");
        }
    }
}
