//! Thoughts that no mark sets apart: headings, channels whose tokens a server removed, and what models say to
//! themselves.

use super::{channels, frames, monologue};

/// The final part of a text without marks, trimmed. `None` if the text is all thoughts.
pub(super) fn final_part(text: &str, is_cut_off: bool) -> Option<&str> {
    let text = channels::without(text.trim())?;
    let text = frames::without(text.trim(), is_cut_off)?;
    let text = without_later_turn(without_role(without_instruction(text.trim())));
    let text = unboxed(text).unwrap_or(text);
    (!monologue::is_one(text, is_cut_off)).then_some(text)
}

/// The text without the header of the model's own turn: `Assistant: …`, or the role on a line of its own. A sentence
/// that goes on in lower case has a colon of its own: `AI: an introduction`.
fn without_role(text: &str) -> &str {
    const HEADERS: [&str; 6] = ["assistant:", "**assistant:**", "**assistant**:", "chatbot:", "bot:", "ai:"];
    const LINES: [&str; 2] = ["assistant\n", "model\n"];
    let begins = |text: &str| !text.trim_start().starts_with(char::is_lowercase);
    let headed = HEADERS.iter().find_map(|header| strip(text, header)).filter(|answer| begins(answer));
    let lined = || strip(text, LINES[0]).or_else(|| text.strip_prefix(LINES[1]));
    match headed.or_else(lined) {
        Some(answer) => answer.trim(),
        None if text.eq_ignore_ascii_case("assistant") => "",
        None => text,
    }
}

/// The text without the headings of Alpaca's prompts: the answer's own, and all of a turn behind it.
/// <https://github.com/tatsu-lab/stanford_alpaca>
fn without_instruction(text: &str) -> &str {
    const RESPONSE: &str = "### Response:\n";
    const TURNS: [&str; 3] = ["### Instruction:\n", "### Input:\n", RESPONSE];
    let begins_turn = TURNS.iter().any(|turn| text.starts_with(turn));
    let text = match text.split_once(RESPONSE) {
        Some((_, answer)) if begins_turn => answer.trim(),
        _ => text,
    };
    let end = TURNS.iter().filter_map(|turn| find_line(text, turn)).min();
    text.get(..end.unwrap_or(text.len())).unwrap_or(text).trim()
}

/// The text before a conversation that goes on without marks. One turn alone could be a line of the answer.
fn without_later_turn(text: &str) -> &str {
    let Some(ours) = text.rfind("\nAssistant:") else { return text };
    let theirs =
        ["\nUser:", "\nHuman:"].iter().filter_map(|turn| text.find(turn)).filter(|at| *at < ours).min();
    theirs.and_then(|at| text.get(..at)).unwrap_or(text).trim()
}

/// The place where a line begins with this, other than the first.
fn find_line(text: &str, begin: &str) -> Option<usize> {
    text.match_indices(begin)
        .map(|(at, _)| at)
        .find(|at| text.get(..*at).is_some_and(|before| before.ends_with('\n')))
}

/// The inside of `\boxed{…}` around the whole text, as models learn to write results.
fn unboxed(text: &str) -> Option<&str> {
    let inner = text.trim_matches('$').trim().strip_prefix("\\boxed{")?.strip_suffix('}')?;
    let inner = inner.strip_prefix("\\text{").and_then(|inner| inner.strip_suffix('}')).unwrap_or(inner);
    (!inner.contains(['{', '}'])).then(|| inner.trim())
}

/// The text after `prefix`, in any case.
pub(super) fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
