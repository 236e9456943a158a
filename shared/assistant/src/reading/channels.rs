//! Harmony's channels when the server removed their tokens: `analysisThe user …assistantfinalIt costs …`, also with
//! blanks or line breaks between the words.
//!
//! Gemma's channel then begins with `thought` on a line of its own. An ordinary heading has a capital.
//! <https://github.com/Augustas11/macprovider/issues/743>, <https://github.com/raullenchai/Rapid-MLX/issues/447>

use super::monologue;

/// The text of the final channel. `None` if there are only others.
pub(super) fn without(text: &str) -> Option<&str> {
    let bare = without_assistant(text);
    let follows_assistant = bare.len() < text.len() && !text.starts_with("assistant ");
    let begins = begins_channel(bare, follows_assistant);
    if let Some(answer) = last_final(text, begins) {
        return Some(answer);
    }
    if begins == Begins::Surely || (begins == Begins::Maybe && speaks_to_itself(bare)) {
        return None;
    }
    Some(text.strip_prefix("final").filter(|rest| rest.starts_with(char::is_uppercase)).unwrap_or(text))
}

/// Whether a text begins with the name of a channel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    Surely,
    Maybe,
    Not,
}

fn begins_channel(text: &str, follows_assistant: bool) -> Begins {
    let surely = |is_sure: bool| if is_sure { Begins::Surely } else { Begins::Not };
    if let Some(rest) = text.strip_prefix("thought") {
        return surely(is_glued(rest));
    }
    let Some(rest) = is_channel_rest(text) else { return surely(text.starts_with("to=functions.")) };
    // No word goes on after these.
    let is_glued = is_glued(rest) || rest.starts_with(char::is_alphabetic);
    let calls = rest.trim_start().starts_with("to=");
    if is_glued || calls || (follows_assistant && rest.starts_with(char::is_whitespace)) {
        Begins::Surely
    } else if rest.starts_with([' ', '\t', ':']) {
        Begins::Maybe
    } else {
        Begins::Not
    }
}

/// Whether the text behind a channel's name is what a model says to itself.
fn speaks_to_itself(text: &str) -> bool {
    const BEGINNINGS: [&str; 6] = ["We need ", "We should ", "We must ", "User ", "Need to ", "Let's "];
    let rest = is_channel_rest(text).unwrap_or_default().trim_start_matches([' ', '\t', ':']);
    BEGINNINGS.iter().any(|begin| rest.starts_with(begin)) || monologue::has_sign(rest)
}

fn is_channel_rest(text: &str) -> Option<&str> {
    text.strip_prefix("analysis").or_else(|| text.strip_prefix("commentary"))
}

/// Whether a text before the end of a header names a channel that is not for the customer.
pub(super) fn is_named(text: &str) -> bool {
    is_channel_rest(without_assistant(text.trim_start())).is_some()
}

/// The text behind the header of a turn, where one stands before a channel.
fn without_assistant(text: &str) -> &str {
    let rest = text.strip_prefix("assistant").map(str::trim_start);
    rest.filter(|rest| is_channel_rest(rest).is_some()).unwrap_or(text)
}

/// Whether a word goes on as no word does: with a line of its own, a capital, a quote or another script.
fn is_glued(rest: &str) -> bool {
    let first = rest.chars().next();
    first.is_some_and(|c| {
        matches!(c, '\n' | '"' | '“' | '{' | '¿') || (c.is_alphabetic() && !c.is_lowercase())
    })
}

/// The name of the channel for the customer.
const FINAL: &str = "final";

/// The text behind the last `assistantfinal`. Apart, the words are a header only on lines of their own, or behind
/// another channel.
fn last_final(text: &str, begins: Begins) -> Option<&str> {
    let mut answers = text.rmatch_indices("assistant").filter_map(|(at, word)| {
        let before = text.get(..at)?;
        let rest = text.get(at + word.len()..)?;
        let answer = rest.trim_start().strip_prefix(FINAL)?;
        let gap = rest.get(..rest.len().checked_sub(answer.len() + FINAL.len())?)?;
        let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
        let is_header = match gap {
            "" => !is_apart || begins != Begins::Not || !answer.starts_with([' ', '.', ',', '"', '`']),
            gap if gap.contains('\n') => answer.starts_with('\n'),
            _ => begins != Begins::Not && !answer.starts_with(char::is_lowercase),
        };
        is_header.then(|| answer.strip_prefix(':').unwrap_or(answer))
    });
    answers.next()
}
