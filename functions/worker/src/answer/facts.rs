//! The parts of the facts that fit a conversation.

use relais_assistant::{Note, Turn};
use relais_core::message::MessageKey;
use relais_core::queue::Enqueue;
use relais_knowledge::Asked;

use super::{Answerer, budget};
use crate::business::{Business, Nearest};

/// How many turns before those that wait are asked about too.
const EARLIER: usize = 4;

/// The words that wait for an answer, and those of a few turns before and of what is quoted.
pub(super) struct Words {
    waiting: String,
    earlier: String,
}

/// The words of these turns, whose messages have these keys.
pub(super) fn words(keys: &[MessageKey], turns: &[Turn], waits: impl Fn(&MessageKey) -> bool) -> Words {
    let (waiting, before): (Vec<_>, Vec<_>) = keys.iter().zip(turns).partition(|(key, _)| waits(key));
    let earlier =
        before.iter().skip(before.len().saturating_sub(EARLIER)).map(|(_, turn)| turn.text.as_str());
    let quoted = waiting.iter().flat_map(|(_, turn)| &turn.notes).filter_map(quoted);
    Words {
        earlier: joined(earlier.chain(quoted)),
        waiting: joined(waiting.iter().map(|(_, turn)| turn.text.as_str())),
    }
}

impl<Q: Enqueue> Answerer<Q> {
    /// What the model is told of facts that are too long to be told whole: the parts that fit these words.
    pub(super) async fn choose_facts(&self, business: &Business, words: &Words) -> Option<String> {
        let Words { waiting, earlier } = words;
        let nearest = match &self.assistant {
            Some(model) => business.nearest(model, waiting).await,
            None => Nearest::default(),
        };
        budget::spend(&self.store, &self.settings, nearest.tokens, self.clock.now()).await;
        business.chosen(Asked { waiting, earlier }, &nearest.places)
    }
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
