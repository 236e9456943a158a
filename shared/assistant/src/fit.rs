//! Shortens a text to whole sentences, or at least to whole words. Links and marks stay whole.

use std::ops::Range;

use crate::setting::{Keep, whole};

/// The number of UTF-16 units of a text, which WhatsApp's apps count.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The longest prefix of `text` that has at most `limit` UTF-16 units and ends with a sentence or a line. Where no
/// sentence or line fits, it ends with a word.
///
/// A text that fits is only trimmed. The result is empty when not even the first word fits. Words are never cut, so
/// neither are surrogate pairs and combined characters. Nor is an address, which stays with the
/// text of its link, nor code between fences: where a text begins
/// with code that does not fit, the code's beginning is returned without its fence. Words in one of WhatsApp's marks are
/// only cut where nothing stands before them.
pub fn fit(text: &str, limit: usize) -> &str {
    let text = text.trim();
    if utf16_len(text) <= limit { text } else { shorten(text, limit, false) }
}

/// Like [`fit`], for a text that was cut off. Its last sentence is kept only when it is complete, and its last word
/// never. A mark or an address in which it was cut off is not kept either.
pub(crate) fn fit_cut_off(text: &str, limit: usize) -> &str {
    shorten(text.trim(), limit, true)
}

fn shorten(text: &str, limit: usize, is_cut_off: bool) -> &str {
    let kept =
        [Keep::Marks, Keep::Code].into_iter().map(|keep| prefix(text, limit, &whole(text, keep, is_cut_off)));
    match kept.into_iter().find(|kept| !kept.is_empty()) {
        Some(kept) => kept,
        // Code that fills the message cannot be cut inside its fences.
        None => match text.strip_prefix("```") {
            Some(code) => fit_code(code.trim_start(), limit, is_cut_off),
            None => "",
        },
    }
}

/// The beginning of code without its fence.
fn fit_code(code: &str, limit: usize, is_cut_off: bool) -> &str {
    let end = code.find("```").unwrap_or(code.len());
    let code = code.get(..end).unwrap_or_default().trim();
    if utf16_len(code) <= limit && !is_cut_off {
        code
    } else {
        prefix(code, limit, &whole(code, Keep::Code, is_cut_off))
    }
}

/// The longest prefix that ends with a sentence, else with a word, and in none of the places that stay whole.
fn prefix<'a>(text: &'a str, limit: usize, whole: &[Range<usize>]) -> &'a str {
    let (mut sentence_end, mut word_end) = (0, 0);
    let mut units = 0;
    let mut whole = whole.iter().peekable();
    let mut whole_until = 0;
    let mut may_end = |at: usize| {
        while let Some(range) = whole.next_if(|range| range.start < at) {
            whole_until = whole_until.max(range.end);
        }
        at >= whole_until
    };
    for (at, next) in text.char_indices() {
        if units > limit {
            break;
        }
        let before = text.get(..at).unwrap_or_default();
        if may_end(at) {
            if ends_sentence(before, Some(next)) {
                sentence_end = at;
            }
            if ends_word(before, next) {
                word_end = at;
            }
        }
        units += next.len_utf16();
    }
    if units <= limit && ends_sentence(text, None) && may_end(text.len()) {
        sentence_end = text.len();
    }
    let end = if sentence_end > 0 { sentence_end } else { word_end };
    text.get(..end).unwrap_or_default().trim()
}

/// Whether a sentence or a line ends between `before` and `next`.
fn ends_sentence(before: &str, next: Option<char>) -> bool {
    if next == Some('\n') {
        return !before.trim().is_empty();
    }
    let sentence = before.trim_end_matches(is_closing);
    let spaced = next.is_none_or(char::is_whitespace);
    match sentence.chars().next_back() {
        Some('.') => spaced && !ends_in_number_or_initial(sentence),
        Some('!' | '?' | '…' | '؟' | '۔' | '।') => spaced,
        // Chinese and Japanese put no space between sentences.
        Some('。' | '！' | '？') => next.is_none_or(starts_afresh),
        _ => false,
    }
}

/// Whether a word ends between `before` and `next`: at a breaking space, or at a comma of a script without spaces.
fn ends_word(before: &str, next: char) -> bool {
    match before.chars().next_back() {
        None => false,
        Some('，' | '、' | '；' | '：' | '。' | '！' | '？') => starts_afresh(next),
        Some(last) => !last.is_whitespace() && is_break(next),
    }
}

/// A space, except the no-break spaces in «10 000 €» or «Bonjour !».
fn is_break(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Quotes, brackets and WhatsApp's formatting marks may follow a full stop.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '’'
            | '”'
            | '»'
            | ')'
            | ']'
            | '」'
            | '』'
            | '）'
            | '*'
            | '_'
            | '~'
            | '\u{a0}'
            | '\u{202f}'
    )
}

/// Whether `c` can start a sentence: not a combining mark, and no further punctuation. Beyond ASCII, only letters of
/// the scripts without spaces are accepted, because they contain no combining marks.
fn starts_afresh(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || c.is_whitespace()
        || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}')
        || matches!(c, '「' | '『' | '（' | '*' | '-')
}

/// «1.», the «3.» of a price that was cut off, or the «M.» before a name.
fn ends_in_number_or_initial(sentence: &str) -> bool {
    let sentence = sentence.strip_suffix('.').unwrap_or(sentence);
    let word = sentence.rsplit(char::is_whitespace).next().unwrap_or("");
    let number = word.chars().all(|c| c.is_numeric() || c == '.' || c == ',');
    let initial = word.chars().count() == 1;
    !word.is_empty() && (number || initial)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::setting::set;

    #[test]
    fn shortens_to_sentences_then_words() {
        let cases = [
            ("  Hello.  ", 40, "Hello."),
            ("One. Two. Three.", 12, "One. Two."),
            ("One. Two. Three.", 9, "One. Two."),
            ("One. Two. Three.", 8, "One."),
            ("Hello big world", 12, "Hello big"),
            ("Hello big world", 9, "Hello big"),
            ("Hello big world", 4, ""),
            ("Ring us. It is 3.14 euros in all", 30, "Ring us."),
            ("Dites-le à M. Dupont demain", 18, "Dites-le à M."),
            ("Voici. Voyez M. Dupont demain", 18, "Voici."),
            ("Steps: 1. Open it", 12, "Steps: 1."),
            ("Go. Steps: 1. Open it", 16, "Go."),
            ("- one thing\n- another thing", 20, "- one thing"),
            ("Dit «\u{a0}Oui.\u{a0}» Puis rien du tout", 20, "Dit «\u{a0}Oui.\u{a0}»"),
            ("Cela fait 10\u{202f}000\u{a0}€ net", 16, "Cela fait"),
            ("你好。再见，朋友们", 6, "你好。"),
            ("你好，朋友们再见", 6, "你好，"),
            ("Oui\u{a0}! Non, pas du tout", 12, "Oui\u{a0}!"),
            ("👍🏽 👨‍👩‍👧 bien", 8, "👍🏽"),
            ("नमस्ते। फिर मिलेंगे", 12, "नमस्ते।"),
            // Addresses.
            ("Voir https://shop.example/a_b", 20, "Voir"),
            ("Oui. Voir https://shop.example/a?x=1,2 ici", 40, "Oui."),
            // Links.
            ("Oui. Voir notre site: https://shop.example/a ici", 24, "Oui."),
            ("Voir notre site: https://shop.example/a ici", 41, "Voir notre site: https://shop.example/a"),
            ("Oui. Une question ? https://shop.example/a", 25, "Oui."),
            ("Un lien\n- *site*: https://shop.example/a", 20, "Un lien"),
            ("Voir notre site: https://shop.example/a", 20, "Voir notre"),
            // Marks.
            ("Oui *tout est. Bon* ici", 16, "Oui"),
            ("*Tout est. Bon.* Ici", 12, "*Tout est."),
            ("*Un.* Deux _trois quatre_ cinq", 20, "*Un.*"),
            ("Un _deux trois_ *quatre cinq*", 24, "Un _deux trois_"),
            ("2 * 3 * 4 est 24", 12, "2 * 3 * 4"),
            ("- *un* deux\n* *trois quatre*", 20, "- *un* deux"),
            ("`a b c` d", 5, "`a b"),
            // Code.
            ("Voici.\n```\nun deux trois\n```\nfin", 20, "Voici."),
            ("Voici.\n```\nun\n```\nfin de tout", 20, "Voici.\n```\nun\n```"),
            ("```\nun deux trois\n```\nfin", 12, "un deux"),
            ("```\nun\n```\nfin de tout", 12, "```\nun\n```"),
        ];
        for (text, limit, expected) in cases {
            assert_eq!(fit(text, limit), expected, "{text:?} within {limit}");
        }
    }

    #[test]
    fn a_text_that_was_cut_off_loses_its_last_piece() {
        let cases = [
            ("All is well. And th", "All is well."),
            ("All is well.", "All is well."),
            ("It costs 3.", "It costs"),
            ("It costs 1.234.", "It costs"),
            ("We are open from ni", "We are open from"),
            ("Bonj", ""),
            ("Oui. Voir *ceci. Et ce", "Oui."),
            ("Oui. **Note. Et ce", "Oui."),
            ("Oui. Voir https://shop.", "Oui."),
            ("Oui. Voir https://shop.example/a. Et", "Oui. Voir https://shop.example/a."),
            ("Oui.\n```\nlet a = 1;", "Oui."),
            ("Oui.\n```\nlet a = 1;\n```", "Oui."),
        ];
        for (text, expected) in cases {
            assert_eq!(fit_cut_off(text, 4096), expected, "{text:?}");
        }
    }

    /// Marks, joiners and modifiers that must stay with the character before them.
    fn joins(c: char) -> bool {
        matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{93c}'..='\u{94d}' | '\u{3099}')
    }

    fn prose() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a",
            "é",
            "e\u{301}",
            "Z",
            "7",
            " ",
            "\n",
            "\u{a0}",
            ".",
            "!",
            "?",
            ",",
            "。",
            "，",
            "你",
            "か\u{3099}",
            "न\u{94d}",
            "👍🏽",
            "👨‍👩‍👧",
            "☎\u{fe0f}",
            "»",
            ")",
            "*",
            "word",
            "mot. ",
        ]);
        prop_oneof![prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat()), any::<String>(),]
    }

    /// Text with addresses and marks.
    fn marked() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "*",
            "_",
            "~",
            "`",
            "\n```\n",
            "mot",
            "mot ",
            "Fin. ",
            " ",
            "\n",
            "5",
            "*gras ici*",
            " _un. Deux_ ",
            "**gras. Ici** ",
            "https://shop.example/a_b?c=1,2 ",
            "Voir https://shop.example. ",
            "le site: https://shop.example ",
            "Un mot ? https://shop.example ",
            "[a](https://shop.example/x) ",
            "- ",
            "* ",
        ]);
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn never_too_long_and_never_inside_a_word(text in prose(), limit in 0usize..60, cut_off: bool) {
            let fitted = if cut_off { fit_cut_off(&text, limit) } else { fit(&text, limit) };
            prop_assert!(utf16_len(fitted) <= limit);
            prop_assert_eq!(fitted, fitted.trim());

            let text = text.trim();
            let code = text.strip_prefix("```").map(str::trim_start).and_then(|code| code.strip_prefix(fitted));
            let rest = text.strip_prefix(fitted).or(code);
            prop_assert!(rest.is_some(), "it is the beginning of the text");
            if let (Some(last), Some(next)) = (fitted.chars().next_back(), rest.and_then(|rest| rest.chars().next())) {
                prop_assert!(!joins(next));
                prop_assert!(!(last.is_alphanumeric() && next.is_alphanumeric()));
            }
        }

        #[test]
        fn no_address_and_no_mark_is_cut(text in marked(), limit in 0usize..60, cut_off: bool) {
            let text = text.trim();
            let fitted = if cut_off { fit_cut_off(text, limit) } else { fit(text, limit) };
            let Some(rest) = text.strip_prefix(fitted).filter(|rest| !rest.is_empty()) else { return Ok(()) };
            // The beginning of code without its fence may look like that of the text.
            if text.starts_with("```") && !fitted.starts_with("```") {
                return Ok(());
            }
            let end = text.len() - rest.len();
            let inside = |keep: Keep| whole(text, keep, false).into_iter().find(|range| range.start < end && end < range.end);
            prop_assert_eq!(inside(Keep::Code), None);
            if let Some(mark) = inside(Keep::Marks) {
                let all = whole(text, Keep::Marks, cut_off);
                let is_place = |at: usize| !all.iter().any(|range| range.start < at && at < range.end);
                let has_place = text[..mark.start].match_indices(char::is_whitespace).any(|(at, _)| is_place(at));
                let is_first = !has_place || text.starts_with(['*', '_', '~', '`']);
                prop_assert!(is_first, "there was a place before the mark");
            }
        }

        #[test]
        fn a_set_text_fits_one_message(text in marked()) {
            let text = set(&text.repeat(60));
            let fitted = fit(&text, 4096);
            prop_assert!(utf16_len(fitted) <= 4096);
            if fitted.len() < text.trim().len() {
                prop_assert_eq!(fitted.matches("```").count() % 2, 0, "{:?}", fitted);
            }
        }

        #[test]
        fn what_fits_stays_whole(text in prose()) {
            prop_assert_eq!(fit(&text, utf16_len(&text)), text.trim());
        }

        #[test]
        fn shortening_again_changes_nothing(text in prose(), limit in 0usize..60) {
            let once = fit(&text, limit);
            prop_assert_eq!(fit(once, limit), once);
        }

        #[test]
        fn a_first_word_that_fits_is_kept(word in "[a-zé]{1,9}", rest in prose()) {
            let text = format!("{word} {rest}x");
            prop_assert!(fit(&text, 9).starts_with(word.as_str()));
        }
    }
}
