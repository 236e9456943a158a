//! `<answer>…</answer>` around the final part.

use super::marks::{self, Mark, OPENERS};

/// The inside of the last pair of answer tags. Without a pair, the text without a tag at its beginning, at its end, or
/// on a line of its own before the answer. Tags elsewhere are placeholders and stay.
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
                pair = if inside.is_empty() { pair } else { Some(inside) };
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
        let begins_line = before.trim().is_empty() || before.trim_end_matches(' ').ends_with('\n');
        if begins_line && (!after.is_empty() || before.trim().is_empty()) {
            return after;
        }
    }
    if let Some(pair) = pair {
        return pair;
    }
    match last_close {
        Some((from, to)) if text.get(to..).unwrap_or_default().trim().is_empty() => {
            text.get(..from).unwrap_or_default().trim()
        }
        _ => text,
    }
}

/// The answer tags of a text, with their places.
fn tags(text: &str) -> impl Iterator<Item = (Mark, usize, usize)> + '_ {
    text.match_indices(OPENERS).filter_map(move |(at, _)| {
        let (mark, length) = marks::at(text.get(at..)?)?;
        let is_answer = matches!(mark, Mark::AnswerOpen { .. } | Mark::AnswerClose { .. });
        is_answer.then_some((mark, at, at + length))
    })
}
