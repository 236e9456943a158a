//! The words by which a customer opts out of automatic answers, and in again.
//!
//! A message expresses a wish if it consists of one of the phrases in `optout/phrases.rs` and nothing else but courtesy
//! (`optout/courtesy.rs`), marks and emoji. So a word inside a sentence never counts, and a message with a question mark
//! never does. A tap on a button of an interactive message answers a question of the business, so fewer phrases count
//! there (`optout/replies.rs`).

mod courtesy;
mod phrases;
mod replies;

use courtesy::COURTESY;
use phrases::PHRASES;
pub use replies::{choice_id, wish_in};

use crate::folding::{folded, words};
use crate::language::CustomerLanguage;

/// What a customer asks for with a message that consists of one of the phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To opt out: no more automatic answers.
    Stop,
    /// To opt in again.
    Start,
}

/// Words of the longest message that can express a wish.
const MOST_WORDS: usize = 16;

/// The wish that a text expresses. The text "Stop, thank you 🙏" expresses one, "do you stop at noon?" does not.
pub fn wish(text: &str) -> Option<Wish> {
    wish_and_language(text).map(|(wish, _)| wish)
}

/// The wish that a text expresses, and the language that its words show, if they show one of the five.
pub fn wish_and_language(text: &str) -> Option<(Wish, Option<CustomerLanguage>)> {
    if text.contains(['?', '¿', '؟', '？', '⸮', '﹖', '︖', '⁇', '⁈', '⁉']) {
        return None;
    }
    let folded = folded(text);
    let words: Vec<&str> = words(&folded).take(MOST_WORDS + 1).collect();
    if words.len() > MOST_WORDS {
        return None;
    }
    read(&words)
}

/// Reads the words as phrases and courtesy, from their end: what the words from each place on say, if anything.
fn read(words: &[&str]) -> Option<(Wish, Option<CustomerLanguage>)> {
    let mut said_from = vec![None; words.len() + 1];
    if let Some(end) = said_from.last_mut() {
        *end = Some(Said::default());
    }
    for place in (0..words.len()).rev() {
        let rest = words.get(place..).unwrap_or_default();
        let said = readings(rest).find_map(|(length, said)| said.and((*said_from.get(place + length)?)?));
        if let Some(slot) = said_from.get_mut(place) {
            *slot = said;
        }
    }
    let said = said_from.into_iter().next()??;
    said.wish.map(|wish| (wish, said.language))
}

/// What some words say.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    wish: Option<Wish>,
    language: Option<CustomerLanguage>,
}

impl Said {
    /// Both together. `None`: they contradict each other.
    fn and(self, rest: Self) -> Option<Self> {
        let contradicts = self.wish.is_some() && rest.wish.is_some() && self.wish != rest.wish;
        let wish = self.wish.or(rest.wish);
        let language = self.language.or(rest.language);
        Some(Self { wish, language }).filter(|_| !contradicts)
    }
}

/// Every phrase with which these words begin, its length in words, and what it says.
fn readings<'a>(words: &'a [&str]) -> impl Iterator<Item = (usize, Said)> + 'a {
    let wishes = PHRASES
        .iter()
        .flat_map(|(wish, language, list)| list.iter().map(move |phrase| (Some(*wish), *language, *phrase)));
    let courtesy = COURTESY
        .iter()
        .flat_map(|(language, list)| list.iter().map(move |phrase| (None, *language, *phrase)));
    wishes.chain(courtesy).filter_map(|(wish, language, phrase)| {
        let length = phrase.split(' ').count();
        let begins = phrase.split(' ').eq(words.get(..length)?.iter().copied());
        begins.then_some((length, Said { wish, language }))
    })
}

#[cfg(test)]
mod tests;
