//! Why a text is no address of a customer. No text repeats what was typed.

use crate::problem::{Both, Problem, texts};

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No digits at all.
    Empty,
    Letters,
    /// Signs that do not belong into a number.
    Signs,
    /// A second plus, after digits.
    Several,
    /// It does not begin with a country code, and no default country is configured.
    NoCountryCode,
    /// It is no number of the configured country, nor does it begin with a country code.
    NotOfTheCountry,
    /// It is a number of the configured country, and another one when it is read with a country code.
    TwoReadings,
    UnknownCountryCode,
    TooShort,
    TooLong,
    /// Neither too short nor too long, but no number of the country has this many digits.
    WrongLength,
}

impl Refusal {
    fn detail(self) -> Both<&'static str> {
        let (en, fr) = match self {
            Self::Empty => (
                "The number is empty: it has no digit. Write it with the country code first, such as +33 6 12 34 56 78.",
                "Le numéro est vide : il n'a aucun chiffre. Écrivez-le avec l'indicatif du pays d'abord, comme +33 6 12 34 56 78.",
            ),
            Self::Letters => (
                "There are letters in the number. Write digits only, or the customer's user id (two capital letters, a dot, letters and digits) or contact id.",
                "Il y a des lettres dans le numéro. Écrivez seulement des chiffres, ou l'identifiant WhatsApp du client (deux majuscules, un point, des lettres et des chiffres) ou son identifiant de contact.",
            ),
            Self::Signs => (
                "There are signs in the number that do not belong there. Write a plus, digits, spaces, dots, hyphens and brackets only.",
                "Il y a dans le numéro des signes qui n'y ont pas leur place. Écrivez seulement un plus, des chiffres, des espaces, des points, des tirets et des parenthèses.",
            ),
            Self::Several => (
                "There is a plus after digits, as in two numbers. Write one number, with the plus at its beginning.",
                "Il y a un plus après des chiffres, comme dans deux numéros. Écrivez un seul numéro, avec le plus au début.",
            ),
            Self::NoCountryCode => (
                "The country code is missing. Write the country code first, such as +33 6 12 34 56 78: without it the number may be another person's.",
                "L'indicatif du pays manque. Écrivez d'abord l'indicatif du pays, comme +33 6 12 34 56 78 : sans lui, le numéro peut être celui d'une autre personne.",
            ),
            Self::NotOfTheCountry => (
                "This is no number of the country that is configured. If it is another country's, write a plus and the country code first.",
                "Ce n'est pas un numéro du pays configuré. S'il est d'un autre pays, écrivez d'abord un plus et l'indicatif du pays.",
            ),
            Self::TwoReadings => (
                "This can be a number of the configured country or of another one. Write a plus and the country code first, or the leading 0 of a number inside the country.",
                "Ce peut être un numéro du pays configuré ou d'un autre. Écrivez d'abord un plus et l'indicatif du pays, ou le 0 qui commence un numéro à l'intérieur du pays.",
            ),
            Self::UnknownCountryCode => (
                "The number begins with a country code that does not exist. Check its first digits.",
                "Le numéro commence par un indicatif de pays qui n'existe pas. Vérifiez ses premiers chiffres.",
            ),
            Self::TooShort => (
                "The number is too short: digits are missing. Check it, with its country code.",
                "Le numéro est trop court : il manque des chiffres. Vérifiez-le, avec son indicatif de pays.",
            ),
            Self::TooLong => (
                "The number is too long: it has more digits than a number of its country. Check it, with its country code.",
                "Le numéro est trop long : il a plus de chiffres qu'un numéro de son pays. Vérifiez-le, avec son indicatif de pays.",
            ),
            Self::WrongLength => (
                "No number of this country has this many digits: some are missing or too many. Check it.",
                "Aucun numéro de ce pays n'a ce nombre de chiffres : il en manque, ou il y en a trop. Vérifiez-le.",
            ),
        };
        Both { en, fr }
    }

    /// The problem, for a call that takes a number.
    pub(crate) fn into_problem(self) -> Problem {
        let Both { en, fr } = self.detail();
        Problem::of(&texts::INVALID_NUMBER).saying(en, fr)
    }

    /// The problem, for a call that names a conversation: a text that does not look like a number is an id that nobody
    /// has.
    pub(crate) fn of_conversation(self) -> Problem {
        match self {
            Self::Letters | Self::Signs => Problem::of(&texts::UNKNOWN_CONVERSATION),
            _ => self.into_problem(),
        }
    }
}
