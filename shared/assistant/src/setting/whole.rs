//! What must not be cut in a set text: addresses with the text of their links, code and marked words.

use std::ops::Range;

use super::{addresses, piece};

/// What is kept whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Addresses, code and marked words.
    Marks,
    /// Addresses and code.
    Code,
}

/// The places that stay whole, by where they begin. A text that `is_cut_off` may end in the middle of one: that one
/// ends behind the text.
pub(crate) fn whole(text: &str, keep: Keep, is_cut_off: bool) -> Vec<Range<usize>> {
    let mut found = code(text);
    let mut before = 0;
    for address in addresses(text) {
        let is_last = is_cut_off && !piece(text, address.end, text.len()).contains(char::is_whitespace);
        // The text of a link begins behind the address before.
        let start = link_start(text, address.start, keep).unwrap_or(address.start).max(before);
        before = address.end;
        found.push(start..if is_last { text.len() + 1 } else { address.end });
    }
    if keep == Keep::Marks {
        marks(text, is_cut_off, &mut found);
    }
    found.sort_by_key(|range| range.start);
    found
}

/// How far in bytes a link's text may begin before its address.
const LONGEST_TEXT: usize = 120;

/// Where the text of the link begins whose address is at `at`: after the sentence before, or at the beginning of the
/// line. Its address follows a colon, or the text's own last sign. Where only code is kept, its last word counts.
fn link_start(text: &str, at: usize, keep: Keep) -> Option<usize> {
    let before = piece(text, 0, at);
    let words = before.strip_suffix(' ')?;
    let words = words.trim_end_matches(['*', '_', '~']);
    let ends = if keep == Keep::Marks { &[':', '?', '!', '…'][..] } else { &[':'] };
    let words = words.strip_suffix(ends)?.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let mut near = words.len().saturating_sub(LONGEST_TEXT);
    while !words.is_char_boundary(near) {
        near += 1;
    }
    let mut start = None;
    if keep == Keep::Marks {
        let mut last = ' ';
        for (place, c) in piece(words, near, words.len()).char_indices() {
            if c == '\n' || (c == ' ' && matches!(last, '.' | '!' | '?' | '…')) {
                start = Some(near + place + 1);
            }
            last = c;
        }
        start = start.or_else(|| (near == 0).then_some(0));
    }
    // Of a long sentence, the last word.
    start.or_else(|| {
        let last = piece(words, near, words.len()).rfind([' ', '\n']);
        last.map(|place| near + place + 1).or_else(|| (near == 0).then_some(0))
    })
}

/// Code between three backticks. Without an end it ends behind the text.
fn code(text: &str) -> Vec<Range<usize>> {
    let fences: Vec<usize> = text.match_indices("```").map(|(at, _)| at).collect();
    let range = |pair: &[usize]| {
        let start = pair.first().copied().unwrap_or_default();
        start..pair.get(1).map_or(text.len() + 1, |end| end + 3)
    };
    fences.chunks(2).map(range).collect()
}

/// Words in marks, each on its line: an opening sign stands before a word, a closing sign after one.
fn marks(text: &str, is_cut_off: bool, found: &mut Vec<Range<usize>>) {
    let mut open: [Option<usize>; 4] = [None; 4];
    let (mut before, mut addresses) = (None, addresses(text).peekable());
    for (at, c) in text.char_indices() {
        while addresses.next_if(|address| address.end <= at).is_some() {}
        let is_in_address = addresses.peek().is_some_and(|address| address.contains(&at));
        let sign = ['*', '_', '~', '`'].into_iter().zip(&mut open).find(|(sign, _)| *sign == c);
        if c == '\n' {
            open = [None; 4];
        } else if let Some((_, open)) = sign.filter(|_| !is_in_address) {
            let after = piece(text, at + 1, text.len()).chars().next();
            let is_before_word = after.is_some_and(|after| !after.is_whitespace() && after != c);
            let is_after_word = before.is_some_and(|before: char| !before.is_whitespace());
            let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            match *open {
                Some(start) if is_after_word && start + 1 < at && !is_in_word(after) => {
                    found.push(start..at + 1);
                    *open = None;
                }
                None if is_before_word && !is_in_word(before) => *open = Some(at),
                _ => {}
            }
        }
        before = Some(c);
    }
    if is_cut_off {
        found.extend(open.into_iter().flatten().map(|start| start..text.len() + 1));
    }
}
