//! What stands between angle brackets: comments, tags and addresses.

use super::Scanner;
use crate::setting::addresses::{address_at, agree, unescaped};
use crate::setting::html::{self, Tag};
use crate::setting::{addresses, links, piece};

impl Scanner<'_> {
    /// A comment, a tag, an address or a mail address between angle brackets.
    pub(super) fn angle(&mut self, at: usize) -> usize {
        self.mask(at..at + 1, b',');
        if self.rest(at).starts_with("<!--") && !self.no_comment_ends {
            let Some(length) = self.rest(at).find("-->") else {
                self.no_comment_ends = true;
                return 0;
            };
            let end = at + length + 3;
            let kept = kept_addresses(piece(self.text, at, end));
            self.edit(at..end, kept);
            return self.mask(at..end, b',');
        }
        if let Some(tag) = html::tag(self.rest(at)).filter(|tag| !self.is_arithmetic(at, tag)) {
            let (len, is_link, is_closing) = (tag.len, tag.name.eq_ignore_ascii_case("a"), tag.is_closing);
            let replacement = self.in_place_of(at, &tag);
            if is_link && !is_closing {
                self.close_link();
                self.open_link = Some((self.edits.len(), at + len, replacement));
                self.edit(at..at + len, "");
            } else {
                self.edit(at..at + len, replacement);
            }
            self.html_marks.tag(self.text, at, &tag, &mut self.edits);
            return self.mask(at..at + len, b',');
        }
        let rest = self.rest(at + 1);
        let inner = piece(rest, 0, rest.find(['>', '<', '\n', ' ']).unwrap_or_default());
        let end = at + 1 + inner.len();
        let is_mail = inner.contains('@') && !inner.contains(['/', '`', '*']);
        if self.rest(end).starts_with('>') && (is_mail || address_at(self.text, at + 1) == Some(end)) {
            let scheme = ["mailto:", "tel:"].into_iter().find(|scheme| inner.starts_with(scheme));
            self.edit(at..at + 1 + scheme.map_or(0, str::len), "");
            self.edit(end..end + 1, "");
            return self.mask(at + 1..end + 1, b'a');
        }
        0
    }

    /// `a<b>c` without `</b>` is no tag.
    pub(super) fn is_arithmetic(&mut self, at: usize, tag: &Tag<'_>) -> bool {
        let end = at + tag.len;
        let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if tag.is_closing
            || tag.len > 3
            || !is_in_word(self.before(at))
            || !is_in_word(self.rest(end).chars().next())
        {
            return false;
        }
        let text = self.text;
        let closing = self.closing_tags.get_or_insert_with(|| {
            let tags = text.match_indices("</").filter_map(|(at, _)| {
                let mut rest = piece(text, at + 2, text.len()).chars();
                Some((rest.next()?.to_ascii_lowercase(), at)).filter(|_| rest.next() == Some('>'))
            });
            tags.collect()
        });
        let name = tag.name.chars().next().unwrap_or_default().to_ascii_lowercase();
        closing.get(&name).is_none_or(|last| *last < end)
    }

    /// A link's address follows its text, as in Markdown. An image's stands in its place.
    pub(super) fn in_place_of(&mut self, at: usize, tag: &Tag<'_>) -> String {
        let source = piece(self.text, at, at + tag.len);
        if !tag.name.eq_ignore_ascii_case("a") || !tag.is_closing {
            let spoken = tag.address.and_then(links::spoken);
            let kept = spoken.map_or_else(|| kept_addresses(source), str::to_owned);
            return [tag.replacement, &kept].concat();
        }
        let Some((edit, start, address)) = self.open_link.take() else { return String::new() };
        let words = piece(self.text, start, at).trim();
        // A line break, a link or code may take the closing tag with it.
        if words.contains(['\n', '[', ']', '(', '`', '|']) {
            self.open_link = Some((edit, start, address));
            self.close_link();
            return String::new();
        }
        match address.as_str() {
            "" => String::new(),
            same if same == words || (!same.contains("://") && agree(words, same)) => String::new(),
            _ if words.is_empty() => address,
            _ => format!(": {address}"),
        }
    }

    /// An `<a>` without an end: its address stands in its place.
    pub(super) fn close_link(&mut self) {
        let Some((edit, _, address)) = self.open_link.take() else { return };
        if let Some(edit) = self.edits.get_mut(edit)
            && !address.is_empty()
        {
            edit.replacement = format!("{address} ");
        }
    }
}

/// The addresses in a tag or a comment, which goes.
fn kept_addresses(html: &str) -> String {
    let quoted = html.replace('\'', "\"");
    let found = addresses(&quoted).map(|address| unescaped(piece(html, address.start, address.end)));
    found.collect::<Vec<_>>().join(" ")
}
