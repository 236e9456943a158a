//! The names of thoughts, answers and tools in tags.

use super::marks::{Family, Mark};

/// Prefixes of `think` and `thinking`, with which they are as certain as without.
/// <https://github.com/vllm-project/vllm/tree/main/vllm/reasoning>
const PREFIXES: [&str; 8] = ["", "seed:", "mm:", "ant", "ant_", "antml:", "longcat_", "inner_"];

/// Last words of names such as `inner_thought`, `deep_think` and `think1`.
const THOUGHTS: [&str; 4] = ["think", "thinking", "thought", "thoughts"];

/// Other names of thoughts, which prompts and fine-tuned models use. `reason` and `plan` are not here: a shop writes
/// `RETURN <order> <reason>`.
pub(super) const NAMES: [&str; 30] = [
    "reasoning",
    "analysis",
    "reflection",
    "self_reflection",
    "scratchpad",
    "scratch_pad",
    "monologue",
    "inner_monologue",
    "internal_monologue",
    "chain_of_thought",
    "thought_process",
    "thinking_process",
    "reasoning_process",
    "internal_reasoning",
    "cot",
    "rationale",
    "internal",
    "brainstorm",
    "critique",
    "contemplator",
    "seed:cot_budget_reflect",
    "search_quality_reflection",
    "思考",
    "思考过程",
    "réflexion",
    "reflexion",
    "pensée",
    "pensées",
    "denken",
    "pensamiento",
];

/// Names of the final answer. <https://github.com/vllm-project/vllm/tree/main/vllm/reasoning> (Hunyuan, Granite)
const ANSWERS: [&str; 9] = [
    "answer",
    "final",
    "final_answer",
    "finalanswer",
    "response",
    "final_response",
    "reply",
    "output",
    "solution",
];

const TOOLS: [&str; 12] = [
    "tool_call",
    "tool_calls",
    "tool_code",
    "tool_use",
    "tool_result",
    "tool_results",
    "tool_response",
    "tool_responses",
    "function_call",
    "function_calls",
    "function_result",
    "function_results",
];

/// A tag's name that hides text.
pub(super) struct Hidden {
    /// What it hides.
    pub family: Family,
    /// It is a mark wherever it stands. Another is one only with its end, or at the beginning of the text.
    pub is_sure: bool,
}

/// What a name hides. Names are in lower case, with `_` for blanks and hyphens.
pub(super) fn hidden(name: &str) -> Option<Hidden> {
    let bare = name.strip_prefix("think_never_used_").map_or(name, |_| "think"); // a token of Seed's models
    let is_sure = PREFIXES
        .iter()
        .filter_map(|prefix| bare.strip_prefix(prefix))
        .any(|rest| matches!(rest, "think" | "thinking"));
    if is_sure {
        return Some(Hidden { family: Family::Thought, is_sure });
    }
    let numbered = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let mut words = numbered.rsplit(['_', ':', '.']);
    // A card says `<Thinking of You>`, and `<think-tank>` is none of ours: only the last word counts.
    if words
        .next()
        .is_some_and(|word| THOUGHTS.contains(&word) || word.ends_with("thinking") && is_camel(word))
    {
        return Some(Hidden { family: Family::Thought, is_sure });
    }
    let place = NAMES.iter().position(|known| *known == numbered)?;
    u8::try_from(place).ok().map(|place| Hidden { family: Family::Named(place), is_sure })
}

/// `innerThinking` and the like, in lower case.
fn is_camel(word: &str) -> bool {
    ["inner", "internal", "deep", "my"].iter().any(|prefix| word.starts_with(prefix))
}

pub(super) fn is_answer(name: &str) -> bool {
    ANSWERS.contains(&name)
}

/// `tool_call`, also with a model's prefix: `minimax:tool_call`.
pub(super) fn is_tool(name: &str) -> bool {
    let bare = name.rsplit(':').next().unwrap_or_default();
    TOOLS.contains(&bare) || name.starts_with("function=")
}

/// Tokens of vocabularies that are written like tags. <https://huggingface.co/google/medgemma-27b-text-it> (`unused94`),
/// <https://huggingface.co/docs/transformers/model_doc/t5> (`extra_id_0`)
pub(super) fn token(name: &str) -> Option<Mark> {
    Some(match name {
        "unused94" | "ctrl94" => Mark::Open(Family::Thought),
        "unused95" | "ctrl95" => Mark::Close(Family::Thought),
        "end_of_turn" | "eos" | "eot" | "end_of_text" | "endoftext" | "end_of_utterance" => Mark::TurnEnd,
        "start_of_turn" => Mark::Header,
        "bos" | "pad" | "unk" => Mark::Noise,
        name => {
            let number = ["extra_id_", "unused", "reserved_special_token_", "reserved_"]
                .iter()
                .find_map(|prefix| name.strip_prefix(prefix))?;
            let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
            is_number.then_some(Mark::Noise)?
        }
    })
}
