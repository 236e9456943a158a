//! What must, or must not, be in an answer: words, or a regular expression between slashes.

use std::fmt;

use regex::{Regex, RegexBuilder};
use relais_core::folding::folded;
use serde::de::{self, Deserialize, Deserializer, Visitor};

/// Words or a regular expression. Upper case, accents and WhatsApp's marks do not matter.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    written: String,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Words(String),
    Regex(Regex),
}

impl Pattern {
    /// Reads a pattern. The error says what to write.
    pub(super) fn parse(written: &str) -> Result<Self, String> {
        let inner = written.trim().strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let kind = match inner {
            Some(expression) => {
                let mut builder = RegexBuilder::new(&folded_expression(expression));
                let regex = builder.multi_line(true).build().map_err(|error| {
                    let error = error.to_string();
                    let why = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
                    format!("{written} is no regular expression ({why}): correct it, or write words without slashes")
                })?;
                Kind::Regex(regex)
            }
            None => Kind::Words(plain(written)),
        };
        match &kind {
            Kind::Words(words) if words.is_empty() => {
                Err("there are no words: write what the answer must have, or delete the line".to_owned())
            }
            _ => Ok(Self { written: written.trim().to_owned(), kind }),
        }
    }

    /// Whether it is in this text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match &self.kind {
            Kind::Words(words) => plain(text).contains(words.as_str()),
            Kind::Regex(regex) => regex.is_match(&unmarked(text)),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Words(_) => write!(f, "“{}”", self.written),
            Kind::Regex(_) => f.write_str(&self.written),
        }
    }
}

/// The visitor sees the text where it stands, so that an error has its line.
impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Pattern;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in quotation marks, or a \"/regular expression/\"")
            }

            fn visit_str<E: de::Error>(self, written: &str) -> Result<Pattern, E> {
                Pattern::parse(written).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Written)
    }
}

/// Folded, without marks for bold and the like.
fn unmarked(text: &str) -> String {
    folded(text).replace(['*', '~', '`'], "")
}

/// The same with one blank between two words.
fn plain(text: &str) -> String {
    unmarked(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An expression for folded texts: its letters are folded, and what has a meaning stays as it is written: escapes, such as
/// `\S`, and what follows `(?`.
fn folded_expression(expression: &str) -> String {
    let mut made = String::with_capacity(expression.len());
    let mut letters = String::new();
    let mut signs = expression.chars().peekable();
    while let Some(sign) = signs.next() {
        let is_group = sign == '(' && signs.peek() == Some(&'?');
        if sign != '\\' && !is_group {
            letters.push(sign);
            continue;
        }
        made.push_str(&folded(&std::mem::take(&mut letters)));
        made.push(sign);
        made.extend(signs.next());
        let end: &[char] = match (is_group, signs.peek()) {
            (true, _) => &[':', ')', '>'],
            (false, Some('{')) => &['}'],
            (false, _) => continue,
        };
        for sign in signs.by_ref() {
            made.push(sign);
            if end.contains(&sign) {
                break;
            }
        }
    }
    made + &folded(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_marks_and_breaks_do_not_matter() {
        for (pattern, text, is_in) in [
            ("à partir de 10 €", "Bons cadeaux *A PARTIR* de\n10\u{202f}€ !", true),
            ("collègue", "un collegue répondra", true),
            ("collègue", "une amie répondra", false),
            ("/9 ?h|09:00/", "Ouvert dès 9 H", true),
            ("/^Ouvert/", "Bonjour !\nouvert demain", true),
            (r"/\bÉté\b/", "En ETE seulement", true),
            (r"/\S+@\S+/", "libraire AT port", false),
            (r"/\D\d{2}\D/", "le 12 mai", true),
            ("/(?P<Hour>9|10) h/", "10 h", true),
            (r"/\p{L}+ port/", "librairie Port", true),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().is_in(text), is_in, "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_what_to_write() {
        let error = Pattern::parse("/9 (h/").unwrap_err();
        assert!(error.contains("unclosed group") && error.contains("correct it"), "{error}");
        assert!(Pattern::parse(" * ").is_err());
    }
}
