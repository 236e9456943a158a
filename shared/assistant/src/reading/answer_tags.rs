//! `<answer>…</answer>` around the final part.

use super::marks::{self, Mark, OPENERS};
use super::mention::is_mention;

/// The inside of the last pair of answer tags. Without a pair, the text without a tag at its beginning, at its end, or
/// at the beginning of a line before the answer. Tags elsewhere are placeholders and stay, and so do those of
/// [`is_plain`] names in the middle of a sentence.
pub(super) fn unwrap(text: &str) -> &str {
    let mut open: Option<(usize, usize)> = None;
    let mut pair = None;
    let mut last_close = None;
    let (mut says_nothing, mut behind) = (true, 0);
    for (mark, from, to) in tags(text) {
        says_nothing &= text.get(behind..from).unwrap_or_default().trim().is_empty();
        behind = to;
        match (mark, open) {
            (Mark::AnswerOpen { .. }, _) => open = Some((from, to)),
            (Mark::AnswerClose { .. }, Some((_, begin))) => {
                let inside = text.get(begin..from).unwrap_or_default().trim();
                pair = if inside.is_empty() { pair } else { Some((inside, from, to)) };
                open = None;
            }
            (Mark::AnswerClose { .. }, None) => last_close = Some((from, to)),
            _ => {}
        }
    }
    if says_nothing && text.get(behind..).unwrap_or_default().trim().is_empty() {
        return "";
    }
    if let Some((from, to)) = open {
        let before = text.get(..from).unwrap_or_default();
        let after = text.get(to..).unwrap_or_default().trim();
        let begins_text = before.trim().is_empty();
        let begins_line = before.trim_end_matches(' ').ends_with('\n');
        let is_answer = begins_line && !after.is_empty() && !is_plain(text, from, to) && !announces(before);
        if begins_text || is_answer {
            return after;
        }
    }
    if let Some((pair, from, to)) = pair {
        let behind = text.get(to..).unwrap_or_default().trim_start_matches(' ');
        let ends_line = behind.is_empty() || behind.starts_with('\n');
        return if ends_line || !is_plain(text, from, to) { pair } else { text };
    }
    match last_close {
        Some((from, to)) if text.get(to..).unwrap_or_default().trim().is_empty() => {
            text.get(..from).unwrap_or_default().trim()
        }
        _ => text,
    }
}

/// Whether the tag's name is a word that forms and price lists use too, such as `<reply>`.
fn is_plain(text: &str, from: usize, to: usize) -> bool {
    let tag = text.get(from..to).unwrap_or_default().to_ascii_lowercase();
    !tag.contains("answer")
}

/// Whether a text announces placeholders: its last line is one, or ends with a colon.
fn announces(before: &str) -> bool {
    let line = before.trim_end().rsplit('\n').next().unwrap_or_default().trim();
    line.ends_with([':', '：']) || (line.starts_with('<') && line.ends_with('>'))
}

/// The answer tags of a text, with their places.
fn tags(text: &str) -> impl Iterator<Item = (Mark, usize, usize)> + '_ {
    text.match_indices(OPENERS).filter_map(move |(at, _)| {
        let (mark, length) = marks::at(text.get(at..)?)?;
        let is_answer = matches!(mark, Mark::AnswerOpen { .. } | Mark::AnswerClose { .. });
        (is_answer && !is_mention(text, at, length)).then_some((mark, at, at + length))
    })
}
