//! How models name the mark that hands over, in English and as they translate it.

/// The mark itself, as models spell it. No other text has these words in brackets.
const SURE: [&str; 8] = [
    "hand over",
    "handover",
    "hand off",
    "handoff",
    "handing over",
    "passer la main",
    "passage de main",
    "relais humain",
];

/// Words that mean a hand-over with a person behind them: `transférer à un collègue`.
#[rustfmt::skip]
const WITH_PERSON: [&str; 31] = [
    "transfer", "transferring", "escalate", "escalating", "escalation", "forward", "pass",
    "transfert", "transférer", "transfère", "transmettre", "escalade", "remettre", "confier",
    "traspasar", "traspaso", "transferir", "transferencia", "transferência", "derivar", "derivación", "pasar",
    "encaminhar", "encaminhamento", "passar",
    "übergeben", "übergabe", "weiterleiten", "weiterleitung", "entregar", "escalar",
];

/// The people behind them.
#[rustfmt::skip]
const PEOPLE: [&str; 31] = [
    "colleague", "person", "human", "agent", "advisor", "team", "someone", "staff",
    "collègue", "personne", "humain", "conseiller", "conseillère", "équipe", "responsable",
    "colega", "compañero", "compañera", "persona", "humano", "agente", "asesor", "asesora", "equipo",
    "pessoa", "atendente", "equipe",
    "kollegen", "kollegin", "menschen", "mitarbeiter",
];

/// Words that are the mark only on a line of their own, with a reason: elsewhere they may be a service of the business.
const ALONE: [&str; 7] =
    ["transfert", "transférer", "traspasar", "traspaso", "derivar", "transferir", "encaminhar"];

/// The most words of a name.
const MOST_WORDS: usize = 8;

/// How much the name of a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// `hand over`.
    Sure,
    /// Other words, with the person.
    Translated,
    /// A word that means other things too.
    Alone,
}

/// What a name in lower case, with single blanks, says. `None`: it is no name of the mark.
pub(super) fn known(name: &str) -> Option<Name> {
    let words = || name.split([' ', '\'', '’']);
    if words().count() > MOST_WORDS {
        return None;
    }
    let has_person = || words().any(|word| PEOPLE.contains(&word));
    let after = |begin: &str| name.strip_prefix(begin).filter(|rest| rest.starts_with(' '));
    let goes_on = |rest: &str| rest.starts_with(" to ") || PEOPLE.iter().any(|person| rest.ends_with(person));
    if SURE.iter().any(|sure| name == *sure || after(sure).is_some_and(|rest| goes_on(rest) && has_person()))
    {
        Some(Name::Sure)
    } else if WITH_PERSON.iter().any(|word| after(word).is_some()) && has_person() {
        Some(Name::Translated)
    } else {
        ALONE.contains(&name).then_some(Name::Alone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_by_their_words() {
        for (name, expected) in [
            ("hand over", Some(Name::Sure)),
            ("handover to a colleague", Some(Name::Sure)),
            ("hand over to the team", Some(Name::Sure)),
            ("transférer à un collègue", Some(Name::Translated)),
            ("transfert à l’équipe", Some(Name::Translated)),
            ("derivar a un compañero", Some(Name::Translated)),
            ("traspasar", Some(Name::Alone)),
            ("hand over the keys", None),
            ("hand overs", None),
            ("transfer", None),
            ("transfert aéroport", None),
            ("transferencia bancaria", None),
            ("colleague", None),
            ("", None),
        ] {
            assert_eq!(known(name), expected, "{name}");
        }
    }
}
