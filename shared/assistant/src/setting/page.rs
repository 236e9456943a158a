//! The text as it is written out. A mark opens at the next word and closes after the last one, on each line.

/// A mark of WhatsApp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Bold,
    Italic,
    Struck,
}

impl Mark {
    pub(super) const fn sign(self) -> char {
        match self {
            Self::Bold => '*',
            Self::Italic => '_',
            Self::Struck => '~',
        }
    }
}

struct Wanted {
    mark: Mark,
    /// Whether the text has the mark in WhatsApp's form already.
    is_own: bool,
    /// Where the sign stands, if it was written.
    open: Option<usize>,
}

/// The text so far, and the marks of what comes next.
#[derive(Default)]
pub(super) struct Page {
    out: String,
    wanted: Vec<Wanted>,
}

impl Page {
    pub(super) fn into_text(self) -> String {
        self.out
    }

    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    pub(super) fn last(&self) -> Option<char> {
        self.out.chars().next_back()
    }

    /// What was written from `at` on.
    pub(super) fn since(&self, at: usize) -> &str {
        super::piece(&self.out, at, self.out.len())
    }

    /// Takes back what was written from `at` on. No mark may be open that was written since.
    pub(super) fn take_back(&mut self, at: usize) -> String {
        if self.out.is_char_boundary(at) { self.out.split_off(at) } else { String::new() }
    }

    pub(super) fn insert(&mut self, at: usize, c: char) {
        if self.out.is_char_boundary(at) {
            self.out.insert(at, c);
        }
    }

    pub(super) fn push_str(&mut self, text: &str) {
        if self.wanted.is_empty() {
            self.out.push_str(text);
        } else {
            text.chars().for_each(|c| self.push(c));
        }
    }

    /// Outside all marks. They must be paused.
    pub(super) fn push_unmarked(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Leaves no more than `most` blanks before the first word of the line.
    pub(super) fn limit_indentation(&mut self, most: usize) {
        let words = self.out.trim_end_matches([' ', '\t']).len();
        let is_line = super::piece(&self.out, 0, words).ends_with('\n') || words == 0;
        if is_line && self.out.len() - words > most {
            self.out.truncate(words + most);
        }
    }

    /// The blanks before the next word, if it is the first of its line.
    pub(super) fn indentation(&self) -> &str {
        let words = self.out.trim_end_matches([' ', '\t']).len();
        if words == 0 || super::piece(&self.out, 0, words).ends_with('\n') { self.since(words) } else { "" }
    }

    fn push(&mut self, c: char) {
        if c == '\n' {
            self.pause();
        } else if !c.is_whitespace() {
            self.open();
        }
        self.out.push(c);
    }

    /// The following words have this mark, until [`Page::end`]. False if they have it already.
    pub(super) fn begin(&mut self, mark: Mark, is_own: bool) -> bool {
        let is_new = self.wanted.iter().all(|wanted| wanted.mark != mark);
        if is_new {
            self.wanted.push(Wanted { mark, is_own, open: None });
        }
        is_new
    }

    /// Ends the mark that was begun last.
    pub(super) fn end(&mut self) {
        if let Some(wanted) = self.wanted.pop() {
            self.close(&wanted);
        }
    }

    /// Writes the signs of all marks that are wanted.
    pub(super) fn open(&mut self) {
        for wanted in &mut self.wanted {
            if wanted.open.is_none() {
                wanted.open = Some(self.out.len());
                self.out.push(wanted.mark.sign());
            }
        }
    }

    /// Closes all marks. They open again at the next word.
    pub(super) fn pause(&mut self) {
        let mut wanted = std::mem::take(&mut self.wanted);
        for wanted in wanted.iter_mut().rev() {
            self.close(wanted);
            wanted.open = None;
        }
        self.wanted = wanted;
    }

    /// Writes the closing sign after the last word. Where the mark would not work, its opening sign goes instead: around
    /// nothing, around its own sign, or after an address, which would take the sign for its last letter.
    fn close(&mut self, wanted: &Wanted) {
        let Some(open) = wanted.open else { return };
        let sign = wanted.mark.sign();
        let end = self.out.trim_end().len();
        let words = super::piece(&self.out, open + 1, end);
        let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
        let ends_in_address = last.contains("://") || last.starts_with("www.");
        let is_broken = words.is_empty() || ends_in_address || (words.contains(sign) && !wanted.is_own);
        if is_broken {
            self.out.remove(open);
        } else {
            self.out.insert(end, sign);
        }
    }
}
