//! The languages in which Relais has texts for customers, and which of them is a customer's.

mod countries;
mod of_text;
mod words;

use relais_whatsapp::ids::WaId;
use serde::{Deserialize, Serialize};

use crate::optout;

/// A language in which the fixed texts are built in. Written as its two letters (ISO 639-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CustomerLanguage {
    /// French.
    #[serde(rename = "fr")]
    French,
    /// English.
    #[serde(rename = "en")]
    English,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
    /// Arabic.
    #[serde(rename = "ar")]
    Arabic,
}

impl CustomerLanguage {
    /// All five.
    pub const ALL: [Self; 5] = [Self::French, Self::English, Self::Spanish, Self::Portuguese, Self::Arabic];

    /// The two letters, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Arabic => "ar",
        }
    }

    /// Its English name.
    pub fn english_name(self) -> &'static str {
        match self {
            Self::French => "French",
            Self::English => "English",
            Self::Spanish => "Spanish",
            Self::Portuguese => "Portuguese",
            Self::Arabic => "Arabic",
        }
    }

    /// Reads two letters, in upper or lower case. `None`: it is none of the five.
    pub fn parse(letters: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(letters))
    }
}

/// The customer's language: of the first of their texts, newest first, that shows one, else that of the country of their
/// number. `None`: neither says it clearly.
pub fn customer_language<'a>(
    newest_first: impl IntoIterator<Item = &'a str>,
    number: Option<&WaId>,
) -> Option<CustomerLanguage> {
    let shown = newest_first.into_iter().find_map(language_of_text);
    shown.or_else(|| number.and_then(language_of_country))
}

/// The English name of the language of the country of a number, also of languages in which Relais has no texts. `None`:
/// it has several, or it is not known.
pub fn english_name_of_country(number: &WaId) -> Option<&'static str> {
    countries::english_name_of(number.as_str())
}

/// The language of the country of a number. `None`: it has several, or none of these.
fn language_of_country(number: &WaId) -> Option<CustomerLanguage> {
    countries::language_of(number.as_str())
}

/// The language that a text shows: "BAJA" is Spanish although it is no sentence.
fn language_of_text(text: &str) -> Option<CustomerLanguage> {
    match optout::wish_and_language(text) {
        Some((_, Some(language))) => Some(language),
        Some((_, None)) | None => of_text::language_of(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_text_that_shows_a_language_decides_then_the_number() {
        use CustomerLanguage::{French, Portuguese, Spanish};
        let french = WaId::from("33639980001");
        let german = WaId::from("49151000001");
        let cases: [(&[&str], Option<&WaId>, Option<CustomerLanguage>); 8] = [
            (&["Hola, ¿a qué hora abren?"], Some(&french), Some(Spanish)),
            (&["ok", "👍", "quero reservar uma mesa", "bonjour"], Some(&french), Some(Portuguese)),
            (&["BAJA"], Some(&german), Some(Spanish)),
            (&["STOP", "Désabonnez-moi"], Some(&german), Some(French)),
            (&["ok"], Some(&french), Some(French)),
            (&["ok"], Some(&german), None),
            (&["Wann haben Sie geöffnet?"], None, None),
            (&[], None, None),
        ];
        for (texts, number, expected) in cases {
            assert_eq!(customer_language(texts.iter().copied(), number), expected, "{texts:?}");
        }
    }

    #[test]
    fn two_letters_name_a_language_in_either_case_and_in_records() {
        for language in CustomerLanguage::ALL {
            let letters = language.as_str();
            assert_eq!(CustomerLanguage::parse(letters), Some(language));
            assert_eq!(CustomerLanguage::parse(&letters.to_uppercase()), Some(language));
            assert_eq!(serde_json::to_string(&language).unwrap(), format!("\"{letters}\""));
        }
        for other in ["", "de", "e", "eng", "en-GB", "français"] {
            assert_eq!(CustomerLanguage::parse(other), None, "{other:?}");
        }
    }
}
