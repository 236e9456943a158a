//! Writes the text out, with WhatsApp's marks in the place of what the parser found.

mod blocks;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::links::{self, Following, Target};
use super::page::{Mark, Page};
use super::parsed::{Parsed, is_marked, label};
use super::piece;
use super::tables::Table;

/// The text in WhatsApp's marks. `is_markdown` says that a single asterisk is italic.
pub(super) fn write(parsed: &Parsed<'_>, is_markdown: bool) -> String {
    Writer::new(parsed, is_markdown, false).written()
}

struct Writer<'a> {
    parsed: &'a Parsed<'a>,
    is_markdown: bool,
    /// Whether this is one line of an indented block, which is not taken apart again.
    is_indented: bool,
    page: Page,
    /// How far the text is written.
    at: usize,
    next_edit: usize,
    frames: Vec<Frame>,
    table: Table,
    lists: usize,
    /// Where the event before ended.
    event_end: usize,
}

/// What was begun and is not ended yet.
enum Frame {
    /// Nothing happens at its end.
    Plain,
    /// Signs of so many bytes go, and so many marks of the page end.
    Mark {
        signs: usize,
        began: usize,
        /// Whether a blank has to follow.
        blank: bool,
    },
    Heading {
        end: usize,
        resume: usize,
        began: bool,
        is_title: bool,
    },
    /// Where its text begins on the page, the sign that was left out, and where its address is, if elsewhere.
    Link {
        from: usize,
        opening: &'static str,
        label: Option<String>,
    },
    /// Where its text begins on the page.
    Cell {
        from: usize,
    },
    /// Code, which is written already.
    Code,
}

impl<'a> Writer<'a> {
    fn new(parsed: &'a Parsed<'a>, is_markdown: bool, is_indented: bool) -> Self {
        Self {
            parsed,
            is_markdown,
            is_indented,
            page: Page::default(),
            at: 0,
            next_edit: 0,
            frames: Vec::new(),
            table: Table::default(),
            lists: 0,
            event_end: 0,
        }
    }

    fn written(mut self) -> String {
        let parsed = self.parsed;
        let mut events = parsed.events.iter().peekable();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(tag) => {
                    let frame = self.start(tag, event, range, events.peek().copied());
                    self.frames.push(frame);
                    self.event_end = range.start;
                    continue;
                }
                Event::End(end) => self.end(*end, range),
                _ if matches!(self.frames.last(), Some(Frame::Code)) => {}
                Event::Text(text) => self.entity(text, range),
                Event::Code(_) => self.code(range),
                Event::Rule => {
                    self.copy_to(range.start);
                    self.at = self.trimmed_end(range);
                }
                _ => {}
            }
            self.event_end = range.end;
        }
        self.copy_to(parsed.text.len());
        self.page.into_text()
    }

    /// Copies the text up to `end`, with its edits.
    fn copy_to(&mut self, end: usize) {
        let parsed = self.parsed;
        while let Some(edit) = parsed.edits.get(self.next_edit).filter(|edit| edit.range.start < end) {
            if edit.range.start >= self.at {
                self.page.push_str(piece(parsed.text, self.at, edit.range.start));
                self.page.push_str(&edit.replacement);
                self.at = edit.range.end;
            }
            self.next_edit += 1;
        }
        self.page.push_str(piece(parsed.text, self.at, end));
        self.at = self.at.max(end);
    }

    fn source(&self, range: &Range<usize>) -> &'a str {
        piece(self.parsed.text, range.start, range.end)
    }

    fn rest(&self, at: usize) -> &'a str {
        piece(self.parsed.text, at, self.parsed.text.len())
    }

    /// The end of a block without its line break.
    fn trimmed_end(&self, range: &Range<usize>) -> usize {
        range.start + self.source(range).trim_end().len()
    }

    fn start(
        &mut self,
        tag: &Tag<'_>,
        event: &Event<'_>,
        range: &Range<usize>,
        next: Option<&(Event<'_>, Range<usize>)>,
    ) -> Frame {
        match tag {
            Tag::Strong => self.mark(Mark::Bold, range, 2),
            Tag::Strikethrough => self.mark(Mark::Struck, range, 2),
            Tag::Emphasis => self.emphasis(range, next),
            Tag::Heading { .. } => self.heading(range),
            Tag::Link { .. } => self.link(range, "[", label(event)),
            Tag::Image { .. } => self.link(range, "![", label(event)),
            Tag::CodeBlock(kind) => {
                self.code_block(range, matches!(kind, CodeBlockKind::Indented));
                Frame::Code
            }
            Tag::List(_) => {
                self.lists += 1;
                Frame::Plain
            }
            Tag::Item => {
                self.item(range);
                Frame::Plain
            }
            Tag::Table(_) => {
                self.copy_to(range.start);
                self.table = Table::default();
                Frame::Plain
            }
            Tag::TableCell => {
                self.at = range.start;
                Frame::Cell { from: self.page.len() }
            }
            _ => Frame::Plain,
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match self.frames.pop().unwrap_or(Frame::Plain) {
            Frame::Mark { signs, began, blank } => {
                self.copy_to(range.end.saturating_sub(signs));
                (0..began).for_each(|_| self.page.end());
                self.page.push_str(if blank { " " } else { "" });
                self.at = range.end;
            }
            Frame::Heading { end, resume, began, is_title } => {
                self.copy_to(end);
                if began {
                    self.page.end();
                }
                if !is_title {
                    self.page.push_str("\n");
                }
                self.at = resume;
            }
            Frame::Link { from, opening, label } => self.end_link(range, from, opening, label.as_deref()),
            Frame::Cell { from } => {
                self.copy_to(range.end);
                let text = self.page.take_back(from);
                self.table.cell(&text);
            }
            Frame::Plain | Frame::Code => {}
        }
        match tag {
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::TableHead => self.table.end_head(),
            TagEnd::TableRow => {
                // Markdown drops the cells that have no column.
                let left = piece(self.parsed.text, self.event_end, range.end);
                left.split('|')
                    .map(str::trim)
                    .filter(|cell| !cell.is_empty())
                    .for_each(|cell| self.table.cell(cell));
                self.table.end_row();
            }
            TagEnd::Table => {
                self.page.limit_indentation(blocks::DEEPEST_INDENTATION);
                // In a list, each line is as far indented as the first.
                let line_break = format!("\n{}", self.page.indentation());
                self.page.push_str(&self.table.lines().replace('\n', &line_break));
                self.at = self.trimmed_end(range);
            }
            _ => {}
        }
    }

    /// Whether the signs stand around whole words, as WhatsApp's must.
    fn stands_free(&self, range: &Range<usize>) -> bool {
        let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !is_in_word(self.page.last()) && !is_in_word(self.rest(range.end).chars().next())
    }

    /// Marks that only Markdown knows. Inside a word they go.
    fn mark(&mut self, mark: Mark, range: &Range<usize>, signs: usize) -> Frame {
        self.copy_to(range.start);
        let words = piece(self.parsed.text, range.start + signs, range.end.saturating_sub(signs));
        if !words.contains(is_marked) {
            return Frame::Plain;
        }
        // A price that is no longer struck would be a second price: it gets a blank instead.
        let is_price = mark == Mark::Struck && self.rest(range.end).starts_with(char::is_numeric);
        let is_free = if is_price {
            !self.page.last().is_some_and(char::is_alphanumeric)
        } else {
            self.stands_free(range)
        };
        let began = is_free && self.page.begin(mark, false);
        self.at = range.start + signs;
        Frame::Mark { signs, began: usize::from(began), blank: is_price && began }
    }

    /// Marks that WhatsApp knows as well. Inside a word they are no marks there, and stay.
    fn emphasis(&mut self, range: &Range<usize>, next: Option<&(Event<'_>, Range<usize>)>) -> Frame {
        self.copy_to(range.start);
        if !self.stands_free(range) {
            return Frame::Plain;
        }
        let is_star = self.rest(range.start).starts_with('*');
        let mark = if is_star && !self.is_markdown { Mark::Bold } else { Mark::Italic };
        let is_own = is_star == (mark == Mark::Bold);
        // `***x***` is `*_x_*`, as people write it.
        let is_both = matches!(next, Some((Event::Start(Tag::Strong), inner))
            if inner.start == range.start + 1 && inner.end + 1 == range.end);
        let outer = is_both && self.page.begin(Mark::Bold, false);
        let inner = self.page.begin(mark, is_own);
        self.at = range.start + 1;
        Frame::Mark { signs: 1, began: usize::from(outer) + usize::from(inner), blank: false }
    }

    fn link(&mut self, range: &Range<usize>, opening: &'static str, label: Option<&str>) -> Frame {
        self.copy_to(range.start);
        self.page.open();
        self.at = range.start + opening.len();
        Frame::Link { from: self.page.len(), opening, label: label.map(str::to_owned) }
    }

    fn end_link(&mut self, range: &Range<usize>, from: usize, opening: &'static str, label: Option<&str>) {
        let parsed = self.parsed;
        let inner_end = self.event_end.max(range.start + opening.len());
        let text_end = inner_end + piece(parsed.masked, inner_end, range.end).find(']').unwrap_or_default();
        self.copy_to(text_end);
        let target = match label {
            Some(label) => parsed.target(label),
            None => Some(Target::read(links::brackets(piece(parsed.text, text_end + 1, range.end)))),
        };
        let Some(target) = target.filter(Target::is_address) else {
            let is_index = piece(self.parsed.text, 0, range.start).ends_with(char::is_alphanumeric);
            if label.is_none() && !is_index {
                self.end_text(text_end + 2, range.end);
                return;
            }
            opening.chars().rev().for_each(|c| self.page.insert(from, c));
            return;
        };
        match links::following(self.page.since(from), target) {
            Following::Nothing => {}
            Following::Instead(address) => {
                self.page.take_back(from);
                self.address(&address, range.end);
            }
            Following::After(address) => self.address(&address, range.end),
        }
        self.at = range.end;
    }

    /// The end of a link that leads nowhere: its text stays, and what stands at `at` in the place of its address.
    fn end_text(&mut self, at: usize, end: usize) {
        let words = piece(self.parsed.text, at, end.saturating_sub(1)).trim();
        self.at = at;
        if !words.trim_matches(['<', '>']).is_empty() && !links::is_placeholder(words) {
            self.page.push_str(" (");
            self.copy_to(end);
        }
        self.at = end;
    }

    /// An address stands outside the marks: WhatsApp would take their signs for its end.
    fn address(&mut self, address: &str, end: usize) {
        self.page.pause();
        self.page.push_unmarked(address);
        let next = self.rest(end).trim_start_matches(['*', '_', '~']).chars().next();
        if !links::may_follow(next) {
            self.page.push_unmarked(" ");
        }
    }

    /// The parser has decoded an entity.
    fn entity(&mut self, decoded: &str, range: &Range<usize>) {
        let source = piece(self.parsed.masked, range.start, range.end);
        if source != decoded && source.starts_with('&') && source.ends_with(';') {
            self.copy_to(range.start);
            let decoded: String = decoded.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            self.page.push_str(&decoded);
            self.at = range.end;
        }
    }

    /// Code in a line, without edits. WhatsApp knows one backtick and three.
    fn code(&mut self, range: &Range<usize>) {
        self.copy_to(range.start);
        let code = self.source(range);
        let inner = code.strip_prefix("``").and_then(|code| code.strip_suffix("``"));
        match inner.filter(|inner| !inner.contains('`')) {
            Some(inner) => self.page.push_str(&format!("`{}`", inner.trim())),
            None => self.page.push_str(code),
        }
        self.at = range.end;
    }
}
