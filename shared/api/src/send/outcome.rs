//! The response to a send.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::message::{Message, Sending};
use relais_whatsapp::Language;
use relais_whatsapp::errors::entry_for;
use serde::Serialize;

use crate::messages::{MessageView, OUTCOME_UNKNOWN, Place, advice_of_failed, message_view};
use crate::problem::{Both, Problem, texts};

/// A message that is stored, and what it waits for.
pub(super) struct Sent {
    pub(super) message: Message,
    /// The conversation that shows it.
    pub(super) place: Place,
    pub(super) wait: Wait,
}

/// What a message without an outcome waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// It has its outcome.
    Nothing,
    /// It may have been sent: statuses will show it, or it is sent again.
    Statuses,
    /// Its file is on the way to WhatsApp; it is sent after that.
    Upload,
    /// WhatsApp did not accept it; it is retried.
    AnotherAttempt,
    /// The circuit breaker is open because of this Graph code: nothing is sent until a person fixes the cause.
    CircuitBreaker(i64),
}

const STATUSES: Both<&str> = Both {
    en: "It is not known yet whether WhatsApp took the message. It is looked after: do not send it again.",
    fr: "On ne sait pas encore si WhatsApp a pris le message. Il est suivi : ne le renvoyez pas.",
};

const UPLOAD: Both<&str> = Both {
    en: "The file is being handed to WhatsApp. The message goes out by itself after that.",
    fr: "Le fichier est en cours de remise à WhatsApp. Le message partira ensuite de lui-même.",
};

const ANOTHER_ATTEMPT: Both<&str> = Both {
    en: "WhatsApp did not take the message just now. It is sent again by itself in a few minutes.",
    fr: "WhatsApp n'a pas pris le message pour l'instant. Il sera renvoyé de lui-même dans quelques minutes.",
};

#[derive(Serialize)]
struct SentView {
    status: &'static str,
    message: MessageView,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

impl Sent {
    /// A message stored by an earlier call.
    pub(super) fn known(message: Message, place: Place) -> Self {
        let uploads = |sending: &Sending| sending.unsent && !sending.body.files().is_empty();
        let wait = if message.is_settled() || message.is_unknown() {
            Wait::Nothing
        } else if message.sending.as_ref().is_some_and(uploads) {
            Wait::Upload
        } else {
            Wait::Statuses
        };
        Self { message, place, wait }
    }

    /// 200 when Graph accepted it or it was given up as unknown, 202 when the outcome is open, 502 when Graph refused it.
    pub(super) fn response(self, language: Language) -> Result<Response, Problem> {
        let message = message_view(&self.message, &self.place, language);
        let refusal = self.message.error.as_ref().filter(|_| self.message.wamid.is_none());
        if let Some(refusal) = refusal {
            let advice = |language| advice_of_failed(refusal.code, language);
            return Err(Problem::of(&texts::GRAPH_ERROR)
                .saying(advice(Language::En), advice(Language::Fr))
                .with("graph_code", Some(refusal.code).filter(|code| *code != 0))
                .with("advice", advice(language))
                .with("message", serde_json::to_value(message).map_err(Problem::internal)?));
        }
        let (status, word, advice) = if self.message.is_settled() {
            (StatusCode::OK, "success", None)
        } else if self.message.is_unknown() {
            (StatusCode::OK, "unknown", Some(OUTCOME_UNKNOWN.of(language)))
        } else {
            (StatusCode::ACCEPTED, "pending", self.wait.advice(language))
        };
        Ok((status, Json(SentView { status: word, message, advice })).into_response())
    }
}

impl Wait {
    fn advice(self, language: Language) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Statuses => Some(STATUSES.of(language)),
            Self::Upload => Some(UPLOAD.of(language)),
            Self::AnotherAttempt => Some(ANOTHER_ATTEMPT.of(language)),
            Self::CircuitBreaker(code) => Some(entry_for(code, None).advice(language)),
        }
    }
}
