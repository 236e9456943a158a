//! The calls of tools in one question, shared by all that are asked for it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::tools::{CallContext, MOST_CALLS, Outcome, Round, ToolCall, Tools};

/// The part of a question's time that tools leave for the model's last answer: a fifth.
const KEPT_FOR_ANSWER: u32 = 5;

/// What the tools were asked so far. A model that is asked again, or another one, goes on from it.
pub(crate) struct Rounds {
    list: Mutex<Vec<Round>>,
    /// The time that tools leave for the model's last answer.
    pub(crate) kept_for_answer: Duration,
    /// Held while tools are called: of two questions beside each other only one calls at a time.
    pub(crate) calling: tokio::sync::Mutex<()>,
}

impl Rounds {
    /// With the calls that were made before, for a question with this time limit.
    pub(crate) fn of(tools: Option<&dyn Tools>, deadline: Duration) -> Self {
        let calls = tools.map(Tools::earlier).unwrap_or_default();
        let rounds = if calls.is_empty() { Vec::new() } else { vec![Round { text: String::new(), calls }] };
        Self {
            list: Mutex::new(rounds),
            kept_for_answer: deadline / KEPT_FOR_ANSWER,
            calling: tokio::sync::Mutex::default(),
        }
    }

    /// All so far, oldest first.
    pub(crate) fn list(&self) -> Vec<Round> {
        self.lock().clone()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    /// Adds one.
    pub(crate) fn add(&self, round: Round) {
        self.lock().push(round);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Round>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the calls of one answer lead to.
pub(crate) enum Ran {
    /// The model goes on with these answers.
    Round(Round),
    /// A call is itself the answer. With the words that the model wrote beside.
    Ended(String),
}

/// Calls the tools one after the other until `ends`, or until one ends the question. Those above [`MOST_CALLS`] are not
/// called.
pub(crate) async fn run(
    tools: &dyn Tools,
    known: &[Round],
    text: String,
    mut calls: Vec<ToolCall>,
    ends: Instant,
) -> Ran {
    tools.order(&mut calls);
    let before: usize = known.iter().map(|round| round.calls.len()).sum();
    let mut answered = Vec::new();
    for (place, call) in calls.into_iter().enumerate() {
        let outcome = if before + place < MOST_CALLS {
            let limit = ends.saturating_duration_since(Instant::now());
            tools.call(&call, CallContext { text: &text, limit }).await
        } else if tools.end(&call, &text) {
            Outcome::Ends
        } else {
            Outcome::Told("Not called: there were too many calls. Answer with what you know.".to_owned())
        };
        match outcome {
            Outcome::Told(told) => answered.push((call, told)),
            Outcome::Ends => return Ran::Ended(text),
        }
    }
    Ran::Round(Round { text, calls: answered })
}

/// Takes the first of these calls that is itself the answer, from a model that may call no more. `false`: none is.
pub(crate) fn end(tools: &dyn Tools, text: &str, mut calls: Vec<ToolCall>) -> bool {
    tools.order(&mut calls);
    calls.iter().any(|call| tools.end(call, text))
}
