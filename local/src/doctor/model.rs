//! Checks the model and the fallback model with one question each, through the code that answers customers.

mod advice;
mod embedding;
mod voice;

use std::time::Instant;

use jiff::tz::TimeZone;
use relais_assistant::{AssistantError, Question, Speaker, Turn, estimate_tokens};
use relais_core::Clock;
use relais_core::config::{self, Model, Vars};
use relais_worker::assistant;

use super::report::Report;
use crate::ModelChoice;
use advice::{Answered, Exam, Failed, Which, advice};

/// The question is of one word, and so is the answer: what takes longer or costs more is the model's own.
const INSTRUCTIONS: &str = "Answer with the one word: pong";

pub(super) async fn check(
    report: &mut Report<'_>,
    model: &ModelChoice,
    vars: Vars<'_>,
) -> anyhow::Result<()> {
    let model = match model {
        ModelChoice::Real(model) => model,
        ModelChoice::Simulated => {
            report.not_checked("model", "it is simulated: set OPENAI_API_KEY for a real one")?;
            return Ok(());
        }
        ModelChoice::Off => {
            let what =
                "the assistant is off, and messages wait for a person: set OPENAI_API_KEY to switch it on";
            report.warning("model", what)?;
            return Ok(());
        }
    };
    // Its only time limit is the assistant's own: customers wait as long.
    let http = relais_aws::http::client()?;
    let exam = examine(&http, Which::First, model.first_alone()).await;
    say(report, &Exam { has_fallback: model.fallback.is_some(), ..exam })?;
    if let Some(fallback) = model.fallback_alone() {
        let exam = examine(&http, Which::Fallback, fallback).await;
        say(report, &Exam { takes_extras: model.fallback_has_extras(), ..exam })?;
    }
    let mut vars = vars;
    let hears = config::understand(&mut vars).unwrap_or_default().voice;
    let voice = assistant(http, model.first_alone());
    let listed = if hears { voice.lists_transcribe_model().await } else { None };
    let (level, what) = voice::advice(hears, voice.transcribe_model(), listed);
    report.finding(level, "voice messages", what)?;
    if let Some(model) = voice.embedding_model() {
        let (level, what) = embedding::advice(model, voice.lists_embedding_model().await);
        report.finding(level, "long facts", what)?;
    }
    for problem in leftovers(vars) {
        report.warning(Which::Fallback.about(), problem)?;
    }
    Ok(())
}

fn say(report: &mut Report<'_>, exam: &Exam) -> anyhow::Result<()> {
    for (level, what) in advice(exam) {
        report.finding(level, exam.which.about(), what)?;
    }
    Ok(())
}

/// On AWS a key may be left in the secret.
fn leftovers(mut vars: Vars<'_>) -> Vec<String> {
    Model::note_key_without_model(&mut vars);
    vars.finish(()).err().map(|error| error.0).unwrap_or_default()
}

async fn examine(http: &reqwest::Client, which: Which, model: Model) -> Exam {
    let base_url = model.base_url.clone();
    let model = assistant(http.clone(), model);
    let now = Clock::system().now();
    let history = [Turn::new(Speaker::Customer, "Ping", now)];
    let question = Question {
        instructions: INSTRUCTIONS,
        chosen: None,
        history: &history,
        now: now.to_zoned(TimeZone::UTC),
        language: None,
        hours: None,
        tools: None,
        model: None,
    };
    let began = Instant::now();
    let asked = model.answer(&question).await;
    let (last, earlier) =
        asked.calls.split_last().map_or((None, &[][..]), |(last, earlier)| (Some(last), earlier));
    Exam {
        which,
        base_url,
        takes_extras: true,
        has_fallback: false,
        took: began.elapsed(),
        tokens: last.map(|call| call.tokens).unwrap_or_default(),
        learned: model.learned().into_iter().map(|(_, phrase)| phrase).collect(),
        failed_tries: earlier.iter().filter_map(|call| call.failure).collect(),
        outcome: match &asked.answer {
            Ok(answer) => {
                Ok(Answered { estimate: u32::try_from(estimate_tokens(&answer.text)).unwrap_or(u32::MAX) })
            }
            Err(error) => Err(failed(error)),
        },
    }
}

fn failed(error: &AssistantError) -> Failed {
    let status = match error {
        AssistantError::Refused { status } | AssistantError::Unavailable { status, .. } => Some(*status),
        _ => None,
    };
    Failed { code: error.code(), status, text: error.to_string() }
}
