//! The line of the log that a turn ends with: what came of it, how long each stage took, and the model's tokens.
//!
//! A turn is one job that took the lease of a conversation. Its stages follow one another without a gap:
//!
//! - *before the model*: from the webhook of the newest message that waits, as the webhook function accepted it, until
//!   the model is asked. It has the delay of a reply, the queues, and what was read before.
//! - *model*: until the answer is composed. It has the choice of facts, the pictures and the tools too.
//! - *send*: until Graph's response is recorded. It has the storing of the intent, and the rest of the typing indicator.
//!
//! A job that fails ends no turn: it has a line of its own, and is tried again.

use jiff::Timestamp;
use relais_assistant::Tokens;
use relais_core::contact::ContactId;
use relais_core::conversation::Reason;

use crate::elapsed::{millis, millis_after_webhook};

/// What came of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Graph accepted the model's answer.
    Answered,
    /// Graph accepted a fixed text after which nobody must look: an opt-out is confirmed, or a message cannot be read.
    Notice,
    /// The conversation is marked for a person. The customer may have got a text that says so.
    ForPerson(Reason),
    /// It is not known yet whether the answer was sent, or Graph asked for patience. A later job continues it.
    Open,
    /// A newer message came meanwhile. The turn of its own job answers both.
    Superseded,
    /// A person took over meanwhile.
    TakenOver,
    /// The customer opted out meanwhile, or took back what was to be answered.
    Dropped,
    /// A later turn decides anew: the model is rate limited, the lease was lost, or a message was deleted.
    Rescheduled,
}

impl Outcome {
    /// Its name in the log. That of a reason is the API's.
    pub(super) fn name(self) -> String {
        let name = match self {
            Self::Answered => "answered",
            Self::Notice => "notice",
            Self::ForPerson(reason) => return reason.name(),
            Self::Open => "open",
            Self::Superseded => "superseded",
            Self::TakenOver => "taken_over",
            Self::Dropped => "dropped",
            Self::Rescheduled => "rescheduled",
        };
        name.to_owned()
    }
}

/// What is known of a turn at its end.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// The newest of the messages that wait: when its webhook came, in microseconds.
    pub(super) came_at: i64,
    /// When the model was asked, or a fixed text taken in its place.
    pub(super) asked: Option<Timestamp>,
    /// When the answer was composed.
    pub(super) composed: Option<Timestamp>,
    /// Of all calls of the model.
    pub(super) tokens: Tokens,
}

impl Turn {
    /// Writes the line.
    pub(super) fn ended(&self, contact: &ContactId, outcome: Outcome, now: Timestamp) {
        let Self { came_at, asked, composed, tokens } = self;
        tracing::info!(
            %contact,
            outcome = outcome.name(),
            before_model_millis = asked.and_then(|asked| millis_after_webhook(*came_at, asked)),
            model_millis = asked.zip(*composed).map(|(asked, composed)| millis(asked, composed)),
            send_millis = composed.map(|composed| millis(composed, now)),
            total_millis = millis_after_webhook(*came_at, now),
            prompt_tokens = tokens.prompt,
            cached_tokens = tokens.cached,
            answer_tokens = tokens.answer,
            "turn ended"
        );
    }
}
