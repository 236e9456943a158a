//! Addresses, links, footnotes and references to sources.

use super::Scanner;
use crate::setting::addresses::{address_at, unescaped};
use crate::setting::links::Target;
use crate::setting::piece;

impl Scanner<'_> {
    pub(super) fn address(&mut self, at: usize) -> usize {
        let Some(end) = address_at(self.text, at) else { return 0 };
        let address = piece(self.text, at, end);
        if address.contains("&amp;") {
            self.edit(at..end, unescaped(address));
        }
        self.mask(at..end, b'a')
    }

    /// A footnote, or the text of a link.
    pub(super) fn bracket(&mut self, at: usize) -> usize {
        let near = near(self.rest(at + 1));
        let link = near.find([']', '[', '\n']).and_then(|end| Some((piece(near, 0, end), near.get(end..)?)));
        if let Some((words, after)) = link.filter(|(_, after)| after.starts_with("] (")) {
            let start = at + 1 + words.len() + 1;
            let address = address_at(self.text, start + 2);
            let is_closed = address.is_some_and(|end| self.rest(end).starts_with(')'));
            if after.starts_with("] (") && is_closed && words.contains(char::is_alphabetic) {
                self.edit(start..start + 1, "");
            }
        }
        self.footnote(at)
    }

    /// What stands between the brackets behind a link's text. The parser knows no address with blanks in it.
    pub(super) fn target(&mut self, at: usize) -> usize {
        let Some(inner) = self.rest(at).strip_prefix("](").map(near) else { return 0 };
        let mut open = 1_usize;
        let end = inner.char_indices().find_map(|(at, c)| {
            match c {
                '(' => open += 1,
                ')' => open -= 1,
                '\n' => return Some(None),
                _ => {}
            }
            (open == 0).then_some(Some(at))
        });
        let Some(end) = end.flatten() else { return 0 };
        let target = piece(inner, 0, end);
        let has_blanks = target.trim().contains([' ', '\t']);
        let address = target.trim();
        let is_whole = Target::read(target).address == address.trim_start_matches('<').trim_end_matches('>');
        if has_blanks && is_whole {
            self.mask(at + 2..at + 2 + end, b'a');
            return at + 2 + end;
        }
        0
    }

    /// `[^1]` is `[1]`, and its note begins with it.
    pub(super) fn footnote(&mut self, at: usize) -> usize {
        let Some(label) = self.rest(at).strip_prefix("[^") else { return 0 };
        let length = label.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(label.len());
        let after = piece(label, length, label.len());
        if after.starts_with("^]") && (1..=20).contains(&length) {
            return self.take_out(at, at + 2 + length + 2);
        }
        if length == 0 || length > 20 || !after.starts_with(']') {
            return 0;
        }
        let (colon, end) = (after.starts_with("]:"), at + 2 + length + 1);
        self.edit(at + 1..at + 2, "");
        if colon {
            self.edit(end..end + 1, "");
        }
        self.mask(at..end + usize::from(colon), b',')
    }

    /// `【1†source】` names a document that the model was given, which nobody else can see.
    pub(super) fn source(&mut self, at: usize) -> usize {
        let name = near(self.rest(at));
        let name = piece(name, 0, name.find(['】', '\n']).unwrap_or_default());
        if name.contains('†') && !name.contains("://") && self.rest(at + name.len()).starts_with('】') {
            return self.take_out(at, at + name.len() + '】'.len_utf8());
        }
        0
    }

    /// Takes out a reference, and the blanks before it unless words follow.
    pub(super) fn take_out(&mut self, at: usize, end: usize) -> usize {
        let before = piece(self.text, 0, at).trim_end_matches([' ', '\t']).len();
        let is_last = self.rest(end).chars().next().is_none_or(|c| !c.is_alphanumeric());
        let is_free = self.edits.last().is_none_or(|edit| edit.range.end <= before);
        self.edit(if is_last && is_free { before } else { at }..end, "");
        self.mask(at..end, b',')
    }
}

/// The beginning of a text, in which a bracket has to be closed.
fn near(text: &str) -> &str {
    let mut end = text.len().min(300);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    piece(text, 0, end)
}
