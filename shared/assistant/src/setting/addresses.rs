//! Addresses in a text: where they begin and end. Nothing inside one is a mark.

use std::ops::Range;

/// What an address begins with, in any case.
const STARTS: [&str; 5] = ["https://", "http://", "www.", "mailto:", "tel:"];

/// The addresses of a text, in their order.
pub(crate) fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    text.char_indices().filter_map(move |(at, _)| {
        if at < end {
            return None;
        }
        end = address_at(text, at)?;
        Some(at..end)
    })
}

/// The end of the address that begins at `at`.
///
/// An address ends before a blank, a quotation mark, a bracket that was not opened inside it, two asterisks, or a footnote. The
/// punctuation of the sentence is no part of it.
pub(super) fn address_at(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let start = STARTS
        .iter()
        .find(|start| rest.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))?;
    let is_inside_word = text.get(..at)?.chars().next_back().is_some_and(char::is_alphanumeric);
    if is_inside_word && !start.contains("://") {
        return None;
    }
    let body = rest.get(start.len()..)?;
    let end = trimmed(body.get(..body_end(body))?).len();
    (end > 0).then_some(at + start.len() + end)
}

/// The address with the `&` that HTML writes as `&amp;`.
pub(crate) fn unescaped(address: &str) -> String {
    let mut parts = address.split("&amp;");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('&');
        // It may be written so more than once.
        let mut part = part;
        while let Some(rest) = part.strip_prefix("amp;") {
            part = rest;
        }
        out.push_str(part);
    }
    out
}

fn body_end(body: &str) -> usize {
    let (mut round, mut square) = (0_usize, 0_usize);
    let mut before = ' ';
    for (at, c) in body.char_indices() {
        match c {
            '(' => round += 1,
            '[' => square += 1,
            ')' if round == 0 => return at,
            ']' if square == 0 => return at,
            ')' => round -= 1,
            ']' => square -= 1,
            '*' if before == '*' => return at - 1,
            '^' if before == '[' => return at - 1,
            // A line break that was written as two signs.
            'n' if before == '\\' => return at - 1,
            _ if ends(c) => return at,
            _ => {}
        }
        before = c;
    }
    body.len()
}

fn ends(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '<' | '>'
                | '"'
                | '`'
                | '|'
                | '«'
                | '»'
                | '“'
                | '”'
                | '„'
                | '。'
                | '，'
                | '、'
                | '！'
                | '？'
                | '）'
                | '」'
        )
}

fn trimmed(body: &str) -> &str {
    body.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '*', '_', '~', '\\', '(', '[', '…'])
}

/// Whether a link's text says the same as its address.
pub(super) fn agree(text: &str, address: &str) -> bool {
    let (text, address) = (bare(text), bare(address));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_number =
        |text: &str| text.chars().all(|c| c.is_ascii_digit() || " +-.()\u{a0}\u{202f}".contains(c));
    text == address || (is_number(&text) && is_number(&address) && digits(&text) == digits(&address))
}

fn bare(address: &str) -> String {
    let mut bare = address.trim().to_lowercase();
    for start in ["https://", "http://", "mailto:", "tel:", "www."] {
        bare = bare.strip_prefix(start).map(str::to_owned).unwrap_or(bare);
    }
    bare.trim_end_matches('/').to_owned()
}
