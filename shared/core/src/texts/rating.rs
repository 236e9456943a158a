//! The question whether the customer was helped, in five languages.

use crate::language::CustomerLanguage;

/// The question, and the titles of its two buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingTexts {
    /// The question.
    pub question: &'static str,
    /// The button of a customer who was helped. It has at most 20 characters, as Meta allows.
    pub good: &'static str,
    /// The button of one who was not.
    pub bad: &'static str,
}

/// The texts in this language.
pub fn rating(language: CustomerLanguage) -> RatingTexts {
    let (question, good, bad) = match language {
        CustomerLanguage::French => ("Avons-nous pu vous aider ?", "👍 Oui", "👎 Non"),
        CustomerLanguage::English => ("Were we able to help you?", "👍 Yes", "👎 No"),
        CustomerLanguage::Spanish => ("¿Hemos podido ayudarle?", "👍 Sí", "👎 No"),
        CustomerLanguage::Portuguese => ("Conseguimos ajudar?", "👍 Sim", "👎 Não"),
        CustomerLanguage::Arabic => ("هل تمكّنا من مساعدتك؟", "👍 نعم", "👎 لا"),
    };
    RatingTexts { question, good, bad }
}
