//! The arguments of a call that is written as in a programming language: `order="7", count=2`.

use serde_json::{Map, Value};

/// How deep a value may be.
const DEEPEST: usize = 16;

/// The arguments behind `(`, and the bytes up to and with `)`: an object of the named ones, or the one that has no name.
/// `None`: they are of another form.
pub(super) fn arguments(text: &str) -> Option<(Value, usize)> {
    let mut reader = Reader { text, rest: text };
    let mut named = Map::new();
    let mut alone = Vec::new();
    loop {
        reader.blanks();
        if reader.take(")") {
            break;
        }
        match reader.key() {
            Some(key) => drop(named.insert(key, reader.value(0)?)),
            None => alone.push(reader.value(0)?),
        }
        reader.blanks();
        if !reader.take(",") && !reader.rest.starts_with(')') {
            return None;
        }
    }
    let value = match alone.len() {
        0 => Value::Object(named),
        1 if named.is_empty() => alone.pop()?,
        _ => return None,
    };
    Some((value, reader.used()))
}

/// A value in single or double quotes, a number, a list or an object at the beginning of the text, and its bytes.
pub(super) fn value(text: &str) -> Option<(Value, usize)> {
    let mut reader = Reader { text, rest: text };
    let value = reader.value(0)?;
    Some((value, reader.used()))
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl Reader<'_> {
    fn used(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, sign: &str) -> bool {
        let after = self.rest.strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// The name before `=` or `:`. `None`: no name is here.
    fn key(&mut self) -> Option<String> {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (name, after) = self.rest.split_at_checked(end)?;
        let after = after.trim_start().strip_prefix(['=', ':'])?;
        if name.is_empty() {
            return None;
        }
        self.rest = after;
        Some(name.to_owned())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        self.blanks();
        match self.rest.chars().next()? {
            quote @ ('"' | '\'') => self.string(quote).map(Value::String),
            '[' => self.list("[", "]", depth),
            '(' => self.list("(", ")", depth),
            '{' => self.object(depth),
            _ => self.word(),
        }
    }

    fn string(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut signs = self.rest.char_indices().skip(1);
        while let Some((at, sign)) = signs.next() {
            match sign {
                sign if sign == quote => {
                    self.rest = self.rest.get(at + 1..)?;
                    return Some(text);
                }
                '\\' => match signs.next()?.1 {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => {}
                    'u' => {
                        let digits: String = signs.by_ref().take(4).map(|(_, digit)| digit).collect();
                        let code = u32::from_str_radix(&digits, 16).ok()?;
                        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    sign => text.push(sign),
                },
                sign => text.push(sign),
            }
        }
        None
    }

    fn list(&mut self, open: &str, close: &str, depth: usize) -> Option<Value> {
        let mut values = Vec::new();
        self.take(open);
        loop {
            self.blanks();
            if self.take(close) {
                return Some(Value::Array(values));
            }
            values.push(self.value(depth + 1)?);
            self.blanks();
            if !self.take(",") && !self.rest.starts_with(close) {
                return None;
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut members = Map::new();
        self.take("{");
        loop {
            self.blanks();
            if self.take("}") {
                return Some(Value::Object(members));
            }
            let name = match self.rest.chars().next()? {
                quote @ ('"' | '\'') => {
                    let name = self.string(quote)?;
                    self.blanks();
                    self.take(":").then_some(name)?
                }
                _ => self.key()?,
            };
            members.insert(name, self.value(depth + 1)?);
            self.blanks();
            if !self.take(",") && !self.rest.starts_with('}') {
                return None;
            }
        }
    }

    /// A number, or a word for true, false and nothing.
    fn word(&mut self) -> Option<Value> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at_checked(end)?;
        let value = match word {
            "True" | "true" => Value::Bool(true),
            "False" | "false" => Value::Bool(false),
            "None" | "null" => Value::Null,
            number => Value::Number(number.parse().ok()?),
        };
        self.rest = after;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn arguments_of_a_programming_language_are_read() {
        for (text, expected) in [
            (")", Some(json!({}))),
            (
                r#"reason="it's \"broken\"", wants='a refund')."#,
                Some(json!({"reason": "it's \"broken\"", "wants": "a refund"})),
            ),
            (
                "count=2, is_new=True, note=None, sizes=['S', 'M'],)",
                Some(json!({"count": 2, "is_new": true, "note": null, "sizes": ["S", "M"]})),
            ),
            ("{'order': 7, items: [{\"id\": 1.5}]})", Some(json!({"order": 7, "items": [{"id": 1.5}]}))),
            ("reason: \"a\\nb\\u00e9\")", Some(json!({"reason": "a\nbé"}))),
            ("\"angry\")", Some(json!("angry"))),
            ("s) are here", None),
            ("reason=\"angry", None),
            ("reason=angry customer)", None),
            ("\"a\", \"b\")", None),
            ("", None),
        ] {
            assert_eq!(arguments(text).map(|(value, _)| value), expected, "{text}");
        }
        assert_eq!(arguments(&"[".repeat(1_000)), None);
    }
}
