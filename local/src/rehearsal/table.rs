//! What a rehearsal prints.

use std::fmt::Write;

use relais_core::business::Price;
use relais_core::draft::{Draft, DraftOutcome, DraftTokens};

use super::judge::{Acts, Expected, customer_reads};

/// Characters of a question in a row, alone and beside two versions.
const QUESTION: [usize; 2] = [46, 30];
/// Characters of an answer that is shown.
const ANSWER: usize = 600;

/// The answers to one question with one version of the settings.
pub(super) struct Answers {
    drafts: Vec<Draft>,
    /// What is missing in each.
    missing: Vec<Vec<String>>,
}

impl Answers {
    pub(super) fn new(drafts: Vec<Draft>, expected: &Expected) -> Self {
        let missing = drafts.iter().map(|draft| expected.missing(draft)).collect();
        Self { drafts, missing }
    }

    fn held(&self) -> usize {
        self.missing.iter().filter(|missing| missing.is_empty()).count()
    }

    pub(super) fn hold(&self) -> bool {
        self.held() == self.drafts.len()
    }

    fn verdict(&self) -> String {
        let (held, all) = (self.held(), self.drafts.len());
        match (self.hold(), all) {
            (true, _) => "holds".to_owned(),
            (false, 1) => "FAILS".to_owned(),
            (false, _) => format!("FAILS {}/{all}", all - held),
        }
    }

    /// The answer that shows best how it went: the first one that fails.
    fn telling(&self) -> Option<&Draft> {
        let place = self.missing.iter().position(|missing| !missing.is_empty()).unwrap_or(0);
        self.drafts.get(place)
    }
}

/// Sums of one version of the settings.
#[derive(Default)]
pub(super) struct Totals {
    questions: usize,
    holding: usize,
    tokens: DraftTokens,
    took_ms: u64,
}

impl Totals {
    pub(super) fn add(&mut self, answers: &Answers) {
        self.questions += 1;
        self.holding += usize::from(answers.hold());
        for draft in &answers.drafts {
            self.tokens = sum(self.tokens, draft.tokens);
            self.took_ms += draft.took_ms;
        }
    }

    pub(super) fn all_hold(&self) -> bool {
        self.questions == self.holding
    }

    /// In one sentence.
    pub(super) fn line(&self, price: Option<&Price>) -> String {
        let DraftTokens { prompt, cached, answer } = self.tokens;
        let cost = match price {
            Some(price) => format!("{:.4} {}", price.of(prompt, cached, answer), price.currency),
            None => "no cost, because the settings have no `price`".to_owned(),
        };
        format!(
            "{} of {} hold; {prompt} tokens read ({cached} of them cached), {answer} written; {} of answering; {cost}.",
            self.holding,
            self.questions,
            seconds(self.took_ms),
        )
    }
}

/// The names of the columns. `compares`: of two versions.
pub(super) fn head(compares: bool) -> String {
    if compares {
        let side = format!("{:<11} {:>7} {:>8} {:>10}", "verdict", "tokens", "time", "cost");
        return format!("{:>3}  {}  {side}  | {side}  change", "", cut("question", QUESTION[1]));
    }
    format!(
        "{:>3}  {}  {:<11} {:>7} {:>8} {:>10}",
        "",
        cut("question", QUESTION[0]),
        "verdict",
        "tokens",
        "time",
        "cost"
    )
}

/// The row of a question.
pub(super) fn row(number: usize, title: &str, answers: &Answers, price: Option<&Price>) -> String {
    format!("{number:>3}  {}  {}", cut(title, QUESTION[0]), side(answers, price))
}

/// The row of a question with two versions, and how they differ.
pub(super) fn row_of_both(
    number: usize,
    title: &str,
    [(one, price), (other, other_price)]: [(&Answers, Option<&Price>); 2],
) -> String {
    let change = change(one, other).unwrap_or_default();
    let row = format!(
        "{number:>3}  {}  {}  | {}  {change}",
        cut(title, QUESTION[1]),
        side(one, price),
        side(other, other_price)
    );
    row.trim_end().to_owned()
}

fn side(answers: &Answers, price: Option<&Price>) -> String {
    let count = u64::try_from(answers.drafts.len()).unwrap_or(1).max(1);
    let tokens = answers.drafts.iter().fold(DraftTokens::default(), |all, draft| sum(all, draft.tokens));
    let took: u64 = answers.drafts.iter().map(|draft| draft.took_ms).sum();
    let cost = price.map_or_else(
        || "–".to_owned(),
        |price| format!("{:.6}", price.of(tokens.prompt, tokens.cached, tokens.answer)),
    );
    let all = tokens.prompt + tokens.answer;
    format!("{:<11} {all:>7} {:>8} {cost:>10}", answers.verdict(), seconds(took / count))
}

/// How the first version differs from the second. `None`: it does not, besides its words.
pub(super) fn change(one: &Answers, other: &Answers) -> Option<&'static str> {
    let acts = |answers: &Answers| answers.drafts.iter().map(Acts::of).collect::<Vec<_>>();
    match (one.hold(), other.hold()) {
        (true, false) => Some("better"),
        (false, true) => Some("WORSE"),
        _ if acts(one) != acts(other) => Some("acts otherwise"),
        _ => None,
    }
}

/// What is missing, and the answer.
pub(super) fn details(answers: &Answers) -> String {
    let mut lines = String::new();
    let mut told: Vec<&String> = Vec::new();
    for missing in answers.missing.iter().flatten() {
        if !told.contains(&missing) {
            told.push(missing);
            let _ = writeln!(lines, "     {missing}");
        }
    }
    if let Some(DraftOutcome::Answer(answer)) = answers.telling().map(|draft| &draft.outcome) {
        let text = customer_reads(answer);
        let shown: String = text.chars().take(ANSWER).collect();
        let more = if shown.len() < text.len() { "…" } else { "" };
        let indented = shown.lines().collect::<Vec<_>>().join("\n       ");
        let _ = writeln!(lines, "     the answer: {indented}{more}");
        if let Some(hands_over) = &answer.hands_over {
            let _ = writeln!(lines, "     it hands over: {}", hands_over.reason);
        }
    }
    lines
}

fn sum(one: DraftTokens, other: DraftTokens) -> DraftTokens {
    DraftTokens {
        prompt: one.prompt + other.prompt,
        cached: one.cached + other.cached,
        answer: one.answer + other.answer,
    }
}

fn seconds(ms: u64) -> String {
    format!("{}.{} s", ms / 1000, ms % 1000 / 100)
}

/// A text of exactly this many characters.
fn cut(text: &str, length: usize) -> String {
    let count = text.chars().count();
    if count <= length {
        return format!("{text}{}", " ".repeat(length - count));
    }
    text.chars().take(length - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use relais_core::draft::{DraftAnswer, DraftHandOver};

    use super::*;

    fn answers(texts: &[&str]) -> Answers {
        let draft = |text: &&str| Draft {
            outcome: DraftOutcome::Answer(Box::new(DraftAnswer {
                text: (*text).to_owned(),
                hands_over: text.contains("colleague").then(DraftHandOver::default),
                ..DraftAnswer::default()
            })),
            tokens: DraftTokens { prompt: 100, cached: 50, answer: 10 },
            took_ms: 1250,
        };
        let expected = serde_yaml_ng::from_str("must: [yes]").unwrap_or_default();
        Answers::new(texts.iter().map(draft).collect(), &expected)
    }

    fn price() -> Price {
        serde_json::from_str(r#"{"prompt": 1, "cached": 0.5, "answer": 2, "currency": "EUR"}"#).unwrap()
    }

    #[test]
    fn a_row_has_verdict_tokens_time_and_cost() {
        let row = super::row(7, "Do you sell tea?", &answers(&["yes", "no", "yes"]), Some(&price()));
        let cells: Vec<_> = row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        assert_eq!(cells, ["7", "Do you sell tea?", "FAILS 1/3", "330", "1.2 s", "0.000285"]);
        assert!(super::row(1, "", &answers(&["yes"]), None).contains("holds"));
    }

    #[test]
    fn totals_are_of_all_answers() {
        let mut totals = Totals::default();
        totals.add(&answers(&["yes", "yes"]));
        assert!(totals.all_hold());
        totals.add(&answers(&["no"]));
        assert!(!totals.all_hold());
        assert_eq!(
            totals.line(Some(&price())),
            "1 of 2 hold; 300 tokens read (150 of them cached), 30 written; 3.7 s of answering; 0.0003 EUR."
        );
        assert!(totals.line(None).contains("`price`"));
    }

    #[test]
    fn two_versions_differ_by_their_verdict_or_by_what_they_do() {
        for (one, other, expected) in [
            (&["yes"], &["no"], Some("better")),
            (&["no"], &["yes"], Some("WORSE")),
            (&["no"], &["no, a colleague answers"], Some("acts otherwise")),
            (&["yes"], &["yes, in other words"], None),
        ] {
            assert_eq!(change(&answers(one), &answers(other)), expected);
        }
    }

    #[test]
    fn each_thing_that_is_missing_is_told_once() {
        let told = details(&answers(&["no", "no"]));
        assert_eq!(told, "     must have “yes”, and has not\n     the answer: no\n");
    }
}
