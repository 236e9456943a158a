//! The text that is kept for the customer while marks are read.

/// The kept text and what is known about it. Each question takes a constant time.
#[derive(Default)]
pub(super) struct Kept {
    text: String,
    /// Something of it is neither blank nor a mark.
    has_text: bool,
    /// A hidden part ended, and no text came since.
    is_joint: bool,
    /// The thoughts stand in a fenced block that began before them.
    is_fenced: bool,
    /// The `<s>` that have no `</s>` yet.
    strikes: usize,
}

impl Kept {
    pub(super) fn has_text(&self) -> bool {
        self.has_text
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.has_text = false;
        self.strikes = 0;
    }

    /// Keeps text between marks.
    pub(super) fn push(&mut self, text: &str) {
        self.has_text |= !text.trim_start().is_empty();
        self.join(text);
    }

    /// Keeps a mark that may be text.
    pub(super) fn push_mark(&mut self, spelling: &str) {
        self.join(spelling);
    }

    /// Keeps `<s>`.
    pub(super) fn open_strike(&mut self, spelling: &str) {
        self.strikes += 1;
        self.join(spelling);
    }

    /// Keeps `</s>`, if it ends struck text.
    pub(super) fn close_strike(&mut self, spelling: &str) -> bool {
        let Some(strikes) = self.strikes.checked_sub(1) else { return false };
        self.strikes = strikes;
        self.join(spelling);
        true
    }

    /// A hidden part begins: a fence that was opened for it is none of the answer's.
    pub(super) fn begin_gap(&mut self) {
        if is_fence(&self.text) {
            self.is_fenced = true;
            self.clear();
        } else if self.text.ends_with('\\') {
            self.text.pop(); // of `\<think\>`
        }
    }

    /// A hidden part ends. What follows must not stick to what was before.
    pub(super) fn end_gap(&mut self) {
        self.is_joint = true;
    }

    fn join(&mut self, mut text: &str) {
        if self.is_joint {
            if self.text.is_empty() || self.text.ends_with(char::is_whitespace) {
                text = text.trim_start();
            } else if text.starts_with(char::is_alphanumeric) {
                self.text.push(' ');
            }
            self.is_joint = text.is_empty();
        }
        self.text.push_str(text);
    }

    /// The whole text, trimmed.
    pub(super) fn into_text(mut self) -> String {
        self.drop_torn_token();
        let text = without_struck_frame(self.text.trim());
        if self.is_fenced { without_fence(text).to_owned() } else { text.to_owned() }
    }

    /// A token that is cut off at the very end: `It costs 12 €.<|im_e`.
    fn drop_torn_token(&mut self) {
        const LONGEST: usize = 40;
        let torn = self.text.rfind("<|").filter(|at| {
            let name = self.text.get(at + 2..).unwrap_or_default();
            name.len() < LONGEST && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '|'))
        });
        if let Some(at) = torn {
            self.text.truncate(at);
        }
    }
}

/// `<s>` and `</s>` around the whole text are tokens. Elsewhere they are HTML.
fn without_struck_frame(text: &str) -> &str {
    let Some(inner) = text.strip_prefix("<s>") else { return text };
    match inner.split_once("</s>") {
        Some((inner, "")) => inner.trim(),
        Some(_) => text,
        None => inner.trim(),
    }
}

/// The beginning of a fenced block, such as `` ```xml ``.
fn is_fence(text: &str) -> bool {
    const LONGEST: usize = 32;
    let short = Some(text).filter(|text| text.len() < LONGEST);
    let language = short.and_then(|text| text.trim().strip_prefix("```"));
    language.is_some_and(|language| language.chars().all(char::is_alphanumeric))
}

/// The text without the end of a fenced block whose beginning was dropped.
fn without_fence(text: &str) -> &str {
    if let Some(rest) = text.strip_prefix("```") {
        return rest.trim();
    }
    let is_odd = text.matches("```").count() % 2 == 1;
    text.strip_suffix("```").filter(|_| is_odd).unwrap_or(text).trim()
}
