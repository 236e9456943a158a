//! Signs that are marks, or mean nothing: code, backslashes, asterisks, underscores and tildes.

use super::Scanner;
use crate::setting::formula;
use crate::setting::piece;

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

impl Scanner<'_> {
    /// The parser agrees on code, because its content is masked. Ticks without a partner mean nothing.
    pub(super) fn code(&mut self, at: usize) -> usize {
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
    pub(super) fn escape(&mut self, at: usize) -> usize {
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
    pub(super) fn shrug(&mut self, at: usize) -> usize {
        let shrug = "¯\\_(ツ)_/¯";
        if self.rest(at).starts_with(shrug) { self.mask(at..at + shrug.len(), b',') } else { 0 }
    }

    /// Between digits an asterisk multiplies, and after one it is a star: `5* hôtel`. Beside a sentence's punctuation, two are a mark all the same:
    /// `**Lundi :**9 h`.
    pub(super) fn stars(&mut self, at: usize) -> usize {
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
    pub(super) fn is_power(&self, at: usize) -> bool {
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

    pub(super) fn dunder(&mut self, at: usize) -> usize {
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
    pub(super) fn is_beside_word(&self, at: usize, length: usize) -> bool {
        let are_letters = |found: [Option<char>; 2]| found.iter().all(|c| c.is_some_and(char::is_alphabetic));
        let (mut before, mut after) = (piece(self.text, 0, at).chars().rev(), self.rest(at + length).chars());
        are_letters([before.next(), before.next()]) || are_letters([after.next(), after.next()])
    }

    /// Whether the line has blanks to fill in, as `__/__/____` or `__ h __`.
    pub(super) fn is_form(&mut self, at: usize) -> bool {
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
    pub(super) fn tildes(&mut self, at: usize) -> usize {
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

/// Punctuation that means nothing in Markdown, and signs such as emoji.
fn is_plain_punctuation(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, '.' | ',' | ':' | ';' | '?' | '!' | '"' | '\'' | '%' | '/' | '=')
    } else {
        !c.is_alphanumeric() && !c.is_whitespace()
    }
}

/// How often `sign`, which is one byte, stands at the beginning of `text`.
fn run(text: &str, sign: char) -> usize {
    text.len() - text.trim_start_matches(sign).len()
}
