//! The headings, lists and tables of a DOCX as Markdown.

use quick_xml::events::BytesStart;

use super::Place;
use crate::text::{Collected, Enough};

/// What the ids of headings' styles begin with, in the languages of Word: `Heading1`, `Titre1`, `berschrift1`.
const STYLES: [&str; 6] = ["heading", "titre", "berschrift", "ttulo", "titolo", "kop"];

/// Markdown's headings by their level.
const HEADINGS: [&str; 6] = ["# ", "## ", "### ", "#### ", "##### ", "###### "];

impl Place {
    /// Takes note of an element that begins. `false`: it means the same in every style.
    pub(super) fn begins(&mut self, tag: &BytesStart<'_>, text: &mut Collected) -> Result<bool, Enough> {
        match tag.local_name().as_ref() {
            "pStyle" => self.mark = heading(&value(tag)).unwrap_or(self.mark),
            "outlineLvl" => {
                let level = value(tag).parse::<usize>().ok();
                self.mark = level.and_then(|level| HEADINGS.get(level).copied()).unwrap_or(self.mark);
            }
            "numPr" if self.mark.is_empty() => self.mark = "- ",
            "tbl" => {
                self.tables += 1;
                if self.tables == 1 {
                    self.is_first_row = true;
                    text.push("\n\n")?;
                }
            }
            "tr" if self.tables == 1 => {
                self.cells = 0;
                text.end_line();
                text.push_char('|')?;
                text.end_word();
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The same for one that ends.
    pub(super) fn ends(&mut self, name: &str, text: &mut Collected) -> Result<bool, Enough> {
        match name {
            "p" => {
                self.mark = "";
                if self.tables == 0 {
                    return Ok(false);
                }
                text.end_word();
            }
            "tc" if self.tables == 1 => {
                self.cells += 1;
                text.push(" | ")?;
            }
            "tc" => text.end_word(),
            "tr" if self.tables == 1 => {
                if std::mem::take(&mut self.is_first_row) {
                    text.end_line();
                    text.push_char('|')?;
                    text.push(&"---|".repeat(self.cells))?;
                }
                text.end_line();
            }
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                // A table within a cell is words of it.
                if self.tables == 0 {
                    text.push("\n\n")?;
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Words, after the mark of their paragraph if they are its first ones.
    pub(super) fn words(&mut self, words: &str, text: &mut Collected) -> Result<(), Enough> {
        if !text.is_markdown() {
            return text.push(words);
        }
        if self.tables > 0 {
            return text.push(&words.replace('|', "\\|"));
        }
        if !words.trim().is_empty() {
            let mark = std::mem::take(&mut self.mark);
            if mark.starts_with('#') {
                text.push("\n\n")?;
            }
            text.push(mark)?;
        }
        text.push(words)
    }
}

/// The value of `w:val`.
pub(super) fn value(tag: &BytesStart<'_>) -> String {
    let value = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "val");
    value.map(|value| value.value.into_owned()).unwrap_or_default()
}

/// The mark of a heading with this style.
fn heading(style: &str) -> Option<&'static str> {
    let style = style.to_ascii_lowercase();
    if style == "title" {
        return HEADINGS.first().copied();
    }
    let level = STYLES.iter().find_map(|name| style.strip_prefix(name))?.trim().parse::<usize>().ok()?;
    HEADINGS.get(level.checked_sub(1)?).copied()
}
