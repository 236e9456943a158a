//! The mark by which a model without tools hands over to a person: `[hand over: why]`.
//!
//! It is asked for on a line of its own. Models write it wherever they like, and a customer who was promised a person must
//! get one, so it is found anywhere.

mod names;

use self::names::Name;
use super::bracket::{after_number, is_closing, is_invisible, is_opening};

/// The most characters of the reason.
const REASON: usize = 300;
/// The most characters in which the end of a mark is searched.
const LONGEST: usize = 1_000;
/// The most characters of the mark's name.
const LONGEST_NAME: usize = 80;
/// The most marks that are looked for.
const MOST: usize = 20;

/// The reason in the first mark that gives one, and the text without the marks. `None`: there is no mark. A text that has
/// neither a letter nor a digit besides is empty.
pub fn handing_over(text: &str) -> Option<(String, String)> {
    let (mut reason, mut rest) = (None::<String>, text.to_owned());
    for _ in 0..MOST {
        let Some(mark) = first(&rest) else { break };
        if reason.as_ref().is_none_or(String::is_empty) {
            reason = Some(mark.reason);
        }
        rest = without(mark.before, mark.after);
    }
    let says_something = rest.contains(char::is_alphanumeric);
    Some((reason?, if says_something { rest.trim().to_owned() } else { String::new() }))
}

/// Whether the text in square brackets, at the beginning of a line, is the mark.
pub(super) fn is_mark(inside: &str) -> bool {
    let (name, detail) = split(inside);
    let known = names::known(&plain(name));
    matches!(known, Some(Name::Sure | Name::Translated)) || (known.is_some() && !detail.trim().is_empty())
}

/// A mark in a text.
struct Mark<'a> {
    reason: String,
    before: &'a str,
    after: &'a str,
}

/// The first mark of a text.
fn first(text: &str) -> Option<Mark<'_>> {
    text.char_indices().filter(|(_, c)| opens(*c)).find_map(|(at, opening)| {
        let (before, from) = text.split_at_checked(at)?;
        let from = from.get(opening.len_utf8()..)?;
        // Most brackets are none: their first words decide it, in a constant time.
        let begins_name = |c: &char| c.is_alphanumeric() || opens(*c) || is_end(*c) || *c == '\n';
        from.chars().take(LONGEST_NAME).find(begins_name).filter(|c| c.is_alphabetic())?;
        let begin: String = from.chars().take(LONGEST_NAME).take_while(|c| !opens(*c)).collect();
        let kind = names::known(&plain(split(&begin).0.split(is_end).next()?))?;
        let has_detail = split(&begin).0.len() < begin.len();
        let (inside, after) = match end_of(from, opening) {
            Some((end, length)) => (from.get(..end)?, from.get(end + length..)?),
            // The model forgot its end, or it is cut off.
            None if is_opening(opening) && kind == Name::Sure && has_detail => {
                from.split_at_checked(from.find('\n').unwrap_or(from.len()))?
            }
            None => return None,
        };
        let (name, detail) = split(inside);
        let reason = detail.split_whitespace().collect::<Vec<_>>().join(" ");
        let reason = reason.trim_matches(|c: char| c == ' ' || matches!(c, '*' | '_' | '`' | '\\' | '"'));
        let place = Place { before, after, is_square: is_opening(opening) };
        let kind = names::known(&plain(name))?;
        place.takes(kind, reason, split(inside).0.len() < inside.len()).then(|| Mark {
            reason: reason.chars().take(REASON).collect(),
            before,
            after,
        })
    })
}

/// Where a bracket stands.
struct Place<'a> {
    before: &'a str,
    after: &'a str,
    is_square: bool,
}

impl Place<'_> {
    /// Whether a name with this reason is the mark here.
    fn takes(&self, name: Name, reason: &str, has_colon: bool) -> bool {
        let is_link = self.after.strip_prefix('(').is_some_and(|address| {
            ["http", "www.", "/", "mailto:", "tel:"].iter().any(|begin| address.starts_with(begin))
        });
        let begins_line = is_only_signs(self.before.rsplit('\n').next().unwrap_or_default());
        let ends_line = is_only_signs(self.after.split('\n').next().unwrap_or_default());
        match name {
            _ if is_link || (!self.is_square && !has_colon) => false,
            Name::Sure => has_colon || begins_line || ends_line,
            Name::Translated => self.is_square && (has_colon || begins_line || ends_line),
            Name::Alone => {
                let has_reason = !reason.is_empty() && !reason.contains(|c: char| c.is_numeric());
                self.is_square && has_reason && begins_line && ends_line
            }
        }
    }
}

fn opens(c: char) -> bool {
    is_opening(c) || matches!(c, '(' | '（' | '{' | '<')
}

fn is_end(c: char) -> bool {
    is_closing(c) || matches!(c, ')' | '）' | '}' | '>')
}

/// Where the bracket ends, in the same paragraph, and the length of its end.
fn end_of(text: &str, opening: char) -> Option<(usize, usize)> {
    let closes = |c: char| match opening {
        '(' | '（' => matches!(c, ')' | '）'),
        '{' => c == '}',
        '<' => c == '>',
        _ => is_closing(c),
    };
    let is_same = |c: char| if is_opening(opening) { is_opening(c) } else { c == opening };
    let (mut depth, mut is_new_line) = (1_usize, false);
    for (at, c) in text.char_indices().take(LONGEST) {
        if c == '\n' && std::mem::replace(&mut is_new_line, true) {
            return None;
        }
        is_new_line = c.is_whitespace() && (is_new_line || c == '\n');
        depth += usize::from(is_same(c));
        if closes(c) {
            depth -= 1;
            if depth == 0 {
                return Some((at, c.len_utf8()));
            }
        }
    }
    None
}

/// The name of a mark, and the reason behind it.
fn split(inside: &str) -> (&str, &str) {
    const SIGNS: [&str; 7] = [":", "：", "–", "—", " -", "- ", "="];
    let ends = SIGNS.iter().filter_map(|sign| Some((inside.find(sign)?, sign.len())));
    let Some((at, length)) = ends.min() else { return (inside, "") };
    let detail = inside.get(at + length..).unwrap_or_default();
    let is_sign = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '–' | '—' | '-');
    (inside.get(..at).unwrap_or_default(), detail.trim_start_matches(is_sign))
}

/// A name in lower case, with single blanks, and without marks and what is not seen.
fn plain(name: &str) -> String {
    let seen = name.chars().map(|c| if c.is_whitespace() || matches!(c, '_' | '-') { ' ' } else { c });
    let seen =
        seen.filter(|c| *c == ' ' || !(is_invisible(*c) || matches!(c, '*' | '~' | '`' | '\\' | '.' | '"')));
    seen.collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a part of a line has neither letter nor digit, apart from a list's number.
fn is_only_signs(part: &str) -> bool {
    let part = part.trim_start_matches(|c: char| is_invisible(c) || matches!(c, '>' | '*' | '"'));
    !after_number(part).unwrap_or(part).contains(char::is_alphanumeric)
}

/// The text without a mark between these two parts, and without the signs around it.
fn without(before: &str, after: &str) -> String {
    let (before, after) = without_pairs(before, after);
    let line_end = after.find('\n').unwrap_or(after.len());
    let (line_after, below) = after.split_at_checked(line_end).unwrap_or((after, ""));
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let (above, line_before) = before.split_at_checked(line_start).unwrap_or(("", before));
    let begins_line = is_only_signs(line_before);
    if begins_line && !line_after.contains(char::is_alphanumeric) {
        let has_emoji = !line_after.trim().is_ascii();
        let left = if has_emoji { line_after.trim() } else { "" };
        let below = if left.is_empty() && (above.is_empty() || above.ends_with("\n\n")) {
            below.trim_start_matches('\n')
        } else if left.is_empty() {
            below.strip_prefix('\n').unwrap_or(below)
        } else {
            below
        };
        return format!("{above}{left}{below}");
    }
    let line_after = if begins_line { without_separator(line_after) } else { line_after };
    let words = line_after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let is_joint =
        words.is_empty() || words.starts_with(['.', ',', ';', '!', '?', '…', ')', '*', '_', '"', '»']);
    let line_before = if line_before.chars().all(is_invisible) { "" } else { line_before };
    let line_before = if begins_line { line_before } else { line_before.trim_end_matches(' ') };
    let blank = if is_joint || line_before.is_empty() || line_before.ends_with(' ') { "" } else { " " };
    // `Thank you. [hand over: x].` has a full stop of its own.
    let words =
        words.strip_prefix('.').filter(|_| line_before.ends_with(['.', '!', '?', '…'])).unwrap_or(words);
    format!("{above}{line_before}{blank}{words}{below}")
}

/// The two parts without the quotes, brackets and marks that only hold what is between them.
fn without_pairs<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    const PAIRS: [(&str, &str); 15] = [
        ("```\n", "\n```"),
        ("**", "**"),
        ("*", "*"),
        ("__", "__"),
        ("_", "_"),
        ("~", "~"),
        ("`", "`"),
        ("\"", "\""),
        ("'", "'"),
        ("“", "”"),
        ("« ", " »"),
        ("«", "»"),
        ("„", "“"),
        ("(", ")"),
        ("[", "]"),
    ];
    let (mut before, mut after) = (before.strip_suffix('\\').unwrap_or(before), after);
    while let Some(inner) = PAIRS
        .iter()
        .find_map(|(opening, closing)| Some((before.strip_suffix(opening)?, after.strip_prefix(closing)?)))
    {
        (before, after) = inner;
    }
    (before, after)
}

/// The rest of a line without a colon, a full stop or a dash that only parts it from the mark.
fn without_separator(line: &str) -> &str {
    let rest = line.trim_start();
    rest.strip_prefix([':', '：', '.', '-', '–', '—', ',', ';']).map_or(rest, str::trim_start)
}

#[cfg(test)]
mod tests;
