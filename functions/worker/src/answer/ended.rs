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
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::spans::{self, Kind, Span, Trace};

use crate::elapsed::{millis, millis_after_webhook, webhook_at};

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
    /// The newest of the messages that wait.
    pub(super) newest: Option<MessageKey>,
    /// When its webhook came, in microseconds.
    pub(super) came_at: i64,
    /// When the model was asked, or a fixed text taken in its place.
    pub(super) asked: Option<Timestamp>,
    /// When the answer was composed.
    pub(super) composed: Option<Timestamp>,
    /// Of all calls of the model.
    pub(super) tokens: Tokens,
}

impl Turn {
    /// The turn that answers this message, the newest of those that wait.
    pub(super) fn of(newest: Option<&Message>) -> Self {
        let came_at = newest.map_or(0, |message| message.came_at);
        Self { newest: newest.map(|message| message.key.clone()), came_at, ..Self::default() }
    }

    /// Writes the line, and the spans of the turn.
    pub(super) fn ended(&self, contact: &ContactId, outcome: Outcome, now: Timestamp) {
        let Self { came_at, asked, composed, tokens, .. } = self;
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
        spans::add(|| self.spans(outcome, now));
    }

    /// The turn and its stages, in the trace of the newest message.
    fn spans(&self, outcome: Outcome, now: Timestamp) -> Vec<Span> {
        let Some(newest) = &self.newest else { return Vec::new() };
        let began = webhook_at(self.came_at).or(self.asked).unwrap_or(now);
        let trace = Trace::of(newest, Direction::Inbound);
        let turn = Span::after_first(trace, "turn", began, now)
            .with("relais.outcome", Some(outcome.name().as_str()));
        let mut spans = Vec::new();
        if let Some(asked) = self.asked {
            spans.push(turn.part("before the model", began, asked));
        }
        if let Some((asked, composed)) = self.asked.zip(self.composed) {
            let chat = turn.part("chat", asked, composed).of_kind(Kind::Client);
            let chat = chat
                .with("gen_ai.operation.name", Some("chat"))
                .with("gen_ai.usage.input_tokens", self.tokens.prompt)
                .with("gen_ai.usage.cache_read.input_tokens", self.tokens.cached)
                .with("gen_ai.usage.output_tokens", self.tokens.answer);
            spans.extend([chat, turn.part("send", composed, now)]);
        }
        spans.push(turn);
        spans
    }
}
