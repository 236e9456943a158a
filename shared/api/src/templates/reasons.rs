//! Why a template cannot be sent, and what to do, in both languages.
//!
//! Sources: Meta, "Template review" and "`message_template_status_update`" (2026) for the statuses and the reasons of a
//! rejection.

use relais_whatsapp::Language;
use relais_whatsapp::template::{NeedKind, Template};

use crate::problem::Both;

/// `None`: it can be sent from here.
pub(super) fn why_not(template: &Template, language: Language) -> Option<String> {
    if !template.is_approved() {
        let said = of_status(template);
        return Some(match language {
            Language::En => said.en,
            Language::Fr => said.fr,
        });
    }
    template.obstacles().first().map(|kind| of_obstacle(*kind).of(language).to_owned())
}

/// Why Meta does not send a template with this status.
pub(super) fn of_status(template: &Template) -> Both<String> {
    let status = template.status.as_deref().unwrap_or_default().to_ascii_uppercase();
    let both = |en: &str, fr: &str| Both { en: en.to_owned(), fr: fr.to_owned() };
    match status.as_str() {
        "PENDING" | "IN_APPEAL" => both(
            "Meta is reviewing this template. That takes up to 24 hours.",
            "Meta examine ce modèle. Cela prend jusqu'à 24 heures.",
        ),
        "REJECTED" => rejected(template.rejected_reason.as_deref()),
        "PAUSED" => both(
            "Meta paused this template because customers reacted badly to it. It ends by itself; change the text before the next pause disables it.",
            "Meta a mis ce modèle en pause, car des clients l'ont mal reçu. La pause se termine d'elle-même ; changez le texte avant que la suivante ne le désactive.",
        ),
        "DISABLED" => both(
            "Meta disabled this template for good after bad reactions. Create another one.",
            "Meta a désactivé ce modèle pour de bon après de mauvaises réactions. Créez-en un autre.",
        ),
        "PENDING_DELETION" | "DELETED" | "ARCHIVED" => both(
            "This template is deleted or archived in WhatsApp Manager.",
            "Ce modèle est supprimé ou archivé dans le gestionnaire WhatsApp.",
        ),
        _ => both(
            "Meta does not send this template now. See its status in WhatsApp Manager.",
            "Meta n'envoie pas ce modèle pour l'instant. Voyez son état dans le gestionnaire WhatsApp.",
        ),
    }
}

fn rejected(reason: Option<&str>) -> Both<String> {
    let why = match reason.unwrap_or_default().to_ascii_uppercase().as_str() {
        "INVALID_FORMAT" => Both { en: "its format is wrong", fr: "son format est incorrect" },
        "ABUSIVE_CONTENT" => {
            Both { en: "its content is against the rules", fr: "son contenu enfreint les règles" }
        }
        "PROMOTIONAL" | "INCORRECT_CATEGORY" | "TAG_CONTENT_MISMATCH" => Both {
            en: "its content is of another category",
            fr: "son contenu relève d'une autre catégorie",
        },
        "SCAM" => Both { en: "it looks like a fraud", fr: "il ressemble à une escroquerie" },
        _ => Both {
            en: "see WhatsApp Manager for the reason",
            fr: "voyez la raison dans le gestionnaire WhatsApp",
        },
    };
    Both {
        en: format!("Meta rejected this template: {}. Correct it there, or create another one.", why.en),
        fr: format!("Meta a refusé ce modèle : {}. Corrigez-le là-bas, ou créez-en un autre.", why.fr),
    }
}

fn of_obstacle(kind: NeedKind) -> Both<&'static str> {
    match kind {
        NeedKind::OneTimeCode => Both {
            en: "It carries a one-time code, which only the application that checks the code can send.",
            fr: "Il porte un code à usage unique, que seule l'application qui vérifie le code peut envoyer.",
        },
        NeedKind::Catalog | NeedKind::Product | NeedKind::Products => Both {
            en: "It shows products of a catalogue. Send it from WhatsApp Manager, or by the API with `components`.",
            fr: "Il montre des produits d'un catalogue. Envoyez-le depuis le gestionnaire WhatsApp, ou par l'API avec `components`.",
        },
        NeedKind::Carousel => Both {
            en: "It is a carousel, and each of its cards has parts of its own. Send it by the API with `components`.",
            fr: "C'est un carrousel, dont chaque carte a ses propres parties. Envoyez-le par l'API avec `components`.",
        },
        NeedKind::Expiration => Both {
            en: "It is an offer that ends at a time that each send must name. Send it by the API with `components`.",
            fr: "C'est une offre dont chaque envoi doit donner la fin. Envoyez-le par l'API avec `components`.",
        },
        _ => Both {
            en: "It has a part that cannot be filled in here. Send it by the API with `components`.",
            fr: "Il a une partie qui ne peut pas être remplie ici. Envoyez-le par l'API avec `components`.",
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn template(status: &str, components: Value) -> Template {
        let Value::Array(components) = components else { panic!("components are a list") };
        Template { status: Some(status.to_owned()), components, ..Template::default() }
    }

    #[test]
    fn each_status_has_its_own_reason_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for status in ["PENDING", "REJECTED", "PAUSED", "DISABLED", "DELETED", "NEVER_HEARD_OF"] {
            let one = template(status, json!([]));
            let (en, fr) = (why_not(&one, Language::En).unwrap(), why_not(&one, Language::Fr).unwrap());
            assert_ne!(en, fr);
            assert!(seen.insert(en), "{status}");
        }
        assert_eq!(why_not(&template("APPROVED", json!([])), Language::En), None);
    }

    #[test]
    fn a_rejection_says_why() {
        let mut one = template("REJECTED", json!([]));
        one.rejected_reason = Some("SCAM".to_owned());
        assert!(why_not(&one, Language::Fr).unwrap().contains("escroquerie"));
    }

    #[test]
    fn each_obstacle_is_explained() {
        let cases = [
            (json!([{"type": "CAROUSEL"}]), "carousel"),
            (json!([{"type": "BUTTONS", "buttons": [{"type": "MPM"}]}]), "catalogue"),
            (json!([{"type": "BUTTONS", "buttons": [{"type": "CATALOG"}]}]), "catalogue"),
            (json!([{"type": "BUTTONS", "buttons": [{"type": "OTP"}]}]), "one-time code"),
            (json!([{"type": "LIMITED_TIME_OFFER"}]), "offer"),
            (json!([{"type": "HEADER", "format": "HOLOGRAM"}]), "cannot be filled in"),
        ];
        for (components, expected) in cases {
            let reason = why_not(&template("APPROVED", components), Language::En).unwrap();
            assert!(reason.contains(expected), "{reason}");
        }
    }
}
