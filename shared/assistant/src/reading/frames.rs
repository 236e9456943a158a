//! Thoughts with a heading, in a fenced block, in a quote or in brackets, at the beginning of an answer.

use super::headings;
use super::monologue;
use super::names;
use super::plain::strip;

/// Thoughts between two fixed texts, in lower case.
struct Frame {
    begin: &'static str,
    ends: &'static [&'static str],
    /// What the text is without an end.
    otherwise: Otherwise,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Otherwise {
    /// All thoughts.
    Thoughts,
    /// An ordinary answer.
    Answer,
    /// Thoughts, if they speak of the customer.
    Told,
}

/// <https://github.com/vllm-project/vllm/blob/main/vllm/reasoning/granite_reasoning_parser.py>,
/// <https://huggingface.co/ServiceNow-AI/Apriel-1.5-15b-Thinker>, and Ollama's terminal.
const FRAMES: [Frame; 8] = [
    Frame { begin: "here is my thought process:", ends: &GRANITE, otherwise: Otherwise::Told },
    Frame { begin: "here's my thought process:", ends: &GRANITE, otherwise: Otherwise::Told },
    Frame { begin: "here are my reasoning steps:", ends: &GRANITE, otherwise: Otherwise::Thoughts },
    Frame { begin: "thinking...", ends: &["...done thinking."], otherwise: Otherwise::Answer },
    Frame { begin: ":::thinking", ends: &["\n:::"], otherwise: Otherwise::Thoughts },
    Frame { begin: "system:", ends: &ROLES, otherwise: Otherwise::Answer },
    Frame { begin: "user:", ends: &ROLES, otherwise: Otherwise::Answer },
    Frame { begin: "human:", ends: &ROLES, otherwise: Otherwise::Answer },
];

const ROLES: [&str; 1] = ["\nassistant:"];

const GRANITE: [&str; 2] = ["here is my response:", "here's my response:"];

/// The text without the thoughts at its beginning. `None` if it is all thoughts.
pub(super) fn without(text: &str, is_cut_off: bool) -> Option<&str> {
    if let Some(at) = text.find("\n...done thinking.") {
        return text.get(at..)?.trim_start().get("...done thinking.".len()..);
    }
    let lower = text.to_ascii_lowercase();
    if let Some(frame) = FRAMES.iter().find(|frame| lower.starts_with(frame.begin)) {
        return framed(text, &lower, frame, is_cut_off);
    }
    if let Some(rest) = fenced(text) {
        return rest;
    }
    if let Some(rest) = quoted(text) {
        return (!rest.is_empty()).then_some(rest);
    }
    if let Some(rest) = bracketed(text) {
        return Some(rest);
    }
    let text = behind_elements(text);
    headed(text)
}

/// The names of elements at the beginning of an answer that are no thoughts: HTML's, and those that hold the answer.
const ORDINARY: [&str; 46] = [
    "a",
    "article",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "content",
    "del",
    "details",
    "div",
    "em",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "i",
    "ins",
    "li",
    "main",
    "mark",
    "message",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "summary",
    "table",
    "text",
    "u",
    "ul",
];

/// The text behind elements of names that are not known, such as `<ponder>The margin is 20 %.</ponder>12 €`. Their content
/// is thoughts if it is whole sentences, and text follows: `<prix>12 €</prix> la pièce` stays.
fn behind_elements(text: &str) -> &str {
    const MOST: usize = 8;
    let mut rest = text;
    for _ in 0..MOST {
        match behind_element(rest) {
            Some(behind) => rest = behind,
            None => break,
        }
    }
    rest
}

fn behind_element(text: &str) -> Option<&str> {
    let (name, body) = text.strip_prefix('<')?.split_once('>')?;
    let is_name = name.starts_with(char::is_alphabetic)
        && name.len() <= 40
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'));
    let lower = name.to_ascii_lowercase();
    if !is_name || ORDINARY.contains(&lower.as_str()) || names::is_answer(&lower) || lower.contains("answer")
    {
        return None;
    }
    let (inner, rest) = body.split_once(&format!("</{name}>"))?;
    let inner = inner.trim();
    let is_sentence = inner.contains('\n') || inner.ends_with(['.', '!', '?', '…', ':', '。', '！', '？']);
    Some(rest.trim_start()).filter(|rest| is_sentence && !rest.is_empty())
}

fn framed<'a>(text: &'a str, lower: &str, frame: &Frame, is_cut_off: bool) -> Option<&'a str> {
    let body = lower.get(frame.begin.len()..).unwrap_or_default();
    let end = frame.ends.iter().filter_map(|end| Some(body.find(end)? + end.len())).min();
    let answer = end.and_then(|end| text.get(frame.begin.len() + end..));
    // `User: Guest\nAssistant: none` is a list.
    let is_turn =
        frame.ends != ROLES || !answer.is_some_and(|answer| answer.trim().starts_with(char::is_lowercase));
    if let Some(answer) = answer.filter(|_| is_turn) {
        return Some(answer);
    }
    let is_thought = match frame.otherwise {
        Otherwise::Thoughts => true,
        Otherwise::Answer => false,
        Otherwise::Told => is_cut_off || body.starts_with('\n') || monologue::has_sign(body),
    };
    (!is_thought).then_some(text)
}

/// The text behind a fenced block of thoughts. `None` if there is no such block, `Some(None)` if it has no end.
#[expect(clippy::option_option, reason = "no block, and a block without an end, are two things")]
fn fenced(text: &str) -> Option<Option<&str>> {
    let first = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let (line, body) = text.split_once('\n').unwrap_or((text, ""));
    let info = line.trim_start_matches(first);
    let fence = line.get(..line.len() - info.len())?;
    let is_thought = ["thinking", "think", "thought", "thoughts", "reasoning"].contains(&info.trim());
    if fence.len() < 3 || !is_thought {
        return None;
    }
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        at += line.len();
        if line.trim_start().starts_with(fence) {
            return Some(body.get(at..));
        }
    }
    Some(None)
}

/// The text behind a quote that a heading calls thoughts.
fn quoted(text: &str) -> Option<&str> {
    let heading = text.strip_prefix('>')?.lines().next()?;
    let is_bold = heading.trim().starts_with(['*', '_', '#']) || !heading.is_ascii();
    if !is_bold || !headings::is_of_thoughts(heading) {
        return None;
    }
    let quote: usize =
        text.split_inclusive('\n').take_while(|line| line.starts_with('>')).map(str::len).sum();
    text.get(quote..).map(str::trim)
}

/// The text behind `*thinking: …*`, `(thinking: …)` or `[Thinking: …]` at the end of a line. Text must follow.
fn bracketed(text: &str) -> Option<&str> {
    const PAIRS: [(&str, &str); 6] =
        [("**", "**"), ("*", "*"), ("__", "__"), ("_", "_"), ("(", ")"), ("[", "]")];
    let (inner, close) = PAIRS.iter().find_map(|(open, close)| Some((text.strip_prefix(open)?, close)))?;
    let heading =
        inner.char_indices().take(40).find(|(_, c)| matches!(c, ':' | '：' | '\n')).map(|(at, _)| at)?;
    let (heading, body) = inner.split_at_checked(heading)?;
    if body.starts_with('\n') || !headings::is_of_thoughts(heading) {
        return None;
    }
    // `**Thinking:** …` is a heading.
    let body = body.trim_start_matches([':', '：']);
    if body.starts_with(*close) {
        return None;
    }
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        at += line.len();
        if line.trim_end().ends_with(close) {
            return body.get(at..).map(str::trim).filter(|rest| !rest.is_empty());
        }
    }
    None
}

/// How strongly a line is marked as a heading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `### Answer` or `**Answer**`, alone or with text behind it, or `Answer:` alone.
    Marked,
    /// `Answer: …`
    Plain,
}

/// A heading at the beginning of a line: its words, its style, and the bytes that it takes.
fn heading(line: &str) -> Option<(&str, Style, usize)> {
    let bare = line.trim_end();
    if bare.starts_with('#') {
        return Some((bare, Style::Marked, line.len()));
    }
    let mark = ["**", "__", "*"].into_iter().find(|mark| bare.starts_with(mark));
    if let Some(mark) = mark {
        let end = bare.get(mark.len()..)?.find(mark)?.checked_add(2 * mark.len())?;
        let words = bare.get(..end)?;
        let colon = usize::from(bare.get(end..)?.starts_with(':'));
        return Some((words, Style::Marked, end + colon));
    }
    // `[Reasoning]: …`. Without the colon it may be a word of the answer.
    if let Some((words, behind)) = bare.strip_prefix('[').and_then(|bare| bare.split_once(']'))
        && behind.starts_with(':')
    {
        return Some((words, Style::Marked, words.len() + "[]:".len()));
    }
    let colon = line.find(':')?;
    let is_alone = bare.len() == colon + 1;
    Some((line.get(..colon)?, if is_alone { Style::Marked } else { Style::Plain }, colon + 1))
}

/// The text behind the heading of the answer, if thoughts with a heading come first. Without marks, it is certain only if
/// it says `final answer` or the thoughts speak of the customer: `Reasoning: it is waterproof.\nResponse: it costs 90 €.`
fn headed(text: &str) -> Option<&str> {
    let first = text.lines().next().unwrap_or_default();
    let Some((words, style, length)) = heading(first) else { return Some(text) };
    let is_analysis = headings::is_analysis(words);
    if !is_analysis && !headings::is_of_thoughts(words) {
        return Some(text);
    }
    let body = text.get(length..).unwrap_or_default();
    let mut speaks_of_customer = None;
    let mut at = first.len();
    for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let begin = at;
        at += line.len();
        let Some((words, own, taken)) = heading(line) else { continue };
        if !headings::is_of_answer(words) {
            continue;
        }
        let is_marked = own == Style::Marked && style == Style::Marked;
        let is_final = headings::is_of_final_answer(words);
        let is_sure = if is_analysis {
            is_marked && is_final
        } else {
            own == Style::Marked || strip(words.trim(), "final answer").is_some()
        };
        // Only the first is searched, so that very many headings take linear time.
        let thoughts = || monologue::has_sign(text.get(length..begin).unwrap_or_default());
        if is_sure || *speaks_of_customer.get_or_insert_with(thoughts) {
            return text.get(begin + taken..);
        }
    }
    let is_list = style == Style::Marked && headings::is_thinking_process(words) && body.starts_with('\n');
    (!is_list && !monologue::is_one(body.trim(), false)).then_some(text)
}
