//! The answers in a filled-in form as fields, and as lines that people and the model read, such as `Guests: 4`.

use serde_json::{Map, Value};

use super::summary::in_one_line;

/// Lines that are shown of a form.
const MOST_LINES: usize = 40;
/// Characters that are shown of a form.
const MOST_CHARACTERS: usize = 2000;
/// Levels of nested answers that are shown.
const MOST_LEVELS: usize = 8;
/// Between the labels of nested answers.
const WITHIN: &str = " / ";

/// One answer of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormField {
    /// The question, as the form names it. Empty if it has no name.
    pub label: String,
    /// The answer in one line.
    pub value: String,
}

/// One field for each answer, in the order of the form's screens, and by name where it numbers none. Tokens and what the
/// form says about itself are left out. What is too long ends with a value `…` or a field of nothing else.
pub(super) fn fields(answers: &Map<String, Value>) -> Vec<FormField> {
    let mut found = Found { secrets: secrets(answers), fields: Vec::new(), left_out: false };
    found.read_object(answers, "", MOST_LEVELS);
    found.bounded()
}

/// The fields as lines. Empty if there is none.
pub(super) fn lines(fields: &[FormField]) -> String {
    let lines = fields.iter().map(|field| match field.label.as_str() {
        "" => field.value.clone(),
        label => format!("{label}: {}", field.value),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What stands under the names of tokens. The same text may stand under another name too.
fn secrets(answers: &Map<String, Value>) -> Vec<String> {
    let tokens = answers.iter().filter(|(name, _)| is_secret(name));
    tokens
        .filter_map(|(_, value)| value.as_str())
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    ["token", "secret", "password", "wa_flow_response_params", "saved_address_id"]
        .iter()
        .any(|part| name.contains(part))
}

struct Found {
    secrets: Vec<String>,
    fields: Vec<FormField>,
    left_out: bool,
}

impl Found {
    fn read_object(&mut self, members: &Map<String, Value>, within: &str, levels: usize) {
        let mut members: Vec<_> = members.iter().filter(|(name, _)| !is_secret(name)).collect();
        // By name within a screen: whether a JSON object keeps the order in which it came depends on how serde_json is built.
        members.sort_by_key(|(name, _)| (Name::of(name).place, name.as_str()));
        for (name, value) in members {
            let name = Name::of(name);
            // The answers of an address stand one level deeper.
            let label = if name.label == "Values" && value.is_object() { String::new() } else { name.label };
            self.read(value, &[within, &label].map(str::to_owned), name.place.is_some(), levels);
        }
    }

    fn read(&mut self, value: &Value, path: &[String; 2], is_numbered: bool, levels: usize) {
        if self.fields.len() > MOST_LINES {
            self.left_out = true;
            return;
        }
        let [within, label] = path;
        let path = if within.is_empty() || label.is_empty() {
            format!("{within}{label}")
        } else {
            format!("{within}{WITHIN}{label}")
        };
        let Some(levels) = levels.checked_sub(1) else {
            self.left_out = true;
            return;
        };
        match value {
            Value::Object(members) => self.read_object(members, &path, levels),
            Value::Array(elements)
                if elements.iter().any(|element| element.is_object() || element.is_array()) =>
            {
                for (element, number) in elements.iter().zip(1_u32..) {
                    self.read(element, &[path.clone(), number.to_string()], is_numbered, levels);
                }
            }
            Value::Array(elements) => {
                let texts = elements.iter().filter_map(|element| self.scalar(element, is_numbered));
                let text = texts.collect::<Vec<_>>().join(", ");
                self.add(&path, &text);
            }
            scalar => {
                let text = self.scalar(scalar, is_numbered).unwrap_or_default();
                self.add(&path, &text);
            }
        }
    }

    fn scalar(&self, value: &Value, is_numbered: bool) -> Option<String> {
        match value {
            Value::String(text) if !self.secrets.contains(text) => {
                let text = if is_numbered { without_number(text) } else { text };
                Some(in_one_line(text)).filter(|text| !text.is_empty())
            }
            Value::Bool(chosen) => Some(if *chosen { "✓" } else { "✗" }.to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::String(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    fn add(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.fields.push(FormField { label: label.to_owned(), value: text.to_owned() });
        }
    }

    fn bounded(mut self) -> Vec<FormField> {
        self.left_out |= self.fields.len() > MOST_LINES;
        self.fields.truncate(MOST_LINES);
        let mut left = MOST_CHARACTERS;
        let mut kept = Vec::new();
        for field in self.fields {
            let label = field.label.chars().count();
            let value: String = field.value.chars().take(left.saturating_sub(label)).collect();
            if value.len() < field.value.len() {
                let label = field.label.chars().take(left).collect();
                kept.push(FormField { label, value: format!("{value}…") });
                return kept;
            }
            left = left.saturating_sub(label + field.value.chars().count());
            kept.push(field);
        }
        if self.left_out && !kept.is_empty() {
            kept.push(FormField { label: String::new(), value: "…".to_owned() });
        }
        kept
    }
}

/// What people read of an answer's name. Meta's form editor names answers `screen_0_First_name_2`: the screen, the
/// label and the place on the screen.
struct Name {
    label: String,
    /// The screen and the place, if the name has them.
    place: Option<(u32, u32)>,
}

impl Name {
    fn of(name: &str) -> Self {
        let parts = name.strip_prefix("screen_").and_then(|rest| {
            let (screen, rest) = rest.split_once('_')?;
            let (label, place) = rest.rsplit_once('_')?;
            Some((label, (screen.parse().ok()?, place.parse().ok()?)))
        });
        let (label, place) = parts.map_or((name, None), |(label, place)| (label, Some(place)));
        let label = in_one_line(&label.replace('_', " "));
        let mut letters = label.chars();
        let label = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
        Self { label: label.unwrap_or_default(), place }
    }
}

/// A choice without its number: the form editor sends `0_Yes` for the first choice.
fn without_number(choice: &str) -> &str {
    match choice.split_once('_') {
        Some((number, text))
            if !text.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            text
        }
        _ => choice,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(answers: Value) -> String {
        let Value::Object(answers) = answers else { panic!("{answers}") };
        lines(&fields(&answers))
    }

    #[test]
    fn each_answer_is_a_line_with_its_label() {
        for (answers, expected) in [
            (
                json!({"flow_token": "T0K3N-77", "screen_0_Date_0": "2026-12-05", "screen_0_Guests_1": "4"}),
                "Date: 2026-12-05\nGuests: 4",
            ),
            (
                json!({"screen_10_Last_0": "c", "screen_2_Second_0": "b", "screen_0_First_name_1": "a", "screen_0_Zip_0": 1}),
                "Zip: 1\nFirst name: a\nSecond: b\nLast: c",
            ),
            (
                json!({"screen_0_Pay_now_0": "0_Yes", "screen_0_Why_1": ["1_Price", "2_Taste"]}),
                "Pay now: Yes\nWhy: Price, Taste",
            ),
            (
                json!({"size": "1_L", "gift": true, "urgent": false, "n": 2.5}),
                "Gift: ✓\nN: 2.5\nSize: 1_L\nUrgent: ✗",
            ),
            (json!({"note": "  two\n\tlines "}), "Note: two lines"),
            (json!({"été": "oui", "": "x", "_": "y"}), "x\ny\nÉté: oui"),
            (
                json!({"guest": {"first_name": "Zoé", "tags": ["a", "b"]}, "rows": [{"a": 1}, {"a": 2}]}),
                "Guest / First name: Zoé\nGuest / Tags: a, b\nRows / 1 / A: 1\nRows / 2 / A: 2",
            ),
            (json!({"values": {"city": "Lyon", "name": "Zoé"}}), "City: Lyon\nName: Zoé"),
            (json!({"values": "x"}), "Values: x"),
            (json!({"a": null, "b": "", "c": [], "d": {}, "e": [null, ""]}), ""),
            (json!({}), ""),
        ] {
            assert_eq!(of(answers.clone()), expected, "{answers}");
        }
    }

    #[test]
    fn nothing_that_is_a_token_is_shown() {
        let shown = of(json!({
            "flow_token": "T0K3N", "copy": "T0K3N", "access_token": "x1", "Flow-Token": "x2", "clientSecret": "x3",
            "deep": {"flow_token": "x4", "list": [{"token": "x5"}, "T0K3N"]}, "wa_flow_response_params": {"flow_id": "x6"},
            "size": "L",
        }));
        assert_eq!(shown, "Size: L");
    }

    #[test]
    fn a_long_form_ends() {
        let many: Map<_, _> = (0..100).map(|n| (format!("a{n:03}"), json!(n))).collect();
        let shown = lines(&fields(&many));
        assert_eq!(shown.lines().count(), MOST_LINES + 1);
        assert!(shown.starts_with("A000: 0\n") && shown.ends_with("\nA039: 39\n…"), "{shown}");
        let shown = of(json!({"a": "é".repeat(5000)}));
        let overhead = ": …".chars().count();
        assert_eq!((shown.chars().count(), shown.ends_with("é…")), (MOST_CHARACTERS + overhead, true));
        let deep = (0..100).fold(json!(1), |inner, _| json!({ "x": inner }));
        assert_eq!(of(json!({"a": "b", "deep": deep})), "A: b\n…");
        let wide = json!({"a": (0..1000).map(|n| json!([n])).collect::<Vec<_>>()});
        assert_eq!(of(wide).lines().count(), MOST_LINES + 1);
    }
}
