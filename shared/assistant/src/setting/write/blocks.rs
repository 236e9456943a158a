//! Headings, lists and indented lines.

use std::ops::Range;

use super::{Frame, Writer};
use crate::setting::page::Mark;
use crate::setting::parsed::parse;
use crate::setting::piece;
use crate::setting::scan::scan;

/// A longer line above a row of dashes is a paragraph that a rule follows.
const LONGEST_TITLE: usize = 60;

/// Lists below this level are indented no further: the lines of a telephone are short.
const DEEPEST_LIST: usize = 4;
pub(super) const DEEPEST_INDENTATION: usize = 6;

impl Writer<'_> {
    /// A heading is a bold line. A row of dashes or of `=` makes one of a short line only.
    pub(super) fn heading(&mut self, range: &Range<usize>) -> Frame {
        let source = self.source(range).trim_end();
        let resume = range.start + source.len();
        let words = source.trim_start_matches('#');
        let (start, end, is_title) = if words.len() < source.len() {
            let words = words.trim_start();
            let start = resume - words.len();
            let open = words.trim_end_matches('#');
            let closed = open.is_empty() || open.ends_with([' ', '\t']);
            (start, start + if closed { open.trim_end().len() } else { words.len() }, true)
        } else {
            let (words, line) = source.rsplit_once('\n').unwrap_or((source, ""));
            let is_title = !words.contains('\n')
                && words.chars().count() <= LONGEST_TITLE
                && !words.trim_end().ends_with(['.', '!', '?', '…', ',', ';']);
            if line.trim().len() < 3 {
                return Frame::Plain;
            }
            (range.start, range.start + words.trim_end().len(), is_title)
        };
        if start >= end {
            return Frame::Plain;
        }
        self.copy_to(range.start);
        self.at = start;
        let began = is_title && self.page.begin(Mark::Bold, false);
        Frame::Heading { end, resume, began, is_title }
    }

    /// Four blanks are no code in a message: each line is set by itself. Fenced code inside a list stays.
    pub(super) fn code_block(&mut self, range: &Range<usize>, is_indented: bool) {
        self.copy_to(range.start);
        if !is_indented || self.is_indented {
            self.page.push_str(self.source(range));
        } else {
            for line in self.source(range).split_inclusive('\n') {
                let words = line.trim_start_matches([' ', '\t']);
                self.page.push_str(piece(line, 0, line.len() - words.len()));
                let scanned = scan(words);
                let parsed = parse(&scanned);
                self.page.push_str(&Writer::new(&parsed, self.is_markdown, true).written());
            }
        }
        self.at = range.end;
    }

    /// The bullets and boxes of a list. `+ 10 %` is no bullet.
    pub(super) fn item(&mut self, range: &Range<usize>) {
        self.copy_to(range.start);
        self.page.limit_indentation(if self.lists > DEEPEST_LIST { DEEPEST_INDENTATION } else { usize::MAX });
        let source = self.source(range);
        let words = source
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '*' | '.' | ')'));
        let marker = piece(source, 0, source.len() - words.len());
        let words = words.trim_start_matches([' ', '\t']);
        let begin = source.len() - words.len();
        let is_bullet = matches!(marker, "-" | "*" | "+");
        for (task, sign) in [("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ ")] {
            if words.starts_with(task) {
                let bullet = if is_bullet { "" } else { piece(source, 0, begin) };
                self.page.push_str(bullet);
                self.page.push_str(sign);
                self.at = range.start + begin + task.len();
                return;
            }
        }
        let is_sign = marker == "+" && !words.starts_with(|c: char| c.is_ascii_digit() || c == '(');
        if is_sign || (marker == "*" && self.is_markdown) {
            self.page.push_str("-");
            self.at = range.start + 1;
        }
    }
}
