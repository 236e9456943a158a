//! Checks the model with a question of one word, through the code that answers customers.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use relais_assistant::{AssistantError, Question, Speaker, Turn};
use relais_worker::assistant;

use super::report::Report;
use crate::ModelChoice;

pub(super) async fn check(
    report: &mut Report<'_>,
    model: &ModelChoice,
    http: &reqwest::Client,
) -> anyhow::Result<()> {
    let model = match model {
        ModelChoice::Real(model) => model.clone(),
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
    let history = [Turn::new(Speaker::Customer, "Ping", Timestamp::UNIX_EPOCH)];
    let question = Question {
        instructions: "Answer with the one word: pong",
        history: &history,
        now: Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC),
        language: None,
    };
    match assistant(http.clone(), model).answer(&question).await {
        Ok(_) => report.ok("model", "it answers"),
        Err(error @ (AssistantError::Empty | AssistantError::RateLimited { .. })) => {
            report.warning("model", format!("the key works, but {error}"))
        }
        Err(error) => {
            report.wrong("model", format!("{error}; customers get the fallback text until this is fixed"))
        }
    }?;
    Ok(())
}
