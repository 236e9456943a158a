//! Which language to answer in, where what is unanswered does not show it.

use super::line::clean;
use super::note;
use crate::turn::{Note, Speaker, Turn};

/// Words that people use in many languages.
const OF_MANY_LANGUAGES: [&str; 10] =
    ["ok", "okay", "okey", "oki", "hello", "hi", "stop", "lol", "haha", "whatsapp"];

/// The note about the language. `None`: what is unanswered shows it, or nothing is known.
///
/// `language` is the English name of the language of the customer's country.
pub(super) fn note(history: &[Turn], language: Option<&str>) -> Option<String> {
    let unanswered = history.iter().rev().take_while(|turn| turn.speaker == Speaker::Customer);
    if unanswered.clone().any(|turn| real_words(turn).is_some()) {
        return None;
    }
    let theirs = history.iter().rev().filter(|turn| turn.speaker == Speaker::Customer);
    match (theirs.clone().find_map(real_words), language) {
        (Some(words), _) => Some(note::language_of_words(words)),
        (None, Some(language)) => Some(note::language_of_country(language)),
        (None, None) => None,
    }
}

/// The words that a customer wrote themselves, if there are enough of them to show a language: a button's title and the
/// labels of a form are the business's words, and a forwarded text is somebody else's.
fn real_words(turn: &Turn) -> Option<&str> {
    let is_others = turn.notes.iter().any(|it| matches!(it, Note::Chosen | Note::Form | Note::Forwarded));
    Some(turn.text.as_str()).filter(|text| !is_others && has_real_words(text))
}

/// Whether a text has at least two different words, or two neighbouring characters of a script that has no spaces or
/// belongs to one language. Addresses, and words with a digit, are none. Words that all begin with a capital are taken
/// for a name or a street, except three or more in capitals throughout; scripts without capitals have no such words.
fn has_real_words(text: &str) -> bool {
    let text = clean(text);
    let mut words: Vec<(String, Case)> = Vec::new();
    for word in text.split_whitespace() {
        if word.contains(['@', '/'])
            || word.contains(char::is_numeric)
            || word.to_lowercase().contains("www.")
        {
            continue;
        }
        let letters = word.chars().map(shows_language);
        if letters.clone().zip(letters.skip(1)).any(|(one, next)| one && next) {
            return true;
        }
        let word = word.trim_matches(|c: char| !c.is_alphabetic());
        let folded = word.to_lowercase();
        if word.is_empty() || OF_MANY_LANGUAGES.contains(&folded.as_str()) {
            continue;
        }
        if !words.iter().any(|(known, _)| *known == folded) {
            words.push((folded, Case::of(word)));
        }
        let has = |case| words.iter().any(|(_, it)| *it == case);
        let in_capitals = words.iter().filter(|(_, case)| *case == Case::Capitals).count();
        if (words.len() >= 2 && has(Case::Small)) || in_capitals >= 3 {
            return true;
        }
        if words.len() >= MOST_WORDS {
            return false;
        }
    }
    false
}

/// Words that are looked at. A text of so many that all begin with a capital is no sentence.
const MOST_WORDS: usize = 50;

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    /// Without a capital at its beginning.
    Small,
    /// With one.
    Title,
    /// Two or more letters, all of them capitals.
    Capitals,
}

impl Case {
    fn of(word: &str) -> Self {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        if !letters.next().is_some_and(char::is_uppercase) {
            return Self::Small;
        }
        let mut rest = letters.peekable();
        if rest.peek().is_some() && rest.all(char::is_uppercase) { Self::Capitals } else { Self::Title }
    }
}

/// Letters of Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean. Single letters of Korean, such as the laughing
/// `ㅋㅋ`, are none.
fn shows_language(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c,
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1100}'..='\u{11ff}'
            | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::turn::Shown;

    fn turn(speaker: Speaker, text: &str) -> Turn {
        Turn::new(speaker, text, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn two_words_or_two_letters_of_one_languages_script_show_a_language() {
        for text in [
            "Où êtes-vous ?",
            "merci beaucoup",
            "c'est bon",
            "ok merci bien",
            "你好",
            "はい",
            "네, 좋아요",
            "ขอบคุณ",
            "شكرا جزيلا",
            "نعم، غدًا",
            "да, завтра",
            "namaste ji",
            "2 tables please",
            "Léa Martin, pour demain",
            "12 rue de Siam",
            "Guten Tag zusammen",
            "QUEL EST LE PRIX",
            "谢谢",
        ] {
            assert!(has_real_words(text), "{text}");
        }
        for text in [
            "",
            "ok",
            "OK 👍",
            "merci",
            "Merci !",
            "12",
            "2 x 3",
            "👍",
            "AB-12 CD34",
            "شكرا",
            "да",
            "ok ok ok",
            "non, non",
            "https://shop.example/a b@shop.example",
            "好",
            "12 rue5",
            "?!",
            "Hello",
            "¡Hola!",
            "Léa Martin",
            "LÉA MARTIN",
            "Анна Петрова",
            "42 Main Street",
            "Guten Morgen",
            "(づ｡◕‿‿◕｡)づ",
            "¯\\_(ツ)_/¯",
            "ㅋㅋㅋ",
        ] {
            assert!(!has_real_words(text), "{text}");
        }
    }

    #[test]
    fn the_customers_newest_real_words_name_the_language_where_the_question_does_not() {
        use Speaker::{Agent, Assistant, Customer};
        let sticker = Note::Shows { what: Shown::Sticker, detail: None };
        let sticker = Turn { notes: vec![sticker], ..turn(Customer, "") };
        let forwarded = Turn { notes: vec![Note::Forwarded], ..turn(Customer, "Guten Tag zusammen") };
        let button = Turn { notes: vec![Note::Chosen], ..turn(Customer, "Yes, please") };
        let french =
            Some("[language: answer in that of these earlier words of the customer: Où êtes-vous ?]");
        let country = Some(
            "[language: the customer has written no whole sentence yet; unless their words show another one, answer in Spanish]",
        );
        let asked = || vec![turn(Customer, "Hola, buenos días"), turn(Customer, "Où êtes-vous ?")];
        let with = |rest: Vec<Turn>| asked().into_iter().chain(rest).collect::<Vec<_>>();
        for (history, expected) in [
            (with(vec![turn(Assistant, "Here we are."), turn(Customer, "ok")]), french),
            (with(vec![turn(Agent, "Wait, please."), sticker.clone()]), french),
            (with(vec![turn(Assistant, "Here we are."), forwarded.clone(), turn(Customer, "12")]), french),
            (with(vec![turn(Assistant, "Shall I?"), button]), french),
            (with(vec![turn(Assistant, "Here."), turn(Customer, "Y mañana también?")]), None),
            (with(vec![turn(Assistant, "Here."), turn(Customer, "Y mañana?"), sticker.clone()]), None),
            (with(vec![turn(Customer, "👍")]), None),
            (vec![turn(Customer, "Hola")], country),
            (vec![turn(Assistant, "Do you want it?"), sticker], country),
            (vec![forwarded], country),
        ] {
            assert_eq!(note(&history, Some("Spanish")).as_deref(), expected, "{history:?}");
        }
        assert_eq!(note(&[turn(Customer, "Hola")], None), None);
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at(text in any::<String>()) {
            let _ = has_real_words(&text);
        }
    }
}
