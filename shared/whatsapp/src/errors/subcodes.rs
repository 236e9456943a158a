//! Subcodes that say more than their code. Meta says that it has not sent them since v16; real traffic still contains
//! them.

use super::{Action, ErrorEntry};

/// The more precise entry for a code with this subcode.
pub(super) fn find(code: i64, subcode: i64) -> Option<&'static ErrorEntry> {
    let mut entries = SUBCODES.iter();
    let (_, entry) = entries.find(|(of, entry)| *of == subcode && entry.codes.contains(&code))?;
    Some(entry)
}

/// Pairs of a code's subcode and its entry.
static SUBCODES: &[(i64, ErrorEntry)] = &[
    (
        33,
        ErrorEntry {
            codes: 100..=100,
            action: Action::Stop,
            title: "number or object unknown",
            advice_en: "WhatsApp does not know our number, or our access does not reach it. Check the phone number id and the token.",
            advice_fr: "WhatsApp ne connaît pas notre numéro, ou notre accès ne l'atteint pas. Vérifiez l'identifiant du numéro et le jeton.",
        },
    ),
    (
        458,
        ErrorEntry {
            codes: 190..=190,
            action: Action::Token,
            title: "app removed",
            advice_en: "Our app no longer has access to the account. Whoever runs the service must connect it again at Meta.",
            advice_fr: "Notre application n'a plus accès au compte. La personne qui gère le service doit la reconnecter chez Meta.",
        },
    ),
    (
        459,
        ErrorEntry {
            codes: 190..=190,
            action: Action::Token,
            title: "account must be confirmed at Meta",
            advice_en: "Meta asks the token's owner to log in and confirm something. Sending goes on afterwards.",
            advice_fr: "Meta demande au propriétaire du jeton de se connecter et de confirmer. Les envois reprendront ensuite.",
        },
    ),
    (
        460,
        ErrorEntry {
            codes: 190..=190,
            action: Action::Token,
            title: "password changed",
            advice_en: "The password of the token's owner changed, which ended the token. Whoever runs the service must make a new one.",
            advice_fr: "Le mot de passe du propriétaire du jeton a changé, ce qui a mis fin au jeton. La personne qui gère le service doit en créer un nouveau.",
        },
    ),
    (
        463,
        ErrorEntry {
            codes: 190..=190,
            action: Action::Token,
            title: "access token expired",
            advice_en: "Our access token has expired. Whoever runs the service must make a new one: an expired one cannot be renewed.",
            advice_fr: "Notre jeton d'accès a expiré. La personne qui gère le service doit en créer un nouveau : un jeton expiré ne se renouvelle pas.",
        },
    ),
    (
        464,
        ErrorEntry {
            codes: 190..=190,
            action: Action::Token,
            title: "account not confirmed",
            advice_en: "The account of the token's owner is not confirmed. Its owner must log in at Meta.",
            advice_fr: "Le compte du propriétaire du jeton n'est pas confirmé. Son propriétaire doit se connecter chez Meta.",
        },
    ),
    (
        467,
        ErrorEntry {
            codes: 190..=190,
            action: Action::Token,
            title: "access token withdrawn",
            advice_en: "Our access token was withdrawn. Whoever runs the service must make a new one.",
            advice_fr: "Notre jeton d'accès a été révoqué. La personne qui gère le service doit en créer un nouveau.",
        },
    ),
    (
        492,
        ErrorEntry {
            codes: 190..=190,
            action: Action::Token,
            title: "token's owner lost access",
            advice_en: "The token's owner may no longer use this account. Whoever runs the service must restore that at Meta.",
            advice_fr: "Le propriétaire du jeton n'a plus accès à ce compte. La personne qui gère le service doit le rétablir chez Meta.",
        },
    ),
];
