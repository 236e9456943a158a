//! Calls of tools that a model wrote into its text, because its server does not read them.
//!
//! - *Marked* calls stand behind a mark of the model's chat template. What stands there may also be a call of no tool.
//! - *Bare* calls begin a line, perhaps in a code fence, and name a tool that was offered.
//!
//! <https://docs.vllm.ai/en/stable/features/tool_calling.html> (Llama, Mistral, Granite, Kimi, `DeepSeek`, xLAM, pythonic),
//! <https://github.com/ggml-org/llama.cpp/blob/master/docs/function-calling.md> (functionary, Hermes, Command R),
//! <https://github.com/openai/harmony/blob/main/docs/format.md> (gpt-oss), <https://lmstudio.ai/docs/developer/openai-compat/tools>
//! (`[TOOL_REQUEST]`), <https://github.com/ollama/ollama/issues/13519> (bare, in a code fence)

mod literal;
mod named;

use serde_json::Value;

use super::calls::{LONGEST, MOST, from_value, numbered};
use super::json::{self, Parsed};
use super::marks::{self, Family, Mark, OPENERS};
use crate::tools::ToolCall;

/// How models begin a call in their text.
const OPENINGS: [&str; 27] = [
    "<tool_call>",
    "<tool_calls>",
    "<tool_use>",
    "<|tool_call|>",
    "<|tool_call>",
    "<|tool_calls|>",
    "<|tool_call_start|>",
    "<|tool_call_begin|>",
    "<｜tool▁call▁begin｜>",
    "<|tool▁call▁begin|>",
    "<|python_tag|>",
    "<|action_start|>",
    "<|START_ACTION|>",
    "<start_function_call>",
    "<function_call>",
    "<function_calls>",
    "<function=",
    "<invoke name=",
    "<｜DSML｜invoke name=",
    "<|DSML|invoke name=",
    "[TOOL_CALLS]",
    "[TOOL_REQUEST]",
    "functools[",
    CHANNEL,
    ">>>",
    "```tool_code",
    "```tool_call",
];

/// The name of the tool in a channel's header.
const CHANNEL: &str = "to=functions.";

/// The openings that are ordinary text elsewhere, with what ends them.
const HIDING_NOTHING: [(&str, &str); 6] = [
    ("<start_function_call>", "<end_function_call>"),
    ("[TOOL_REQUEST]", "[END_TOOL_REQUEST]"),
    ("functools[", ""),
    (">>>", ""),
    ("```tool_code", "```"),
    ("```tool_call", "```"),
];

/// Where broken JSON must name its tool, in bytes.
const HEAD: usize = 200;

/// The most places of a text that are tried.
const MOST_PLACES: usize = 64;

/// Calls behind marks.
pub(super) struct Marked {
    pub(super) calls: Vec<ToolCall>,
    /// The text without the calls whose marks hide nothing.
    pub(super) text: String,
    /// The text before the first call. `None`: it is the header of a channel, or perhaps thoughts.
    pub(super) before: Option<String>,
}

/// The calls behind marks. What stands before the end of thoughts is no call.
pub(super) fn marked(text: &str, tools: &[&str]) -> Option<Marked> {
    const THOUGHTS_END: &str = "</think>";
    let mut at = text.rfind(THOUGHTS_END).map_or(0, |end| end + THOUGHTS_END.len());
    let (mut calls, mut kept, mut kept_until, mut first) = (Vec::new(), String::new(), 0, None);
    for _ in 0..MOST_PLACES {
        let Some(rest) = text.get(at..).filter(|_| calls.len() < MOST) else { break };
        let openings = OPENINGS.iter().filter_map(|opening| Some((rest.find(opening)?, *opening)));
        let Some((place, opening)) =
            openings.min_by_key(|(place, opening)| (*place, usize::MAX - opening.len()))
        else {
            break;
        };
        let begins = at + place;
        // The bracket is part of what it calls.
        at = begins + opening.trim_end_matches('[').len();
        let Some((found, used)) = text.get(at..).and_then(|rest| call(rest, tools, true)) else { continue };
        calls.extend(found);
        first.get_or_insert((begins, opening));
        at += used;
        if let Some((_, end)) = HIDING_NOTHING.iter().find(|(known, _)| *known == opening) {
            kept.push_str(text.get(kept_until..begins).unwrap_or_default());
            let rest = text.get(at..).unwrap_or_default();
            let after = rest.trim_start_matches(['\n', ')', ' ']).strip_prefix(end).unwrap_or(rest);
            kept_until = text.len() - after.len();
        }
    }
    let (begins, opening) = first?;
    kept.push_str(text.get(kept_until..).unwrap_or_default());
    let has_answer_before =
        opening != CHANNEL && has_only_marks_of_calls(text.get(begins..).unwrap_or_default());
    let before = has_answer_before.then(|| text.get(..begins).unwrap_or_default().to_owned());
    Some(Marked { calls: numbered(calls), text: kept, before })
}

/// Whether no mark here says that thoughts end or that the answer begins, so that what stands before would be thoughts.
fn has_only_marks_of_calls(text: &str) -> bool {
    let found = text.match_indices(OPENERS).filter_map(|(at, _)| marks::at(text.get(at..)?));
    let is_of_call = |mark| match mark {
        Mark::Open(family) | Mark::Close(family) => family == Family::Tool,
        Mark::TurnEnd | Mark::Noise => true,
        _ => false,
    };
    found.map(|(mark, _)| mark).all(is_of_call)
}

/// The calls that begin a line, and the text without them.
pub(super) fn bare(text: &str, tools: &[&str]) -> Option<(Vec<ToolCall>, String)> {
    let (mut calls, mut kept) = (Vec::new(), String::new());
    let (mut rest, mut places) = (text, 0);
    while !rest.is_empty() {
        let (fence, line) = begin_of(rest);
        let may_be = places < MOST_PLACES && calls.len() < MOST && may_be_call(line, tools);
        places += usize::from(may_be);
        let found = may_be
            .then(|| call(line, tools, false).or_else(|| broken(line, tools, kept.trim().is_empty())))
            .flatten();
        if let Some((found, used)) = found {
            calls.extend(found);
            rest = end_of(line.get(used..).unwrap_or_default(), fence);
            continue;
        }
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        kept.push_str(line);
        rest = after;
    }
    (!calls.is_empty()).then(|| (numbered(calls), kept.trim().to_owned()))
}

/// What stands around a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fence {
    None,
    Tick,
    Block,
}

/// A line without the fence and the word before a call.
fn begin_of(text: &str) -> (Fence, &str) {
    let line = text.trim_start_matches([' ', '\t']);
    // Command R.
    let line = line.strip_prefix("Action:").map_or(line, |line| line.trim_start_matches([' ', '\t', '\n']));
    if let Some(fenced) = line.strip_prefix("```") {
        let language = fenced.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(fenced.len());
        return (Fence::Block, fenced.get(language..).unwrap_or_default().trim_start());
    }
    match line.strip_prefix('`') {
        Some(line) => (Fence::Tick, line),
        None => (Fence::None, line),
    }
}

/// What follows a call, without the signs that end it.
fn end_of(text: &str, fence: Fence) -> &str {
    let rest = text.trim_start_matches([' ', '\t', ';', ',']);
    let rest = match fence {
        Fence::None => rest,
        Fence::Tick => rest.strip_prefix('`').unwrap_or(rest),
        Fence::Block => rest.trim_start().strip_prefix("```").unwrap_or(rest),
    };
    rest.strip_prefix('\n').unwrap_or(rest)
}

/// Whether a line may begin a bare call: a cheap look before it is parsed.
fn may_be_call(line: &str, tools: &[&str]) -> bool {
    !tools.is_empty() && (line.starts_with(['{', '[']) || named::begins(line, tools).is_some())
}

/// The calls at the beginning of the text, and the bytes that they take. `is_marked`: a mark says that it is a call.
fn call(text: &str, tools: &[&str], is_marked: bool) -> Option<(Vec<ToolCall>, usize)> {
    let start = if is_marked { named::without_noise(text) } else { text };
    let skipped = text.len() - start.len();
    let (calls, used) = match start.chars().next()? {
        '{' | '[' => in_values(start, tools, is_marked).or_else(|| named::listed(start, tools))?,
        _ => named::call(start, tools, is_marked).map(|(call, used)| (vec![call], used))?,
    };
    Some((calls, skipped + used))
}

/// The calls in one JSON value, or in several with `;`, `,` or a line break between them.
fn in_values(text: &str, tools: &[&str], is_marked: bool) -> Option<(Vec<ToolCall>, usize)> {
    let (mut calls, mut used) = (Vec::new(), 0);
    while calls.len() < MOST {
        let rest = text.get(used..).unwrap_or_default();
        let next = if used == 0 { rest } else { rest.trim_start_matches([' ', '\n', ';', ',']) };
        if !next.starts_with(['{', '[']) {
            break;
        }
        let Some((value, length)) = value(next) else { break };
        let found = from_value(&value, tools);
        // A customer may be sent JSON, but none that calls a tool.
        if found.is_empty() || !(is_marked || found.iter().all(|call| is_call(call, tools))) {
            break;
        }
        calls.extend(found);
        used += (rest.len() - next.len()) + length;
    }
    (!calls.is_empty()).then_some((calls, used))
}

/// A tool that was offered, or arguments as only a call has them.
fn is_call(call: &ToolCall, tools: &[&str]) -> bool {
    tools.contains(&call.name.as_str()) || call.arguments.starts_with('{')
}

/// A value as JSON, without its last bracket, or in single quotes.
fn value(text: &str) -> Option<(Value, usize)> {
    if let Parsed::Value(value, used) = json::first(text) {
        return Some((value, used));
    }
    let ends = ["</", "```", "<|", "\n\n"].iter().filter_map(|end| text.find(end)).min();
    let whole = text.get(..ends.unwrap_or(text.len())).unwrap_or_default();
    let closed = ["}", "]", "}]"]
        .iter()
        .find_map(|end| serde_json::from_str(&format!("{}{end}", whole.trim_end())).ok());
    closed.map(|value| (value, whole.len())).or_else(|| literal::value(text))
}

/// A call whose arguments cannot be read. They are handed on as they are: a tool says what is wrong with them, and a
/// hand-over needs none. The rest of the text belongs to it.
fn broken(text: &str, tools: &[&str], is_first: bool) -> Option<(Vec<ToolCall>, usize)> {
    let (name, arguments) = if text.starts_with(['{', '[']) {
        let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or_default();
        let is_quoted =
            |tool: &&&str| ["\"", "'"].iter().any(|sign| head.contains(&format!("{sign}{tool}{sign}")));
        let name = tools.iter().filter(|_| head.contains("name")).find(is_quoted)?;
        let after =
            ["arguments", "parameters"].iter().find_map(|word| text.split_once(word)).map(|(_, after)| after);
        (*name, after.unwrap_or_default().trim_start_matches(['"', '\'', ':', ' ', '\n']))
    } else {
        let (name, after) = named::begins(text, tools).filter(|_| is_first)?;
        (name, after.strip_prefix('(').filter(|after| named::may_be_arguments(after))?)
    };
    let end = arguments.floor_char_boundary(LONGEST);
    let arguments =
        arguments.get(..end).unwrap_or_default().trim().trim_end_matches(['`', ')', '\n']).to_owned();
    Some((vec![ToolCall { id: String::new(), name: name.to_owned(), arguments }], text.len()))
}

#[cfg(test)]
mod tests;
