//! The final part of an answer: its text without thoughts, control tokens and other turns.

use super::kept::Kept;
use super::marks::{self, Family, Mark, OPENERS, Role};
use super::open::Open;
use super::tokens::{self, Speaker};
use super::{answer_tags, plain};

/// What is left for the customer.
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
    if !reader.open.is_empty() && reader.turn != Turn::Over {
        return FinalPart { text: None, has_thoughts: true };
    }
    let kept = reader.kept.into_text();
    let answer = plain::final_part(answer_tags::unwrap(&kept), is_cut_off).map(str::to_owned);
    let is_left_out = !kept.is_empty() && answer.as_deref().is_none_or(str::is_empty);
    FinalPart { has_thoughts: reader.has_thoughts || is_left_out, text: answer }
}

/// Whose turn the text at a place belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The model's first turn with text: the answer.
    Ours,
    /// A turn of another role, before the answer.
    Other,
    /// A turn after the answer.
    Over,
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
    kept: Kept,
    /// The hidden parts that are open.
    open: Open,
    turn: Turn,
    has_thoughts: bool,
    /// A channel's header goes on.
    is_header: bool,
    /// The final channel has begun.
    is_final: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        // A server that eats the first header leaves the analysis bare.
        let lower = text.to_ascii_lowercase();
        let mut open = Open::default();
        if ["<|channel|>", "&lt;|channel|&gt;"].iter().any(|mark| lower.contains(mark)) {
            open.push(Family::Channel);
        }
        Self {
            text,
            rest: text,
            kept: Kept::default(),
            open,
            turn: Turn::Ours,
            has_thoughts: false,
            is_header: false,
            is_final: false,
        }
    }

    fn read(&mut self) {
        while let Some((plain, from)) = self.rest.find(OPENERS).and_then(|at| self.rest.split_at_checked(at))
        {
            self.keep(plain);
            match marks::at(from) {
                Some((mark, length)) if !self.is_mention(from, length) => {
                    let (spelling, rest) = from.split_at_checked(length).unwrap_or((from, ""));
                    self.rest = rest;
                    self.apply(mark, spelling);
                }
                _ => {
                    let first = from.chars().next().map_or(0, char::len_utf8);
                    let (opener, rest) = from.split_at_checked(first).unwrap_or((from, ""));
                    self.keep(opener);
                    self.rest = rest;
                }
            }
        }
        self.keep(self.rest);
    }

    /// A mark in single backticks is spoken about: `` `<think>` ``.
    fn is_mention(&self, from: &str, length: usize) -> bool {
        let at = self.text.len().checked_sub(from.len());
        let before = at.and_then(|at| self.text.get(..at)).unwrap_or_default();
        let after = from.get(length..).unwrap_or_default();
        let is_single = |is_one: bool, is_two: bool| is_one && !is_two;
        is_single(before.ends_with('`'), before.ends_with("``"))
            && is_single(after.starts_with('`'), after.starts_with("``"))
    }

    fn is_shown(&self) -> bool {
        self.open.is_empty() && self.turn == Turn::Ours
    }

    fn keep(&mut self, text: &str) {
        if !text.trim_start().is_empty() {
            self.open.settle();
        }
        if self.is_shown() {
            self.kept.push(text);
        }
    }

    fn apply(&mut self, mark: Mark, spelling: &str) {
        match mark {
            Mark::Open(family) => self.open(family),
            Mark::Close(Family::Details) if self.is_shown() => self.kept.push_mark(spelling), // of an ordinary block
            Mark::Close(family) => self.close(family),
            Mark::Channel => self.channel(),
            Mark::TurnEnd if self.open.is_only(Family::Channel) => self.close(Family::Channel),
            Mark::Header => self.header(),
            Mark::Role(role) => self.begin_turn(role),
            _ if !self.is_shown() => {}
            Mark::AnswerOpen { is_token: true } => {
                self.has_thoughts |= self.kept.has_text();
                self.kept.clear();
            }
            Mark::AnswerClose { is_token: true } | Mark::TurnEnd => self.end_turn(),
            Mark::AnswerOpen { .. } | Mark::AnswerClose { .. } => self.kept.push_mark(spelling),
            Mark::Message => {
                if std::mem::take(&mut self.is_header) {
                    self.kept.clear();
                }
            }
            Mark::StrikeOpen => self.kept.open_strike(spelling),
            Mark::StrikeClose => {
                if !self.kept.close_strike(spelling) {
                    self.end_turn();
                }
            }
            Mark::Noise if begins_other_turn(self.rest) => self.end_turn(),
            Mark::Noise => {}
        }
    }

    /// Ends the answer, if it has begun.
    fn end_turn(&mut self) {
        if self.kept.has_text() {
            self.turn = Turn::Over;
        }
    }

    fn open(&mut self, family: Family) {
        if self.is_shown() {
            self.kept.begin_gap();
        }
        self.open.push(family);
        self.has_thoughts |= self.turn != Turn::Over;
    }

    fn close(&mut self, family: Family) {
        self.open.settle();
        self.kept.end_gap();
        if self.open.has(family) {
            self.open.pop_to(family);
            return;
        }
        let is_thought = !matches!(family, Family::Details | Family::Tool | Family::Channel);
        // After a turn with thoughts of its own, an end belongs to a later turn.
        let is_later = self.turn == Turn::Over && self.has_thoughts;
        if self.open.is_empty() && is_thought && !is_later {
            self.kept.clear();
            self.has_thoughts = true;
            self.turn = Turn::Ours;
        }
    }

    /// `<|channel|>` and the channel's name. Only the final channel is for the customer.
    fn channel(&mut self) {
        self.open.settle();
        let is_in_thoughts = !self.open.is_empty() && !self.open.is_only(Family::Channel);
        if is_in_thoughts || self.turn == Turn::Over {
            return;
        }
        let header = self.rest.trim_start();
        let lower = header.chars().take(10).collect::<String>().to_ascii_lowercase();
        let name = ["final", "analysis", "commentary"].into_iter().find(|name| lower.starts_with(name));
        self.rest = header.get(name.map_or(0, str::len)..).unwrap_or_default();
        self.open = Open::default();
        if self.is_final && self.kept.has_text() {
            self.turn = Turn::Over;
            return;
        }
        self.kept.clear();
        self.turn = Turn::Ours;
        self.is_header = true;
        self.is_final = name == Some("final");
        if !self.is_final {
            self.open.push(Family::Channel);
            self.has_thoughts = true;
        }
    }

    /// The beginning of a turn, with the role as its next word. Some models have a role for their thoughts.
    fn header(&mut self) {
        let header = self.rest.trim_start();
        let end = header.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(header.len());
        let word = header.get(..end).filter(|word| word.len() < LONGEST_ROLE);
        let speaker = word.and_then(tokens::speaker);
        if speaker.is_some() {
            self.rest = header.get(end..).unwrap_or_default();
        }
        if self.open.is_only(Family::Channel) {
            self.close(Family::Channel);
        }
        self.begin_turn(if speaker == Some(Speaker::Other) { Role::Other } else { Role::Assistant });
        if speaker == Some(Speaker::Thoughts) && self.is_shown() {
            self.open(Family::Channel);
        }
    }

    fn begin_turn(&mut self, role: Role) {
        if !self.open.is_empty() || self.turn == Turn::Over {
            return;
        }
        if self.kept.has_text() {
            self.turn = Turn::Over;
        } else {
            self.kept.clear();
            self.turn = if role == Role::Other { Turn::Other } else { Turn::Ours };
        }
    }
}

/// The longest name of a role, in bytes.
const LONGEST_ROLE: usize = 16;

/// After a token, a line such as `User:` begins a turn that the model invented.
fn begins_other_turn(rest: &str) -> bool {
    let line = rest.trim_start();
    let end = line.char_indices().take(LONGEST_ROLE).find(|(_, c)| *c == ':').map_or(0, |(at, _)| at);
    line.get(..end).and_then(tokens::role) == Some(Role::Other)
}
