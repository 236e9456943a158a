//! The masked copy of a text, in which the Markdown parser finds nothing but marks, and the edits that need no parser.
//!
//! The copy has the same length, so a place in it is the same place in the text. A letter stands for what belongs to a
//! word, a comma for a sign that means nothing.

use std::collections::HashMap;
use std::ops::Range;

use super::addresses::{address_at, agree, unescaped};
use super::formula;
use super::html::{self, Tag};
use super::html_marks::HtmlMarks;
use super::links::{self, Target};
use super::piece;
use super::ticks::Ticks;

/// The names that begin and end with two underscores in code.
const DUNDERS: [&str; 20] = [
    "__all__",
    "__call__",
    "__class__",
    "__dict__",
    "__dirname",
    "__dirname__",
    "__doc__",
    "__enter__",
    "__eq__",
    "__exit__",
    "__file__",
    "__filename",
    "__init__",
    "__len__",
    "__main__",
    "__name__",
    "__new__",
    "__repr__",
    "__str__",
    "__version__",
];

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

    fn address(&mut self, at: usize) -> usize {
        let Some(end) = address_at(self.text, at) else { return 0 };
        let address = piece(self.text, at, end);
        if address.contains("&amp;") {
            self.edit(at..end, unescaped(address));
        }
        self.mask(at..end, b'a')
    }

    /// A footnote, or the text of a link.
    fn bracket(&mut self, at: usize) -> usize {
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
    fn target(&mut self, at: usize) -> usize {
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

    /// The parser agrees on code, because its content is masked. Ticks without a partner mean nothing.
    fn code(&mut self, at: usize) -> usize {
        let length = run(self.rest(at), '`');
        match self.ticks.partner(at, length) {
            Some(close) => {
                self.mask(at + length..close, b'a');
                close + length
            }
            None => self.mask(at..at + length, b','),
        }
    }

    /// Backslashes before a sign go. Before a line break, they stand for the line break.
    fn escape(&mut self, at: usize) -> usize {
        let length = run(self.rest(at), '\\');
        let end = at + length;
        // The ears of a cat and of a rabbit: `/\_/\`, `(\_/)`.
        if matches!(self.before(at), Some('/' | '(')) && self.rest(at).starts_with("\\_/") {
            let length = 3 + usize::from(self.rest(at + 3).starts_with('\\'));
            return self.mask(at..at + length, b',');
        }
        if length == 1
            && self.rest(end).starts_with(['[', '('])
            && let Some((formula, length)) = formula::formula(self.rest(at))
        {
            self.edit(at..at + length, formula);
            return self.mask(at..at + length, b'a');
        }
        match self.rest(end).chars().next() {
            Some(next) if next.is_ascii_punctuation() && next != '\\' => {
                self.edit(at..end, "");
                self.mask(at..end + 1, b',')
            }
            Some('\n') => {
                self.edit(at..end, "");
                self.mask(at..end, b',')
            }
            _ => self.mask(at..end, b','),
        }
    }

    /// `¯\_(ツ)_/¯`
    fn shrug(&mut self, at: usize) -> usize {
        let shrug = "¯\\_(ツ)_/¯";
        if self.rest(at).starts_with(shrug) { self.mask(at..at + shrug.len(), b',') } else { 0 }
    }

    /// A comment, a tag, an address or a mail address between angle brackets.
    fn angle(&mut self, at: usize) -> usize {
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
    fn is_arithmetic(&mut self, at: usize, tag: &Tag<'_>) -> bool {
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
    fn in_place_of(&mut self, at: usize, tag: &Tag<'_>) -> String {
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
    fn close_link(&mut self) {
        let Some((edit, _, address)) = self.open_link.take() else { return };
        if let Some(edit) = self.edits.get_mut(edit)
            && !address.is_empty()
        {
            edit.replacement = format!("{address} ");
        }
    }

    /// `[^1]` is `[1]`, and its note begins with it.
    fn footnote(&mut self, at: usize) -> usize {
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
    fn source(&mut self, at: usize) -> usize {
        let name = near(self.rest(at));
        let name = piece(name, 0, name.find(['】', '\n']).unwrap_or_default());
        if name.contains('†') && !name.contains("://") && self.rest(at + name.len()).starts_with('】') {
            return self.take_out(at, at + name.len() + '】'.len_utf8());
        }
        0
    }

    /// Takes out a reference, and the blanks before it unless words follow.
    fn take_out(&mut self, at: usize, end: usize) -> usize {
        let before = piece(self.text, 0, at).trim_end_matches([' ', '\t']).len();
        let is_last = self.rest(end).chars().next().is_none_or(|c| !c.is_alphanumeric());
        let is_free = self.edits.last().is_none_or(|edit| edit.range.end <= before);
        self.edit(if is_last && is_free { before } else { at }..end, "");
        self.mask(at..end, b',')
    }

    /// Between digits an asterisk multiplies, and after one it is a star: `5* hôtel`. Beside a sentence's punctuation, two are a mark all the same:
    /// `**Lundi :**9 h`.
    fn stars(&mut self, at: usize) -> usize {
        let length = run(self.rest(at), '*');
        let (before, after) = (self.before(at), self.rest(at + length).chars().next());
        let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
        if (is_digit(before) && is_digit(after)) || (length == 2 && self.is_power(at)) {
            return self.mask(at..at + length, b',');
        }
        if length == 1 {
            let may_open =
                after.is_some_and(|c| !c.is_whitespace()) && !before.is_some_and(char::is_alphanumeric);
            if may_open {
                self.is_star_open = true;
            } else if is_digit(before) && !std::mem::take(&mut self.is_star_open) {
                return self.mask(at..at + 1, b',');
            }
        }
        if length >= 2 {
            let is_sign = |c: Option<char>| {
                c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace() && !is_plain_punctuation(c))
            };
            if let Some(before) = before.filter(|c| is_plain_punctuation(*c) && !is_sign(after)) {
                self.mask(at - before.len_utf8()..at, b'a');
            }
            if let Some(after) = after.filter(|c| is_plain_punctuation(*c) && !is_sign(before)) {
                return self.mask(at + length..at + length + after.len_utf8(), b'a');
            }
        }
        at + length
    }

    /// `x**2` and `(a + b)**n`
    fn is_power(&self, at: usize) -> bool {
        let mut before = piece(self.text, 0, at).chars().rev();
        let is_base = match before.next() {
            Some(')') => true,
            Some(base) => base.is_ascii_alphanumeric() && !before.next().is_some_and(char::is_alphanumeric),
            None => false,
        };
        let mut after = self.rest(at + 2).chars();
        let (power, next) = (after.next(), after.next());
        let is_letter = power.is_some_and(|c| c.is_ascii_alphabetic())
            && !next.is_some_and(|c| c.is_alphanumeric() || c == '*');
        is_base && (is_letter || power.is_some_and(|c| c.is_ascii_digit()))
    }

    fn dunder(&mut self, at: usize) -> usize {
        let length = run(self.rest(at), '_');
        if self.is_form(at) && !self.is_beside_word(at, length) {
            return self.mask(at..at + length, b',');
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if self.before(at).is_some_and(is_word) {
            return at + length;
        }
        let word = self.rest(at);
        let word = piece(word, 0, word.find(|c| !is_word(c)).unwrap_or(word.len()));
        let end = at + word.len();
        if DUNDERS.contains(&word) { self.mask(at..end, b',') } else { at + run(word, '_') }
    }

    /// Whether two letters stand right before or behind: one alone is a unit, as in `__h__`.
    fn is_beside_word(&self, at: usize, length: usize) -> bool {
        let are_letters = |found: [Option<char>; 2]| found.iter().all(|c| c.is_some_and(char::is_alphabetic));
        let (mut before, mut after) = (piece(self.text, 0, at).chars().rev(), self.rest(at + length).chars());
        are_letters([before.next(), before.next()]) || are_letters([after.next(), after.next()])
    }

    /// Whether the line has blanks to fill in, as `__/__/____` or `__ h __`.
    fn is_form(&mut self, at: usize) -> bool {
        if at >= self.form.0 {
            let end = at + self.rest(at).find('\n').unwrap_or(self.rest(at).len());
            let line = piece(self.text, at, end);
            let has_blanks = ["____", "__/__", "__:__", "__-__", "__.__", "__h__", "__ h __", "__ / __"];
            self.form = (end, has_blanks.iter().any(|blanks| line.contains(blanks)));
        }
        self.form.1
    }

    /// One tilde is about, or WhatsApp's own mark. Two are Markdown's, also directly between a mark and a word:
    /// `~~**20 €**~~15 €`.
    fn tildes(&mut self, at: usize) -> usize {
        let length = run(self.rest(at), '~');
        if length != 2 {
            return self.mask(at..at + length, b',');
        }
        let after = self.rest(at + 2).chars().next().filter(|c| c.is_alphanumeric());
        let is_after_sign = self.before(at).is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace());
        if let Some(after) = after.filter(|_| is_after_sign && self.is_struck_open) {
            self.is_struck_open = false;
            // The sign stands for punctuation, before which a mark may end.
            return self.mask(at + 2..at + 2 + after.len_utf8(), b',');
        }
        self.is_struck_open = !self.is_struck_open;
        at + 2
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

/// Punctuation that means nothing in Markdown, and signs such as emoji.
fn is_plain_punctuation(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, '.' | ',' | ':' | ';' | '?' | '!' | '"' | '\'' | '%' | '/' | '=')
    } else {
        !c.is_alphanumeric() && !c.is_whitespace()
    }
}

/// The addresses in a tag or a comment, which goes.
fn kept_addresses(html: &str) -> String {
    let quoted = html.replace('\'', "\"");
    let found = super::addresses(&quoted).map(|address| unescaped(piece(html, address.start, address.end)));
    found.collect::<Vec<_>>().join(" ")
}

/// How often `sign`, which is one byte, stands at the beginning of `text`.
fn run(text: &str, sign: char) -> usize {
    text.len() - text.trim_start_matches(sign).len()
}
