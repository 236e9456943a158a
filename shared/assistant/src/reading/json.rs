//! Parses one JSON value, also as careless servers write it.

use serde_json::{Deserializer, Value};

/// The result of [`first`].
pub(super) enum Parsed {
    /// A value, and the bytes that it takes.
    Value(Value, usize),
    /// The text ends within the value.
    CutShort,
    /// It is not JSON.
    Not,
}

/// The value at the beginning of `text`. What is nested too deep in it is `null`.
pub(super) fn first(text: &str) -> Parsed {
    match strict(text) {
        Parsed::Not => {}
        parsed => return parsed,
    }
    match mend(text).as_deref().map(strict) {
        Some(Parsed::Value(value, _)) => Parsed::Value(value, text.len()),
        Some(parsed) => parsed,
        None => Parsed::Not,
    }
}

/// The deepest value that is kept. The parser stops at 128.
const DEEPEST: usize = 100;

fn strict(text: &str) -> Parsed {
    let mut values = Deserializer::from_str(text).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => Parsed::Value(value, values.byte_offset()),
        Some(Err(error)) if error.is_eof() => Parsed::CutShort,
        Some(Err(_)) | None => Parsed::Not,
    }
}

/// The text with what serialisers write against the standard made valid: control characters inside strings, halves of
/// surrogate pairs (a chunk that ends within an emoji), Python's `NaN` and `Infinity`, and numbers beyond `f64`. Values
/// nested above [`DEEPEST`] become `null`. `None` if it has none of these.
fn mend(text: &str) -> Option<String> {
    let mut mended = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut is_string = false;
    let mut depth = 0_usize;
    while let Some(next) = rest.chars().next() {
        let (replacement, taken) = match next {
            '"' => {
                is_string = !is_string;
                (None, 1)
            }
            '\\' if is_string => escape(rest),
            _ if is_string && next < ' ' => (Some(format!("\\u{:04x}", u32::from(next))), 1),
            'N' | 'I' | '-' | '0'..='9' if !is_string => number(rest),
            '{' | '[' if !is_string => {
                depth += 1;
                (Some("null".to_owned()).filter(|_| depth == DEEPEST + 1), 1)
            }
            '}' | ']' if !is_string => {
                depth = depth.saturating_sub(1);
                (Some(String::new()).filter(|_| depth == DEEPEST), 1)
            }
            _ => (None, next.len_utf8()),
        };
        let (taken, left) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        let is_too_deep = depth > DEEPEST && replacement.as_deref() != Some("null");
        if !is_too_deep {
            mended.push_str(replacement.as_deref().unwrap_or(taken));
        }
        rest = left;
    }
    (mended != text).then_some(mended)
}

/// An escape at the beginning of `rest`: what replaces it, if it must be replaced, and its length.
fn escape(rest: &str) -> (Option<String>, usize) {
    match unit(rest) {
        Some(0xD800..=0xDBFF) => {
            let is_pair = matches!(rest.get(6..).and_then(unit), Some(0xDC00..=0xDFFF));
            if is_pair { (None, 12) } else { (Some("\\ufffd".to_owned()), 6) }
        }
        Some(0xDC00..=0xDFFF) => (Some("\\ufffd".to_owned()), 6),
        Some(_) => (None, 6),
        None => (None, 1 + rest.chars().nth(1).map_or(0, char::len_utf8)),
    }
}

/// The UTF-16 unit of `\uXXXX` at the beginning of `rest`.
fn unit(rest: &str) -> Option<u16> {
    let digits = rest.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// A number, or the word for none, at the beginning of `rest`.
fn number(rest: &str) -> (Option<String>, usize) {
    if let Some(word) = ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| rest.starts_with(word)) {
        return (Some("null".to_owned()), word.len());
    }
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    let length = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
    let number = rest.get(..length).and_then(|number| number.parse::<f64>().ok());
    let is_infinite = number.is_some_and(f64::is_infinite);
    (is_infinite.then(|| "null".to_owned()), length.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn careless_json_is_mended() {
        let cases = [
            (r#"{"a":NaN,"b":[Infinity,-Infinity,-1]}"#, Some(r#"{"a":null,"b":[null,null,-1]}"#)),
            ("{\"a\":\"one\ntwo\"}", Some(r#"{"a":"one\u000atwo"}"#)),
            (r#"{"a":"\ud83d x \ude00 \ud83d\ude00"}"#, Some(r#"{"a":"\ufffd x \ufffd \ud83d\ude00"}"#)),
            (r#"{"a":1e999,"b":[-1e999,1e9]}"#, Some(r#"{"a":null,"b":[null,1e9]}"#)),
            (r#"{"a":"NaN \" \\ \ué"}"#, None),
        ];
        for (text, mended) in cases {
            assert_eq!(mend(text).as_deref(), mended, "{text}");
        }
    }
}
