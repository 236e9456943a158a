//! An answer, and what was done for it.

use std::fmt;
use std::time::Duration;

use crate::AssistantError;
use crate::reading::Tokens;

/// The longest text of one WhatsApp message: 4096 characters, counted in UTF-16 units, the strictest count.
/// <https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages>
pub const MAX_ANSWER_UNITS: usize = 4096;

/// The failure of a call whose answer was above [`MAX_ANSWER_UNITS`].
pub(crate) const TOO_LONG: &str = "too_long";

/// One message for the customer, in WhatsApp's marks.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// At most 4096 UTF-16 units, without surrounding blanks or control characters. Empty only where one of the others says
    /// what the answer is.
    pub text: String,
    /// The model hands over to a person by a line, for this reason, which may be empty.
    pub hands_over: Option<String>,
    /// A call of a tool is itself the answer.
    pub is_ended: bool,
}

/// Leaves the text out, so that an answer can be logged safely.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

/// A question that was put to the model, or to several, one after the other.
#[derive(Debug)]
pub struct Asked {
    /// The answer, or why the last call brought none.
    pub answer: Result<Answer, AssistantError>,
    /// The calls, in order. Empty if nothing was asked. Requests that a server refused because of a parameter are not
    /// calls of their own.
    pub calls: Vec<Call>,
}

impl Asked {
    /// How many turns of the history the answer does not know, oldest first: they were too much for the model.
    pub fn left_out(&self) -> usize {
        let answered = self.calls.iter().rev().find(|call| call.failure.is_none());
        let too_long = || self.calls.iter().find(|call| call.failure == Some(TOO_LONG));
        answered.or_else(too_long).map_or(0, |call| call.left_out)
    }

    /// How many pictures the answer knows.
    pub fn pictures(&self) -> usize {
        let answered =
            self.calls.iter().rev().find(|call| call.failure.is_none() || call.failure == Some(TOO_LONG));
        answered.map_or(0, |call| call.pictures)
    }

    /// The tokens of all calls. A count is `None` if no server named it.
    pub fn tokens(&self) -> Tokens {
        self.calls.iter().fold(Tokens::default(), |sum, call| sum.and(call.tokens))
    }
}

/// One call of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Whom it asked.
    pub server: ServerName,
    /// How long it took, refused requests included.
    pub took: Duration,
    /// Its tokens, as the server counts them.
    pub tokens: Tokens,
    /// An estimate of the prompt's tokens, for a server that does not count. 0 if the server refused the request.
    pub prompt_estimate: u32,
    /// Why its answer was not used: the error's code, or `too_long` for an answer above [`MAX_ANSWER_UNITS`].
    pub failure: Option<&'static str>,
    /// How many turns of the history were left out, oldest first, because they were too much for the model.
    pub left_out: usize,
    /// How many pictures the model got. 0 if the server refused the request.
    pub pictures: usize,
    /// The tools that the server refused, so that they were left out: one that it named, or all. Empty if it takes no tools at
    /// all, or if it had refused them before.
    pub refused_tools: Vec<String>,
}

impl Call {
    /// A call of which nothing is known yet.
    pub(crate) fn new(server: ServerName) -> Self {
        let tokens = Tokens::default();
        Self {
            server,
            took: Duration::ZERO,
            tokens,
            prompt_estimate: 0,
            failure: None,
            left_out: 0,
            pictures: 0,
            refused_tools: Vec::new(),
        }
    }

    /// A call that was given up because another one brought the answer.
    pub(crate) fn late(server: ServerName, took: Duration) -> Self {
        Self { took, failure: Some("timed_out"), ..Self::new(server) }
    }
}

/// A configured model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerName {
    /// `OPENAI_MODEL`.
    First,
    /// `OPENAI_FALLBACK_MODEL`.
    Fallback,
}

impl ServerName {
    /// Its name in a log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Fallback => "fallback",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_holds_no_text() {
        let hands_over = Some("MARKER".to_owned());
        let answer = Answer { text: "MARKER".to_owned(), hands_over, is_ended: false };
        assert!(!format!("{answer:?}").contains("MARKER"));
    }

    #[test]
    fn the_answers_own_call_says_what_was_left_out() {
        let call = |failure, left_out| Call { failure, left_out, ..Call::new(ServerName::First) };
        for (calls, expected) in [
            (vec![], 0),
            (vec![call(Some("empty"), 5), call(None, 2)], 2),
            (vec![call(Some(TOO_LONG), 5), call(Some("server"), 7)], 5),
        ] {
            assert_eq!(Asked { answer: Err(AssistantError::Empty), calls }.left_out(), expected);
        }
    }

    #[test]
    fn the_tokens_of_all_calls_are_added() {
        let call = |prompt, answer| Call {
            tokens: Tokens { prompt, answer, cached: None },
            ..Call::new(ServerName::First)
        };
        let asked = Asked {
            answer: Err(AssistantError::Empty),
            calls: vec![call(Some(10), Some(3)), call(None, Some(4)), call(None, None)],
        };
        assert_eq!(asked.tokens(), Tokens { prompt: Some(10), answer: Some(7), cached: None });
    }
}
