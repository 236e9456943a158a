//! What the business knows: whole in the instructions, or the parts of it that fit a question.

use relais_core::business::MOST_WHOLE_FACTS;
use relais_knowledge::{Asked, Knowledge, fused};

use super::Business;
use super::meaning::Nearest;
use crate::answer::model::Model;

/// The most bytes of the parts that are chosen for a question.
const MOST_CHOSEN: usize = 10_000;

/// The rule about facts. It follows them.
pub(super) const ONLY_FACTS: &str = "What you say about the business must be in these facts or in the instructions above. \
    When they do not say it, never guess: say that you do not know it and that a colleague will answer, and hand over.";

/// What stands before chosen parts.
const CHOSEN: &str =
    "These are the parts of the business's facts that fit the customer's words best. There are others.";

impl Business {
    /// The facts, if there are any.
    pub(super) fn facts(&self) -> Option<&str> {
        self.set.facts.as_deref().filter(|facts| !facts.trim().is_empty())
    }

    /// Whether the facts are too long to be part of the instructions.
    pub(crate) fn facts_are_chosen(&self) -> bool {
        self.facts().is_some_and(|facts| facts.len() > MOST_WHOLE_FACTS)
    }

    /// The facts in parts, with an index that is built when it is first asked for. `None`: there are no facts.
    pub(crate) fn knowledge(&self) -> Option<&Knowledge> {
        self.facts().map(|facts| self.knowledge.get_or_init(|| Knowledge::of(facts)))
    }

    /// The parts nearest to a question by their meaning, if a model embeds texts.
    pub(crate) async fn nearest(&self, model: &Model, question: &str) -> Nearest {
        match self.knowledge() {
            Some(knowledge) => self.meaning.nearest(model, knowledge, question).await,
            None => Nearest::default(),
        }
    }

    /// What the model is told of facts that are too long for the instructions: the parts that fit what is asked, by their
    /// words and by their meaning, and the rule about them. `None`: they are part of the instructions, or there are none.
    pub(crate) fn chosen(&self, asked: Asked<'_>, nearest: &[usize]) -> Option<String> {
        let knowledge = self.knowledge().filter(|_| self.facts_are_chosen())?;
        let parts = knowledge.text(&fused(&knowledge.ranked(asked), nearest), MOST_CHOSEN);
        Some(format!("# Facts\n{CHOSEN}\n\n{parts}\n\n# About the facts\n{ONLY_FACTS}"))
    }
}
