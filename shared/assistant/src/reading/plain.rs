//! Thoughts that no mark sets apart: headings, channels whose tokens a server removed, and what models say to
//! themselves.

/// Thoughts between two fixed texts, in lower case, at the beginning of an answer.
struct Frame {
    begin: &'static str,
    ends: &'static [&'static str],
    /// The beginning alone could be an ordinary answer.
    needs_end: bool,
}

/// <https://github.com/vllm-project/vllm/blob/main/vllm/reasoning/granite_reasoning_parser.py>,
/// <https://huggingface.co/ServiceNow-AI/Apriel-1.5-15b-Thinker>, Ollama's terminal, and fenced blocks.
const FRAMES: [Frame; 17] = [
    Frame { begin: "here is my thought process:", ends: &GRANITE, needs_end: false },
    Frame { begin: "here's my thought process:", ends: &GRANITE, needs_end: false },
    Frame { begin: "here are my reasoning steps:", ends: &GRANITE, needs_end: false },
    Frame { begin: "thinking...", ends: &["...done thinking."], needs_end: true },
    Frame { begin: ":::thinking", ends: &["\n:::"], needs_end: false },
    Frame { begin: "```thinking\n", ends: &["\n```"], needs_end: false },
    Frame { begin: "```think\n", ends: &["\n```"], needs_end: false },
    Frame { begin: "```thought\n", ends: &["\n```"], needs_end: false },
    Frame { begin: "```thoughts\n", ends: &["\n```"], needs_end: false },
    Frame { begin: "```reasoning\n", ends: &["\n```"], needs_end: false },
    Frame { begin: "thought:", ends: &HEADED, needs_end: true },
    Frame { begin: "thoughts:", ends: &HEADED, needs_end: true },
    Frame { begin: "thinking:", ends: &HEADED, needs_end: true },
    Frame { begin: "reasoning:", ends: &HEADED, needs_end: true },
    Frame { begin: "**thinking:**", ends: &HEADED, needs_end: true },
    Frame { begin: "**thoughts:**", ends: &HEADED, needs_end: true },
    Frame { begin: "**reasoning:**", ends: &HEADED, needs_end: true },
];

/// Headings of the answer below thoughts, as prompts of agents ask for them. <https://arxiv.org/abs/2210.03629>
const HEADED: [&str; 6] = [
    "\nfinal answer:",
    "\nanswer:",
    "\nresponse:",
    "\n**final answer:**",
    "\n**answer:**",
    "\n**response:**",
];

const GRANITE: [&str; 2] = ["here is my response:", "here's my response:"];

/// Words that a model says to itself and never to a customer.
const MONOLOGUES: [&str; 14] = [
    "okay, the user",
    "okay, so the user",
    "okay, the customer is asking",
    "ok, the user",
    "ok, so the user",
    "alright, the user",
    "alright, so the user",
    "hmm, the user",
    "the user is asking",
    "the user asks",
    "the user wants",
    "the customer is asking",
    "thinking process:",
    "here's a thinking process",
];

/// More of them, which an ordinary answer may begin with too. An answer that met the length limit is thoughts then.
const LIKELY_MONOLOGUES: [&str; 8] = [
    "we need to answer",
    "we need to respond",
    "we need to reply",
    "let me think",
    "let's think",
    "first, i need to",
    "okay, let me",
    "okay, let's",
];

/// The final part of a text without marks, trimmed. `None` if the text is all thoughts.
pub(super) fn final_part(text: &str, is_cut_off: bool) -> Option<&str> {
    let text = without_channels(text.trim())?;
    let text = without_frame(text)?;
    let text = without_role(text.trim());
    let begins = |words: &[&str]| words.iter().any(|words| strip(text, words).is_some());
    let is_monologue = begins(&MONOLOGUES) || (is_cut_off && begins(&LIKELY_MONOLOGUES));
    (!is_monologue).then_some(text)
}

/// Harmony's channels when the server removed their tokens: `analysisThe user …assistantfinalIt costs …`.
/// Gemma's channel then begins with `thought` on a line of its own. An ordinary heading has a capital.
/// <https://github.com/Augustas11/macprovider/issues/743>, <https://github.com/raullenchai/Rapid-MLX/issues/447>
fn without_channels(text: &str) -> Option<&str> {
    if let Some((_, answer)) = text.rsplit_once("assistantfinal") {
        return Some(answer);
    }
    let mut channels =
        ["analysis", "commentary", "thought"].iter().filter_map(|name| text.strip_prefix(name));
    if channels.any(is_glued) {
        return None;
    }
    Some(text.strip_prefix("final").filter(|rest| rest.starts_with(char::is_uppercase)).unwrap_or(text))
}

/// Whether a word goes on as no word does: with a line of its own, a capital, a quote or another script.
fn is_glued(rest: &str) -> bool {
    let first = rest.chars().next();
    first.is_some_and(|c| {
        matches!(c, '\n' | '"' | '“' | '{' | '¿') || (c.is_alphabetic() && !c.is_lowercase())
    })
}

fn without_frame(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let Some(frame) = FRAMES.iter().find(|frame| lower.starts_with(frame.begin)) else { return Some(text) };
    let body = lower.get(frame.begin.len()..).unwrap_or_default();
    let end = frame.ends.iter().filter_map(|end| Some(body.find(end)? + end.len())).min();
    match end {
        Some(end) => text.get(frame.begin.len() + end..),
        None => frame.needs_end.then_some(text),
    }
}

/// The text without the header of the model's own turn: `Assistant: …`, or the role on a line of its own.
fn without_role(text: &str) -> &str {
    const HEADERS: [&str; 7] =
        ["assistant:", "**assistant:**", "**assistant**:", "chatbot:", "bot:", "ai:", "assistant\n"];
    let answer =
        HEADERS.iter().find_map(|header| strip(text, header)).or_else(|| text.strip_prefix("model\n"));
    match answer {
        Some(answer) => answer.trim(),
        None if text.eq_ignore_ascii_case("assistant") => "",
        None => text,
    }
}

/// The text after `prefix`, in any case.
fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
