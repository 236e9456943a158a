//! The model's tokens of a day.

use jiff::Timestamp;
use relais_assistant::{Asked, Call};
use relais_aws::Store;
use relais_core::Settings;
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;

use super::Answerer;
use crate::WorkError;

/// Characters of a token, where a server does not count its tokens: about four in English (OpenAI, "What are tokens").
const CHARACTERS: usize = 4;

/// The most tokens that one call can cost: no model reads more.
const MOST: u64 = 2_000_000;

impl<Q: Enqueue> Answerer<Q> {
    /// Whether the model has used up its tokens for today. Without a limit nothing is read.
    pub(crate) async fn budget_is_spent(&self) -> Result<bool, WorkError> {
        is_spent(&self.store, &self.settings, self.clock.now()).await
    }

    /// Counts the tokens of a question's calls, if there is a limit. A failure is only logged: the answer is written.
    pub(super) async fn spend(&self, asked: &Asked) {
        let written = asked.answer.as_ref().map_or(0, |answer| answer.text.len().div_ceil(CHARACTERS));
        let written = u32::try_from(written).unwrap_or(u32::MAX);
        let spent: u64 = asked.calls.iter().map(|call| tokens_of(call, written)).sum();
        spend(&self.store, &self.settings, spent, self.clock.now()).await;
    }
}

/// Whether the models have used up their tokens for today. Without a limit nothing is read.
pub(crate) async fn is_spent(store: &Store, settings: &Settings, now: Timestamp) -> Result<bool, WorkError> {
    let Some(most) = settings.max_model_tokens_per_day else { return Ok(false) };
    Ok(store.tokens_used(now).await? >= u64::from(most))
}

/// Counts tokens, if there is a limit. A failure is only logged: the work is done.
pub(crate) async fn spend(store: &Store, settings: &Settings, spent: u64, now: Timestamp) {
    let Some(most) = settings.max_model_tokens_per_day.map(u64::from).filter(|_| spent > 0) else { return };
    match store.use_tokens(spent, now).await {
        Ok(used) if used * 5 >= most * 4 => {
            metrics::count(Metric::CeilingsNear, 1);
            tracing::warn!(used, most, "80 % of the model's tokens for today are used");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, spent, "the model's tokens are not counted"),
    }
}

/// The tokens of a call: what the server counts, and an estimate of what it does not count. A count that no model can reach
/// is a mistake of the server.
fn tokens_of(call: &Call, written: u32) -> u64 {
    let written = if call.failure.is_none() { written } else { 0 };
    let read = call.tokens.prompt.unwrap_or(call.prompt_estimate);
    let written = call.tokens.answer.unwrap_or(written);
    (u64::from(read) + u64::from(written)).min(MOST)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use relais_assistant::{ServerName, Tokens};

    use super::*;

    #[test]
    fn what_a_server_does_not_count_is_estimated() {
        let call = |prompt, answer, failure| Call {
            server: ServerName::First,
            took: Duration::ZERO,
            tokens: Tokens { prompt, answer, cached: None },
            prompt_estimate: 700,
            failure,
            left_out: 0,
            pictures: 0,
            refused_tools: Vec::new(),
        };
        assert_eq!(tokens_of(&call(Some(5_000), Some(40), None), 10), 5_040);
        assert_eq!(tokens_of(&call(Some(5_000), None, None), 10), 5_010);
        assert_eq!(tokens_of(&call(None, None, None), 10), 710);
        assert_eq!(tokens_of(&call(None, None, Some("torn")), 10), 700);
        assert_eq!(tokens_of(&call(Some(u32::MAX), Some(u32::MAX), None), 10), MOST);
    }
}
