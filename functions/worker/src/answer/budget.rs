//! The model's tokens of a day.

use relais_assistant::Asked;
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;

use super::Answerer;
use crate::WorkError;

/// Characters of a token, where a server does not count its tokens: about four in English (OpenAI, "What are tokens").
const CHARACTERS: usize = 4;

impl<Q: Enqueue> Answerer<Q> {
    /// Whether the model has used up its tokens for today. Without a limit nothing is read.
    pub(super) async fn budget_is_spent(&self) -> Result<bool, WorkError> {
        let Some(most) = self.settings.max_model_tokens_per_day else { return Ok(false) };
        Ok(self.store.tokens_used(self.clock.now()).await? >= u64::from(most))
    }

    /// Counts the tokens of a question's calls, if there is a limit. A failure is only logged: the answer is written.
    pub(super) async fn spend(&self, asked: &Asked) {
        let Some(most) = self.settings.max_model_tokens_per_day.map(u64::from) else { return };
        let tokens = asked.tokens();
        let counted = tokens.prompt.zip(tokens.answer);
        let written = asked.answer.as_ref().map_or(0, |answer| answer.text.len() / CHARACTERS);
        let estimate = u64::try_from(written).unwrap_or(u64::MAX);
        let spent = counted.map_or(estimate, |(read, written)| u64::from(read) + u64::from(written));
        if spent == 0 {
            return;
        }
        match self.store.use_tokens(spent, self.clock.now()).await {
            Ok(used) if used * 5 >= most * 4 => {
                metrics::count(Metric::CeilingsNear, 1);
                tracing::warn!(used, most, "80 % of the model's tokens for today are used");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, spent, "the model's tokens are not counted"),
        }
    }
}
