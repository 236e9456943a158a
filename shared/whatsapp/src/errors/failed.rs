//! The advice at a message that has failed for good.
//!
//! The table's advice is for a message that is still tried. Where it promises another try, or that sending goes on by
//! itself, a message that has failed needs other words: nobody sends it but a person.

use super::entry_for;
use crate::language::Language;

/// The advice for some codes.
struct Failed {
    codes: &'static [i64],
    en: &'static str,
    fr: &'static str,
}

static FAILED: &[Failed] = &[
    Failed {
        codes: &[1, 2],
        en: "WhatsApp had a problem and the message did not arrive. Send it again.",
        fr: "WhatsApp a eu un problème et le message n'est pas arrivé. Renvoyez-le.",
    },
    Failed {
        codes: &[4, 17, 613, 80_007, 130_429],
        en: "We sent too much in a short time, and the message was given up. Send it again in a few minutes.",
        fr: "Nous avons trop envoyé en peu de temps, et le message a été abandonné. Renvoyez-le dans quelques minutes.",
    },
    Failed {
        codes: &[131_056],
        en: "This customer got too many messages in a short time, and this one was given up. Send it again in a few minutes.",
        fr: "Ce client a reçu trop de messages en peu de temps, et celui-ci a été abandonné. Renvoyez-le dans quelques minutes.",
    },
    Failed {
        codes: &[131_057, 2_494_100],
        en: "Meta was working on our number, and the message was given up. Send it again in a few minutes.",
        fr: "Meta intervenait sur notre numéro, et le message a été abandonné. Renvoyez-le dans quelques minutes.",
    },
    Failed {
        codes: &[0, 190],
        en: "Our access to WhatsApp was no longer valid. Once whoever runs the service has renewed the token, send the message again.",
        fr: "Notre accès à WhatsApp n'était plus valable. Quand la personne qui gère le service aura renouvelé le jeton, renvoyez le message.",
    },
    Failed {
        codes: &[131_042],
        en: "WhatsApp cannot charge us. Once the payment method is in order in WhatsApp Manager, send the message again.",
        fr: "WhatsApp ne peut pas nous facturer. Quand le moyen de paiement sera en ordre dans WhatsApp Manager, renvoyez le message.",
    },
];

/// What happened and what a person should do about a message that failed with this code and is not tried again.
pub fn advice_once_failed(code: i64, language: Language) -> &'static str {
    let failed = FAILED.iter().find(|failed| failed.codes.contains(&code));
    failed.map_or_else(|| entry_for(code, None).advice(language), |failed| language.of(failed.en, failed.fr))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::table;

    #[test]
    fn no_advice_at_a_failed_message_promises_another_try() {
        let promises = [
            "by ourselves",
            "We watch",
            "goes on afterwards",
            "are sent again",
            "tout seuls",
            "Nous surveillons",
            "reprendront",
        ];
        for entry in table::TABLE {
            for code in [*entry.codes.start(), *entry.codes.end()] {
                for language in [Language::En, Language::Fr] {
                    let advice = advice_once_failed(code, language);
                    assert!(!promises.iter().any(|words| advice.contains(words)), "{code}: {advice}");
                    assert!((20..=200).contains(&advice.chars().count()), "{code}: {advice}");
                }
            }
        }
    }

    #[test]
    fn other_codes_keep_the_advice_of_the_table() {
        for code in [131_026, 131_031, -1] {
            assert_eq!(advice_once_failed(code, Language::En), entry_for(code, None).advice_en);
        }
    }
}
