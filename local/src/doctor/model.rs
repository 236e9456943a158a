//! Checks the model with a question of one word, through the code that answers customers.

use relais_assistant::{AssistantError, Speaker, Turn};
use relais_worker::assistant;

use super::report::Report;
use crate::ModelChoice;

pub(super) async fn check(
    report: &mut Report<'_>,
    model: &ModelChoice,
    http: &reqwest::Client,
) -> anyhow::Result<()> {
    let model = match model {
        ModelChoice::Real(model) => model.as_ref().clone(),
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
    let question = [Turn { speaker: Speaker::Customer, text: "Ping".to_owned() }];
    match assistant(http.clone(), model).answer("Answer with the one word: pong", &question).await {
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
