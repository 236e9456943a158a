//! Texts as the search compares them. `frontend/src/inbox/search.ts` has the same rules.

use icu_normalizer::DecomposingNormalizer;
use relais_core::folding::{is_accent, letters};

use crate::address::characters::{digit, is_blank, is_hyphen, is_invisible};

/// A text without case, accents and what the eye does not see: `Chloé`, `CHLOE` and `Chloe` with a combining accent
/// become one. Hyphens of every kind are spaces, digits of every script are ASCII.
pub(super) fn folded(text: &str) -> String {
    let lower: String = text.chars().filter(|c| !is_invisible(*c)).collect::<String>().to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    for c in DecomposingNormalizer::new_nfkd().normalize(&lower).chars() {
        if is_accent(c) {
        } else if is_blank(c) || is_hyphen(c) {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if let Some(digit) = digit(c) {
            folded.push(digit);
        } else if let Some(letters) = letters(c) {
            folded.push_str(letters);
        } else {
            // The decomposition itself makes capital letters, of signs such as ℡.
            folded.extend(c.to_lowercase());
        }
    }
    folded.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_its_writings_is_one_text() {
        for (written, expected) in [
            ("Chloé", "chloe"),
            ("CHLOÉ", "chloe"),
            ("Chloe\u{301}", "chloe"),
            ("  Chloé \u{200f}", "chloe"),
            ("Müller", "muller"),
            ("Mu\u{308}ller", "muller"),
            ("François", "francois"),
            ("Ñandú Ibáñez", "nandu ibanez"),
            ("Škoda Žižek", "skoda zizek"),
            ("Nguyễn Thị Hường", "nguyen thi huong"),
            ("Groß", "gross"),
            ("GROẞ", "gross"),
            ("Œuvre Lætitia", "oeuvre laetitia"),
            ("Søren Łukasz Đorđe Þór", "soren lukasz dorde thor"),
            ("İstanbul Işık", "istanbul isik"),
            ("ΣΟΦΟΣ Νίκος", "σοφοσ νικοσ"),
            ("Йосиф Ёлка", "иосиф елка"),
            ("Ｃｈｌｏé", "chloe"),
            ("ﬁona", "fiona"),
            ("Jean\u{2011}Pierre", "jean pierre"),
            ("Jean - Pierre", "jean pierre"),
            ("Jean\u{a0}Pierre", "jean pierre"),
            ("d’Arc O'Brien", "d'arc o'brien"),
            ("مُحَمَّد", "محمد"),
            ("שָׁלוֹם", "שלום"),
            ("कि", "कि"),
            ("Shop ٢٤", "shop 24"),
            ("👩🏽‍🍳 Zoé", "👩🏽🍳 zoe"),
            ("", ""),
            (" - ", ""),
        ] {
            assert_eq!(folded(written), expected, "{written:?}");
        }
    }

    #[test]
    fn composed_and_decomposed_texts_are_the_same() {
        for (composed, decomposed) in
            [("Zoé", "Zoe\u{301}"), ("がき", "か\u{3099}き"), ("한", "\u{1112}\u{1161}\u{11ab}")]
        {
            assert_eq!(folded(composed), folded(decomposed), "{composed}");
        }
    }
}
