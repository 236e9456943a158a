//! The file of a rehearsal: questions, and what must be in their answers.

mod ask;

use std::path::Path;

use anyhow::{Context, bail};
use jiff::civil::DateTime;
use relais_core::business::BusinessSettings;
use relais_core::draft::Rehearsed;
use relais_whatsapp::ids::PhoneNumberId;
use serde::Deserialize;

pub(super) use ask::{one_or_many, own_tools};

use super::judge::Expected;
use super::pattern::Pattern;

/// The most questions of a file.
const MOST_QUESTIONS: usize = 500;
/// The most times that one question is put.
const MOST_REPEATS: u32 = 50;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    /// The business number whose stored settings are used.
    #[serde(default)]
    pub(super) phone_id: Option<PhoneNumberId>,
    /// The settings.
    #[serde(default)]
    pub(super) settings: Option<BusinessSettings>,
    /// The JSON file of the settings, beside this one.
    #[serde(default)]
    pub(super) settings_file: Option<String>,
    /// The questions.
    pub(super) questions: Vec<Question>,
}

/// A question, and what must be in the answer.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// The conversation. The last message is the customer's.
    #[serde(deserialize_with = "ask::read")]
    pub(super) ask: Vec<Rehearsed>,
    /// When it is asked, in the business's time zone. `None`: now.
    #[serde(default, deserialize_with = "ask::time")]
    pub(super) at: Option<DateTime>,
    /// How many times it is put. All answers must be right.
    #[serde(default = "once")]
    pub(super) repeat: u32,
    #[serde(default, deserialize_with = "ask::one_or_many")]
    must: Vec<Pattern>,
    #[serde(default, deserialize_with = "ask::one_or_many")]
    must_not: Vec<Pattern>,
    #[serde(default)]
    hands_over: Option<bool>,
    #[serde(default, deserialize_with = "ask::own_tools")]
    calls: Vec<String>,
    #[serde(default)]
    buttons: Option<bool>,
    /// What must be in the answer of the simulated model, which knows nothing of the business.
    #[serde(default)]
    pub(super) stand_in: Option<Expected>,
}

fn once() -> u32 {
    1
}

impl Script {
    /// Reads a file. An error names the line and what to write.
    pub(super) fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| {
            format!("`{}` cannot be read: name a YAML file of questions, in UTF-8", file.display())
        })?;
        Self::parse(&text).with_context(|| format!("`{}` is not as docs/ASSISTANT.md says", file.display()))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let script: Self = serde_yaml_ng::from_str(text)?;
        if script.settings.is_some() && script.settings_file.is_some() {
            bail!("it has `settings` and `settings_file`: delete one of them");
        }
        if script.questions.is_empty() || script.questions.len() > MOST_QUESTIONS {
            bail!("it must have 1 to {MOST_QUESTIONS} questions, and has {}", script.questions.len());
        }
        for (number, question) in (1..).zip(&script.questions) {
            if !(1..=MOST_REPEATS).contains(&question.repeat) {
                bail!("question {number}: `repeat` must be a whole number from 1 to {MOST_REPEATS}");
            }
        }
        Ok(script)
    }
}

impl Question {
    /// What must be in the answer of this model.
    pub(super) fn expected(&self, is_simulated: bool) -> Expected {
        match &self.stand_in {
            Some(expected) if is_simulated => expected.clone(),
            _ => Expected {
                must: self.must.clone(),
                must_not: self.must_not.clone(),
                hands_over: self.hands_over,
                calls: self.calls.clone(),
                buttons: self.buttons,
            },
        }
    }

    /// What the customer asks at last, in one line.
    pub(super) fn title(&self) -> String {
        let asked = self.ask.last().map_or("", |last| last.text.as_str());
        asked.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use relais_core::draft::Side;

    use super::*;

    #[test]
    fn a_question_is_a_text_or_turns() {
        let text = "
questions:
  - ask: Open on Sunday?
    must: closed
    at: 2026-11-29 10:00
  - ask:
      - customer: I want to complain.
      - business: What happened?
      - customer: The book is torn.
    hands_over: true
    must: [colleague, '/answer|write/']
    must_not: [refund]
    repeat: 3
    stand_in: {}
";
        let script = Script::parse(text).unwrap();
        let [first, second] = script.questions.as_slice() else { panic!() };
        assert_eq!((first.title().as_str(), first.repeat, first.ask.len()), ("Open on Sunday?", 1, 1));
        assert_eq!(first.at, Some("2026-11-29T10:00".parse().unwrap()));
        assert_eq!(
            second.ask.iter().map(|turn| turn.from).collect::<Vec<_>>(),
            [Side::Customer, Side::Business, Side::Customer]
        );
        assert_eq!((second.title().as_str(), second.repeat), ("The book is torn.", 3));
        assert_eq!(second.expected(false).must.len(), 2);
        assert_eq!(second.expected(true).hands_over, None);
    }

    #[test]
    fn mistakes_are_named_with_their_line_and_what_to_write() {
        for (questions, told) in [
            ("  - ask: a\n    musst: b", &["musst", "line 3", "expected one of"] as &[_]),
            ("  - ask: a\n    must: ['/(/']", &["/(/", "line 3", "correct it"]),
            ("  - ask: a\n    must: 10", &["10", "line 3", "quotation marks"]),
            ("  - ask: 42", &["42", "line 2", "customer: …"]),
            ("  - ask: ' '", &["no text", "line 2"]),
            ("  - ask: [customer: a, business: b]", &["customer's", "line 2"]),
            ("  - ask: [customer: a, agent: b]", &["agent", "line 2"]),
            ("  - ask: [{customer: a, business: b}]", &["each turn", "line 2"]),
            ("  - must: b", &["missing field `ask`", "line 2"]),
            ("  - ask: a\n    calls: [hand_over]", &["hands_over: true", "line 3"]),
            ("  - ask: a\n    hands_over: perhaps", &["boolean", "line 3"]),
            ("  - ask: a\n    at: tomorrow", &["tomorrow", "15:00", "line 3"]),
            ("  - ask: a\n    repeat: 0", &["question 1", "`repeat`"]),
            ("  - ask: 'a", &["line 3"]),
            ("  []", &["1 to 500 questions"]),
            ("  - ask: a\nsettings: {fact: b}", &["fact", "line 3"]),
            ("  - ask: a\nsettings: {}\nsettings_file: b", &["delete one"]),
        ] {
            let error = Script::parse(&format!("questions:\n{questions}\n")).err();
            let error = format!("{:#}", error.unwrap_or_else(|| panic!("{questions} is taken")));
            for told in told {
                assert!(error.contains(told), "{questions}: {told}: {error}");
            }
        }
    }
}
