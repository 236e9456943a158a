//! Which parts of the facts an answer rests on, by the words that they share.

use std::collections::{BTreeMap, BTreeSet};

use bm25::{Embedding, TokenEmbedder, TokenEmbedding};

use crate::Knowledge;
use crate::words::{is_number, stem, tokens};

/// The most parts that an answer is said to rest on.
const MOST: usize = 3;

/// What the words that an answer shares with a part must weigh. A word that only one part has weighs 1. It was found by the
/// answers in `tests/questions.rs`: with 1.3 invented ones rest on something, and with 1.7 a price out of a table on nothing.
const LEAST: f32 = 1.5;

/// What they must weigh beside all words of the answer that no other part explains.
const LEAST_SHARE: f32 = 0.2;

/// The weight of a number beside a word: prices, hours and dates are what facts are.
const NUMBER: f32 = 2.0;

/// The weight of a word of which only another form is in the facts.
const OTHER_FORM: f32 = 0.6;

/// What a word weighs that the facts do not have.
const UNKNOWN: f32 = 0.5;

impl Knowledge {
    /// The titles of at most three parts that an answer's words come from, those first from which most of them come. It
    /// compares words: it cannot tell whether the answer says of them what the facts say.
    pub fn rests_on(&self, answer: &str) -> Vec<String> {
        let mut left: Vec<_> = tokens(answer)
            .into_iter()
            .collect::<BTreeSet<_>>()
            .iter()
            .map(|word| self.shared(word))
            .collect();
        let mut titles = Vec::new();
        while titles.len() < MOST {
            let whole: f32 = left.iter().map(|(weight, _)| weight).sum();
            let mut weights = BTreeMap::<usize, f32>::new();
            for (weight, parts) in &left {
                for part in parts {
                    *weights.entry(*part).or_default() += weight;
                }
            }
            // Of equal ones, the first.
            let best = weights.into_iter().rev().max_by(|(_, one), (_, other)| one.total_cmp(other));
            let Some((part, _)) = best.filter(|(_, weight)| *weight >= LEAST.max(LEAST_SHARE * whole)) else {
                break;
            };
            left.retain(|(_, parts)| !parts.contains(&part));
            titles.extend(
                self.parts.get(part).map(|part| part.title.clone()).filter(|title| !titles.contains(title)),
            );
        }
        titles
    }

    /// What a word weighs, and the parts that have it or another form of it.
    fn shared(&self, word: &str) -> (f32, BTreeSet<usize>) {
        let of = |token: &str| -> BTreeSet<usize> {
            let token = TokenEmbedding { index: u64::embed(token), value: 1.0 };
            self.scorer.matches(&Embedding(vec![token])).into_iter().map(|found| found.id).collect()
        };
        let (mut parts, mut weight) = (of(word), if is_number(word) { NUMBER } else { 1.0 });
        if let Some(stem) = stem(word).filter(|_| parts.is_empty()) {
            (parts, weight) = (of(&stem), OTHER_FORM);
        }
        match u16::try_from(parts.len()) {
            Ok(0) => (UNKNOWN, parts),
            Ok(count) => (weight / (1.0 + f32::from(count).ln()), parts),
            Err(_) => (0.0, BTreeSet::new()),
        }
    }
}
