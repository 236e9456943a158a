//! The marks that models and chat templates write around and between thoughts and answers.
//!
//! A mark is a tag (`<think>`, `[THINK]`, `◁think▷`, with blanks, attributes, any case, entities for its brackets) or a
//! control token (`<|im_end|>`, see [`super::tokens`]). Names are in [`super::names`]. Any other tag, such as `<b>`, is ordinary text.

use super::names::{self, Hidden, NAMES};
use super::{headings, tokens};

/// What a mark means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Hidden text begins.
    Open(Family),
    /// Hidden text begins, if its end follows or if it is the beginning of the whole text.
    MayOpen(Family),
    /// Hidden text begins, if its end follows.
    OpenIfClosed(Family),
    /// `[INST]`: a turn of the user begins, if its end follows or if it begins a line.
    Instruction,
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
pub(super) const OPENERS: [char; 8] = ['<', '＜', '[', '◁', '&', '‹', '【', '\\'];

/// The longest text between a mark's brackets, in bytes.
const LONGEST: usize = 200;

/// The longest name without a closing bracket, in bytes.
const LONGEST_NAME: usize = 40;

/// The mark at the beginning of `text`, which begins with one of [`OPENERS`].
pub(super) fn at(text: &str) -> Option<Found> {
    if let Some(mark) = llama_system(text) {
        return Some(mark);
    }
    let (bracket, inside) = opening(text)?;
    let Some(length) = inside_length(inside, bracket) else { return unclosed(text, inside, bracket) };
    let (inner, behind) = inside.split_at_checked(length)?;
    let behind = bracket.closed().iter().find_map(|close| strip(behind, close))?;
    let taken = text.len() - behind.len();
    let mark = match bracket {
        Bracket::Square => square(inner, behind),
        Bracket::Angle => tokens::of(inner).or_else(|| tag(inner, behind)),
        Bracket::Triangle => tag(inner, behind),
        // These are quotation marks too.
        Bracket::Guillemet | Bracket::Lenticular => match tag(inner, behind)? {
            Mark::Open(family) | Mark::MayOpen(family) => Some(Mark::OpenIfClosed(family)),
            mark => Some(mark).filter(|mark| matches!(mark, Mark::Close(_))),
        },
    };
    mark.map(|mark| (mark, taken))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Angle,
    Square,
    Triangle,
    Guillemet,
    Lenticular,
}

impl Bracket {
    fn closed(self) -> &'static [&'static str] {
        match self {
            Self::Angle => &[">", "＞", "&gt;", "&amp;gt;", "&#62;", "&#x3e;", "\\u003e"],
            Self::Square => &["]"],
            Self::Triangle => &["▷"],
            Self::Guillemet => &["›"],
            Self::Lenticular => &["】"],
        }
    }
}

fn opening(text: &str) -> Option<(Bracket, &str)> {
    const OPEN: [(&str, Bracket); 11] = [
        ("<", Bracket::Angle),
        ("＜", Bracket::Angle),
        ("&lt;", Bracket::Angle),
        ("&amp;lt;", Bracket::Angle),
        ("&#60;", Bracket::Angle),
        ("&#x3c;", Bracket::Angle),
        ("\\u003c", Bracket::Angle),
        ("[", Bracket::Square),
        ("◁", Bracket::Triangle),
        ("‹", Bracket::Guillemet),
        ("【", Bracket::Lenticular),
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
    let is_end = |c: char| OPENERS.contains(&c) || matches!(c, '>' | '＞' | ']' | '▷' | '›' | '】');
    let ends = inside.char_indices().take_while(|(at, _)| *at <= LONGEST).filter(|(_, c)| is_end(*c));
    for (at, c) in ends {
        let rest = inside.get(at..)?;
        if bracket.closed().iter().any(|close| strip(rest, close).is_some()) {
            return Some(at);
        }
        if OPENERS.contains(&c) && opening(rest).is_some() {
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
    match tag(inner, "")? {
        mark @ (Mark::Open(Family::Thought) | Mark::Close(Family::Thought)) => {
            Some((mark, text.len() - inside.len() + end))
        }
        _ => None,
    }
}

/// `<<SYS>>`, around the instructions of Llama 2. <https://www.llama.com/docs/model-cards-and-prompt-formats/meta-llama-2/>
fn llama_system(text: &str) -> Option<Found> {
    const OPEN: &str = "<<SYS>>";
    const CLOSE: &str = "<</SYS>>";
    let open = strip(text, OPEN).map(|_| (Mark::Open(Family::Tool), OPEN.len()));
    open.or_else(|| strip(text, CLOSE).map(|_| (Mark::Close(Family::Tool), CLOSE.len())))
}

/// The meaning of a tag's inside (`/`, a name, attributes) before `behind`.
fn tag(inner: &str, behind: &str) -> Option<Mark> {
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
    match name.as_str() {
        "details" if is_close => return Some(Mark::Close(Family::Details)),
        // <https://github.com/open-webui/open-webui/blob/main/backend/open_webui/utils/middleware.py>
        "details" => {
            let is_thought = is_reasoning(attributes) || is_thoughts_summary(behind);
            return is_thought.then_some(Mark::Open(Family::Details));
        }
        "invoke" if is_close || attributes.trim_start().starts_with("name=") => {
            return Some(if is_close { Mark::Close(Family::Tool) } else { Mark::Open(Family::Tool) });
        }
        "function" if is_close => return Some(Mark::Close(Family::Tool)),
        name if names::is_tool(name) => {
            return Some(if is_close { Mark::Close(Family::Tool) } else { Mark::Open(Family::Tool) });
        }
        _ => {}
    }
    // Words behind the name are a title: `<Thinking of You>`.
    let name = if are_attributes(attributes) { name } else { spelled(inner) };
    match name.as_str() {
        "s" if attributes.is_empty() => Some(if is_close { Mark::StrikeClose } else { Mark::StrikeOpen }),
        name if names::is_answer(name) => Some(if is_close {
            Mark::AnswerClose { is_token: false }
        } else {
            Mark::AnswerOpen { is_token: false }
        }),
        name => names::token(name).or_else(|| Some(hiding(&names::hidden(name)?, is_close))),
    }
}

fn hiding(hidden: &Hidden, is_close: bool) -> Mark {
    match hidden {
        Hidden { family, .. } if is_close => Mark::Close(*family),
        Hidden { family, is_sure: true } => Mark::Open(*family),
        Hidden { family, .. } => Mark::MayOpen(*family),
    }
}

/// Nothing, or `key="value"`.
fn are_attributes(text: &str) -> bool {
    let text = text.trim();
    let key = text.split('=').next().unwrap_or_default().trim_end();
    text.is_empty() || (key.len() < text.len() && !key.is_empty() && !key.contains(char::is_whitespace))
}

/// `<summary>Thinking</summary>` behind `<details>`.
fn is_thoughts_summary(behind: &str) -> bool {
    let summary = strip(behind.trim_start(), "<summary>").and_then(|rest| {
        let end = rest.char_indices().take(LONGEST_NAME).find(|(_, c)| *c == '<')?.0;
        rest.get(..end)
    });
    summary.is_some_and(headings::is_of_thoughts)
}

fn is_reasoning(attributes: &str) -> bool {
    let attributes = attributes.to_ascii_lowercase();
    ["reasoning", "thinking", "thought"].iter().any(|word| attributes.contains(word))
}

/// `[THINK]`, `[INST]`, `[|endofturn|]` and Apriel's `[BEGIN FINAL RESPONSE]`. A link such as
/// `[thinking](https://…)` is text.
/// <https://docs.mistral.ai/capabilities/reasoning/>, <https://huggingface.co/ServiceNow-AI/Apriel-1.5-15b-Thinker>,
/// <https://huggingface.co/LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct>
fn square(inner: &str, behind: &str) -> Option<Mark> {
    let inner = inner.trim_matches(is_padding);
    if inner.len() > 2 && inner.starts_with('|') && inner.ends_with('|') {
        return tokens::of(inner).filter(|mark| *mark != Mark::Noise);
    }
    let (is_close, name) = match inner.strip_prefix('/') {
        Some(name) => (true, spelled(name.trim())),
        None => (false, spelled(inner)),
    };
    let is_capital = !inner.contains(char::is_lowercase);
    let is_link = !is_close && behind.starts_with(['(', ':', '[']);
    match name.as_str() {
        "inst" if is_close => return Some(Mark::Role(Role::Assistant)),
        "inst" => return Some(Mark::Instruction),
        "begin_final_response" => return Some(Mark::AnswerOpen { is_token: true }),
        "end_final_response" => return Some(Mark::AnswerClose { is_token: true }),
        "tool_calls" | "available_tools" | "tool_results" if is_capital => {
            return Some(if is_close { Mark::Close(Family::Tool) } else { Mark::Open(Family::Tool) });
        }
        // Elsewhere it is a name, such as a camera's.
        "eos" if is_capital => {
            let rest = behind.trim_start();
            return (rest.is_empty() || rest.starts_with(['[', '<'])).then_some(Mark::TurnEnd);
        }
        _ if is_link => return None,
        _ => {}
    }
    let ended = name.strip_prefix("end_");
    let bare = name.strip_prefix("begin_").or(ended).unwrap_or(&name);
    let hidden = names::hidden(bare)?;
    let is_mixed = !is_capital && inner.contains(char::is_uppercase);
    let is_sure = (name == "think" && !is_mixed) || (is_capital && bare.len() < name.len());
    Some(match hidden.family {
        family if is_close || ended.is_some() => Mark::Close(family),
        family if is_sure => Mark::Open(family),
        family => Mark::OpenIfClosed(family),
    })
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
