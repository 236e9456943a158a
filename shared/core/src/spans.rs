//! Spans of [OpenTelemetry](https://opentelemetry.io/docs/specs/otel/trace/api/): what became of a message, and how long
//! each step took, for a viewer of traces.
//!
//! A customer's message, the turn that answers it, the calls to Graph and the statuses of the answer are one trace. Its id
//! is computed from the key of the answer, which all of them know: no queue and no record has to carry it, and who has a
//! wamid has the trace. A message that a person sends has a trace of its own.
//!
//! A span has ids, times, counts and codes, and never a text, a name, a number or a wamid. Nothing is collected until
//! [`collect`] is called: without a place to send spans to, a step costs one look at a flag.

mod otlp;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

pub use otlp::request;

use crate::message::{Direction, MessageKey, fingerprint};

/// What is kept between two sends, some megabytes. What comes beyond is dropped and counted.
const MOST: usize = 8_192;

static ON: AtomicBool = AtomicBool::new(false);
static COLLECTED: Mutex<Collected> = Mutex::new(Collected { spans: Vec::new(), dropped: 0 });

/// What was collected since the last send.
#[derive(Debug, Default)]
pub struct Collected {
    /// At most 8,192.
    pub spans: Vec<Span>,
    /// How many more there were.
    pub dropped: usize,
}

/// The trace of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace(String);

impl Trace {
    /// The trace of this message.
    pub fn of(key: &MessageKey, direction: Direction) -> Self {
        match direction {
            Direction::Inbound => Self::of_sent(&key.of_answer()),
            Direction::Outbound => Self::of_sent(key),
        }
    }

    /// The trace of a message that is sent, or will be.
    pub fn of_sent(key: &MessageKey) -> Self {
        Self(fingerprint(&key.to_string()))
    }

    /// The id, as viewers take it: 32 hex digits.
    pub fn id(&self) -> &str {
        &self.0
    }

    /// The id of the first span, by which every other step knows it: 16 hex digits.
    fn first(&self) -> &str {
        self.0.get(..16).unwrap_or_default()
    }
}

/// On which side of a call a span is. The numbers are OTLP's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A step of our own.
    Internal = 1,
    /// A call to another service.
    Client = 3,
    /// Something that came to us and was queued.
    Consumer = 5,
}

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A word or a code.
    Text(String),
    /// A count.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    trace: Trace,
    id: String,
    parent: Option<String>,
    name: &'static str,
    kind: Kind,
    began: Timestamp,
    ended: Timestamp,
    attributes: Vec<(&'static str, Value)>,
    has_failed: bool,
}

impl Span {
    /// The first step of a trace.
    pub fn first(trace: Trace, name: &'static str, began: Timestamp, ended: Timestamp) -> Self {
        let id = trace.first().to_owned();
        Self { id, parent: None, ..Self::after_first(trace, name, began, ended) }
    }

    /// A step below the first one, whoever took that.
    pub fn after_first(trace: Trace, name: &'static str, began: Timestamp, ended: Timestamp) -> Self {
        let parent = trace.first().to_owned();
        Self::below(trace, parent, name, began, ended)
    }

    /// A step of this one.
    #[must_use]
    pub fn part(&self, name: &'static str, began: Timestamp, ended: Timestamp) -> Self {
        Self::below(self.trace.clone(), self.id.clone(), name, began, ended)
    }

    fn below(trace: Trace, parent: String, name: &'static str, began: Timestamp, ended: Timestamp) -> Self {
        let own = fingerprint(&format!("{} {parent} {name} {}", trace.0, ended.as_nanosecond()));
        Self {
            id: own.get(..16).unwrap_or_default().to_owned(),
            trace,
            parent: Some(parent),
            name,
            kind: Kind::Internal,
            began: began.min(ended), // another machine's clock may be ahead
            ended,
            attributes: Vec::new(),
            has_failed: false,
        }
    }

    /// Of another kind than a step of our own.
    #[must_use]
    pub fn of_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// With an attribute, if it has a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        self.attributes.extend(value.map(|value| (name, value.into())));
        self
    }

    /// Marked as failed, for this reason or code, if there is one.
    #[must_use]
    pub fn failed(self, reason: Option<String>) -> Self {
        Self { has_failed: reason.is_some(), ..self.with("error.type", reason) }
    }
}

/// From now on spans are collected.
pub fn collect() {
    ON.store(true, Ordering::Relaxed);
}

/// Keeps what `make` makes until the next send, if spans are collected.
pub fn add<S: IntoIterator<Item = Span>>(make: impl FnOnce() -> S) {
    if !ON.load(Ordering::Relaxed) {
        return;
    }
    let made = make();
    let mut collected = COLLECTED.lock().unwrap_or_else(PoisonError::into_inner);
    for span in made {
        if collected.spans.len() < MOST {
            collected.spans.push(span);
        } else {
            collected.dropped += 1;
        }
    }
}

/// What was collected since the last call.
pub fn take() -> Collected {
    std::mem::take(&mut *COLLECTED.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests;
