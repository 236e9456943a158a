//! The final part of an answer: its text without thoughts, control tokens and other turns.

use super::kept::Kept;
use super::marks::{self, Family, Mark, OPENERS, Role};
use super::mention::is_mention;
use super::open::Open;
use super::tokens::{self, Speaker};
use super::{answer_tags, channels, plain};

/// What is left for the customer.
pub(super) struct FinalPart {
    /// The final part, trimmed. `None` where it cannot be told.
    pub text: Option<String>,
    /// Thoughts were left out.
    pub has_thoughts: bool,
}

/// The final part of `text`, which has no control characters.
pub(super) fn of(text: &str, is_cut_off: bool) -> FinalPart {
    let mut reader = Reader::new(text, is_cut_off);
    reader.read();
    if !reader.open.is_empty() && reader.turn != Turn::Over {
        return FinalPart { text: None, has_thoughts: true };
    }
    let kept = reader.kept.into_text();
    let answer = plain::final_part(answer_tags::unwrap(&kept), is_cut_off).map(str::to_owned);
    let is_left_out = !kept.is_empty() && answer.as_deref().is_none_or(str::is_empty);
    FinalPart { has_thoughts: reader.has_thoughts || is_left_out, text: answer }
}

/// How the text ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Whole,
    /// Its end is missing, and with it perhaps the end of a hidden part.
    CutOff,
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
    /// Where the last ends of hidden parts are.
    ends: Option<Ends>,
    turn: Turn,
    has_thoughts: bool,
    /// A channel's header goes on.
    is_header: bool,
    /// The final channel has begun.
    is_final: bool,
    ending: Ending,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, is_cut_off: bool) -> Self {
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
            ends: None,
            turn: Turn::Ours,
            has_thoughts: false,
            is_header: false,
            is_final: false,
            ending: if is_cut_off { Ending::CutOff } else { Ending::Whole },
        }
    }

    fn read(&mut self) {
        while let Some((plain, from)) = self.rest.find(OPENERS).and_then(|at| self.rest.split_at_checked(at))
        {
            self.keep(plain);
            match marks::at(from) {
                Some((mark, length)) if !is_mention(self.text, self.at(from), length) => {
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

    /// The place of `rest`, which is the end of the text.
    fn at(&self, rest: &str) -> usize {
        self.text.len().saturating_sub(rest.len())
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
            Mark::MayOpen(family) | Mark::OpenIfClosed(family) => {
                if (matches!(mark, Mark::MayOpen(_)) && self.opens_alone()) || self.has_end(family) {
                    self.open(family);
                } else {
                    self.keep(spelling);
                }
            }
            Mark::Instruction if self.is_instruction(spelling) => self.begin_turn(Role::Other),
            Mark::Instruction => self.keep(spelling),
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
            Mark::Message => self.message(),
            Mark::StrikeOpen => self.kept.open_strike(spelling),
            Mark::StrikeClose if self.kept.close_strike(spelling) => {}
            Mark::StrikeClose if goes_on(self.rest) => self.kept.push_mark(spelling),
            Mark::StrikeClose => self.end_turn(),
            Mark::Noise if begins_other_turn(self.rest) => self.end_turn(),
            Mark::Noise => {}
        }
    }

    /// The end of a header. What stands before it is the header, or thoughts whose header was lost.
    fn message(&mut self) {
        let is_header = std::mem::take(&mut self.is_header);
        let is_lost = !is_header && self.kept.has_text() && !self.rest.trim_start().is_empty();
        let is_hidden = is_lost && channels::is_named(self.kept.text());
        if is_header || is_lost {
            self.kept.clear();
            self.has_thoughts |= is_lost;
        }
        if is_hidden {
            self.open(Family::Channel);
        }
    }

    /// Whether a hidden part without an end may begin here.
    fn opens_alone(&self) -> bool {
        self.ending == Ending::CutOff || (self.is_shown() && !self.kept.has_text())
    }

    /// Whether an end of this family follows.
    fn has_end(&mut self, family: Family) -> bool {
        let at = self.at(self.rest);
        self.ends().of_families.get(family.place()).is_some_and(|end| *end >= at)
    }

    /// The ends are searched once, and only if they are asked for.
    fn ends(&mut self) -> &Ends {
        self.ends.get_or_insert_with(|| Ends::of(self.text))
    }

    /// Whether `[INST]` is the mark, and no word of the text.
    fn is_instruction(&mut self, spelling: &str) -> bool {
        let at = self.at(self.rest);
        let before = at.checked_sub(spelling.len()).and_then(|at| self.text.get(..at)).unwrap_or_default();
        let begins_line = !self.kept.has_text() || before.trim_end_matches(' ').ends_with('\n');
        begins_line || self.turn != Turn::Ours || self.ends().of_instructions >= at
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

/// Where the last end of each family is.
struct Ends {
    of_families: [usize; Family::COUNT],
    of_instructions: usize,
}

impl Ends {
    fn of(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let mut ends =
            Self { of_families: [0; Family::COUNT], of_instructions: lower.rfind("[/inst]").unwrap_or(0) };
        for (at, _) in text.match_indices(OPENERS) {
            if let Some((Mark::Close(family), length)) = text.get(at..).and_then(marks::at)
                && !is_mention(text, at, length)
                && let Some(end) = ends.of_families.get_mut(family.place())
            {
                *end = at;
            }
        }
        ends
    }
}

/// The longest name of a role, in bytes.
const LONGEST_ROLE: usize = 16;

/// Whether a sentence goes on behind `</s>`, so that it is the end of struck text: `15 €</s>, now 12 €`.
fn goes_on(rest: &str) -> bool {
    let line = rest.trim_start_matches(' ');
    let is_apart = line.len() < rest.len() || !line.starts_with(char::is_alphanumeric);
    let is_over =
        line.trim_start().is_empty() || line.starts_with("\n\n") || line.trim_start().starts_with(OPENERS);
    is_apart && !is_over && !begins_other_turn(rest)
}

/// After a token, a line such as `User:` begins a turn that the model invented.
fn begins_other_turn(rest: &str) -> bool {
    let line = rest.trim_start();
    let end = line.char_indices().take(LONGEST_ROLE).find(|(_, c)| *c == ':').map_or(0, |(at, _)| at);
    line.get(..end).and_then(tokens::role) == Some(Role::Other)
}
