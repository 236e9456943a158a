//! Parses a completion leniently and makes one message of it.
//!
//! The library's own type refuses a whole answer for one unknown field: Groq's `service_tier: "on_demand"`, an empty
//! `finish_reason`, a missing `created`. So only the fields that are used are read here, and each of them may be
//! missing.

use std::fmt;

use serde::Deserialize;

use crate::AssistantError;
use crate::fit::{fit, fit_cut_off};
use crate::prompt::{clean, without_notes};

/// The longest text of one WhatsApp message: 4096 characters, counted in UTF-16 units, the strictest count.
/// <https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages>
pub const MAX_ANSWER_UNITS: usize = 4096;

/// One message for the customer.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// 1 to 4096 UTF-16 units, without surrounding blanks or control characters.
    pub text: String,
    /// Tokens of the request, as the server counts them. `None` when it does not say.
    pub prompt_tokens: Option<u32>,
    /// Tokens of the answer, including reasoning that is not shown. `None` when the server does not say.
    pub answer_tokens: Option<u32>,
}

/// Leaves the text out, so that an answer can be logged safely.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("bytes", &self.text.len())
            .field("prompt_tokens", &self.prompt_tokens)
            .field("answer_tokens", &self.answer_tokens)
            .finish()
    }
}

/// The fields of a chat completion that are used.
/// <https://platform.openai.com/docs/api-reference/chat/object>
#[derive(Deserialize)]
pub(crate) struct Completion {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    prompt_tokens: Option<u32>,
    completion_tokens: Option<u32>,
}

impl Completion {
    /// The first choice as one message, shortened where necessary.
    pub(crate) fn into_answer(self) -> Result<Answer, AssistantError> {
        let choice = self.choices.into_iter().next();
        let Choice { message, finish_reason } = choice.ok_or(AssistantError::Empty)?;

        let refused = message.refusal.is_some_and(|text| !text.trim().is_empty());
        if refused || finish_reason.as_deref() == Some("content_filter") {
            return Err(AssistantError::Refused { status: 200 });
        }
        let content = message.content.unwrap_or_default();
        let content = clean(without_thoughts(&content));
        let content = without_notes(&content);
        let text = match finish_reason.as_deref() {
            Some("length") => fit_cut_off(content, MAX_ANSWER_UNITS),
            _ => fit(content, MAX_ANSWER_UNITS),
        };
        if text.is_empty() {
            return Err(AssistantError::Empty);
        }
        Ok(Answer {
            text: text.to_owned(),
            prompt_tokens: self.usage.as_ref().and_then(|usage| usage.prompt_tokens),
            answer_tokens: self.usage.and_then(|usage| usage.completion_tokens),
        })
    }
}

/// Open models that are served without a reasoning parser put their reasoning before the answer, between `<think>` and
/// `</think>`. Some templates omit the opening tag.
fn without_thoughts(content: &str) -> &str {
    match content.rsplit_once("</think>") {
        Some((_, answer)) => answer,
        None if content.trim_start().starts_with("<think>") => "",
        None => content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thoughts_are_not_sent() {
        assert_eq!(without_thoughts("Hello"), "Hello");
        assert_eq!(without_thoughts("<think>hm</think>Hello"), "Hello");
        assert_eq!(without_thoughts("hm\n</think>Hello"), "Hello");
        assert_eq!(without_thoughts(" <think>hm, still"), "");
    }

    #[test]
    fn debug_holds_no_text() {
        let answer = Answer { text: "MARKER".to_owned(), prompt_tokens: None, answer_tokens: None };
        assert!(!format!("{answer:?}").contains("MARKER"));
    }
}
