//! Markdown in parts: by its headings, then between its paragraphs, then by size.

mod pieces;
mod title;

use pieces::{Piece, pieces};
use title::{heading, underlined};

/// The most characters of a part, without its title.
pub(crate) const MOST: usize = 1500;

/// Sections with fewer characters than this are joined with those after them.
const LEAST: usize = 300;

/// A part of the facts.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// The path of its headings, at most 80 characters. Where it has none, its first words.
    pub title: String,
    /// Its text, at most 1500 characters, and before them the header row of a table that began earlier.
    pub text: String,
}

/// What stands below one heading, up to the next one.
struct Section<'a> {
    /// The headings above it and its own, which is the last one.
    path: Vec<String>,
    /// The line of its heading. Empty at the beginning of a text without one.
    heading: &'a str,
    body: Vec<&'a str>,
}

/// The parts of a text, in its order. Together they have all of its lines, besides those that are empty.
pub(crate) fn split(markdown: &str) -> Vec<Part> {
    let text = markdown.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut parts = Vec::new();
    let mut short = Short::default();
    for section in sections(&text) {
        let mut texts = packed(&pieces(&section.body));
        let is_short = texts.len() <= 1
            && texts
                .iter()
                .chain([&section.heading.to_owned()])
                .map(|text| text.chars().count())
                .sum::<usize>()
                < LEAST;
        if is_short {
            short.add(&section, texts.pop().unwrap_or_default(), &mut parts);
            continue;
        }
        short.end(&mut parts);
        parts.extend(texts.into_iter().map(|text| Part { title: title::of(&section.path, &text), text }));
    }
    short.end(&mut parts);
    parts
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = vec![Section { path: Vec::new(), heading: "", body: Vec::new() }];
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut fence = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let below = lines.peek().and_then(|below| underlined(line, below));
        let found = if fence.is_some() { None } else { heading(line).or(below.map(|level| (level, line))) };
        if let Some((level, words)) = found {
            if below.is_some() {
                lines.next();
            }
            path.retain(|(above, _)| *above < level);
            path.push((level, title::plain(words)));
            let path =
                path.iter().map(|(_, words)| words.clone()).filter(|words| !words.is_empty()).collect();
            sections.push(Section { path, heading: line, body: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.body.push(line);
        }
    }
    sections
}

/// Texts of at most [`MOST`] characters, made of as many pieces as they hold.
fn packed(pieces: &[Piece<'_>]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let (mut length, mut table) = (0, None);
    for piece in pieces {
        let size = piece.text.chars().count();
        let is_next_row = piece.table.is_some() && piece.table == table;
        let fits = length > 0 && length + size + 2 <= MOST;
        table = piece.table;
        if let Some(text) = texts.last_mut().filter(|_| fits) {
            let between = if is_next_row || !piece.begins_paragraph { "\n" } else { "\n\n" };
            text.push_str(between);
            text.push_str(piece.text);
            length += between.len() + size;
        } else {
            let lines = piece.header.iter().chain([&piece.text]);
            texts.push(lines.copied().collect::<Vec<_>>().join("\n"));
            length = size;
        }
    }
    texts
}

/// Short sections that come one after the other, as one part.
#[derive(Default)]
struct Short {
    paths: Vec<Vec<String>>,
    /// Their texts with their headings.
    text: String,
    /// The text of the only one, without its heading.
    alone: String,
    length: usize,
}

impl Short {
    fn add(&mut self, section: &Section<'_>, text: String, parts: &mut Vec<Part>) {
        let whole = [section.heading, &text]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n");
        if whole.trim().is_empty() {
            return;
        }
        let length = whole.chars().count() + 2;
        if self.length + length > LEAST {
            self.end(parts);
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(&whole);
        self.alone = text;
        self.length += length;
        self.paths.push(section.path.clone());
    }

    fn end(&mut self, parts: &mut Vec<Part>) {
        let Self { paths, text, alone, .. } = std::mem::take(self);
        match paths.as_slice() {
            [] => {}
            [path] => parts.push(Part {
                title: title::of(path, &text),
                text: if alone.is_empty() { text } else { alone },
            }),
            paths => parts.push(Part { title: title::of_several(paths, &text), text }),
        }
    }
}

#[cfg(test)]
mod tests;
