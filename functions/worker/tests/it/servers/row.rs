//! A row of a table: what a server sends, and what the customer reads.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::condition::Condition;
use super::reply::Reply;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// Says what the server does, in `snake_case`.
    pub(crate) name: String,
    /// The public document or issue that shows the exchange.
    pub(crate) source: String,
    /// Why the customer should read this, where it is not plain.
    #[serde(default)]
    #[expect(dead_code, reason = "for who reads the table")]
    why: Option<String>,
    /// Whether the row also runs in small, slow chunks, and after a connection that closed in the middle.
    #[serde(default)]
    pub(crate) odd: bool,
    /// What follows the server's address in `OPENAI_BASE_URL`.
    #[serde(default = "v1")]
    pub(crate) base: String,
    /// Variables of the configuration, beside key, address and model.
    #[serde(default)]
    pub(crate) variables: BTreeMap<String, String>,
    /// What the customer writes, each burst after the answer to the one before. The conditions are about the last.
    #[serde(default = "one_question")]
    pub(crate) questions: Vec<Vec<String>>,
    pub(crate) server: Server,
    /// The server of `OPENAI_FALLBACK_MODEL`.
    pub(crate) fallback: Option<Server>,
    pub(crate) expected: Expected,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    /// The first refusal whose condition holds is the answer.
    #[serde(default)]
    pub(crate) refuses: Vec<Refusal>,
    /// The answers to the other requests, in order. The last one is repeated.
    #[serde(default)]
    pub(crate) answers: Vec<Reply>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    pub(crate) when: Condition,
    pub(crate) with: Reply,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// The whole text that Graph accepts. Without it, and without `shape`, the customer reads the fallback, and the
    /// conversation is marked for a person.
    pub(crate) text: Option<String>,
    /// What is known of the text.
    pub(crate) shape: Option<Shape>,
    /// How many requests the model gets for the last question: the least and the most.
    pub(crate) requests: (usize, usize),
    /// How many requests the fallback model gets.
    #[serde(default)]
    pub(crate) fallback_requests: (usize, usize),
    /// How long the customer waits at least, on the test's clock, in seconds.
    #[serde(default)]
    pub(crate) waits_s: i64,
    /// Conditions on the last request to the first model.
    #[serde(default)]
    pub(crate) last_request: Vec<Condition>,
}

impl Expected {
    /// Whether the customer reads an answer of a model, not the fallback.
    pub(crate) fn is_an_answer(&self) -> bool {
        self.text.is_some() || self.shape.is_some()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shape {
    /// Parts of the text, in order.
    #[serde(default)]
    pub(crate) contains: Vec<String>,
    #[serde(default)]
    pub(crate) lacks: Vec<String>,
    #[serde(default)]
    pub(crate) ends: String,
    /// The fewest UTF-16 units.
    #[serde(default)]
    pub(crate) at_least: usize,
}

fn v1() -> String {
    "/v1".to_owned()
}

fn one_question() -> Vec<Vec<String>> {
    vec![vec!["Bonjour, vous ouvrez quand ?".to_owned()]]
}
