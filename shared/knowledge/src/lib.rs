#![doc = include_str!("../README.md")]

mod rests;
mod split;
mod words;

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use bm25::{Embedder, EmbedderBuilder, Scorer, TokenEmbedding, Tokenizer};

pub use split::Part;
use words::Words;

/// The most bytes of a text that [`Knowledge::look_up`] returns.
pub const MOST_LOOKED_UP: usize = 4_000;

/// How much the words of earlier turns count beside those that wait for an answer.
const EARLIER: f32 = 0.3;

/// The most different words of a question that are compared: those at its end.
const MOST_WORDS: usize = 150;

/// The constant of reciprocal rank fusion, by which the first places differ little.
/// <https://plg.uwaterloo.ca/~gvcormac/cormacksigir09-rrf.pdf>
const FUSION: f32 = 60.0;

/// The facts of a business in parts, with an index of their words.
pub struct Knowledge {
    parts: Vec<Part>,
    embedder: Embedder<u64, Words>,
    scorer: Scorer<usize, u64>,
}

/// Shows no facts.
impl fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Knowledge").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

/// What a customer asks.
#[derive(Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The words that wait for an answer.
    pub waiting: &'a str,
    /// The words of the turns before.
    pub earlier: &'a str,
}

impl Knowledge {
    /// The parts of these facts, indexed.
    pub fn of(facts: &str) -> Self {
        let parts = split::split(facts);
        let texts: Vec<_> = parts.iter().map(|part| format!("{}\n{}", part.title, part.text)).collect();
        let tokens: usize = texts.iter().map(|text| Words.tokenize(text).len()).sum();
        #[expect(clippy::cast_precision_loss, reason = "facts have far fewer words than 16 million")]
        let average = tokens as f32 / texts.len().max(1) as f32;
        let embedder = EmbedderBuilder::<u64, Words>::with_avgdl(average).build();
        let mut scorer = Scorer::new();
        for (place, text) in texts.iter().enumerate() {
            scorer.upsert(&place, embedder.embed(text));
        }
        Self { parts, embedder, scorer }
    }

    /// All parts, in the order of the facts.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The places of the parts that share words with what is asked, best first.
    pub fn ranked(&self, asked: Asked<'_>) -> Vec<usize> {
        let mut scores = BTreeMap::<usize, f32>::new();
        for (words, weight) in [(asked.waiting, 1.0), (asked.earlier, EARLIER)] {
            for found in self.scorer.matches(&self.question(words)) {
                *scores.entry(found.id).or_default() += weight * found.score;
            }
        }
        by_score(scores)
    }

    /// The text of the best parts, in the order of the facts, of at most this many bytes. Where no part fits, the first
    /// ones: they say what the business is.
    pub fn best(&self, asked: Asked<'_>, most_bytes: usize) -> String {
        self.text(&self.ranked(asked), most_bytes)
    }

    /// The text of the first of these parts that fit, in the order of the facts. Without any, the first parts of all.
    pub fn text(&self, ranked: &[usize], most_bytes: usize) -> String {
        let all: Vec<_> = (0..self.parts.len()).collect();
        self.fitting(if ranked.is_empty() { &all } else { ranked }, most_bytes)
    }

    /// The parts that fit a query, for a tool of the model: at most [`MOST_LOOKED_UP`] bytes. Empty: none fits.
    pub fn look_up(&self, query: &str) -> String {
        self.fitting(&self.ranked(Asked { waiting: query, earlier: "" }), MOST_LOOKED_UP)
    }

    fn fitting(&self, ranked: &[usize], most_bytes: usize) -> String {
        let mut left = most_bytes;
        let mut chosen = BTreeMap::new();
        for place in ranked {
            let Some(part) = self.parts.get(*place) else { continue };
            let mut text = format!("## {}\n{}", part.title, part.text);
            if chosen.is_empty() {
                text.truncate(text.floor_char_boundary(left));
            }
            if text.len() + 2 <= left || chosen.is_empty() {
                left = left.saturating_sub(text.len() + 2);
                chosen.insert(place, text);
            }
        }
        chosen.into_values().collect::<Vec<_>>().join("\n\n")
    }

    /// The words of a question, each once. A long one is cut to its end.
    fn question(&self, words: &str) -> bm25::Embedding<u64> {
        let mut question = self.embedder.embed(words);
        let mut seen = HashSet::new();
        let mut kept: Vec<TokenEmbedding<u64>> = std::mem::take(&mut question.0);
        kept.reverse();
        kept.retain(|word| seen.len() < MOST_WORDS && seen.insert(word.index));
        bm25::Embedding(kept)
    }
}

/// Two rankings as one, by reciprocal rank fusion.
pub fn fused(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut scores = BTreeMap::<usize, f32>::new();
    for ranking in [one, other] {
        for (rank, place) in (1_u16..).zip(ranking) {
            *scores.entry(*place).or_default() += 1.0 / (FUSION + f32::from(rank));
        }
    }
    by_score(scores)
}

/// The highest scores first; of equal ones, those that come first in the facts.
fn by_score(scores: BTreeMap<usize, f32>) -> Vec<usize> {
    let mut ranked: Vec<_> = scores.into_iter().collect();
    ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranked.into_iter().map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests;
