//! The problem of a field that Graph would refuse, in words.

use relais_whatsapp::limits;
use relais_whatsapp::outbound::{Fault, FieldError, Unsendable};

use crate::problem::{Problem, texts};

/// The problem of a content that Graph would refuse.
pub(super) fn unsendable(error: Unsendable) -> Problem {
    match error {
        Unsendable::EmptyText => Problem::of(&texts::EMPTY_TEXT).with("field", "message"),
        Unsendable::LongText => {
            Problem::of(&texts::TEXT_TOO_LONG).with("field", "message").with("limit", limits::TEXT_BODY)
        }
        Unsendable::Field(error) => invalid(&error),
        Unsendable::LongCallbackData | Unsendable::NotUploaded => Problem::internal(error),
    }
}

/// The problem of one field. It names the field and the limit.
pub(super) fn invalid(error: &FieldError) -> Problem {
    let FieldError { field, fault } = error;
    let (en, fr) = in_words(fault);
    let problem = Problem::of(&texts::INVALID_FIELD)
        .saying(format!("`{field}` {en}."), format!("`{field}` {fr}."))
        .with("field", field.as_str());
    match limit(fault) {
        Some(limit) => problem.with("limit", limit),
        None => problem,
    }
}

/// The problem of a reaction to a reaction. Graph accepts it and delivers nothing (Meta, "Reaction messages").
pub(super) fn reaction_to_reaction() -> Problem {
    Problem::of(&texts::INVALID_FIELD)
        .saying(
            "`reaction.message_id` is the id of a reaction. React to a message.",
            "`reaction.message_id` est l'identifiant d'une réaction. Réagissez à un message.",
        )
        .with("field", "reaction.message_id")
}

/// The limit that was exceeded.
fn limit(fault: &Fault) -> Option<u64> {
    match fault {
        Fault::TooLong(most) | Fault::TooMany(most) => u64::try_from(*most).ok(),
        Fault::TooLarge(most) => Some(*most),
        _ => None,
    }
}

fn in_words(fault: &Fault) -> (String, String) {
    let pair = |en: &str, fr: &str| (en.to_owned(), fr.to_owned());
    match fault {
        Fault::Missing => pair("is missing or empty", "manque ou est vide"),
        Fault::WrongType => pair("has the wrong type", "n'a pas le bon type"),
        Fault::Unknown(known) => {
            let known = known.join(", ");
            (format!("has only {known}. Leave the rest out"), format!("n'a que {known}. Enlevez le reste"))
        }
        Fault::TooLong(most) => {
            (format!("has at most {most} characters"), format!("a au plus {most} caractères"))
        }
        Fault::TooMany(most) => {
            (format!("has at most {most} elements"), format!("a au plus {most} éléments"))
        }
        Fault::TooLarge(most) => (format!("is at most {most} bytes"), format!("est d'au plus {most} octets")),
        Fault::NotOneOf(known) => {
            let known = known.join(", ");
            (format!("is one of {known}"), format!("est l'un de {known}"))
        }
        Fault::Repeated => pair("is the same as an earlier one", "est le même qu'un autre avant lui"),
        Fault::NoAddress => pair(
            "is the address of a web page, with https:// before it",
            "est l'adresse d'une page web, avec https:// devant",
        ),
        Fault::Outside(range) => {
            let (least, most) = (range.start(), range.end());
            (format!("is a number from {least} to {most}"), format!("est un nombre de {least} à {most}"))
        }
        Fault::NoEmoji => {
            pair("is one emoji, or empty to take it back", "est un seul emoji, ou vide pour le retirer")
        }
        Fault::NoDate => pair("is a date such as 1990-12-31", "est une date comme 1990-12-31"),
        Fault::NoEmail => pair("is an e-mail address", "est une adresse e-mail"),
        Fault::OnlyWith(what) => {
            (format!("is possible only with {what}"), format!("n'est possible qu'avec {what}"))
        }
        Fault::ExactlyOne(known) => {
            let known = known.join(", ");
            (format!("has exactly one of {known}"), format!("a exactement l'un de {known}"))
        }
    }
}
