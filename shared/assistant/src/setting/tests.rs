//! One table of what models write and what WhatsApp gets, and the properties that hold for any text.

use proptest::prelude::*;

use super::addresses::unescaped;
use super::{addresses, set};

mod table;

/// Those of the table that are set otherwise, with what they become.
fn wrong<'a>(table: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let pairs = table.into_iter().map(|(text, expected)| (text, expected, set(text)));
    pairs
        .filter(|(_, expected, found)| expected != found || set(found) != *found)
        .map(|(text, expected, found)| format!("{text:?}\n  is  {found:?}\n  not {expected:?}"))
        .collect()
}

#[test]
fn marks_are_whatsapps() {
    let wrong = wrong(table::MARKS.iter().copied());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_only_looks_like_markdown_stays() {
    let wrong = wrong(table::UNCHANGED.iter().map(|text| (*text, *text)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop_oneof![prop::sample::select(table::SIGNS), prop::sample::select(table::WORDS)]
}

/// Pieces that a model's text is made of, in any order, and nonsense.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::collection::vec(piece(), 0..30).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
        1 => "[-*_~`#>|+\\[\\]()<>!&\\\\ a1\n:;.=]{0,40}",
    ]
}

/// The letters and digits of a text.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The text without all that may be an HTML tag, also once signs between its letters are gone.
fn without_tags(text: &str) -> String {
    let signs = ['*', '_', '~', '`', '\\', '#'];
    let mut text = text.replace(signs, "").replace("mailto:", "").replace("tel:", "");
    while let Some(range) = text.match_indices('<').find_map(|(at, _)| Some(at..at + tag_len(&text[at..])?)) {
        text.replace_range(range, "");
    }
    text
}

/// The length of the HTML tag or the comment at the beginning of a text. A tag is a name, and after a blank its
/// attributes: `name=value`, or a name alone.
fn tag_len(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| end + 3);
    }
    let end = text.find('>')?;
    let inner = text[1..end].trim_start_matches('/').trim_end_matches('/');
    let mut words = inner.split([' ', '\t']);
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_attribute =
        |word: &str| word.is_empty() || word.starts_with('=') || is_name(word.split('=').next().unwrap());
    (words.next().is_some_and(is_name) && words.all(is_attribute)).then_some(end + 1)
}

/// Whether all words of `part` are in `text`, in this order.
fn has_words(text: &str, part: &str) -> bool {
    let mut letters = text.chars();
    words(part).chars().all(|wanted| letters.any(|c| c == wanted))
}

proptest! {
    #[test]
    fn setting_again_changes_nothing(text in text()) {
        let once = set(&text);
        prop_assert_eq!(set(&once), once);
    }

    #[test]
    fn no_address_is_changed(text in text()) {
        let set = set(&text);
        for range in addresses(&text).filter(|range| text[range.clone()].starts_with("http")) {
            let address = &text[range.clone()];
            // An entity at its end ends with a sign that is none of the address's.
            let is_cut = text[range.end..].starts_with(';');
            let whole = address.strip_suffix("&amp").filter(|_| is_cut).map(|address| format!("{address}&amp;"));
            // Code keeps it as it is written.
            let unescaped = unescaped(whole.as_deref().unwrap_or(address));
            prop_assert!(set.contains(&unescaped) || set.contains(address), "{} is missing in {:?}", address, set);
        }
    }

    /// Without links, tags, tables, entities and fences, where words go or move.
    #[test]
    fn no_word_is_lost(text in text()) {
        let text = text.replace(['[', '<', '|', '&', '†'], "").replace("\\n", "").replace("\\times", "");
        let has_fence = text.matches('`').count() >= 3 || text.matches('~').count() >= 6;
        prop_assert!(has_fence || words(&set(&text)) == words(&text));
    }

    /// What looks like a tag and is none stays, as in `a<b, c=1 > d`.
    #[test]
    fn no_word_outside_tags_is_lost(text in text()) {
        let text = text.replace(['[', '|', '&', '†'], "").replace("\\n", "").replace("\\times", "");
        let has_fence = text.matches('`').count() >= 3 || text.matches('~').count() >= 6;
        prop_assert!(has_fence || has_words(&set(&text), &without_tags(&text)));
    }

    #[test]
    fn a_text_without_signs_stays(text in "[a-zé0-9 ,.!?'\u{a0}\u{202f}«»你م👍:;€%]{0,60}") {
        let text = text.trim_matches(' ');
        prop_assert_eq!(set(text), text);
    }
}

#[test]
fn a_wide_table_does_not_name_its_empty_cells() {
    let row = |cell: &str| format!("|{}\n", cell.repeat(21));
    let table = [row("a|"), row("-|"), "|x|\n".to_owned()].concat();
    assert_eq!(set(&table), "- a: *x*");
}

/// A step that takes the square of the length would need minutes for this.
#[test]
fn a_long_text_is_set_in_linear_time() {
    for piece in table::REPEATED {
        let text = piece.repeat(100_000 / piece.len());
        assert!(set(&text).len() <= 2 * text.len(), "{piece:?}");
    }
}
