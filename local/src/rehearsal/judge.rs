//! Whether an answer is as it must be.

use relais_core::draft::{Draft, DraftAnswer, DraftOutcome};
use relais_core::texts::Notice;
use serde::Deserialize;

use super::pattern::Pattern;
use super::script::{one_or_many, own_tools};

/// What must be in an answer. An answer there must be in any case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Expected {
    /// What it has.
    #[serde(deserialize_with = "one_or_many")]
    pub(super) must: Vec<Pattern>,
    /// What it has not.
    #[serde(deserialize_with = "one_or_many")]
    pub(super) must_not: Vec<Pattern>,
    /// Whether the conversation then waits for a person.
    pub(super) hands_over: Option<bool>,
    /// The business's own tools that are called.
    #[serde(deserialize_with = "own_tools")]
    pub(super) calls: Vec<String>,
    /// Whether it offers buttons or a list.
    pub(super) buttons: Option<bool>,
}

/// What an answer does besides its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Acts {
    /// There is none.
    pub(super) fails: bool,
    pub(super) hands_over: bool,
    pub(super) offers: bool,
    pub(super) calls: Vec<String>,
}

impl Acts {
    pub(super) fn of(draft: &Draft) -> Self {
        let DraftOutcome::Answer(answer) = &draft.outcome else {
            return Self { fails: true, ..Self::default() };
        };
        let tools = answer.rests_on.iter().flat_map(|it| &it.tools);
        let mut calls: Vec<_> = tools.map(|tool| tool.name.clone()).collect();
        calls.sort_unstable();
        calls.dedup();
        Self {
            fails: false,
            // Both texts leave the conversation to a person.
            hands_over: answer.hands_over.is_some()
                || matches!(answer.says, Some(Notice::HandedOver | Notice::Closed)),
            offers: answer.buttons.is_some() || answer.list.is_some(),
            calls,
        }
    }
}

impl Expected {
    /// What is missing in this answer, or too much. Empty: it is as it must be.
    pub(super) fn missing(&self, draft: &Draft) -> Vec<String> {
        let answer = match &draft.outcome {
            DraftOutcome::Answer(answer) => answer,
            DraftOutcome::Problem(code) => return vec![format!("there is no answer: {}", problem(code))],
        };
        let (text, acts) = (customer_reads(answer), Acts::of(draft));
        let mut missing = Vec::new();
        for pattern in self.must.iter().filter(|pattern| !pattern.is_in(&text)) {
            missing.push(format!("must have {pattern}, and has not"));
        }
        for pattern in self.must_not.iter().filter(|pattern| pattern.is_in(&text)) {
            missing.push(format!("must not have {pattern}, and has"));
        }
        for (what, expected, is_so) in [
            ("hand over to a person", self.hands_over, acts.hands_over),
            ("offer buttons or a list", self.buttons, acts.offers),
        ] {
            match expected {
                Some(true) if !is_so => missing.push(format!("must {what}, and does not")),
                Some(false) if is_so => missing.push(format!("must not {what}, and does")),
                _ => {}
            }
        }
        for tool in self.calls.iter().filter(|tool| !acts.calls.contains(tool)) {
            let called = if acts.calls.is_empty() { "nothing".to_owned() } else { acts.calls.join(", ") };
            missing.push(format!("must call {tool}, and calls {called}"));
        }
        missing
    }
}

/// Everything of an answer that the customer reads.
pub(super) fn customer_reads(answer: &DraftAnswer) -> String {
    let mut lines = vec![answer.text.as_str()];
    lines.extend(answer.buttons.iter().flatten().map(String::as_str));
    if let Some(list) = &answer.list {
        lines.push(&list.button);
        lines.extend(
            list.rows.iter().flat_map(|row| [Some(row.title.as_str()), row.description.as_deref()]).flatten(),
        );
    }
    lines.join("\n")
}

/// Why there is no answer, and the mend.
fn problem(code: &str) -> String {
    match code {
        "assistant_off" => "the settings switch the assistant off (`assistant`)".to_owned(),
        "rate_limited" => "the model's rate limit stays reached: try later, or with --at-once 1".to_owned(),
        "timed_out" => "the model took more than 30 seconds: take a faster one, or --at-once 1".to_owned(),
        code => format!("the model did not give one ({code}): `relais doctor` says more"),
    }
}

#[cfg(test)]
mod tests {
    use relais_core::draft::{DraftHandOver, DraftList, DraftRow};
    use relais_core::message::{RestsOn, ToolOutcome, ToolUse};

    use super::*;

    fn missing(expected: &str, draft: &Draft) -> Vec<String> {
        serde_yaml_ng::from_str::<Expected>(expected).unwrap().missing(draft)
    }

    fn draft(answer: DraftAnswer) -> Draft {
        Draft { outcome: DraftOutcome::Answer(Box::new(answer)), ..Draft::default() }
    }

    #[test]
    fn what_is_missing_is_named() {
        let plain =
            draft(DraftAnswer { text: "Gift cards from 10 €.".to_owned(), ..DraftAnswer::default() });
        for (expected, told) in [
            ("{}", &[] as &[&str]),
            ("must: ['10 €', gift]", &[]),
            ("must: ['20 €', gift]", &["must have “20 €”, and has not"]),
            ("must_not: ['/from \\d+/']", &["must not have /from \\d+/, and has"]),
            ("hands_over: true", &["must hand over to a person, and does not"]),
            ("hands_over: false", &[]),
            ("buttons: true", &["must offer buttons or a list, and does not"]),
            ("calls: find_order", &["must call find_order, and calls nothing"]),
        ] {
            assert_eq!(missing(expected, &plain), told, "{expected}");
        }
    }

    #[test]
    fn buttons_lists_calls_and_both_ways_to_a_person_count() {
        let list = DraftList {
            button: "See".to_owned(),
            rows: vec![DraftRow { title: "Tea".to_owned(), description: Some("green".to_owned()) }],
        };
        let rests_on = RestsOn {
            tools: vec![ToolUse { name: "find_order".to_owned(), outcome: ToolOutcome::Failed }],
            ..RestsOn::default()
        };
        let rich =
            draft(DraftAnswer { list: Some(list), rests_on: Some(rests_on), ..DraftAnswer::default() });
        assert_eq!(missing("{must: [tea, green], buttons: true, calls: [find_order]}", &rich), [""; 0]);
        assert_eq!(missing("buttons: false", &rich), ["must not offer buttons or a list, and does"]);
        for waits in [
            DraftAnswer { hands_over: Some(DraftHandOver::default()), ..DraftAnswer::default() },
            DraftAnswer { says: Some(Notice::HandedOver), ..DraftAnswer::default() },
        ] {
            let waits = draft(waits);
            assert_eq!(missing("hands_over: true", &waits), [""; 0]);
            assert_eq!(missing("hands_over: false", &waits), ["must not hand over to a person, and does"]);
        }
    }

    #[test]
    fn without_an_answer_nothing_holds() {
        let draft = Draft { outcome: DraftOutcome::Problem("refused".to_owned()), ..Draft::default() };
        let [told] = missing("{}", &draft).try_into().unwrap();
        assert!(told.contains("refused") && told.contains("relais doctor"), "{told}");
    }
}
