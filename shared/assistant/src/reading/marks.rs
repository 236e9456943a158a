//! The marks that models and chat templates write around and between thoughts and answers.
//!
//! A mark is a tag (`<think>`, `[THINK]`, `◁think▷`, with blanks, attributes, any case, entities for its brackets) or a
//! control token (`<|im_end|>`, see [`super::tokens`]). Any other tag, such as `<b>`, is ordinary text.

use super::tokens;

/// What a mark means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Hidden text begins.
    Open(Family),
    /// Hidden text ends.
    Close(Family),
    /// The final answer begins. A token says so for certain, a tag could be a placeholder (`Reply <answer>`).
    AnswerOpen { is_token: bool },
    /// The final answer ends.
    AnswerClose { is_token: bool },
    /// A channel begins. Its name follows.
    Channel,
    /// The header of a message ends.
    Message,
    /// A turn ends.
    TurnEnd,
    /// A turn begins. Its role follows.
    Header,
    /// A turn of this role begins.
    Role(Role),
    /// `<s>`: the beginning of a text, or struck text in HTML.
    StrikeOpen,
    /// `</s>`: the end of a turn, or of struck text.
    StrikeClose,
    /// A token that says nothing about the text around it.
    Noise,
}

/// Marks of one family open and close each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `<think>` and what means the same in every wrapping.
    Thought,
    /// Another name in [`NAMES`], by its place there.
    Named(u8),
    /// `<details type="reasoning">`.
    Details,
    /// A call of a tool.
    Tool,
    /// A channel that is not the final one.
    Channel,
}

impl Family {
    /// The number of families.
    pub(super) const COUNT: usize = 4 + NAMES.len();

    /// A number of its own, below [`Self::COUNT`].
    pub(super) fn place(self) -> usize {
        match self {
            Self::Thought => 0,
            Self::Details => 1,
            Self::Tool => 2,
            Self::Channel => 3,
            Self::Named(place) => 4 + usize::from(place),
        }
    }
}

/// Who speaks in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The model.
    Assistant,
    /// Anybody else.
    Other,
}

/// A mark and the bytes that it takes.
pub(super) type Found = (Mark, usize);

/// A mark begins with one of these. An entity begins with `&`.
pub(super) const OPENERS: [char; 5] = ['<', '＜', '[', '◁', '&'];

/// The longest text between a mark's brackets, in bytes.
const LONGEST: usize = 200;

/// The longest name without a closing bracket, in bytes.
const LONGEST_NAME: usize = 40;

/// Names that mean [`Family::Thought`]. The prefixes are `seed:`, `mm:`, `ant`, `ant_`, `longcat_` and the like.
/// <https://github.com/vllm-project/vllm/tree/main/vllm/reasoning>
const THOUGHTS: [&str; 4] = ["think", "thinking", "thought", "thoughts"];
const PREFIXES: [&str; 8] = ["", "seed:", "mm:", "ant", "ant_", "antml:", "longcat_", "inner_"];

/// Other names of thoughts, which prompts and fine-tuned models use. `reason` and `plan` are not here: a shop writes
/// `RETURN <order> <reason>`.
const NAMES: [&str; 11] = [
    "reasoning",
    "analysis",
    "reflection",
    "scratchpad",
    "scratch_pad",
    "monologue",
    "inner_monologue",
    "internal_monologue",
    "chain_of_thought",
    "thought_process",
    "thinking_process",
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

/// The mark at the beginning of `text`, which begins with one of [`OPENERS`].
pub(super) fn at(text: &str) -> Option<Found> {
    let (bracket, inside) = opening(text)?;
    let Some(length) = inside_length(inside, bracket) else { return unclosed(text, inside, bracket) };
    let (inner, behind) = inside.split_at_checked(length)?;
    let behind = bracket.closed().iter().find_map(|close| strip(behind, close))?;
    let taken = text.len() - behind.len();
    let mark = match bracket {
        Bracket::Square => square(inner, behind),
        Bracket::Angle => tokens::of(inner).or_else(|| tag(inner)),
        Bracket::Triangle => tag(inner),
    };
    mark.map(|mark| (mark, taken))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Angle,
    Square,
    Triangle,
}

impl Bracket {
    fn closed(self) -> &'static [&'static str] {
        match self {
            Self::Angle => &[">", "＞", "&gt;", "&amp;gt;", "&#62;", "&#x3e;"],
            Self::Square => &["]"],
            Self::Triangle => &["▷"],
        }
    }
}

fn opening(text: &str) -> Option<(Bracket, &str)> {
    const OPEN: [(&str, Bracket); 8] = [
        ("<", Bracket::Angle),
        ("＜", Bracket::Angle),
        ("&lt;", Bracket::Angle),
        ("&amp;lt;", Bracket::Angle),
        ("&#60;", Bracket::Angle),
        ("&#x3c;", Bracket::Angle),
        ("[", Bracket::Square),
        ("◁", Bracket::Triangle),
    ];
    OPEN.iter().find_map(|(open, bracket)| Some((*bracket, strip(text, open)?)))
}

/// The text after `prefix`, in any case.
fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The bytes up to the closing bracket. `None` if another mark begins first.
fn inside_length(inside: &str, bracket: Bracket) -> Option<usize> {
    let is_end = |c: char| matches!(c, '<' | '＜' | '[' | '◁' | '>' | '＞' | ']' | '▷' | '&');
    let ends = inside.char_indices().take_while(|(at, _)| *at <= LONGEST).filter(|(_, c)| is_end(*c));
    for (at, c) in ends {
        let rest = inside.get(at..)?;
        if bracket.closed().iter().any(|close| strip(rest, close).is_some()) {
            return Some(at);
        }
        if matches!(c, '<' | '＜' | '[' | '◁') || (c == '&' && opening(rest).is_some()) {
            return None;
        }
    }
    None
}

/// `<think` without its bracket, at the end of a line.
fn unclosed(text: &str, inside: &str, bracket: Bracket) -> Option<Found> {
    if bracket != Bracket::Angle {
        return None;
    }
    let ends = |c: char| matches!(c, '\n' | '<');
    let line = inside.char_indices().take(LONGEST_NAME).find(|(_, c)| ends(*c));
    let end = line.map(|(at, _)| at).or_else(|| (inside.len() < LONGEST_NAME).then_some(inside.len()))?;
    let inner = inside.get(..end)?;
    match tag(inner)? {
        mark @ (Mark::Open(Family::Thought) | Mark::Close(Family::Thought)) => {
            Some((mark, text.len() - inside.len() + end))
        }
        _ => None,
    }
}

/// The meaning of a tag's inside: `/`, a name, attributes.
fn tag(inner: &str) -> Option<Mark> {
    let inner = inner.trim_matches(is_padding);
    let (is_close, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner.trim_start_matches(is_padding)),
        None => (false, inner),
    };
    let (inner, is_empty) = match inner.strip_suffix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let name = spelled(name);
    // `<think/>` is what models write who mean `</think>`.
    let is_close = is_close || is_empty;
    let family = match name.as_str() {
        "unused94" => return Some(Mark::Open(Family::Thought)), // MedGemma
        "unused95" => return Some(Mark::Close(Family::Thought)),
        "end_of_turn" | "eos" | "eot" | "end_of_text" | "endoftext" | "end_of_utterance" => {
            return Some(Mark::TurnEnd);
        }
        "start_of_turn" => return Some(Mark::Header),
        "bos" | "pad" | "unk" | "mask" => return Some(Mark::Noise),
        "s" if attributes.is_empty() => {
            return Some(if is_close { Mark::StrikeClose } else { Mark::StrikeOpen });
        }
        "tool_call" | "function_call" => Family::Tool,
        // <https://github.com/open-webui/open-webui/blob/main/backend/open_webui/utils/middleware.py>
        "details" if is_close => Family::Details,
        "details" if is_reasoning(attributes) => Family::Details,
        name if ANSWERS.contains(&name) => {
            return Some(if is_close {
                Mark::AnswerClose { is_token: false }
            } else {
                Mark::AnswerOpen { is_token: false }
            });
        }
        name => family(name)?,
    };
    Some(if is_close { Mark::Close(family) } else { Mark::Open(family) })
}

fn is_reasoning(attributes: &str) -> bool {
    let attributes = attributes.to_ascii_lowercase();
    ["reasoning", "thinking", "thought"].iter().any(|word| attributes.contains(word))
}

fn family(name: &str) -> Option<Family> {
    let is_thought =
        PREFIXES.iter().filter_map(|prefix| name.strip_prefix(prefix)).any(|rest| THOUGHTS.contains(&rest));
    if is_thought {
        return Some(Family::Thought);
    }
    let place = NAMES.iter().position(|known| *known == name)?;
    u8::try_from(place).ok().map(Family::Named)
}

/// `[THINK]`, `[INST]` and Apriel's `[BEGIN FINAL RESPONSE]`. A link such as `[thinking](https://…)` is text.
/// <https://docs.mistral.ai/capabilities/reasoning/>, <https://huggingface.co/ServiceNow-AI/Apriel-1.5-15b-Thinker>
fn square(inner: &str, behind: &str) -> Option<Mark> {
    let inner = inner.trim_matches(is_padding);
    let (is_close, name) = match inner.strip_prefix('/') {
        Some(name) => (true, spelled(name.trim())),
        None => (false, spelled(inner)),
    };
    let is_link = !is_close && behind.starts_with(['(', ':', '[']);
    match name.as_str() {
        "inst" if is_close => Some(Mark::Role(Role::Assistant)),
        "inst" => Some(Mark::Role(Role::Other)),
        "begin_final_response" => Some(Mark::AnswerOpen { is_token: true }),
        "end_final_response" => Some(Mark::AnswerClose { is_token: true }),
        _ if is_link => None,
        "think" | "thinking" | "thoughts" | "reasoning" => {
            let family = family(&name)?;
            Some(if is_close { Mark::Close(family) } else { Mark::Open(family) })
        }
        _ => None,
    }
}

/// A name in lower case, with `_` for blanks and hyphens.
fn spelled(name: &str) -> String {
    let letters = name.trim().chars().filter(|c| !is_invisible(*c));
    letters.map(|c| if c == '-' || c.is_whitespace() { '_' } else { c.to_ascii_lowercase() }).collect()
}

/// Blanks, and the backslash of `\<think\>`.
fn is_padding(c: char) -> bool {
    c.is_whitespace() || c == '\\' || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
