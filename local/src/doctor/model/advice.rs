//! What one question to a model shows, and what to set.

mod remedy;

use std::time::Duration;

use relais_assistant::Tokens;

use super::super::report::Level;

/// Above this, customers wait too long: they see the typing indicator for 25 s at most, and a burst waits before it.
/// <https://developers.facebook.com/docs/whatsapp/cloud-api/typing-indicators>
const SLOW: Duration = Duration::from_secs(10);

/// Tokens above the estimate of the answer that are not put down to the estimate.
const UNEXPLAINED: u32 = 24;

/// More tokens of thoughts than this, about one word, are too many.
const MANY_THOUGHTS: u32 = 300;

/// Which of the two models was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Fallback,
}

/// What is known after the question. It holds nothing of the server's own words.
#[derive(Clone, Debug)]
pub(super) struct Exam {
    pub(super) which: Which,
    /// The configured address. `None`: OpenAI's own.
    pub(super) base_url: Option<String>,
    /// Whether `OPENAI_EXTRA_BODY` goes to this model.
    pub(super) takes_extras: bool,
    /// Whether this is the first model and has a fallback.
    pub(super) has_fallback: bool,
    pub(super) took: Duration,
    /// The tokens of the last try.
    pub(super) tokens: Tokens,
    /// What the server refused, as phrases such as "it does not take `max_tokens`".
    pub(super) learned: Vec<String>,
    /// The codes of the tries that failed before the last one.
    pub(super) failed_tries: Vec<&'static str>,
    pub(super) outcome: Result<Answered, Failed>,
}

/// An answer came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answered {
    /// The tokens of its text, estimated.
    pub(super) estimate: u32,
}

/// No answer came.
#[derive(Clone, Debug)]
pub(super) struct Failed {
    /// The code of the error, as in the log.
    pub(super) code: &'static str,
    /// The status of the response, if the error is one of a status.
    pub(super) status: Option<u16>,
    /// The error's own text, which quotes nothing.
    pub(super) text: String,
}

/// A line of the report.
pub(super) type Line = (Level, String);

impl Which {
    /// The subject of the report's lines.
    pub(super) fn about(self) -> &'static str {
        match self {
            Self::First => "model",
            Self::Fallback => "fallback model",
        }
    }
}

/// The lines of the report, the most important first.
pub(super) fn advice(exam: &Exam) -> Vec<Line> {
    let mut lines = vec![match &exam.outcome {
        Ok(_) => (Level::Ok, format!("it answers in {}, {}", seconds(exam.took), cost(exam.tokens))),
        Err(failed) => failure(exam, failed),
    }];
    if exam.outcome.is_ok() {
        lines.extend(slowness(exam));
        lines.extend(thoughts(exam));
        lines.extend(earlier_tries(exam));
        lines.extend(takes(exam));
    }
    lines
}

fn failure(exam: &Exam, failed: &Failed) -> Line {
    let effect = match (exam.which, exam.has_fallback) {
        (Which::First, false) => "customers get the fallback text until this is fixed",
        (Which::First, true) => "the fallback model answers until this is fixed",
        (Which::Fallback, _) => "it is of no help when the first model fails",
    };
    match remedy::of(exam, failed) {
        (Level::Wrong, text) => (Level::Wrong, format!("{text}; {effect}")),
        (level, text) => (level, text),
    }
}

fn slowness(exam: &Exam) -> Option<Line> {
    (exam.took > SLOW).then(|| {
        let (took, remedies) = (seconds(exam.took), remedy::of_slowness(exam));
        (Level::Warning, format!("one word took {took}, and customers wait: {remedies}"))
    })
}

/// Thoughts are not in the text, but they are counted.
fn thoughts(exam: &Exam) -> Option<Line> {
    let Ok(Answered { estimate }) = exam.outcome else { return None };
    let thoughts = exam.tokens.answer?.checked_sub(estimate).filter(|tokens| *tokens > UNEXPLAINED)?;
    let found = format!("about {thoughts} tokens of thoughts came along, which no customer sees");
    Some(if thoughts > MANY_THOUGHTS {
        let less = remedy::think_less(exam);
        (Level::Warning, format!("{found}, but each waits for them and you pay for them: {less}"))
    } else {
        (Level::Ok, found)
    })
}

/// A question that had to be asked again takes customers twice as long.
fn earlier_tries(exam: &Exam) -> Option<Line> {
    (!exam.failed_tries.is_empty()).then(|| {
        let codes = exam.failed_tries.join(", ");
        let remedy = if exam.failed_tries.contains(&"only_thoughts") {
            remedy::think_less(exam)
        } else {
            "docs/OPERATIONS.md, Models, says what to do".to_owned()
        };
        (Level::Warning, format!("it answered only when it was asked again, after: {codes}; {remedy}"))
    })
}

/// What the server takes. A small context is for a person to change.
fn takes(exam: &Exam) -> Vec<Line> {
    let (contexts, rest): (Vec<_>, Vec<_>) =
        exam.learned.iter().partition(|phrase| phrase.starts_with("its context"));
    let summary = if rest.is_empty() {
        "it takes every field that is sent".to_owned()
    } else {
        let phrases = rest.into_iter().map(String::as_str).collect::<Vec<_>>().join("; ");
        format!("the request was changed for it: {phrases}. There is nothing to set")
    };
    let small = contexts.into_iter().map(|phrase| (Level::Warning, format!("{phrase}. {}", remedy::CONTEXT)));
    small.chain([(Level::Ok, summary)]).collect()
}

fn cost(tokens: Tokens) -> String {
    let Tokens { prompt, answer, cached } = tokens;
    let count =
        |tokens: Option<u32>| tokens.map_or_else(|| "an unknown number of".to_owned(), |n| n.to_string());
    if prompt.is_none() && answer.is_none() {
        return "and does not count its tokens: ceilings and metrics are estimates".to_owned();
    }
    let cached = cached.map(|cached| format!(" ({cached} of them from the cache)")).unwrap_or_default();
    format!("for {} tokens of the question{cached} and {} of the answer", count(prompt), count(answer))
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests;
