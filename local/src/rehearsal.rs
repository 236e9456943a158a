//! `relais rehearse`: puts a file of questions to the code that answers customers, and says which answers are not as they
//! must be. Two versions of the settings can be compared before one goes live.

mod judge;
mod pattern;
mod script;
mod sources;
mod stage;
mod table;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use relais_core::config::default_number;
use relais_core::draft::Draft;
use relais_whatsapp::ids::PhoneNumberId;
use secrecy::ExposeSecret;
use tokio::task::JoinHandle;

use crate::config::LocalConfig;
use crate::doctor::secret;
use crate::simulation;
use script::{Question, Script};
use sources::{Named, Stored};
use stage::Stage;
use table::{Answers, Totals};

/// Questions that are put at the same time, unless it is said.
pub(crate) const AT_ONCE: usize = 2;

/// What is rehearsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearse {
    /// The file of questions.
    pub file: PathBuf,
    /// The stored version of the settings. `None`: as the file says.
    pub version: Option<u64>,
    /// The settings that they are compared with.
    pub against: Option<Against>,
    /// Questions that are put at the same time.
    pub at_once: usize,
}

/// The settings that others are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// Those of a JSON file.
    File(PathBuf),
    /// A stored version.
    Version(u64),
}

/// `relais rehearse`. `false` when an answer is not as it must be. Fails when the questions could not be put.
pub async fn rehearse(
    lookup: &dyn Fn(&str) -> Option<String>,
    asked: &Rehearse,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let secret = secret(lookup).await?;
    let lookup = |name: &str| {
        let kept = secret.get(name).map(|value| value.expose_secret().to_owned());
        kept.filter(|value| !value.trim().is_empty()).or_else(|| lookup(name))
    };
    let mut script = Script::read(&asked.file)?;
    let config = LocalConfig::read(&lookup).context("see the table of variables in the README")?;
    let sides = sides(&lookup, asked, &mut script, &config).await?;
    let stage = Arc::new(Stage::set(config, asked.at_once).await?);
    introduce(out, asked, &script, &sides, &stage)?;

    // All wait for their turn at once, and take it in this order.
    let asking: Vec<Vec<_>> = script
        .questions
        .iter()
        .map(|question| sides.iter().map(|side| ask(&stage, question, side)).collect())
        .collect();
    let compares = sides.len() > 1;
    writeln!(out, "{}", table::head(compares))?;
    let mut totals: Vec<_> = sides.iter().map(|_| Totals::default()).collect();
    let mut details = Vec::new();
    for ((number, question), asking) in (1..).zip(&script.questions).zip(asking) {
        let mut answers = Vec::new();
        for (answering, totals) in asking.into_iter().zip(&mut totals) {
            let given = Answers::new(answering.await??, &question.expected(stage.is_simulated));
            totals.add(&given);
            answers.push(given);
        }
        let priced: Vec<_> =
            answers.iter().zip(&sides).map(|(it, side)| (it, side.settings.price.as_ref())).collect();
        let row = match *priced.as_slice() {
            [one, other] => table::row_of_both(number, &question.title(), [one, other]),
            [(one, price)] => table::row(number, &question.title(), one, price),
            _ => continue,
        };
        writeln!(out, "{row}")?;
        details.extend(told(number, question, &answers, &sides));
    }
    for (totals, side) in totals.iter().zip(&sides) {
        writeln!(out, "{}: {}", side.name, totals.line(side.settings.price.as_ref()))?;
    }
    for details in details {
        write!(out, "\n{details}")?;
    }
    Ok(totals.first().is_some_and(Totals::all_hold))
}

fn ask(stage: &Arc<Stage>, question: &Question, side: &Named) -> JoinHandle<anyhow::Result<Vec<Draft>>> {
    let (stage, question, settings) = (Arc::clone(stage), question.clone(), side.settings.clone());
    tokio::spawn(async move { stage.ask(&question, &settings).await })
}

/// What is told below the table of a question that fails, or with which two versions differ.
fn told(number: usize, question: &Question, answers: &[Answers], sides: &[Named]) -> Option<String> {
    let differs = matches!(answers, [one, other] if table::change(one, other).is_some());
    if !differs && answers.iter().all(Answers::hold) {
        return None;
    }
    let mut text = format!("{number}. {}\n", question.title());
    for (given, side) in answers.iter().zip(sides) {
        if !differs && given.hold() {
            continue;
        }
        if sides.len() > 1 {
            text.extend(["   with ", &side.name, ":\n"]);
        }
        text.push_str(&table::details(given));
    }
    Some(text)
}

/// The settings that are rehearsed, and those that they are compared with.
async fn sides(
    lookup: &dyn Fn(&str) -> Option<String>,
    asked: &Rehearse,
    script: &mut Script,
    config: &LocalConfig,
) -> anyhow::Result<Vec<Named>> {
    let number = script.phone_id.clone().unwrap_or_else(|| number(config));
    let here = asked.file.parent().unwrap_or(Path::new(""));
    let first = match (asked.version, script.settings.take(), &script.settings_file) {
        (None, Some(settings), _) => Named::new(asked.file.display().to_string(), settings)?,
        (None, None, Some(file)) => Named::of_file(&here.join(file))?,
        (version, ..) => Stored::find(lookup).await?.settings(&number, version).await?,
    };
    let other = match &asked.against {
        None => return Ok(vec![first]),
        Some(Against::File(file)) => Named::of_file(file)?,
        Some(Against::Version(version)) => {
            Stored::find(lookup).await?.settings(&number, Some(*version)).await?
        }
    };
    Ok(vec![first, other])
}

fn number(config: &LocalConfig) -> PhoneNumberId {
    match &config.meta {
        Some(meta) => default_number(&meta.phone_number_ids),
        None => simulation::PHONE_ID.into(),
    }
}

fn introduce(
    out: &mut dyn Write,
    asked: &Rehearse,
    script: &Script,
    sides: &[Named],
    stage: &Stage,
) -> anyhow::Result<()> {
    let (count, file) = (script.questions.len(), asked.file.display());
    for (place, side) in sides.iter().enumerate() {
        let model = if stage.is_simulated {
            "the simulated model (OPENAI_API_KEY is not set)".to_owned()
        } else {
            format!("the model {}", stage.model_name(&side.settings))
        };
        let name = &side.name;
        match place {
            0 => writeln!(out, "{count} questions of {file}, with the settings of {name}, to {model}.")?,
            _ => writeln!(out, "On the right: with the settings of {name}, to {model}.")?,
        }
        if let Some(note) = &side.note {
            writeln!(out, "{note}")?;
        }
    }
    if let [one, other] = sides {
        let fields = sources::differences(&one.settings, &other.settings);
        let fields = if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") };
        writeln!(out, "The settings differ in {fields}.")?;
    }
    let lenient = script.questions.iter().filter(|question| question.stand_in.is_some()).count();
    if stage.is_simulated {
        writeln!(
            out,
            "The simulated model knows nothing of the business. {lenient} questions are judged by their `stand_in`."
        )?;
    }
    writeln!(out)?;
    Ok(())
}
