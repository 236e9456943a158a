//! What texts are compared by: their words without accents and endings, and their numbers in one writing.

mod small;

use bm25::Tokenizer;
use relais_core::folding::folded;

/// The beginning of a word that stands for all its forms, in characters: `livr` for livrer, livrez and livraison.
const STEM: usize = 4;

/// What a stem ends with, so that it is not taken for a word.
const STEM_MARK: char = '~';

/// Arabic's article and the small words that are written together with it.
const ARABIC_PREFIXES: [&str; 7] = ["وال", "بال", "كال", "فال", "لل", "ال", "و"];

/// Arabic's most frequent endings.
const ARABIC_ENDINGS: [&str; 7] = ["ات", "ون", "ين", "ها", "يه", "ه", "ي"];

/// The tokens of a text, as the ranking compares them: each word as it is and its stem.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Words;

impl Tokenizer for Words {
    fn tokenize(&self, text: &str) -> Vec<String> {
        tokens(text).into_iter().flat_map(|word| [stem(&word), Some(word)]).flatten().collect()
    }
}

/// The words and numbers of a text that say something, in its order. Small words such as *the* are left out.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let folded = folded(text);
    for run in runs(&folded) {
        if run.starts_with(char::is_numeric) {
            found.push(number(run));
        } else if run.contains(is_unspaced) {
            found.extend(pairs(run));
        } else if !small::is_small(run) && run.chars().nth(1).is_some() {
            found.push(run.to_owned());
        }
    }
    found
}

/// Whether a token is a number.
pub(crate) fn is_number(token: &str) -> bool {
    token.starts_with(char::is_numeric)
}

/// The beginning of a word, which its other forms share.
pub(crate) fn stem(word: &str) -> Option<String> {
    if is_number(word) || word.contains(is_unspaced) {
        return None;
    }
    Some(without_affixes(word).chars().take(STEM).chain([STEM_MARK]).collect())
}

/// An Arabic word without its article and ending; another one without the sign of its plural.
fn without_affixes(word: &str) -> &str {
    let is_long = |rest: &&str| rest.chars().count() >= 3;
    if word.starts_with(|c| matches!(c, '\u{600}'..='\u{6ff}')) {
        let bare = ARABIC_PREFIXES
            .iter()
            .find_map(|prefix| word.strip_prefix(prefix).filter(is_long))
            .unwrap_or(word);
        return ARABIC_ENDINGS
            .iter()
            .find_map(|ending| bare.strip_suffix(ending).filter(is_long))
            .unwrap_or(bare);
    }
    word.strip_suffix(['s', 'x']).filter(is_long).unwrap_or(word)
}

/// Runs of letters and runs of digits. Signs between digits belong to their number: 4,90 and 9h30.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let mut end = first.len_utf8();
        let mut following = rest.char_indices().skip(1).peekable();
        while let Some((at, c)) = following.next() {
            let is_digit = |c: &char| c.is_numeric();
            let joins = first.is_numeric()
                && matches!(c, '.' | ',' | ':' | 'h')
                && following.peek().is_some_and(|(_, next)| is_digit(next));
            if !(joins || c.is_alphanumeric() && c.is_numeric() == first.is_numeric()) {
                break;
            }
            end = at + c.len_utf8();
        }
        let (run, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(run)
    })
}

/// A number in one writing: 4,90 as 4.90, and 9h00 as 9.
fn number(run: &str) -> String {
    let number = run.replace([',', ':', 'h'], ".");
    number.strip_suffix(".00").map_or(number.clone(), str::to_owned)
}

/// Letters of writings without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The pairs of characters that follow each other.
fn pairs(run: &str) -> impl Iterator<Item = String> {
    let one = run.chars().nth(1).is_none().then(|| run.to_owned());
    let second = run.chars().skip(1);
    one.into_iter().chain(run.chars().zip(second).map(|(first, second)| [first, second].iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(one: &str, other: &str) -> bool {
        let other = Words.tokenize(other);
        Words.tokenize(one).iter().any(|token| other.contains(token))
    }

    #[test]
    fn forms_of_one_word_are_found_by_each_other() {
        for (one, other) in [
            ("Vous livrez ?", "Livraison à domicile"),
            ("réserver", "RESERVATIONS"),
            ("les prix", "prix"),
            ("my dog", "Dogs"),
            ("deliver", "Delivery"),
            ("Lieferung", "liefern"),
            ("größe", "Grösse"),
            ("entregas", "¿Entregan a domicilio?"),
            ("التوصيل", "توصيل مجاني"),
            ("9h30", "9:30"),
            ("4,90 €", "4.90€"),
            ("ouvert à 9h", "from 9:00"),
            ("営業時間は？", "営業時間"),
            ("500g", "500 g"),
        ] {
            assert!(share(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn small_words_and_other_numbers_are_not_shared() {
        for (one, other) in [
            ("Where is the car?", "the bread is on the table"),
            ("est-ce que vous avez", "vous êtes à la maison"),
            ("4,90", "4,95"),
            ("90", "4.90"),
            ("", "a"),
            ("!!! 🙏", "🙏 !!!"),
        ] {
            assert!(!share(one, other), "{one:?} {other:?}");
        }
    }
}
