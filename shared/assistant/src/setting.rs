//! Sets the model's Markdown in WhatsApp's own marks.
//!
//! WhatsApp shows `*bold*`, `_italic_`, `~struck~`, `` `code` ``, fenced code, and lines that begin with `- `, `* `,
//! `1. ` or `> ` (<https://faq.whatsapp.com/539178204879377>). It shows everything else of Markdown as it is written:
//! double asterisks, headings, tables, links, HTML. A mark works on one line only, and only around whole words.
//!
//! The text is edited, not rebuilt: what is not recognised as Markdown is copied as it is, with its line breaks, its
//! no-break spaces, its prices and its arithmetic. `pulldown-cmark` finds the Markdown in a masked copy of the same
//! length (`scan`), in which addresses and other signs that mean nothing are hidden from it.

mod addresses;
mod formula;
mod html;
mod html_marks;
mod links;
mod lone;
mod page;
mod parsed;
mod prepare;
mod rows;
mod scan;
mod segments;
mod tables;
mod ticks;
mod whole;
mod wrapper;
mod write;

#[cfg(test)]
mod tests;

use addresses::addresses;
use segments::Segment;
pub(crate) use whole::{Keep, whole};
pub(crate) use wrapper::unwrapped_answer;

/// A text is set again until nothing changes, because an escape or an entity may spell a mark. One time is enough for
/// what models write; more than this is an input that was made to go on for long.
const ROUNDS: usize = 6;

/// The same words in WhatsApp's marks.
///
/// Setting a text again changes nothing: `set(set(x)) == set(x)`. Letters and digits stay, in their order, except HTML
/// tags, the language of a fence, the row of dashes in a table, the address of a link that repeats its text or is still
/// to be filled in, references to what only the model was given, and the commands of formulas. No http address is
/// changed, except that `&amp;` in it is `&`. The time is linear in the text's length.
///
/// A single asterisk is bold on WhatsApp and italic in Markdown. The prompt asks for WhatsApp's marks, and earlier
/// answers in the thread have them, so `*x*` stays as it is. Only a text that has `**bold**` as well is Markdown
/// throughout: there, `*x*` becomes `_x_`.
pub fn set(markdown: &str) -> String {
    settle(markdown)
        .or_else(|unsettled| settle(&without_signs(&unsettled)))
        .unwrap_or_else(|unsettled| once(&words_only(&unsettled), Stars::Stay))
}

/// The text that no further round changes, or how far it came.
fn settle(text: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let mut next = once(&text, Stars::Stay);
        if next == text && text.contains("**") {
            next = once(&text, Stars::Go);
        }
        if next == text {
            return Ok(text);
        }
        text = next;
    }
    Err(text)
}

/// What becomes of `**` that are no mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stars {
    /// They stay: they may turn out to be one.
    Stay,
    /// They go, if they were meant to be one.
    Go,
}

fn once(text: &str, stars: Stars) -> String {
    let text = prepare::clean(text);
    let segments = segments::split(wrapper::unwrapped(&text).unwrap_or(&text));
    let prose = |segment: &Segment| match segment {
        Segment::Prose(text) => Some(prepare::prose(text)),
        Segment::Code(_) | Segment::Own(_) => None,
    };
    let prepared: Vec<Option<String>> = segments.iter().map(prose).collect();
    let scanned: Vec<_> = prepared.iter().map(|prose| prose.as_deref().map(scan::scan)).collect();
    let parsed: Vec<_> = scanned.iter().map(|scanned| scanned.as_ref().map(parsed::parse)).collect();
    let is_markdown = parsed.iter().flatten().any(parsed::Parsed::has_strong);

    let mut parts = Vec::new();
    for (segment, parsed) in segments.into_iter().zip(parsed) {
        match segment {
            Segment::Prose(_) => {
                let written = parsed.map(|parsed| write::write(&parsed, is_markdown)).unwrap_or_default();
                let written = if stars == Stars::Go { lone::without_lone_stars(&written) } else { written };
                parts.push(prepare::tidy(&written));
            }
            Segment::Code(code) if code.trim().is_empty() => {}
            Segment::Code(code) => parts.push(format!("```\n{}\n```", code.replace("```", "'''"))),
            Segment::Own(text) => parts.push(text),
        }
    }
    parts.join("\n").trim_matches('\n').to_owned()
}

/// The text without the signs of Markdown. Addresses stay.
fn without_signs(text: &str) -> String {
    outside_addresses(text, |c| {
        !matches!(c, '*' | '_' | '~' | '`' | '#' | '\\' | '&' | '<' | '>' | '|' | '[' | ']')
    })
}

/// Letters, digits, blanks and addresses: nothing that Markdown knows.
fn words_only(text: &str) -> String {
    outside_addresses(text, |c| c.is_alphanumeric() || c.is_whitespace())
}

fn outside_addresses(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for address in addresses(text) {
        out.extend(piece(text, at, address.start).chars().filter(|c| keep(*c)));
        out.push_str(piece(text, address.start, address.end));
        at = address.end;
    }
    out.extend(piece(text, at, text.len()).chars().filter(|c| keep(*c)));
    out
}

/// The text between two places. Empty where they are no places of characters, or in the wrong order.
fn piece(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}
