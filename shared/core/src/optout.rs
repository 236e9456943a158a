//! The words by which a customer opts out of automatic answers, and in again.

/// What a customer asks for with a message that consists of one of these words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To opt out: no more automatic answers.
    Stop,
    /// To opt in again.
    Start,
}

const WORDS: &[(&str, Wish)] = &[
    ("stop", Wish::Stop),
    ("stopall", Wish::Stop),
    ("unsubscribe", Wish::Stop),
    ("opt out", Wish::Stop),
    ("optout", Wish::Stop),
    ("arret", Wish::Stop),
    ("arrêt", Wish::Stop),
    ("desabonner", Wish::Stop),
    ("désabonner", Wish::Stop),
    ("desinscrire", Wish::Stop),
    ("désinscrire", Wish::Stop),
    ("start", Wish::Start),
    ("unstop", Wish::Start),
    ("subscribe", Wish::Start),
    ("opt in", Wish::Start),
    ("reprendre", Wish::Start),
    ("abonner", Wish::Start),
];

/// The wish that a message expresses. The message "Stop" expresses one, "do you stop at noon?" does not.
pub fn wish(text: &str) -> Option<Wish> {
    let word = text.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation()).to_lowercase();
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, wish)| *wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_alone_counts() {
        assert_eq!(wish(" STOP. "), Some(Wish::Stop));
        assert_eq!(wish("Arrêt"), Some(Wish::Stop));
        assert_eq!(wish("Start!"), Some(Wish::Start));
        assert_eq!(wish("Do you stop at noon?"), None);
        assert_eq!(wish(""), None);
    }
}
