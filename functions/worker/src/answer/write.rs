//! Writes an answer: asks the model, and uses the fallback text if the model cannot answer.

use std::pin::pin;
use std::time::Duration;

use relais_assistant::Speaker;
use relais_core::contact::ContactId;
use relais_core::message::{Direction, MessageKey};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::texts::FALLBACK;
use relais_whatsapp::ids::{PhoneNumberId, Wamid};
use tokio::time::timeout;

use super::{Answerer, Job, history};
use crate::WorkError;

/// How long a finished answer waits for the call that shows the typing indicator.
const TYPING_TIMEOUT: Duration = Duration::from_secs(1);

/// A written answer: the model's, or the fallback text.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) failed: bool,
    /// Keys of the messages in the prompt, plus the job's own message, which may be older than the prompt's limit.
    pub(super) read: Vec<MessageKey>,
}

impl<Q: Enqueue> Answerer<Q> {
    /// Asks the model, while the customer sees that the number `from` is typing.
    pub(super) async fn write(&self, job: &Job<'_>, from: &PhoneNumberId) -> Result<Written, WorkError> {
        let contact = job.contact;
        let thread = self.store.thread(contact, None, history::MESSAGES).await?;
        let last = thread.messages.iter().rev().find(|message| message.direction == Direction::Inbound);
        let wamid = last.and_then(|message| message.wamid.clone());
        let turns = history::turns(&thread.messages);
        let mut read: Vec<_> = thread.messages.into_iter().map(|message| message.key).collect();
        read.extend(MessageKey::from_sort_key(contact, job.sort_key));
        let fallback = |read| Written { text: FALLBACK.to_owned(), failed: true, read };

        let mut typing = pin!(self.show_typing(contact, from, wamid.as_ref()));
        let assistant = self.assistant.as_ref();
        let Some(assistant) =
            assistant.filter(|model| model.may_be_asked(self.clock.now()) && has_question(&turns))
        else {
            let _ = timeout(TYPING_TIMEOUT, typing).await;
            return Ok(fallback(read));
        };
        let mut answer = pin!(assistant.answer(&self.system_prompt, &turns));
        let answer = tokio::select! {
            biased;
            () = &mut typing => answer.await,
            answer = &mut answer => {
                let _ = timeout(TYPING_TIMEOUT, typing).await;
                answer
            }
        };
        Ok(match answer {
            Ok(answer) => {
                metrics::count(Metric::ModelPromptTokens, answer.prompt_tokens.unwrap_or(0).into());
                metrics::count(Metric::ModelAnswerTokens, answer.answer_tokens.unwrap_or(0).into());
                tracing::info!(
                    %contact,
                    prompt_tokens = answer.prompt_tokens,
                    answer_tokens = answer.answer_tokens,
                    "the model answered"
                );
                Written { text: answer.text, failed: false, read }
            }
            Err(error) => {
                if let Some(asked) = error.retry_after() {
                    assistant.back_off(asked, self.clock.now());
                }
                tracing::error!(%contact, code = error.code(), %error, "the model did not answer");
                fallback(read)
            }
        })
    }

    /// Marks the customer's last message as read and shows the typing indicator. A failure is only logged.
    async fn show_typing(&self, contact: &ContactId, from: &PhoneNumberId, wamid: Option<&Wamid>) {
        if let Some(wamid) = wamid
            && self.sender.serves(from)
            && let Err(error) = self.sender.graph().await.mark_read(from, wamid, true).await
        {
            tracing::warn!(%contact, code = error.code(), %error, "typing indicator could not be shown");
        }
    }
}

fn has_question(turns: &[relais_assistant::Turn]) -> bool {
    turns.iter().any(|turn| turn.speaker == Speaker::Customer)
}
