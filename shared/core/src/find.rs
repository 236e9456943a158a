//! What people are found by: the words of their name and of their username, and their number.
//!
//! A person has a *key* for each word. It begins with the word, and the other words follow in their order, the first ones
//! last: `zoe martin` and `martin zoe`. So one search by the beginning of a key finds `mart`, `zoe mar` and `martin z`.
//! All texts are [`folded`]. What has neither letters nor digits, such as a name of emoji, has no key.

use std::collections::BTreeSet;

use relais_whatsapp::ids::WaId;

use crate::contact::Identity;
use crate::folding::{folded, words};
use crate::message::fingerprint;

/// The most words of a name or of a username, and the most keys of a person.
const MOST_WORDS: usize = 8;
const MOST_KEYS: usize = 16;

/// The most characters of a word, and of a key. What is longer is cut, also in a search.
const LONGEST_WORD: usize = 32;
const LONGEST_KEY: usize = 64;

/// The keys that a person is found by.
pub fn keys(identity: &Identity) -> BTreeSet<String> {
    let names = [&identity.name, &identity.username].into_iter().flatten();
    let of_names = names.flat_map(|name| {
        let words = words_of(name);
        (0..words.len()).flat_map(|at| keys_at(&words, at)).collect::<Vec<_>>()
    });
    numbers(identity).chain(of_names).take(MOST_KEYS).collect()
}

/// What tells two sets of keys apart. `None`: there is no key.
pub fn fingerprint_of(keys: &BTreeSet<String>) -> Option<String> {
    let all: Vec<_> = keys.iter().map(String::as_str).collect();
    let hash = Some(fingerprint(&all.join("\n"))).filter(|_| !all.is_empty())?;
    Some(hash.chars().take(6).collect())
}

/// The words of a name, or of what somebody searches for.
pub fn words_of(text: &str) -> Vec<String> {
    words(&folded(text)).take(MOST_WORDS).map(|word| cut(word, LONGEST_WORD)).collect()
}

/// The beginning of a key that has these words in this order.
pub fn beginning(words: &[String]) -> String {
    cut(&words.join(" "), LONGEST_KEY)
}

/// Whether a key may have had more words than it says.
pub fn is_cut(key: &str) -> bool {
    // The last blank of a key that was cut behind it is gone.
    key.chars().count() + 1 >= LONGEST_KEY
}

/// Whether each of these words, or digits, begins a word or a number of this person.
pub fn has_all(identity: &Identity, words: &[String]) -> bool {
    let names = [&identity.name, &identity.username].into_iter().flatten();
    let of_names = names.flat_map(|name| words_of(name));
    let all: Vec<String> =
        of_names.flat_map(|word| starts(&word).map(str::to_owned).collect::<Vec<_>>()).collect();
    let numbers: Vec<String> = numbers(identity).collect();
    words.iter().all(|word| all.iter().chain(&numbers).any(|known| known.starts_with(word)))
}

/// The number with its country code and without it.
fn numbers(identity: &Identity) -> impl Iterator<Item = String> {
    let number = identity.wa_id.as_ref().map(WaId::as_str);
    let national = number.and_then(|number| number.get(country_code(number)..));
    number.into_iter().chain(national).filter(|part| !part.is_empty()).map(str::to_owned)
}

/// The digits of the country code with which a number begins. No code begins another one (ITU, list of E.164 country
/// codes).
fn country_code(number: &str) -> usize {
    const OF_TWO_DIGITS: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 \
        63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";
    match (number.get(..1), number.get(..2)) {
        (Some("1" | "7"), _) => 1,
        (_, Some(two)) if OF_TWO_DIGITS.split(' ').any(|code| code == two) => 2,
        _ => 3,
    }
}

/// The keys that begin with this word: one, or in a script without spaces one for each sign that may begin a word.
fn keys_at(words: &[String], at: usize) -> Vec<String> {
    let (before, from) = words.split_at(at);
    let Some((word, after)) = from.split_first() else { return Vec::new() };
    let others: Vec<&str> = after.iter().chain(before).map(String::as_str).collect();
    let key = |start: &str| cut(&[&[start], others.as_slice()].concat().join(" "), LONGEST_KEY);
    starts(word).map(key).collect()
}

/// The word, and its ends from each sign of a script without spaces on.
fn starts(word: &str) -> impl Iterator<Item = &str> {
    let inner = word.char_indices().skip(1).filter(|(_, sign)| has_no_spaces(*sign));
    std::iter::once(word).chain(inner.filter_map(|(at, _)| word.get(at..)))
}

/// Chinese signs, Japanese ones, and the first letter of a Korean syllable.
fn has_no_spaces(sign: char) -> bool {
    matches!(sign, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{1100}'..='\u{1112}' | '\u{20000}'..='\u{3ffff}')
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> Identity {
        Identity { name: Some(name.to_owned()), ..Identity::default() }
    }

    fn all(name: &str) -> Vec<String> {
        keys(&person(name)).into_iter().collect()
    }

    #[test]
    fn each_word_begins_a_key() {
        assert_eq!(all("Zoé Martin"), ["martin zoe", "zoe martin"]);
        assert_eq!(all("Ana María López"), ["ana maria lopez", "lopez ana maria", "maria lopez ana"]);
        assert_eq!(all("Jean-Pierre"), ["jean pierre", "pierre jean"]);
        assert_eq!(all("Йосиф Ёлка"), ["елка иосиф", "иосиф елка"]);
        assert_eq!(all("مُحَمَّد عَلِيّ"), ["علي محمد", "محمد علي"]);
        assert_eq!(all("𝓩𝓸𝓮\u{202e}\u{200b}"), ["zoe"]);
        assert_eq!(all("山田太郎"), ["太郎", "山田太郎", "田太郎", "郎"]);
        assert_eq!(all("🙏🏽 ~ _"), Vec::<String>::new());
    }

    #[test]
    fn one_name_in_its_writings_has_the_same_words() {
        for (written, expected) in [
            ("CHLOÉ", "chloe"),
            ("Chloe\u{301} \u{200f}", "chloe"),
            ("Ñandú Ibáñez", "nandu ibanez"),
            ("Nguyễn Thị Hường", "nguyen thi huong"),
            ("GROẞ Œuvre", "gross oeuvre"),
            ("Søren Łukasz Đorđe Þór", "soren lukasz dorde thor"),
            ("İstanbul Işık", "istanbul isik"),
            ("ΣΟΦΟΣ Νίκος", "σοφοσ νικοσ"),
            ("Ｃｈｌｏé ﬁona", "chloe fiona"),
            ("Jean\u{2011}Pierre\u{a0}D’Arc", "jean pierre d arc"),
            ("שָׁלוֹם", "שלום"),
        ] {
            assert_eq!(words_of(written).join(" "), expected, "{written:?}");
        }
        assert_eq!(words_of("한"), words_of("\u{1112}\u{1161}\u{11ab}"));
    }

    #[test]
    fn a_number_is_found_with_its_country_code_and_without() {
        for (number, national) in [
            ("33639980001", "639980001"),
            ("15550783881", "5550783881"),
            ("390669812345", "0669812345"),
            ("9715550123", "5550123"),
            ("7", ""),
        ] {
            let identity = Identity { wa_id: Some(WaId::from(number)), ..Identity::default() };
            let mut expected = BTreeSet::from([number.to_owned(), national.to_owned()]);
            expected.remove("");
            assert_eq!(keys(&identity), expected);
        }
    }

    #[test]
    fn keys_are_few_and_short() {
        for name in [
            "🌸".repeat(512),
            "a".repeat(3_000),
            "山".repeat(3_000),
            "a b ".repeat(700),
            "\u{202e}é".repeat(900),
        ] {
            let identity = Identity { wa_id: Some(WaId::from("33639980001")), ..person(&name) };
            let identity = Identity { username: Some(name.replace(' ', "_")), ..identity };
            let keys = keys(&identity);
            assert!(keys.len() <= MOST_KEYS, "{}", keys.len());
            assert!(keys.contains("33639980001") && keys.contains("639980001"));
            assert!(keys.iter().all(|key| key.chars().count() <= LONGEST_KEY));
            // What is cut in the key is cut in the search.
            let words = words_of(&name);
            assert!(has_all(&identity, &words));
        }
    }

    #[test]
    fn a_search_begins_words() {
        let identity = Identity {
            wa_id: Some(WaId::from("33639980001")),
            username: Some("zoe_m.92".to_owned()),
            ..person("Zoé  MARTIN")
        };
        for found in ["zo", "ZOÉ", "mart zoe", "zoe 92", "zoe_m", "33639", "639", "zoe 3363", ""] {
            assert!(has_all(&identity, &words_of(found)), "{found:?}");
        }
        for missed in ["oe", "zoe paul", "36399", "martins", "zoe 44"] {
            assert!(!has_all(&identity, &words_of(missed)), "{missed:?}");
        }
        assert!(has_all(&person("山田太郎"), &words_of("太郎")));
        assert!(has_all(&person("김철수"), &words_of("철수")));
    }

    #[test]
    fn the_fingerprint_tells_keys_apart() {
        let of = |name: &str| fingerprint_of(&keys(&person(name)));
        assert_eq!(of("🙏"), None);
        assert_eq!(of("Zoé Martin"), of("zoe martin"));
        assert_ne!(of("Zoé Martin"), of("Zoé Durand"));
        assert_eq!(of("Zoé").map(|hash| hash.len()), Some(6));
    }
}
