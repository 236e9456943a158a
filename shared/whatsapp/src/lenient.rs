//! Reads JSON of any shape: a number for a string, a missing part, half of a surrogate pair.
//!
//! Nothing here fails. What cannot be read is absent, and the caller keeps the raw text beside the parsed values.

mod object;
mod surrogates;

use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde_json::{Map, Value, value::RawValue};

pub(crate) use object::{Object, elements};

use crate::ids::{UserId, WaId};

/// Levels of objects that are read member by member when the whole cannot be read.
const SALVAGE_LEVELS: u8 = 4;

/// Longest text that is accepted as an id, in bytes. Meta's ids have less than 200; keys of the database hold 2,048.
const LONGEST_ID: usize = 1024;

/// Longest id of a person that is accepted, in bytes. A number has 15 digits at most; a user id 2 letters, `.ENT.` and
/// 128 characters.
const LONGEST_PERSON: usize = 140;

/// Parses a raw value. A lone surrogate escape becomes U+FFFD. Where something else cannot be read (a number out of
/// range, nesting beyond serde's limit), only the part that contains it becomes `null`.
pub(crate) fn value(raw: &RawValue) -> Value {
    salvage(raw.get(), SALVAGE_LEVELS)
}

/// A time, as [`Fields::timestamp`] reads it.
pub(crate) fn timestamp(raw: &RawValue) -> Option<Timestamp> {
    time(&value(raw))
}

/// A text or a number, as text. An empty text counts as absent.
pub(crate) fn text(raw: &RawValue) -> Option<String> {
    as_text(&value(raw))
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn salvage(text: &str, levels: u8) -> Value {
    if let Ok(value) = serde_json::from_str(text) {
        return value;
    }
    let repaired = surrogates::repair(text);
    if let Ok(value) = serde_json::from_str(&repaired) {
        return value;
    }
    match (levels.checked_sub(1), Object::parse(&repaired)) {
        (Some(levels), Some(object)) => object
            .into_pairs()
            .map(|(key, part)| (key.into_owned(), salvage(part.get(), levels)))
            .collect::<Map<_, _>>()
            .into(),
        _ => Value::Null,
    }
}

/// The members of a JSON object. Every accessor returns `None` for a member that is absent or of another kind.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(Option<&'a Map<String, Value>>);

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    pub(crate) fn get(self, key: &str) -> Option<&'a Value> {
        self.0?.get(key).filter(|value| !value.is_null())
    }

    /// All members.
    pub(crate) fn members(self) -> Map<String, Value> {
        self.0.cloned().unwrap_or_default()
    }

    /// Whether the object exists.
    pub(crate) fn exists(self) -> bool {
        self.0.is_some()
    }

    /// The object under a key, or an empty one.
    pub(crate) fn object(self, key: &str) -> Self {
        Self(self.get(key).and_then(Value::as_object))
    }

    /// The objects of the list under a key. A single object counts as a list of one.
    pub(crate) fn objects(self, key: &str) -> impl Iterator<Item = Fields<'a>> + use<'a> {
        let values = match self.get(key) {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        values.iter().map(Fields::of).filter(|fields| fields.exists())
    }

    /// A text or a number, as text. An empty text counts as absent.
    pub(crate) fn text(self, key: &str) -> Option<String> {
        as_text(self.get(key)?)
    }

    /// A text as an id. A text that is too long for an id counts as absent.
    pub(crate) fn id<T: From<String>>(self, key: &str) -> Option<T> {
        self.text(key).filter(|text| text.len() <= LONGEST_ID).map(T::from)
    }

    pub(crate) fn integer(self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn float(self, key: &str) -> Option<f64> {
        match self.get(key)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
        .filter(|float| float.is_finite())
    }

    pub(crate) fn boolean(self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn timestamp(self, key: &str) -> Option<Timestamp> {
        time(self.get(key)?)
    }

    /// A person's id. A longer text is nobody's id and counts as absent.
    pub(crate) fn person_id<T: From<String>>(self, key: &str) -> Option<T> {
        self.text(key).filter(|text| text.len() <= LONGEST_PERSON).map(T::from)
    }

    /// A person's number and user id. Some providers put the user id into the number's field.
    pub(crate) fn person(self, number: &str, user: &str) -> (Option<WaId>, Option<UserId>) {
        let user_id = self.person_id(user);
        match self.person_id::<WaId>(number) {
            Some(id) if UserId::is_well_formed(id.as_str()) => {
                (None, user_id.or_else(|| Some(UserId::from(id.as_str()))))
            }
            number => (number, user_id),
        }
    }
}

/// Seconds since 1970, as text or number. Values too large for seconds (beyond the year 5138) are milliseconds, which
/// some senders use. RFC 3339 text is accepted too. Zero, negative values and times beyond the year 2286 mean unknown:
/// none is a message's time, and milliseconds of the latter need more than 13 digits.
fn time(value: &Value) -> Option<Timestamp> {
    const POSSIBLE: RangeInclusive<i64> = 1..=9_999_999_999_999;
    any_time(value).filter(|at| POSSIBLE.contains(&at.as_millisecond()))
}

fn any_time(value: &Value) -> Option<Timestamp> {
    const FIRST_MILLISECOND: i64 = 100_000_000_000;
    let count = match value {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => {
            let text = text.trim();
            if let Ok(time) = text.parse::<Timestamp>() {
                return Some(time);
            }
            text.parse().ok().or_else(|| whole(text.parse().ok()?))
        }
        _ => None,
    }?;
    match count {
        ..=0 => None,
        1..FIRST_MILLISECOND => Timestamp::from_second(count).ok(),
        _ => Timestamp::from_millisecond(count).ok(),
    }
}

fn whole(float: f64) -> Option<i64> {
    // Far above any time that jiff can hold, far below where the conversion would be inexact.
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the filter")]
    Some(float).filter(|float| (1.0..1e15).contains(float)).map(|float| float as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn timestamps_in_every_form() {
        let expected = Timestamp::from_second(1_700_000_000).unwrap();
        for value in [
            json!("1700000000"),
            json!(1_700_000_000),
            json!(1_700_000_000_000_i64),
            json!("1700000000000"),
            json!(" 1700000000 "),
            json!(1_700_000_000.5),
            json!("1700000000.9"),
            json!("2023-11-14T22:13:20Z"),
        ] {
            assert_eq!(time(&value), Some(expected), "{value}");
        }
        let last = Timestamp::from_second(9_999_999_999).unwrap();
        assert_eq!(time(&json!("9999999999")), Some(last));
        for value in [
            json!(0),
            json!(""),
            json!("soon"),
            json!(-5),
            json!(i64::MAX),
            json!(u64::MAX),
            json!([]),
            json!(10_000_000_000_i64),
            json!("10000000000000"),
            json!("9999-12-31T00:00:00Z"),
            json!("1969-12-31T00:00:00Z"),
        ] {
            assert_eq!(time(&value), None, "{value}");
        }
    }

    #[test]
    fn one_unreadable_part_does_not_cost_the_rest() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        let text = format!(r#"{{"a":"\ud83d!","b":1e999,"c":{{"d":{deep},"e":"kept"}},"f":"\ud83d\ude00"}}"#);
        let raw = RawValue::from_string(text).unwrap();
        assert_eq!(
            value(&raw),
            json!({"a": "\u{fffd}!", "b": null, "c": {"d": null, "e": "kept"}, "f": "😀"})
        );
    }

    #[test]
    fn a_user_id_in_the_place_of_a_number() {
        let sample = json!({"from": "US.123", "to": "336", "empty": "", "user": "FR.9"});
        let fields = Fields::of(&sample);
        assert_eq!(fields.person("from", "none"), (None, Some("US.123".into())));
        assert_eq!(fields.person("from", "user"), (None, Some("FR.9".into())));
        assert_eq!(fields.person("to", "none"), (Some("336".into()), None));
        assert_eq!(fields.person("empty", "none"), (None, None));
    }

    #[test]
    fn a_text_too_long_for_an_id_is_none() {
        let sample = json!({"longest": "1".repeat(1024), "longer": "1".repeat(1025)});
        let fields = Fields::of(&sample);
        assert!(fields.id::<WaId>("longest").is_some());
        assert_eq!(fields.id::<WaId>("longer"), None);
        assert_eq!(fields.person("longer", "longer"), (None, None));
    }
}
