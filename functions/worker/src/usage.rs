//! Counts answers, and writes what was counted.
//!
//! Writing after each job would cost a write unit a job. So a process writes at times: on one machine every few seconds,
//! on Lambda as [`Due`] says. The same times are right for what an older release left to do.

use jiff::{SignedDuration, Timestamp};
use relais_assistant::Asked;
use relais_core::blob::Blobs;
use relais_core::config::default_number;
use relais_core::queue::Enqueue;
use relais_core::texts::Notice;
use relais_core::usage::{Counter, Wait};
use relais_whatsapp::ids::PhoneNumberId;

use crate::{Answerer, WorkError, Worker};

/// A function writes the counts of a number at most this often.
const EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Conversations of an older release that get their places on the lists in one go.
const OLDER: usize = 25;

impl<Q: Enqueue, B: Blobs> Worker<Q, B> {
    /// Writes what this process has counted. What fails stays for the next time.
    pub async fn write_usage(&self) {
        let Answerer { store, sender, clock, .. } = &self.answerer;
        let default = default_number(&sender.numbers);
        for number in store.usage().numbers() {
            let written = async {
                let business = self.answerer.businesses.of(number.as_ref().unwrap_or(&default)).await?;
                let zone = &business.settings.time_zone;
                Ok::<_, WorkError>(store.write_usage(number.as_ref(), &default, zone, clock.now()).await?)
            };
            if let Err(error) = written.await {
                let error = error.error_chain();
                tracing::warn!(error, "counts of the day were not written: they are written with the next");
            }
        }
    }

    /// Gives some conversations of an older release their places on the lists. What fails is done the next time.
    pub async fn list_older(&self) {
        let Answerer { store, clock, .. } = &self.answerer;
        if let Err(error) = store.list_older(clock, OLDER).await {
            tracing::warn!(%error, "conversations of an older release are not on their lists yet");
        }
    }
}

impl<Q: Enqueue> Answerer<Q> {
    /// Counts a text whose intent is saved. `since`: when the oldest message that waited for it was written.
    pub(crate) fn count_answer(
        &self,
        number: &PhoneNumberId,
        says: Option<Notice>,
        since: Option<Timestamp>,
        now: Timestamp,
    ) {
        let usage = self.store.usage();
        match says {
            None => {
                usage.count(Some(number), Counter::Answers, 1, now);
                let waited = since.map(|since| Wait::of(now.duration_since(since)));
                if let Some(waited) = waited {
                    usage.count(Some(number), Counter::Waited(waited), 1, now);
                }
            }
            Some(Notice::Fallback) => usage.count(Some(number), Counter::Fallbacks, 1, now),
            Some(_) => {}
        }
    }

    /// Counts the tokens of a question's calls, also of those that failed: they cost as much.
    pub(crate) fn count_tokens(&self, number: &PhoneNumberId, asked: &Asked) {
        let (usage, now) = (self.store.usage(), self.clock.now());
        for call in &asked.calls {
            for (counter, tokens) in [
                (Counter::PromptTokens, call.tokens.prompt),
                (Counter::CachedTokens, call.tokens.cached),
                (Counter::AnswerTokens, call.tokens.answer),
            ] {
                usage.count(Some(number), counter, tokens.unwrap_or(0).into(), now);
            }
        }
    }
}

/// When a function writes: at most once a minute. It writes after an answer rather than after a message that came, because
/// a function that waits for a minute without work may be ended; then the two are one write.
#[derive(Debug, Default)]
pub(crate) struct Due {
    written: Option<Timestamp>,
    pending: Option<Timestamp>,
}

impl Due {
    /// Whether to write at the end of an invocation. `answers`: it did jobs of the replies queue.
    pub(crate) fn is_due(&mut self, answers: bool, counted: bool, now: Timestamp) -> bool {
        let over = |since: Timestamp| now.duration_since(since) >= EVERY;
        if !counted {
            self.pending = None;
            return false;
        }
        let pending = *self.pending.get_or_insert(now);
        let is_due = self.written.is_none_or(over) && (answers || over(pending));
        if is_due {
            (self.written, self.pending) = (Some(now), None);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_writes_after_an_answer_and_at_most_once_a_minute() {
        let mut due = Due::default();
        for (second, answers, counted, expected) in [
            (0, false, true, false),
            (2, true, true, true),
            (4, true, false, false),
            (10, false, true, false),
            (20, true, true, false),
            (61, true, true, false),
            (62, true, true, true),
            (63, false, true, false),
            (122, false, true, false),
            (123, false, true, true),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(due.is_due(answers, counted, now), expected, "{second}");
        }
    }
}
