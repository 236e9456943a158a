//! Half of a surrogate pair, `\ud83d` without its `\ude00`, is legal JSON but not legal Unicode. Truncated names and
//! texts contain it, and serde then refuses the whole document.

use std::borrow::Cow;

const REPLACEMENT: &str = "\\ufffd";
const ESCAPE_LEN: usize = 6;

/// Replaces each lone surrogate escape of a JSON text by the escape of U+FFFD, and nothing else.
pub(super) fn repair(json: &str) -> Cow<'_, str> {
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(offset) = json.get(at..).and_then(|rest| rest.find('\\')) {
        at += offset;
        let step = match (unit(json, at), unit(json, at + ESCAPE_LEN)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 2 * ESCAPE_LEN,
            (Some(0xD800..=0xDFFF), _) => {
                repaired.push_str(json.get(copied..at).unwrap_or_default());
                repaired.push_str(REPLACEMENT);
                copied = at + ESCAPE_LEN;
                ESCAPE_LEN
            }
            (Some(_), _) => ESCAPE_LEN,
            // Any other escape is a backslash and one ASCII character: `\\`, `\"`, `\n`.
            (None, _) => 2,
        };
        at += step;
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    repaired.push_str(json.get(copied..).unwrap_or_default());
    Cow::Owned(repaired)
}

/// The UTF-16 unit of the `\uXXXX` escape at this position.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + ESCAPE_LEN)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn only_lone_halves_are_replaced() {
        for (json, expected) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ud83dx""#, r#""\ufffdx""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\uD83D\uDE00""#, r#""\uD83D\uDE00""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\u00e9 é""#, r#""\u00e9 é""#),
            (r#""\ud8"#, r#""\ud8"#),
            ("\"\\", "\"\\"),
            ("\"\\é\"", "\"\\é\""),
        ] {
            assert_eq!(repair(json), expected, "{json}");
        }
    }
}
