//! Control tokens of chat templates: `<|im_end|>`, `<｜end▁of▁sentence｜>`, `<|channel>`.
//!
//! They differ in spelling more than in meaning, so most are told by their words.
//! <https://github.com/ggml-org/llama.cpp/blob/master/src/llama-chat.cpp> (templates),
//! <https://github.com/openai/harmony/blob/main/docs/format.md> (gpt-oss),
//! <https://docs.cohere.com/docs/reasoning> (`START_THINKING`),
//! <https://ai.google.dev/gemma/docs/capabilities/thinking> (`<|channel>thought … <channel|>`)

use super::marks::{Family, Mark, Role};

/// The roles of the model.
const OURS: [&str; 8] =
    ["assistant", "model", "bot", "chatbot", "gpt", "ai", "chatbot_token", "assistant_token"];

/// The roles of others.
const OTHERS: [&str; 17] = [
    "user",
    "human",
    "system",
    "developer",
    "tool",
    "function",
    "ipython",
    "customer",
    "client",
    "observation",
    "prompter",
    "environment",
    "documents",
    "user_token",
    "system_token",
    "question",
    "instruction",
];

const TURN_BEGINS: [&str; 7] =
    ["im_start", "start", "start_header_id", "header_start", "start_of_turn", "start_of_role", "turn_start"];

const HEADER_ENDS: [&str; 6] =
    ["message", "end_header_id", "header_end", "im_sep", "im_middle", "end_of_role"];

const TURN_ENDS: [&str; 22] = [
    "im_end",
    "end",
    "return",
    "call",
    "eot",
    "eot_id",
    "eom",
    "eom_id",
    "eos",
    "end_of_text",
    "endoftext",
    "end_of_sentence",
    "end_of_turn",
    "end_of_turn_token",
    "endofturn",
    "end_of_message",
    "end_turn",
    "turn_end",
    "im_stop",
    "eod",
    "end_of_dialog",
    "stop",
];

/// The longest name of a token, in bytes.
const LONGEST: usize = 64;

/// The meaning of what stands between `<` and `>`. `None` if it is no token.
pub(super) fn of(inner: &str) -> Option<Mark> {
    let inner = inner.trim();
    if inner.len() > LONGEST {
        return None;
    }
    let open = inner.strip_prefix(['|', '｜']);
    let close = inner.strip_suffix(['|', '｜']);
    // DeepSeek's tools. <https://huggingface.co/deepseek-ai/DeepSeek-V3.2>
    let bare = inner.trim_start_matches(['/', '|', '｜']);
    if bare.len() < inner.len() && (bare.starts_with("DSML|") || bare.starts_with("DSML｜")) {
        return Some(if inner.starts_with('/') {
            Mark::Close(Family::Tool)
        } else {
            Mark::Open(Family::Tool)
        });
    }
    match (open, close) {
        (Some(rest), Some(_)) => symmetric(rest.strip_suffix(['|', '｜'])?),
        (Some(name), None) => one_sided(name, true),
        (None, Some(name)) => one_sided(name, false),
        (None, None) => None,
    }
}

/// Who speaks, by the word of a header.
pub(super) fn role(word: &str) -> Option<Role> {
    let word = word.to_ascii_lowercase();
    if OURS.contains(&word.as_str()) {
        Some(Role::Assistant)
    } else {
        OTHERS.contains(&word.as_str()).then_some(Role::Other)
    }
}

/// Who speaks in a turn, by the word of its header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The model, to the customer.
    Assistant,
    /// The model, to itself.
    Thoughts,
    /// Anybody else.
    Other,
}

/// [`role`], and the roles `think` and `answer` of <https://github.com/simplescaling/s1>.
pub(super) fn speaker(word: &str) -> Option<Speaker> {
    match word.to_ascii_lowercase().as_str() {
        "think" | "thinking" | "thought" | "reasoning" | "analysis" => Some(Speaker::Thoughts),
        "answer" | "final" => Some(Speaker::Assistant),
        word => role(word).map(|role| if role == Role::Other { Speaker::Other } else { Speaker::Assistant }),
    }
}

/// Gemma 4 writes `<|turn>` at the beginning and `<turn|>` at the end.
fn one_sided(name: &str, is_open: bool) -> Option<Mark> {
    let family = match name.trim_start_matches('/').to_ascii_lowercase().as_str() {
        "turn" => return Some(if is_open { Mark::Header } else { Mark::TurnEnd }),
        "channel" | "think" => Family::Thought,
        "tool_call" | "tool_response" | "tool" => Family::Tool,
        _ => return None,
    };
    Some(if is_open { Mark::Open(family) } else { Mark::Close(family) })
}

fn symmetric(name: &str) -> Option<Mark> {
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '▁' | ' ' | '-' | '/' | ':' | '.');
    if !name.chars().all(is_letter) {
        return None;
    }
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let whole = words.join("_");
    let is_known = |names: &[&str]| names.contains(&whole.as_str());
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let is_close = name.trim_start().starts_with('/') || has(&["end", "close", "stop"]);
    let opens_or_closes = |family| if is_close { Mark::Close(family) } else { Mark::Open(family) };
    Some(match whole.as_str() {
        "" => return None,
        "channel" => Mark::Channel,
        // Apertus. <https://huggingface.co/swiss-ai/Apertus-8B-Instruct-2509>
        "inner_prefix" => Mark::Open(Family::Thought),
        "inner_suffix" => Mark::Close(Family::Thought),
        _ if is_known(&TURN_ENDS) => Mark::TurnEnd,
        _ if is_known(&TURN_BEGINS) => Mark::Header,
        _ if is_known(&HEADER_ENDS) => Mark::Message,
        word if role(word).is_some() => Mark::Role(role(word)?),
        _ if has(&[
            "think",
            "thinking",
            "thought",
            "thoughts",
            "reasoning",
            "analysis",
            "reflection",
            "scratchpad",
        ]) =>
        {
            opens_or_closes(Family::Thought)
        }
        _ if has(&["tool", "tools", "action", "python"]) => opens_or_closes(Family::Tool),
        _ if has(&["response", "solution", "answer", "final"]) || is_known(&["start_text", "end_text"]) => {
            if is_close {
                Mark::AnswerClose { is_token: true }
            } else {
                Mark::AnswerOpen { is_token: true }
            }
        }
        _ if name.contains(' ') => return None, // an operator of a programming language
        _ => Mark::Noise,
    })
}
