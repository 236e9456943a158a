//! The fixed texts that customers get, each in one language at a time, and the default system prompt.

mod built_in;
mod rating;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::language::CustomerLanguage;

pub use rating::{RatingTexts, rating};

/// The default of `SYSTEM_PROMPT`.
pub const DEFAULT_SYSTEM_PROMPT: &str = "You are the helpful assistant of a business that customers write to on \
    WhatsApp. Answer in the customer's language, briefly and politely. When you do not know something about the \
    business, say so and offer that a person will answer.";

/// A fixed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The model cannot answer; a person answers as soon as possible.
    Fallback,
    /// The customer opted out. It names the word that undoes it.
    OptOut,
    /// A message of this type cannot be read here.
    Unreadable,
    /// The business is closed; a person answers when it is open again.
    Closed,
    /// The customer asked for a person, who answers as soon as possible.
    HandedOver,
}

impl Notice {
    /// All notices.
    pub const ALL: [Self; 5] =
        [Self::Fallback, Self::OptOut, Self::Unreadable, Self::Closed, Self::HandedOver];
}

/// The fixed texts as they are set up. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    language: CustomerLanguage,
    own: Arc<BTreeMap<Notice, OwnText>>,
}

/// A text of the business, in place of a built-in one. Each has 1 to 4096 characters; [`crate::config::texts`] and
/// [`crate::business`] check it. In JSON, a text, or an object with a text for each of some languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OwnText {
    /// One text for every customer.
    ForAll(String),
    /// A text for each of these languages. The others have the built-in one.
    ByLanguage(BTreeMap<CustomerLanguage, String>),
}

impl OwnText {
    /// The text for this language.
    pub fn of(&self, language: CustomerLanguage) -> Option<&str> {
        match self {
            Self::ForAll(text) => Some(text),
            Self::ByLanguage(texts) => texts.get(&language).map(String::as_str),
        }
    }

    /// All texts.
    pub fn all(&self) -> Vec<&str> {
        match self {
            Self::ForAll(text) => vec![text],
            Self::ByLanguage(texts) => texts.values().map(String::as_str).collect(),
        }
    }
}

impl Texts {
    /// The texts with these settings: the language of customers whose own is not known, and the business's fallback.
    pub fn new(language: CustomerLanguage, fallback: Option<OwnText>) -> Self {
        let own = fallback.map(|text| (Notice::Fallback, text));
        Self { language, own: Arc::new(own.into_iter().collect()) }
    }

    /// The same with these of a business's own in their place, and with this language where one is given.
    #[must_use]
    pub fn with(&self, language: Option<CustomerLanguage>, own: BTreeMap<Notice, OwnText>) -> Self {
        let mut all = self.own.as_ref().clone();
        all.extend(own);
        Self { language: language.unwrap_or(self.language), own: Arc::new(all) }
    }

    /// The language of customers whose own is not known.
    pub fn language(&self) -> CustomerLanguage {
        self.language
    }

    /// The notice in the customer's language, or in the one that is set if the customer's is not known.
    pub fn of(&self, notice: Notice, language: Option<CustomerLanguage>) -> &str {
        let language = language.unwrap_or(self.language);
        let own = self.own.get(&notice);
        own.and_then(|own| own.of(language)).unwrap_or_else(|| built_in::text(notice, language))
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self::new(CustomerLanguage::English, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CustomerLanguage::{Arabic, English, French, Spanish};

    #[test]
    fn a_notice_is_in_the_customers_language_or_in_the_one_that_is_set() {
        let texts = Texts::new(Spanish, None);
        for notice in Notice::ALL {
            for language in CustomerLanguage::ALL {
                assert_eq!(texts.of(notice, Some(language)), built_in::text(notice, language));
            }
            assert_eq!(texts.of(notice, None), built_in::text(notice, Spanish));
        }
        assert_eq!(Texts::default().of(Notice::Fallback, None), built_in::text(Notice::Fallback, English));
    }

    #[test]
    fn one_text_of_the_business_is_for_all_and_for_the_fallback_only() {
        let texts = Texts::new(French, Some(OwnText::ForAll("À bientôt".to_owned())));
        assert_eq!(texts.of(Notice::Fallback, None), "À bientôt");
        assert_eq!(texts.of(Notice::Fallback, Some(Arabic)), "À bientôt");
        assert_eq!(texts.of(Notice::OptOut, None), built_in::text(Notice::OptOut, French));
    }

    #[test]
    fn a_language_without_a_text_of_the_business_has_the_built_in_one() {
        let own = BTreeMap::from([(French, "À bientôt".to_owned())]);
        let texts = Texts::new(French, Some(OwnText::ByLanguage(own)));
        assert_eq!(texts.of(Notice::Fallback, Some(French)), "À bientôt");
        assert_eq!(texts.of(Notice::Fallback, None), "À bientôt");
        assert_eq!(texts.of(Notice::Fallback, Some(Spanish)), built_in::text(Notice::Fallback, Spanish));
    }
}
