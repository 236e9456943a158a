//! Calls that begin with the tool's name: `order(n=7)`, `order{"n": 7}`, `<function=order>`, `<invoke name="order">`.

use serde_json::{Map, Value};

use super::literal;
use crate::reading::calls::{LONGEST, MOST};
use crate::reading::json::{self, Parsed};
use crate::tools::ToolCall;

/// What stands before a name in some forms.
const BEFORE: [&str; 9] = [
    "function<｜tool▁sep｜>",
    "function<|tool▁sep|>",
    "functions.",
    "function.",
    "call:",
    "print(",
    "default_api.",
    "\"",
    "'",
];

/// The longest control token, in bytes.
const LONGEST_TOKEN: usize = 64;

/// The most characters between a name's tags.
const MOST_MEMBERS: usize = 64;

/// The tool whose name is at the beginning of the text, and the text behind it.
pub(super) fn begins<'a, 't>(text: &'a str, tools: &[&'t str]) -> Option<(&'t str, &'a str)> {
    let (name, after) = split(text);
    let tool = tools.iter().find(|tool| **tool == name)?;
    Some((tool, after))
}

/// The call at the beginning of the text, and its bytes. A bare one must be of a tool that was offered, and have arguments.
pub(super) fn call(text: &str, tools: &[&str], is_marked: bool) -> Option<(ToolCall, usize)> {
    let (name, after) = split(text);
    let is_offered = tools.contains(&name);
    if name.is_empty() || !(is_marked || is_offered) {
        return None;
    }
    let start = if is_marked { without_noise(after) } else { after };
    let made = |arguments: String, rest: &str| {
        let arguments = if arguments.len() > LONGEST { String::new() } else { arguments };
        let call = ToolCall { id: String::new(), name: name.to_owned(), arguments };
        (call, text.len() - rest.len())
    };
    let with =
        |value: &Value, used: usize, of: &str| made(value.to_string(), of.get(used..).unwrap_or_default());
    if let Some(inside) = start.strip_prefix('(') {
        return literal::arguments(inside).map(|(value, used)| with(&value, used, inside));
    }
    // A bare one has its arguments on the same line or the next.
    let object = if is_marked { start } else { without_noise(start) };
    if object.starts_with('{') {
        let value = match json::first(object) {
            Parsed::Value(value, used) => Some((value, used)),
            Parsed::Not | Parsed::CutShort => literal::value(object),
        };
        return match value {
            Some((value, used)) => Some(with(&value, used, object)),
            None => is_offered.then(|| made(object.to_owned(), "")),
        };
    }
    if !is_marked {
        return None;
    }
    if let Some((members, rest)) = members(start) {
        return Some(made(Value::Object(members).to_string(), rest));
    }
    is_offered.then(|| made(String::new(), start))
}

/// The calls in `[order(n=7), price(item="tea")]`, and their bytes.
pub(super) fn listed(text: &str, tools: &[&str]) -> Option<(Vec<ToolCall>, usize)> {
    let mut rest = text.strip_prefix('[')?.trim_start();
    let mut calls = Vec::new();
    while calls.len() < MOST {
        let (call, used) = call(rest, tools, false)?;
        calls.push(call);
        rest = rest.get(used..)?.trim_start();
        if let Some(after) = rest.strip_prefix(']') {
            return Some((calls, text.len() - after.len()));
        }
        rest = rest.strip_prefix(',')?.trim_start();
    }
    None
}

/// Whether what stands behind `name(` may be arguments, and no plural such as `order(s)`.
pub(super) fn may_be_arguments(text: &str) -> bool {
    let text = text.trim_start();
    let name = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let after = text.get(name..).unwrap_or_default().trim_start();
    text.starts_with(['"', '\'', '{', ')']) || (name > 0 && after.starts_with(['=', ':']))
}

/// The name at the beginning, and the text behind it.
fn split(text: &str) -> (&str, &str) {
    let mut start = text.trim_start();
    while let Some(after) = BEFORE.iter().find_map(|before| start.strip_prefix(before)) {
        start = after;
    }
    let end =
        start.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(start.len());
    start.split_at_checked(end).unwrap_or(("", start))
}

/// The text without blanks, control tokens, fences and the signs between a name and its arguments.
pub(super) fn without_noise(text: &str) -> &str {
    let mut rest = text;
    loop {
        let next =
            rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '"' | '\'' | ':'));
        let next = ["[ARGS]", ".call"].iter().find_map(|word| next.strip_prefix(word)).unwrap_or(next);
        let next = word_behind(next, "[CALL_ID]").unwrap_or(next);
        let next = word_behind(next, "```").unwrap_or(next);
        let next = token(next).unwrap_or(next);
        let next = next.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_word = |word: &&&str| {
            next.strip_prefix(**word).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        let next = ["json", "commentary"]
            .iter()
            .find(is_word)
            .and_then(|word| next.get(word.len()..))
            .unwrap_or(next);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// The text behind this sign and the word that follows it.
fn word_behind<'a>(text: &'a str, sign: &str) -> Option<&'a str> {
    Some(text.strip_prefix(sign)?.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The text behind `<|token|>`.
fn token(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("<|").or_else(|| text.strip_prefix("<｜"))?;
    let end = inside.find('>').filter(|end| *end < LONGEST_TOKEN && !inside.starts_with("DSML"))?;
    inside.get(end + 1..)
}

/// The members of arguments in tags, and the text behind them: `<arg_key>n</arg_key><arg_value>7</arg_value>`,
/// `<parameter=n>7</parameter>`, `<parameter name="n">7</parameter>`.
fn members(text: &str) -> Option<(Map<String, Value>, &str)> {
    let mut members = Map::new();
    let mut rest = text;
    while members.len() < MOST_MEMBERS
        && let Some((name, value, after)) = member(rest)
    {
        members.insert(name.to_owned(), read(value));
        rest = after;
    }
    (!members.is_empty()).then_some((members, rest))
}

fn member(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    if let Some(inside) = text.strip_prefix("<arg_key>") {
        let (name, after) = inside.split_once("</arg_key>")?;
        let (value, after) = after.trim_start().strip_prefix("<arg_value>")?.split_once("</arg_value>")?;
        return Some((name.trim(), value, after));
    }
    let inside = ["<｜DSML｜", "<|DSML|", "<"].iter().find_map(|bracket| text.strip_prefix(bracket))?;
    let inside = inside.strip_prefix("parameter")?;
    let (head, after) = inside.split_once('>')?;
    let name = head.trim_start().strip_prefix("name=").or_else(|| head.strip_prefix('='))?;
    let name = name.trim_start_matches('"').split(['"', ' ']).next()?;
    let end = ["</parameter>", "</｜DSML｜parameter>", "</|DSML|parameter>"];
    let (at, length) = end.iter().filter_map(|end| Some((after.find(end)?, end.len()))).min()?;
    Some((name, after.get(..at)?, after.get(at + length..)?))
}

/// Words as a text. Lists, objects and truths are JSON; a number may be an order's, which is a text.
fn read(value: &str) -> Value {
    let value = value.trim();
    match serde_json::from_str(value) {
        Ok(read @ (Value::Array(_) | Value::Object(_) | Value::Bool(_) | Value::Null)) => read,
        _ => Value::String(value.to_owned()),
    }
}
