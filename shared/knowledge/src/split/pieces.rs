//! The pieces of a section, none of which is longer than a part: paragraphs, rows of tables, and else lines or less.

use super::MOST;

/// Signs between the columns of CSV.
const COLUMNS: [char; 3] = [';', '\t', ','];

/// The longest header row that is repeated, in characters.
const MOST_HEADER: usize = 400;

/// Text that stays together.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    /// Whether an empty line stands before it, or a table begins or ends there.
    pub(super) begins_paragraph: bool,
    /// Which table it is a row of, counted in its section.
    pub(super) table: Option<usize>,
    /// The header rows of that table. Empty for the header itself.
    pub(super) header: &'a [&'a str],
}

/// The pieces of these lines, which follow each other in one text.
pub(super) fn pieces<'a>(lines: &'a [&'a str]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for (number, block) in
        lines.split(|line| line.trim().is_empty()).filter(|block| !block.is_empty()).enumerate()
    {
        match header(block) {
            0 => paragraph(block, &mut pieces),
            rows => table(block, rows, number, &mut pieces),
        }
    }
    pieces
}

fn paragraph<'a>(block: &'a [&'a str], pieces: &mut Vec<Piece<'a>>) {
    let mut begins_paragraph = true;
    for text in block.iter().flat_map(|line| lengths(line)) {
        pieces.push(Piece { text, begins_paragraph, table: None, header: &[] });
        begins_paragraph = false;
    }
}

fn table<'a>(block: &'a [&'a str], rows: usize, number: usize, pieces: &mut Vec<Piece<'a>>) {
    let titles = block.get(..rows).unwrap_or_default();
    let length: usize = titles.iter().map(|line| line.chars().count() + 1).sum();
    for (place, line) in block.iter().enumerate() {
        let header = if place >= rows && length <= MOST_HEADER { titles } else { &[] };
        for text in lengths(line) {
            pieces.push(Piece { text, begins_paragraph: place == 0, table: Some(number), header });
        }
    }
}

/// How many of these lines are the header of a table. 0: they are none.
fn header(block: &[&str]) -> usize {
    let [first, second, ..] = block else { return 0 };
    let is_rule =
        |line: &str| line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'));
    if first.contains('|') && second.contains('|') && is_rule(second) {
        return 2;
    }
    let is_bare = block.len() > 2 && block.iter().all(|line| line.trim_start().starts_with('|'));
    let is_text =
        first.starts_with(['-', '*', '+', '>', '•']) || first.trim_end().ends_with(['.', ',', ':', '!', '?']);
    let count = |line: &str, sign: char| line.matches(sign).count();
    let has_columns = |sign: char| {
        let columns = count(first, sign);
        // Sentences have commas too, so a table has two in each line.
        let least = if sign == ',' { 2 } else { 1 };
        columns >= least && block.len() > 2 && block.iter().all(|line| count(line, sign) >= columns)
    };
    usize::from(is_bare || !is_text && COLUMNS.into_iter().any(has_columns))
}

/// A line in lengths of at most [`MOST`] characters, cut between words where it can be.
fn lengths(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line.trim_end();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().nth(MOST).map_or(rest.len(), |(most, _)| {
            let head = rest.get(..most).unwrap_or(rest);
            let late = |at: &usize| *at > head.len() / 2;
            let sentence = head
                .rfind(['.', '!', '?', '。'])
                .and_then(|at| head.get(at..)?.chars().next().map(|c| at + c.len_utf8()));
            sentence
                .filter(late)
                .or_else(|| head.rfind(char::is_whitespace).filter(late))
                .unwrap_or(head.len())
        });
        let (length, next) = rest.split_at_checked(end)?;
        rest = next.trim_start();
        Some(length.trim_end())
    })
}
