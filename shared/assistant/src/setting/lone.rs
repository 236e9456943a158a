//! Two asterisks that belong to no others: the answer was cut off, or the mark spans paragraphs.

use super::addresses::addresses;
use super::parsed::is_marked;
use super::piece;
use super::ticks::Ticks;

/// The text without `**` before a word that nothing closes, and without the one that should close it. Two asterisks
/// behind a word that come first are a reference to a note, and so are those of the note.
pub(super) fn without_lone_stars(text: &str) -> String {
    let (ticks, mut addresses) = (Ticks::of(text), addresses(text).peekable());
    let mut out = String::with_capacity(text.len());
    let (mut at, mut opened, mut notes) = (0, 0_usize, 0_usize);
    while let Some(c) = piece(text, at, text.len()).chars().next() {
        while addresses.next_if(|address| address.end <= at).is_some() {}
        let rest = piece(text, at, text.len());
        let mut end = at + c.len_utf8();
        match c {
            _ if addresses.peek().is_some_and(|address| address.start <= at) => {}
            '`' => {
                let length = rest.len() - rest.trim_start_matches('`').len();
                end = ticks.partner(at, length).unwrap_or(at) + length;
            }
            '*' => {
                let length = rest.len() - rest.trim_start_matches('*').len();
                end = at + length;
                let (before, after) =
                    (piece(text, 0, at).chars().next_back(), piece(text, end, text.len()).chars().next());
                let opens = length == 2 && opens(before, after);
                if opens && notes > 0 {
                    notes -= 1;
                } else if opens {
                    opened += 1;
                    at = end;
                } else if length == 2 && closes(before, after) {
                    if opened > 0 {
                        opened -= 1;
                        at = end;
                    } else {
                        notes += 1;
                    }
                }
            }
            _ => {}
        }
        out.push_str(piece(text, at, end));
        at = end;
    }
    out
}

fn opens(before: Option<char>, after: Option<char>) -> bool {
    let is_free = before.is_none_or(|c| c.is_whitespace() || matches!(c, '«' | '"' | '“' | '('));
    let is_word = |c: char| is_marked(c) || matches!(c, '«' | '"' | '“' | '\'' | '(' | '[');
    is_free && after.is_some_and(is_word)
}

fn closes(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|c| !c.is_whitespace()) && !after.is_some_and(char::is_alphanumeric)
}
