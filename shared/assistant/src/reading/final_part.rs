//! The final part of an answer: its text without thoughts, control tokens and other turns.

use super::marks::{self, Family, Mark, OPENERS, Role};
use super::open::Open;
use super::{answer_tags, plain, tokens};

/// What is left for the customer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FinalPart {
    /// The final part, trimmed. `None` where it cannot be told.
    pub text: Option<String>,
    /// Thoughts were left out.
    pub has_thoughts: bool,
}

/// The final part of `text`, which has no control characters.
pub(super) fn of(text: &str, is_cut_off: bool) -> FinalPart {
    let mut reader = Reader::new(text);
    reader.read();
    let has_thoughts = reader.has_thoughts;
    let Some(kept) = reader.kept() else { return FinalPart { text: None, has_thoughts: true } };
    let answer = plain::final_part(answer_tags::unwrap(&kept), is_cut_off).map(str::to_owned);
    let is_left_out = !kept.is_empty() && answer.as_deref().is_none_or(str::is_empty);
    FinalPart { has_thoughts: has_thoughts || is_left_out, text: answer }
}

/// Reads marks from left to right and keeps the text that is not hidden by them.
///
/// - Hidden parts nest. Text is kept only outside all of them, so an unclosed one hides the rest.
/// - An end without a beginning hides all text before it: the template wrote the beginning.
/// - The first turn of the model that has text is the answer. Later turns are hidden.
///
/// Each mark costs a constant, so hostile input takes linear time.
struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
    kept: String,
    /// Something of `kept` is neither blank nor a mark.
    has_text: bool,
    /// The hidden parts that are open.
    open: Open,
    /// Nothing but blanks came since the last mark, which opened a part: the same mark again is a repetition.
    just_opened: bool,
    has_thoughts: bool,
    /// Another role speaks.
    is_other_turn: bool,
    /// The model's turn is over.
    is_over: bool,
    /// A channel's header goes on.
    is_header: bool,
    /// The final channel has begun.
    is_final: bool,
    /// A hidden part ended, and no text came since.
    is_joint: bool,
    /// The thoughts stand in a fenced block that began before them.
    is_fenced: bool,
    open_strikes: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let lower = text.to_ascii_lowercase();
        // A server that eats the first header leaves the analysis bare.
        let has_channels = ["<|channel|>", "&lt;|channel|&gt;"].iter().any(|mark| lower.contains(mark));
        let mut open = Open::default();
        if has_channels {
            open.push(Family::Channel);
        }
        Self {
            text,
            rest: text,
            kept: String::with_capacity(text.len()),
            has_text: false,
            open,
            just_opened: false,
            has_thoughts: false,
            is_other_turn: false,
            is_over: false,
            is_header: false,
            is_final: false,
            is_joint: false,
            is_fenced: false,
            open_strikes: 0,
        }
    }

    fn read(&mut self) {
        while let Some((plain, from)) = self.rest.find(OPENERS).and_then(|at| self.rest.split_at_checked(at))
        {
            self.keep_text(plain);
            match marks::at(from) {
                Some((mark, length)) if !self.is_mention(from, length) => {
                    let (spelling, rest) = from.split_at_checked(length).unwrap_or((from, ""));
                    self.rest = rest;
                    self.apply(mark, spelling);
                }
                _ => {
                    let first = from.chars().next().map_or(0, char::len_utf8);
                    let (opener, rest) = from.split_at_checked(first).unwrap_or((from, ""));
                    self.keep_text(opener);
                    self.rest = rest;
                }
            }
        }
        self.keep_text(self.rest);
    }

    /// The kept text. `None` if a hidden part is still open.
    fn kept(mut self) -> Option<String> {
        if !self.open.is_empty() && !self.is_over {
            return None;
        }
        self.drop_torn_token();
        let kept = without_struck_frame(self.kept.trim());
        Some(if self.is_fenced { without_fence(kept).to_owned() } else { kept.to_owned() })
    }

    /// A mark in single backticks is spoken about: `` `<think>` ``.
    fn is_mention(&self, from: &str, length: usize) -> bool {
        let before =
            self.text.len().checked_sub(from.len()).and_then(|at| self.text.get(..at)).unwrap_or_default();
        let after = from.get(length..).unwrap_or_default();
        before.ends_with('`') && !before.ends_with("``") && after.starts_with('`') && !after.starts_with("``")
    }

    fn is_shown(&self) -> bool {
        self.open.is_empty() && !self.is_other_turn && !self.is_over
    }

    fn keep_text(&mut self, text: &str) {
        if !text.trim_start().is_empty() {
            self.just_opened = false;
            self.has_text |= self.is_shown();
        }
        if self.is_shown() {
            self.keep(text);
        }
    }

    fn keep(&mut self, mut text: &str) {
        if self.is_joint {
            if self.kept.is_empty() || self.kept.ends_with(char::is_whitespace) {
                text = text.trim_start();
            } else if text.starts_with(char::is_alphanumeric) {
                self.kept.push(' ');
            }
            self.is_joint = text.is_empty();
        }
        self.kept.push_str(text);
    }

    fn apply(&mut self, mark: Mark, spelling: &str) {
        match mark {
            Mark::Open(family) => self.open(family),
            Mark::Close(Family::Details) if self.is_shown() => self.keep(spelling), // of an ordinary block
            Mark::Close(family) => self.close(family),
            Mark::Channel => self.channel(),
            Mark::TurnEnd if self.open.is_only(Family::Channel) => self.close(Family::Channel),
            Mark::Header => self.header(),
            _ if !self.is_shown() && !matches!(mark, Mark::Role(_)) => {}
            Mark::AnswerOpen { is_token: true } => {
                self.has_thoughts |= !self.is_blank();
                self.clear();
            }
            Mark::AnswerClose { is_token: true } | Mark::TurnEnd => self.is_over = !self.is_blank(),
            Mark::Message if self.is_header => {
                self.is_header = false;
                self.clear();
            }
            Mark::Message => {}
            Mark::Role(role) => self.role(role),
            Mark::StrikeClose if self.open_strikes == 0 => self.is_over = !self.is_blank(),
            Mark::StrikeOpen | Mark::StrikeClose => {
                let more = mark == Mark::StrikeOpen;
                self.open_strikes = if more { self.open_strikes + 1 } else { self.open_strikes - 1 };
                self.keep(spelling);
            }
            Mark::AnswerOpen { .. } | Mark::AnswerClose { .. } => self.keep(spelling),
            Mark::Noise => self.is_over = !self.is_blank() && begins_other_turn(self.rest),
        }
    }

    fn clear(&mut self) {
        self.kept.clear();
        self.has_text = false;
        self.open_strikes = 0;
    }

    fn open(&mut self, family: Family) {
        if self.just_opened && self.open.is_innermost(family) {
            return;
        }
        if self.is_shown() {
            if is_fence(&self.kept) {
                self.is_fenced = true;
                self.clear();
            } else if self.kept.ends_with('\\') {
                self.kept.pop();
            }
        }
        self.open.push(family);
        self.just_opened = true;
        self.has_thoughts |= !self.is_over;
    }

    fn close(&mut self, family: Family) {
        self.just_opened = false;
        self.is_joint = true;
        if self.open.has(family) {
            self.open.pop_to(family);
        } else if self.open.is_empty() && !matches!(family, Family::Details | Family::Tool | Family::Channel)
        {
            // After a turn with thoughts of its own, it belongs to a later turn.
            if self.is_over && self.has_thoughts {
                return;
            }
            self.clear();
            self.has_thoughts = true;
            self.is_over = false;
            self.is_other_turn = false;
        }
    }

    /// `<|channel|>` and the channel's name. Only the final channel is for the customer.
    fn channel(&mut self) {
        self.just_opened = false;
        if self.is_over || !(self.open.is_empty() || self.open.is_only(Family::Channel)) {
            return;
        }
        let header = self.rest.trim_start();
        let lower: String = header.chars().take(10).collect::<String>().to_ascii_lowercase();
        let name = ["final", "analysis", "commentary"].into_iter().find(|name| lower.starts_with(name));
        self.rest = header.get(name.map_or(0, str::len)..).unwrap_or_default();
        if self.is_final && !self.is_blank() {
            self.is_over = true;
            self.open = Open::default();
            return;
        }
        self.clear();
        self.open = Open::default();
        self.is_other_turn = false;
        self.is_header = true;
        self.is_final = name == Some("final");
        if !self.is_final {
            self.open.push(Family::Channel);
            self.has_thoughts = true;
        }
    }

    /// The beginning of a turn, with the role as its next word.
    fn header(&mut self) {
        let header = self.rest.trim_start();
        let end = header.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(header.len());
        let role = header.get(..end).filter(|word| word.len() < 16).and_then(tokens::role);
        if role.is_some() {
            self.rest = header.get(end..).unwrap_or_default();
        }
        if self.open.is_only(Family::Channel) {
            self.close(Family::Channel);
        }
        self.role(role.unwrap_or(Role::Assistant));
    }

    fn role(&mut self, role: Role) {
        if !self.open.is_empty() || self.is_over {
            return;
        }
        if self.is_blank() {
            self.clear();
            self.is_other_turn = role == Role::Other;
        } else {
            self.is_over = true;
        }
    }

    /// Nothing is kept yet, besides the mark for the beginning of a text.
    fn is_blank(&self) -> bool {
        !self.has_text
    }

    /// A token that is cut off at the very end: `It costs 12 €.<|im_e`.
    fn drop_torn_token(&mut self) {
        let torn = self.kept.rfind("<|").filter(|at| {
            let name = self.kept.get(at + 2..).unwrap_or_default();
            name.len() < 40 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '|'))
        });
        if let Some(at) = torn {
            self.kept.truncate(at);
        }
    }
}

/// `<s>` and `</s>` around the whole text are tokens. Elsewhere they are HTML.
fn without_struck_frame(kept: &str) -> &str {
    let Some(inner) = kept.strip_prefix("<s>") else { return kept };
    match inner.split_once("</s>") {
        Some((inner, "")) => inner.trim(),
        Some(_) => kept,
        None => inner.trim(),
    }
}

/// The beginning of a fenced block, such as `` ```xml ``.
fn is_fence(text: &str) -> bool {
    const LONGEST: usize = 32;
    text.len() < LONGEST
        && text.trim().strip_prefix("```").is_some_and(|language| language.chars().all(char::is_alphanumeric))
}

/// The text without the end of a fenced block whose beginning was dropped.
fn without_fence(text: &str) -> &str {
    if let Some(rest) = text.strip_prefix("```") {
        return rest.trim();
    }
    let is_odd = text.matches("```").count() % 2 == 1;
    text.strip_suffix("```").filter(|_| is_odd).unwrap_or(text).trim()
}

/// After a token, a line such as `User:` begins a turn that the model invented.
fn begins_other_turn(rest: &str) -> bool {
    let line = rest.trim_start();
    let end = line.char_indices().take(16).find(|(_, c)| *c == ':').map_or(0, |(at, _)| at);
    line.get(..end).and_then(tokens::role) == Some(Role::Other)
}
