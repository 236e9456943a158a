//! The fixed texts: their language, and a fallback of the business's own.

use std::collections::BTreeMap;

use relais_whatsapp::limits::TEXT_BODY;
use relais_whatsapp::utf16_len;

use super::Vars;
use crate::language::CustomerLanguage;
use crate::texts::{OwnText, Texts};

const LANGUAGE: &str = "RELAIS_LANGUAGE";
const FALLBACK_TEXT: &str = "RELAIS_FALLBACK_TEXT";

/// Reads `RELAIS_LANGUAGE` and `RELAIS_FALLBACK_TEXT`. What is not set is as in [`Texts::default`]. Whatever is wrong is
/// noted as a problem.
pub fn texts(vars: &mut Vars<'_>) -> Texts {
    Texts::new(language(vars), fallback(vars))
}

fn language(vars: &mut Vars<'_>) -> CustomerLanguage {
    let default = CustomerLanguage::English;
    let Some(letters) = vars.optional(LANGUAGE) else { return default };
    CustomerLanguage::parse(&letters).unwrap_or_else(|| {
        vars.problem(format!("{LANGUAGE} must be one of {}", known_languages()));
        default
    })
}

/// One text, or a JSON object with a text for each language: a value that begins with `{`.
fn fallback(vars: &mut Vars<'_>) -> Option<OwnText> {
    let value = vars.optional(FALLBACK_TEXT)?;
    let own = if value.starts_with('{') { by_language(&value) } else { one_text(value).map(OwnText::ForAll) };
    match own {
        Ok(own) => Some(own),
        Err(problem) => {
            vars.problem(format!("{FALLBACK_TEXT} {problem}"));
            None
        }
    }
}

fn by_language(json: &str) -> Result<OwnText, String> {
    let texts: BTreeMap<String, String> = serde_json::from_str(json).map_err(|_| {
        "begins with { and is not a JSON object of languages and texts, such as {\"fr\":\"…\"}".to_owned()
    })?;
    if texts.is_empty() {
        return Err("has no language: leave it empty for the built-in texts".to_owned());
    }
    let checked = texts.into_iter().map(|(letters, text)| {
        let language = CustomerLanguage::parse(&letters)
            .ok_or_else(|| format!("has a language that is none of {}", known_languages()))?;
        let text = one_text(text.trim().to_owned())
            .map_err(|problem| format!("{problem} (language {})", language.as_str()))?;
        Ok((language, text))
    });
    checked.collect::<Result<_, String>>().map(OwnText::ByLanguage)
}

/// The text, if Meta accepts its length.
fn one_text(text: String) -> Result<String, String> {
    match utf16_len(&text) {
        1..=TEXT_BODY => Ok(text),
        0 => Err("has an empty text".to_owned()),
        length => Err(format!("has a text of {length} characters, and at most {TEXT_BODY} can be sent")),
    }
}

fn known_languages() -> String {
    CustomerLanguage::ALL.map(CustomerLanguage::as_str).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Notice;

    fn read(language: &str, fallback: &str) -> Result<Texts, String> {
        let lookup = |name: &str| match name {
            LANGUAGE => Some(language.to_owned()),
            FALLBACK_TEXT => Some(fallback.to_owned()),
            _ => None,
        };
        let mut vars = Vars::new(&lookup);
        let texts = texts(&mut vars);
        vars.finish(texts).map_err(|error| error.to_string())
    }

    #[test]
    fn blank_variables_leave_the_built_in_texts() {
        assert_eq!(read("", " \n ").unwrap(), Texts::default());
    }

    #[test]
    fn the_fallback_is_one_text_or_one_for_each_language() {
        let texts = read("pt", "Até já").unwrap();
        assert_eq!(texts.of(Notice::Fallback, Some(CustomerLanguage::Arabic)), "Até já");
        let texts = read("FR", r#"{"fr":" À bientôt ","ES":"Hasta pronto"}"#).unwrap();
        assert_eq!(texts.of(Notice::Fallback, None), "À bientôt");
        assert_eq!(texts.of(Notice::Fallback, Some(CustomerLanguage::Spanish)), "Hasta pronto");
    }

    #[test]
    fn the_longest_text_that_meta_accepts_is_accepted() {
        assert!(read("", &"é".repeat(4096)).is_ok());
        assert!(read("", &"👍".repeat(2048)).is_ok());
        assert!(read("", &format!(r#"{{"ar":"{}"}}"#, "ش".repeat(4096))).is_ok());
    }

    #[test]
    fn what_cannot_be_sent_is_refused_by_name() {
        let long = "secret".repeat(1000);
        let cases = [
            (long.clone(), "at most 4096"),
            ("👍".repeat(2049), "at most 4096"),
            (format!(r#"{{"es":"{long}"}}"#), "(language es)"),
            (r#"{"fr":"  "}"#.to_owned(), "empty text (language fr)"),
            (r#"{"de":"secret"}"#.to_owned(), "none of fr, en, es, pt, ar"),
            (r#"{"fr":["secret"]}"#.to_owned(), "not a JSON object"),
            (r#"{"fr":null}"#.to_owned(), "not a JSON object"),
            ("{secret".to_owned(), "not a JSON object"),
            ("{}".to_owned(), "has no language"),
        ];
        for (value, expected) in cases {
            let error = read("", &value).unwrap_err();
            assert!(error.contains("RELAIS_FALLBACK_TEXT") && error.contains(expected), "{error}");
            assert!(!error.contains("secret"), "values are not repeated: {error}");
        }
    }

    #[test]
    fn a_language_without_built_in_texts_is_refused_by_name() {
        for letters in ["de", "english", "f"] {
            let error = read(letters, "").unwrap_err();
            assert!(error.contains("RELAIS_LANGUAGE must be one of fr, en, es, pt, ar"), "{error}");
        }
    }
}
