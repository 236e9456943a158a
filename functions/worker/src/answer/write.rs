//! Writing: the model is asked, and the fallback takes its place when it cannot answer.

use std::pin::pin;
use std::time::Duration;

use relais_assistant::Speaker;
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::message::{Direction, MessageKey};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Queue;
use relais_core::texts::FALLBACK;
use relais_whatsapp::ids::Wamid;
use tokio::time::timeout;

use super::Job;
use crate::{WorkError, Worker, history};

/// How long a written answer waits for the call that shows the dots.
const TYPING_TIMEOUT: Duration = Duration::from_secs(1);

/// What the model, or the fallback in its place, wants to say.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) failed: bool,
    /// The messages that were read for it, and the one whose job it is: that is stored, even where it stands too far
    /// back to be read.
    pub(super) read: Vec<MessageKey>,
}

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Asks the model, with the typing dots showing meanwhile.
    pub(super) async fn write(&self, job: &Job<'_>) -> Result<Written, WorkError> {
        let contact = job.contact;
        let thread = self.store.thread(contact, None, history::MESSAGES).await?;
        let last = thread.messages.iter().rev().find(|message| message.direction == Direction::Inbound);
        let wamid = last.and_then(|message| message.wamid.clone());
        let turns = history::turns(&thread.messages);
        let mut read: Vec<_> = thread.messages.into_iter().map(|message| message.key).collect();
        read.extend(MessageKey::from_sort_key(contact, job.sort_key));
        let fallback = |read| Written { text: FALLBACK.to_owned(), failed: true, read };

        let mut typing = pin!(self.show_typing(contact, wamid.as_ref()));
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

    /// Marks the customer's last message read and shows that an answer is being written. Nothing depends on it.
    async fn show_typing(&self, contact: &ContactId, wamid: Option<&Wamid>) {
        if let Some(wamid) = wamid
            && let Err(error) = self.sender.graph().await.mark_read(wamid, true).await
        {
            tracing::warn!(%contact, code = error.code(), %error, "typing dots not shown");
        }
    }
}

fn has_question(turns: &[relais_assistant::Turn]) -> bool {
    turns.iter().any(|turn| turn.speaker == Speaker::Customer)
}
