//! The parts of the facts that fit a conversation.

use relais_assistant::{Note, Turn};
use relais_core::message::MessageKey;
use relais_knowledge::Asked;

use crate::business::Business;

/// How many turns before those that wait are asked about too.
const EARLIER: usize = 4;

/// What the model is told of facts that are too long to be told whole: the parts that fit the words that wait for an answer,
/// and less those of a few turns before and of what is quoted.
pub(super) fn chosen(
    business: &Business,
    keys: &[MessageKey],
    turns: &[Turn],
    waits: impl Fn(&MessageKey) -> bool,
) -> Option<String> {
    if !business.facts_are_chosen() {
        return None;
    }
    let (waiting, before): (Vec<_>, Vec<_>) = keys.iter().zip(turns).partition(|(key, _)| waits(key));
    let earlier =
        before.iter().skip(before.len().saturating_sub(EARLIER)).map(|(_, turn)| turn.text.as_str());
    let quoted = waiting.iter().flat_map(|(_, turn)| &turn.notes).filter_map(quoted);
    let earlier = joined(earlier.chain(quoted));
    let waiting = joined(waiting.iter().map(|(_, turn)| turn.text.as_str()));
    business.chosen(Asked { waiting: &waiting, earlier: &earlier })
}

fn quoted(note: &Note) -> Option<&str> {
    match note {
        Note::RepliesTo { text, .. } => Some(text),
        _ => None,
    }
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}
