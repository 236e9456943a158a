//! The masked copy of a text, in which the Markdown parser finds nothing but marks, and the edits that need no parser.
//!
//! The copy has the same length, so a place in it is the same place in the text. A letter stands for what belongs to a
//! word, a comma for a sign that means nothing.

mod angles;
mod references;
mod signs;

use std::collections::HashMap;
use std::ops::Range;

use super::html_marks::HtmlMarks;
use super::piece;
use super::ticks::Ticks;

/// A piece of the text, and what stands in its place.
#[derive(Clone)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) replacement: String,
}

/// A text, its masked copy, and its edits in the order of their places.
pub(super) struct Scanned<'a> {
    pub(super) text: &'a str,
    pub(super) masked: String,
    pub(super) edits: Vec<Edit>,
}

pub(super) fn scan(text: &str) -> Scanned<'_> {
    let mut scanner = Scanner {
        text,
        masked: text.as_bytes().to_vec(),
        edits: Vec::new(),
        ticks: Ticks::of(text),
        open_link: None,
        no_comment_ends: false,
        is_star_open: false,
        is_struck_open: false,
        html_marks: HtmlMarks::default(),
        form: (0, false),
        closing_tags: None,
    };
    let mut at = 0;
    while let Some(c) = piece(text, at, text.len()).chars().next() {
        let end = scanner.take(at, c).max(at + c.len_utf8());
        at = end;
    }
    scanner.close_link();
    let Scanner { masked, mut edits, .. } = scanner;
    edits.sort_by_key(|edit| edit.range.start);
    // Only whole characters are masked, so the copy is UTF-8.
    Scanned { text, masked: String::from_utf8(masked).unwrap_or_else(|_| text.to_owned()), edits }
}

struct Scanner<'a> {
    text: &'a str,
    masked: Vec<u8>,
    edits: Vec<Edit>,
    ticks: Ticks,
    /// The edit of an opening `<a>`, the end of the tag, and its address.
    open_link: Option<(usize, usize, String)>,
    /// Whether a comment was found to have no end.
    no_comment_ends: bool,
    /// Whether a single asterisk before a word stands on the line so far.
    is_star_open: bool,
    /// Whether an odd number of double tildes stands on the line so far.
    is_struck_open: bool,
    html_marks: HtmlMarks,
    /// The end of a line, and whether blanks to fill in are on it.
    form: (usize, bool),
    /// Where the last closing tag of each name of one letter is, once it was asked for.
    closing_tags: Option<HashMap<char, usize>>,
}

impl<'a> Scanner<'a> {
    /// Handles what begins at `at` with `c`, and says where it ends. Zero stands for the end of `c`.
    fn take(&mut self, at: usize, c: char) -> usize {
        match c {
            'h' | 'H' | 'w' | 'W' | 'm' | 'M' | 't' | 'T' => self.address(at),
            '`' => self.code(at),
            '\\' => self.escape(at),
            '<' => self.angle(at),
            '[' => self.bracket(at),
            ']' => self.target(at),
            '【' => self.source(at),
            '*' => self.stars(at),
            '_' => self.dunder(at),
            '~' => self.tildes(at),
            '>' => self.mask(at..at + 1, b','),
            '¯' => self.shrug(at),
            '\n' => {
                self.is_star_open = false;
                self.is_struck_open = false;
                self.html_marks.end_line();
                0
            }
            _ => 0,
        }
    }

    fn mask(&mut self, range: Range<usize>, with: u8) -> usize {
        let end = range.end;
        if let Some(bytes) = self.masked.get_mut(range) {
            bytes.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = with);
        }
        end
    }

    fn edit(&mut self, range: Range<usize>, replacement: impl Into<String>) {
        self.edits.push(Edit { range, replacement: replacement.into() });
    }

    fn rest(&self, at: usize) -> &'a str {
        piece(self.text, at, self.text.len())
    }

    fn before(&self, at: usize) -> Option<char> {
        piece(self.text, 0, at).chars().next_back()
    }
}
