//! Words that head thoughts and answers, wherever a heading stands.

/// Headings of thoughts.
const THOUGHTS: [&str; 29] = [
    "thinking",
    "thought",
    "thoughts",
    "my thoughts",
    "my thinking",
    "thought process",
    "my thought process",
    "thinking process",
    "reasoning",
    "reasoning process",
    "my reasoning",
    "internal reasoning",
    "internal thoughts",
    "internal thinking",
    "internal monologue",
    "inner thoughts",
    "inner monologue",
    "chain of thought",
    "step by step reasoning",
    "scratchpad",
    "réflexion",
    "raisonnement",
    "pensée",
    "pensées",
    "razonamiento",
    "überlegung",
    "思考",
    "思考过程",
    "推理过程",
];

/// Headings of answers below thoughts, as prompts of agents ask for them. <https://arxiv.org/abs/2210.03629>
const ANSWERS: [&str; 18] = [
    "answer",
    "my answer",
    "final answer",
    "the answer",
    "response",
    "my response",
    "final response",
    "reply",
    "final reply",
    "final",
    "final output",
    "output",
    "réponse",
    "réponse finale",
    "respuesta",
    "antwort",
    "答案",
    "回答",
];

/// Whether a heading, with all its marks, heads thoughts: `### 💭 Reasoning:`.
pub(super) fn is_of_thoughts(heading: &str) -> bool {
    words(heading)
        .is_some_and(|words| THOUGHTS.contains(&words.as_str()) || words.starts_with("thought for "))
}

/// Whether a heading, with all its marks, says `analysis`, which may be the answer's own.
pub(super) fn is_analysis(heading: &str) -> bool {
    words(heading).as_deref() == Some("analysis")
}

/// Whether a heading, with all its marks, is the one of models that print all their thoughts.
pub(super) fn is_thinking_process(heading: &str) -> bool {
    words(heading).as_deref() == Some("thinking process")
}

/// Whether a heading, with all its marks, heads an answer that follows something else.
pub(super) fn is_of_final_answer(heading: &str) -> bool {
    words(heading).is_some_and(|words| words.starts_with("final") || words == "answer")
}

/// Whether a heading, with all its marks, heads an answer.
pub(super) fn is_of_answer(heading: &str) -> bool {
    words(heading).is_some_and(|words| ANSWERS.contains(&words.as_str()))
}

/// The words of a heading in lower case. `None` if it is too long for one.
fn words(heading: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let words = heading.trim().trim_matches(|c: char| !c.is_alphanumeric());
    (heading.len() < LONGEST).then(|| words.to_lowercase().replace('-', " "))
}
