//! The configured model, and its back-off after it was rate limited.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_assistant::{Answer, Assistant, AssistantConfig, AssistantError, Question};
use relais_core::config;
use relais_core::retry::LONGEST_RETRY_AFTER;
use relais_core::timing::MODEL_DEADLINE;

/// The shortest back-off, also when the model asks for less.
const SHORTEST_REST: SignedDuration = SignedDuration::from_secs(5);

/// The model. Clones share the back-off, so after one refusal no job of this process begins another call until it ends.
#[derive(Clone)]
pub struct Model {
    assistant: Assistant,
    backs_off_until: Arc<Mutex<Timestamp>>,
}

impl Model {
    /// As [`Assistant::answer`]. It does not check the back-off.
    pub async fn answer(&self, question: &Question<'_>) -> Result<Answer, AssistantError> {
        self.assistant.answer(question).await
    }

    /// The end of the back-off. `None`: the model may be called now.
    pub(crate) fn backs_off_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = *self.backs_off_until.lock().unwrap_or_else(PoisonError::into_inner);
        Some(until).filter(|until| *until > now)
    }

    pub(crate) fn may_be_asked(&self, now: Timestamp) -> bool {
        self.backs_off_until(now).is_none()
    }

    /// Backs off for as long as the model asked for: at least 5 s, at most [`LONGEST_RETRY_AFTER`].
    pub(crate) fn back_off(&self, asked: Duration, now: Timestamp) {
        let asked = SignedDuration::try_from(asked).unwrap_or(SignedDuration::MAX);
        let mut until = self.backs_off_until.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(now + asked.clamp(SHORTEST_REST, LONGEST_RETRY_AFTER));
    }
}

/// The model in this configuration, called with the process's HTTP client.
pub fn assistant(http: reqwest::Client, model: config::Model) -> Model {
    let mut config = AssistantConfig::new(model.api_key);
    config.base_url = model.base_url;
    config.deadline = MODEL_DEADLINE.unsigned_abs();
    if let Some(name) = model.name {
        config.model = name;
    }
    Model { assistant: Assistant::new(http, config), backs_off_until: Arc::new(Mutex::new(Timestamp::MIN)) }
}
