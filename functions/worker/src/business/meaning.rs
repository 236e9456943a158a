//! The parts of the facts by their meaning: embeddings of each, made once for a version of the settings.

use std::sync::{Mutex, OnceLock, PoisonError};

use relais_assistant::AssistantError;
use relais_core::metrics::{self, Metric};
use relais_core::timing::{EMBEDDING_REST, EMBEDDING_TIME};
use relais_knowledge::Knowledge;
use tokio::time::{Instant, timeout};

use crate::answer::model::Model;

/// How many parts one call embeds.
const BATCH: usize = 64;

/// How many of the nearest parts are ranked. All parts are near to some degree.
const NEAREST: usize = 20;

/// The longest question that is embedded, in bytes: its end.
const MOST_QUESTION: usize = 4_000;

/// The vectors of the parts.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    whole: OnceLock<Vec<Vec<f32>>>,
    /// Those that were made so far. What one turn has no time for, the next one goes on with.
    begun: tokio::sync::Mutex<Vec<Vec<f32>>>,
    rests_until: Mutex<Option<Instant>>,
}

/// The places of the parts nearest to a question, best first, and the tokens that it took.
#[derive(Debug, Default)]
pub(crate) struct Nearest {
    pub(crate) places: Vec<usize>,
    pub(crate) tokens: u64,
}

impl Meaning {
    /// The parts nearest to a question, within [`EMBEDDING_TIME`]. None, if no model embeds texts, or it fails: then words
    /// alone decide, and it is tried again after [`EMBEDDING_REST`].
    pub(super) async fn nearest(&self, model: &Model, knowledge: &Knowledge, question: &str) -> Nearest {
        let question = question.trim();
        if model.embedding_model().is_none() || question.is_empty() || self.rests() {
            return Nearest::default();
        }
        let question =
            question.get(question.ceil_char_boundary(question.len().saturating_sub(MOST_QUESTION))..);
        let mut nearest = Nearest::default();
        let ranking = self.ranked(model, knowledge, question.unwrap_or_default(), &mut nearest.tokens);
        let ranked = timeout(EMBEDDING_TIME.unsigned_abs(), ranking).await;
        match ranked.unwrap_or(Err(AssistantError::TimedOut)) {
            Ok(places) => nearest.places = places,
            Err(error) => {
                *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(Instant::now() + EMBEDDING_REST.unsigned_abs());
                metrics::count(Metric::EmbeddingsFailed, 1);
                tracing::warn!(code = error.code(), %error, "the facts are chosen by words alone: embedding failed");
            }
        }
        nearest
    }

    fn rests(&self) -> bool {
        let until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    async fn ranked(
        &self,
        model: &Model,
        knowledge: &Knowledge,
        question: &str,
        tokens: &mut u64,
    ) -> Result<Vec<usize>, AssistantError> {
        let Some(vectors) = self.vectors(model, knowledge, tokens).await? else { return Ok(Vec::new()) };
        let question = embed(model, &[question], tokens).await?.pop().unwrap_or_default();
        if vectors.iter().any(|vector| vector.len() != question.len()) {
            return Err(AssistantError::Malformed);
        }
        let mut ranked: Vec<_> =
            vectors.iter().map(|vector| nearness(vector, &question)).enumerate().collect();
        ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        Ok(ranked.into_iter().take(NEAREST).map(|(place, _)| place).collect())
    }

    /// The vectors of all parts. `None`: another turn is making them.
    async fn vectors(
        &self,
        model: &Model,
        knowledge: &Knowledge,
        tokens: &mut u64,
    ) -> Result<Option<&Vec<Vec<f32>>>, AssistantError> {
        if let Some(whole) = self.whole.get() {
            return Ok(Some(whole));
        }
        let Ok(mut begun) = self.begun.try_lock() else { return Ok(None) };
        let parts = knowledge.parts();
        while let Some(rest) = parts.get(begun.len()..).filter(|rest| !rest.is_empty()) {
            let texts: Vec<_> =
                rest.iter().take(BATCH).map(|part| format!("{}\n{}", part.title, part.text)).collect();
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            begun.extend(embed(model, &texts, tokens).await?);
        }
        Ok(Some(self.whole.get_or_init(|| std::mem::take(&mut *begun))))
    }
}

async fn embed(model: &Model, texts: &[&str], tokens: &mut u64) -> Result<Vec<Vec<f32>>, AssistantError> {
    let embedded = model.embed(texts).await.unwrap_or(Err(AssistantError::Malformed))?;
    *tokens += u64::from(embedded.tokens);
    Ok(embedded.vectors)
}

/// The cosine of the angle between two vectors. 0, if one has no direction.
fn nearness(one: &[f32], other: &[f32]) -> f32 {
    let product =
        |one: &[f32], other: &[f32]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f32>();
    let lengths = (product(one, one) * product(other, other)).sqrt();
    if lengths > 0.0 { product(one, other) / lengths } else { 0.0 }
}
