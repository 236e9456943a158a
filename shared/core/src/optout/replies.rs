//! The wish in a tap on a button or on a row of an interactive message.
//!
//! Such a tap answers a question that the business asked: "Baja" is a season, "Abmelden" leaves a course, "Start" begins
//! a quiz. Who is opted out by such an answer gets none and does not know why. So:
//!
//! - A choice that the assistant itself offered ([`choice_id`]) is never a wish.
//! - Another one may come from a person of the business or from another system, under an advertisement perhaps. It is a
//!   wish only if its words name what they are about: messages, advertising, being written to, or STOP itself
//!   ([`CLEAR`]). A customer who presses "STOP" or "Me désabonner" there expects silence.
//!
//! A quick reply of a template (`type: button`) is not meant here. A template comes unasked, and its button for opting out
//! may have any words of the list.

use relais_whatsapp::message::{InboundMessage, MessageContent};
use serde_json::value::RawValue;

use super::{Wish, wish};
use crate::folding::{folded, words};
use crate::message::Message;

/// What the id of each choice of the assistant begins with.
const CHOICE: &str = "choice-";

/// The id of a choice that the assistant offers, by its place from 0.
pub fn choice_id(place: usize) -> String {
    format!("{CHOICE}{}", place.saturating_add(1))
}

/// The wish that a message of the customer expresses: by its text, or by the tap that it is.
pub fn wish_in(message: &Message) -> Option<Wish> {
    if message.kind != "interactive" {
        return wish(&message.text);
    }
    let raw = RawValue::from_string(message.raw.clone()?).ok()?;
    match InboundMessage::parse(&raw).content {
        MessageContent::ButtonReply { id, .. } | MessageContent::ListReply { id, .. } => {
            wish(&message.text).filter(|_| !id.is_some_and(|id| is_choice(&id)) && is_clear(&message.text))
        }
        // A form, an address, a permission to call.
        _ => None,
    }
}

fn is_choice(id: &str) -> bool {
    let place = id.strip_prefix(CHOICE);
    place.is_some_and(|place| !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a wish names what it is about.
fn is_clear(text: &str) -> bool {
    words(&folded(text)).any(|word| CLEAR.contains(&word))
}

/// Words of the phrases that have no other meaning on a button, folded. Left out are those of courses, subscriptions,
/// lists and seasons, and START in each language: a person helps who presses it after STOP.
#[rustfmt::skip]
pub(super) const CLEAR: &[&str] = &[
    "stop", "stopp", "stopall", "optout", "spam", "promo", "promos", "marketing", "newsletter", "sms",
    // English
    "unsubscribe", "unstop", "resubscribe", "messages", "messaging", "texting", "spamming", "promotions", "promotion",
    "ads", "offers", "contact", "message", "text",
    // French
    "desabonner", "desabonnez", "desabonne", "desabonnement", "reabonner", "reabonnez", "reabonnement", "recevoir",
    "pub", "pubs", "publicite", "publicites", "offres", "contacter", "contactez", "ecrire", "ecrivez", "ecris",
    // Spanish
    "desuscribir", "desuscribirme", "desuscribirse", "desuscribeme", "mensajes", "promociones", "publicidad", "contacten",
    "escriban", "escriba", "escribas", "escribirme",
    // Portuguese
    "descadastrar", "descadastro", "descadastre", "mensagens", "mensagem", "promocoes", "escreva", "escrevam", "contate",
    "contatem", "contacte", "contactem",
    // Arabic
    "ستوب", "الرسايل", "رسايل", "العروض", "مراسلتي", "تراسلني", "تراسلوني",
    // German
    "werbung", "nachrichten", "angebote", "schreiben", "schreibt", "schreib", "kontaktieren", "kontaktiert",
    // Italian
    "promozioni", "pubblicita", "messaggi", "scrivetemi", "scrivermi", "scrivete", "scrivere", "scriva", "contattatemi",
    "contattarmi", "contattate",
    // Dutch
    "berichten", "reclame",
    // Turkish
    "mesaj", "mesajlari", "promosyonlari", "reklam",
    // Indonesian
    "pesan", "promosi", "hubungi", "chat",
    // Russian
    "стоп", "отписаться", "отпишите", "рассылки", "рекламы", "пишите", "сообщения",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::super::phrases::PHRASES;
    use super::*;
    use crate::contact::ContactId;
    use crate::message::{Direction, MessageKey};
    use Wish::{Start, Stop};

    fn message(kind: &str, text: &str, part: &Value) -> Message {
        let contact = ContactId::parse("c0123456789abcdef01234567").unwrap();
        let key = MessageKey::new(&contact, Timestamp::UNIX_EPOCH, "wamid.1");
        let raw = json!({"id": "wamid.1", "type": kind, kind: part}).to_string();
        let message = Message::new(key, Direction::Inbound, text, Timestamp::UNIX_EPOCH);
        Message { kind: kind.to_owned(), raw: Some(raw), ..message }
    }

    fn reply(kind: &str, id: &str, title: &str) -> Option<Wish> {
        wish_in(&message("interactive", title, &json!({"type": kind, kind: {"id": id, "title": title}})))
    }

    #[test]
    fn what_the_assistant_offered_is_never_a_wish() {
        for title in ["Baja", "Alta", "Abmelden", "STOP", "Unsubscribe", "Start", "Me désabonner des promos"]
        {
            for kind in ["button_reply", "list_reply"] {
                assert_eq!(reply(kind, &choice_id(0), title), None, "{title}");
                assert_eq!(reply(kind, "choice-10", title), None, "{title}");
            }
        }
        for id in ["choice-", "choice-x", "choice-1b", "my-choice-1", ""] {
            assert_eq!(reply("button_reply", id, "STOP"), Some(Stop), "{id}");
        }
    }

    #[test]
    fn a_tap_on_a_button_of_others_is_a_wish_only_if_it_names_what_it_is_about() {
        for (title, expected) in [
            ("STOP", Some(Stop)),
            ("🛑 Stop", Some(Stop)),
            ("Unsubscribe", Some(Stop)),
            ("Stop promotions", Some(Stop)),
            ("Se désabonner", Some(Stop)),
            ("Ne plus recevoir", Some(Stop)),
            ("Ne plus me contacter", Some(Stop)),
            ("No más mensajes", Some(Stop)),
            ("Descadastrar", Some(Stop)),
            ("إيقاف الرسائل", Some(Stop)),
            ("Werbung abbestellen", Some(Stop)),
            ("Отписаться", Some(Stop)),
            ("Resubscribe", Some(Start)),
            ("Me réabonner", Some(Start)),
            ("Baja", None),
            ("Alta", None),
            ("Darme de baja", None),
            ("Abmelden", None),
            ("Mich abmelden", None),
            ("Anmelden", None),
            ("Wieder anmelden", None),
            ("Sair", None),
            ("Parar", None),
            ("Detener", None),
            ("Stoppen", None),
            ("Arrêter", None),
            ("Ret", None),
            ("No molestar", None),
            ("Remove me", None),
            ("Remove me from the list", None),
            ("Désinscription", None),
            ("إلغاء الاشتراك", None),
            ("Uitschrijven", None),
            ("Start", None),
            ("Start again", None),
            ("Subscribe", None),
            ("Voltar", None),
            ("Oui", None),
            ("Stop?", None),
        ] {
            for kind in ["button_reply", "list_reply"] {
                assert_eq!(reply(kind, "1", title), expected, "{title}");
            }
            if expected.is_some() {
                assert_eq!(wish(title), expected, "{title}");
            }
        }
    }

    #[test]
    fn a_tap_on_a_template_and_a_typed_text_count_as_ever() {
        for (title, expected) in [
            ("Baja", Some(Stop)),
            ("Unsubscribe from Promos", Some(Stop)),
            ("Alta", Some(Start)),
            ("Oui", None),
        ] {
            let part = json!({"payload": "choice-1", "text": title});
            assert_eq!(wish_in(&message("button", title, &part)), expected, "{title}");
            assert_eq!(wish_in(&message("text", title, &json!({"body": title}))), expected, "{title}");
        }
    }

    #[test]
    fn another_interactive_answer_is_none() {
        let form = json!({"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": "{\"stop\":\"stop\"}"}});
        assert_eq!(wish_in(&message("interactive", "Stop: stop", &form)), None);
        let without_raw = Message { raw: None, ..message("interactive", "STOP", &form) };
        assert_eq!(wish_in(&without_raw), None);
    }

    #[test]
    fn every_clear_word_is_folded_listed_once_and_in_a_phrase() {
        let known: BTreeSet<_> = PHRASES
            .iter()
            .flat_map(|(_, _, list)| list.iter().flat_map(|phrase| phrase.split(' ')))
            .collect();
        let mut seen = BTreeSet::new();
        for word in CLEAR {
            assert!(known.contains(word), "{word} is in no phrase");
            assert!(seen.insert(word), "{word} is listed twice");
        }
    }
}
