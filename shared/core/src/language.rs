//! The languages in which Relais has texts for customers, and which of them is a customer's.

mod countries;

use relais_whatsapp::ids::WaId;
use serde::{Deserialize, Serialize};

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

    /// Reads two letters, in upper or lower case. `None`: it is none of the five.
    pub fn parse(letters: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(letters))
    }
}

/// The customer's language: of the first of their texts, newest first, that shows one, else that of the country of their
/// number. `None`: neither says it clearly.
pub fn customer_language<'a>(
    _newest_first: impl IntoIterator<Item = &'a str>,
    number: Option<&WaId>,
) -> Option<CustomerLanguage> {
    number.and_then(|number| countries::language_of(number.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
