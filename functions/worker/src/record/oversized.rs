//! Shortens what is too large for a record. Meta's own limits are far below, and a job must end also when Meta errs.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

/// Bytes of the largest message that is read as it came: all that is stored of it fits into a record of 400 KB.
const MESSAGE: usize = 100_000;

/// Bytes to which each text of a larger message is cut: more than the 65,536 letters that a customer can type, or much
/// less if several are long.
const TEXTS: [usize; 2] = [90_000, 1_000];

/// Bytes of the largest description of a customer that is read as it came.
const CONTACT: usize = 4_000;

/// The message, with each of its texts cut if it is too large.
pub(super) fn message(raw: &RawValue) -> Cow<'_, RawValue> {
    within(raw, MESSAGE, &TEXTS)
}

/// What came of its sender, the same way.
pub(super) fn contact(raw: &RawValue) -> Cow<'_, RawValue> {
    within(raw, CONTACT, &TEXTS[1..])
}

fn within<'a>(raw: &'a RawValue, most: usize, texts: &[usize]) -> Cow<'a, RawValue> {
    if raw.get().len() <= most {
        return Cow::Borrowed(raw);
    }
    let shortened = texts.iter().filter_map(|longest| {
        let mut value: Value = serde_json::from_str(raw.get()).ok()?;
        shorten(&mut value, *longest);
        serde_json::value::to_raw_value(&value).ok()
    });
    let mut last = None;
    for shortened in shortened {
        let fits = shortened.get().len() <= most;
        last = Some(shortened);
        if fits {
            break;
        }
    }
    last.map_or(Cow::Borrowed(raw), Cow::Owned)
}

/// Cuts each text in a value to this many bytes.
fn shorten(value: &mut Value, longest: usize) {
    match value {
        Value::String(text) => text.truncate(text.floor_char_boundary(longest)),
        Value::Array(elements) => elements.iter_mut().for_each(|element| shorten(element, longest)),
        Value::Object(members) => members.values_mut().for_each(|member| shorten(member, longest)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_too_large_is_cut_and_by_whole_characters() {
        let raw = |text: &str| {
            serde_json::value::to_raw_value(&json!({"id": "1", "text": {"body": text}})).unwrap()
        };
        let usual = raw(&"é".repeat(40_000));
        assert!(matches!(message(&usual), Cow::Borrowed(_)));
        let long = raw(&format!("x{}", "é".repeat(700_000)));
        let value: Value = serde_json::from_str(message(&long).get()).unwrap();
        assert_eq!(value["id"], "1");
        assert_eq!(value["text"]["body"].as_str().unwrap().len(), 89_999);
        let several =
            serde_json::value::to_raw_value(&json!(["x".repeat(90_000), "y".repeat(90_000)])).unwrap();
        assert!(message(&several).get().len() < 2_100);
        assert!(contact(&long).get().len() < 1_100);
    }
}
