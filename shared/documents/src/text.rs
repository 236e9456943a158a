//! The text that is collected from a document.

use std::fmt;

use crate::{Unreadable, work};

/// The text of a document, or its beginning.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// Its characters, without control characters besides line breaks. Never empty.
    pub text: String,
    /// Whether the document goes on after it.
    pub is_cut: bool,
}

/// Shows no text.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes, cut: {})", self.text.len(), self.is_cut)
    }
}

/// The budget is used up, or the time is over: nothing more is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Enough;

/// How text is collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Words and lines, without what they look like.
    Words,
    /// The same with Markdown's marks, where the document has headings, lists and tables.
    Markdown,
    /// Every blank and line break as it is.
    AsIs,
}

/// Characters as they come, with at most one blank between two words and one empty line between two paragraphs.
pub(crate) struct Collected {
    text: String,
    left: usize,
    /// Blanks or line breaks that stand before the next character, if there is one.
    gap: Gap,
    is_cut: bool,
    style: Style,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Blank,
    Line,
    Paragraph,
}

impl Collected {
    pub(crate) fn new(characters: usize, style: Style) -> Self {
        Self { text: String::new(), left: characters, gap: Gap::None, is_cut: false, style }
    }

    /// Whether Markdown's marks are wanted.
    pub(crate) fn is_markdown(&self) -> bool {
        self.style == Style::Markdown
    }

    /// Adds these characters.
    pub(crate) fn push(&mut self, text: &str) -> Result<(), Enough> {
        for c in text.chars() {
            self.push_char(c)?;
        }
        Ok(())
    }

    pub(crate) fn push_char(&mut self, c: char) -> Result<(), Enough> {
        let gap = match c {
            '\n' if self.gap >= Gap::Line => Gap::Paragraph,
            '\n' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => Gap::Line,
            _ if c.is_whitespace() => Gap::Blank,
            _ => Gap::None,
        };
        if self.style == Style::AsIs && gap != Gap::None && c != '\r' {
            return self.push_blank(c);
        }
        if self.style == Style::AsIs && c == '\r' {
            return Ok(());
        }
        if gap != Gap::None {
            self.gap = self.gap.max(gap);
            return if work::is_over() { self.cut() } else { Ok(()) };
        }
        // Control characters, and what a font without a meaning stands for.
        if c.is_control() || c == '\u{fffd}' || c == '\u{feff}' || is_private(c) {
            return Ok(());
        }
        let before = match self.gap {
            Gap::None => "",
            _ if self.text.is_empty() => "",
            Gap::Blank => " ",
            Gap::Line => "\n",
            Gap::Paragraph => "\n\n",
        };
        if self.left <= before.len() {
            return self.cut();
        }
        self.left -= before.len() + 1;
        self.gap = Gap::None;
        self.text.push_str(before);
        self.text.push(c);
        Ok(())
    }

    /// A blank or a line break as it is.
    fn push_blank(&mut self, c: char) -> Result<(), Enough> {
        if self.left == 0 || c == '\n' && work::is_over() {
            return self.cut();
        }
        self.left -= 1;
        self.text.push(c);
        Ok(())
    }

    /// Ends the line, if it has anything.
    pub(crate) fn end_line(&mut self) {
        self.gap = self.gap.max(Gap::Line);
    }

    /// A blank stands before what comes next.
    pub(crate) fn end_word(&mut self) {
        self.gap = self.gap.max(Gap::Blank);
    }

    /// The document goes on, but no more of it is read.
    pub(crate) fn cut(&mut self) -> Result<(), Enough> {
        self.is_cut = true;
        Err(Enough)
    }

    /// What was collected, or why there is nothing.
    pub(crate) fn finish(self, read: Result<(), Unreadable>) -> Result<Text, Unreadable> {
        match read {
            // What was read before a damaged part is of use all the same.
            Ok(()) | Err(_) if !self.text.trim().is_empty() => {
                Ok(Text { text: self.text, is_cut: self.is_cut || read.is_err() })
            }
            Ok(()) if self.is_cut => Err(Unreadable::TooLarge),
            Ok(()) => Err(Unreadable::NoText),
            Err(reason) => Err(reason),
        }
    }
}

/// Fonts of symbols have their signs there.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(text: &str, characters: usize) -> Result<(String, bool), Unreadable> {
        let mut collected = Collected::new(characters, Style::Words);
        let _ = collected.push(text);
        collected.finish(Ok(())).map(|text| (text.text, text.is_cut))
    }

    #[test]
    fn blanks_are_joined_and_the_budget_is_kept() {
        let cases = [
            (" a \t b\u{a0}c \r\n d\n\n\n\ne\u{0}\u{1b}f\u{e000} ", 100, "a b c\nd\n\nef", false),
            ("abc", 3, "abc", false),
            ("abcd", 3, "abc", true),
            ("ab cd", 3, "ab", true),
            ("ab c", 4, "ab c", false),
            ("é\u{fffd}é", 2, "éé", false),
        ];
        for (text, characters, expected, is_cut) in cases {
            assert_eq!(collect(text, characters).unwrap(), (expected.to_owned(), is_cut), "{text:?}");
        }
        assert_eq!(collect(" \n\u{0}", 9), Err(Unreadable::NoText));
        assert_eq!(collect("a", 0), Err(Unreadable::TooLarge));
    }

    #[test]
    fn debug_holds_no_text() {
        let text = Text { text: "MARKER".to_owned(), is_cut: false };
        assert!(!format!("{text:?}").contains("MARKER"));
    }
}
