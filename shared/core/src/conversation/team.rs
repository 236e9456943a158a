//! What people note of a conversation for each other: who does it, its labels, and until when it is put aside.
//!
//! All of it is in the conversation's record, so it is saved on its version: of two agents who act at once, the second
//! decides anew from what the first one left.
//!
//! *Snoozing* puts a conversation aside. A mark for a person is hidden until then. Without a mark, the conversation gets
//! one whose time is the end of the snooze ([`Reason::SnoozeEnded`]). Its entry in the list of what waits for a person
//! is written at once and becomes due by its own time, so no job has to wake it, and no crash can lose it.

use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::visible::is_blank;
use serde::{Deserialize, Serialize};

use super::{Conversation, NeedsPerson, Reason};
use crate::folding::folded;

/// Characters of the longest label.
pub const LONGEST_LABEL: usize = 40;
/// The most labels of a conversation.
pub const MOST_LABELS: usize = 20;
/// Characters of the longest name of a colleague. An e-mail address fits.
pub const LONGEST_NAME: usize = 100;
/// The most colleagues who are noted as mentioned.
const MOST_MENTIONED: usize = 20;
/// The longest snooze.
pub const LONGEST_SNOOZE: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What people noted. It is not stored while it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Team {
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned: Option<Assigned>,
    /// In the order in which they were added, as they were written. No two are the same when folded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Until when it is put aside. It stays until a person writes, closes the conversation or puts it aside again.
    #[serde(skip_serializing_if = "Option::is_none", with = "ms")]
    pub snoozed: Option<Timestamp>,
    /// When a note was last written, changed or deleted.
    #[serde(skip_serializing_if = "Option::is_none", with = "ms")]
    pub noted: Option<Timestamp>,
    /// Colleagues whom a note mentions, as it was written, and who have not opened the conversation since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentioned: Vec<String>,
}

use jiff::fmt::serde::timestamp::millisecond::optional as ms;

/// Who does a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// The colleague's name, as the caller wrote it.
    pub to: String,
    /// Who gave it to them, if the caller has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
}

/// A wish to assign a conversation, or to take it from somebody.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// To whom. `None`: to nobody.
    pub to: Option<String>,
    /// The caller's name, if they have one.
    pub by: Option<String>,
    /// Who had it when the caller looked.
    pub seen: Option<String>,
    /// It is assigned whoever has it.
    pub anyway: bool,
}

/// A conversation cannot have more than [`MOST_LABELS`] labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyLabels;

impl Team {
    /// Whether nothing is noted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Conversation {
    /// Assigns it. Refused with who has it, if that is neither the caller nor whom the caller saw or names.
    pub fn assign(&mut self, wish: &Assignment, now: Timestamp) -> Result<(), Assigned> {
        let Assignment { to, by, seen, anyway } = wish;
        let present = self.team.assigned.as_ref();
        let is_known = |held: &Assigned| {
            [to, by, seen].into_iter().flatten().any(|name| is_same(name, &held.to)) || *anyway
        };
        if let Some(held) = present.filter(|held| !is_known(held)) {
            return Err(held.clone());
        }
        if !to.as_ref().is_some_and(|to| present.is_some_and(|held| is_same(to, &held.to))) {
            // Its entry in the list of the colleague moves when its time does.
            let later = present.and_then(|held| held.at.checked_add(SignedDuration::from_millis(1)).ok());
            let at = later.map_or(now, |later| now.max(later));
            self.activity(now);
            self.team.assigned = to.clone().map(|to| Assigned { to, by: by.clone(), at });
        }
        Ok(())
    }

    /// Adds labels and removes others. One that is added twice, or written in another way, is there once.
    pub fn label(&mut self, add: &[String], remove: &[String], now: Timestamp) -> Result<(), TooManyLabels> {
        let mut labels = self.team.labels.clone();
        labels.retain(|label| !remove.iter().any(|removed| is_same(removed, label)));
        for label in add {
            if !labels.iter().any(|known| is_same(known, label)) {
                labels.push(label.clone());
            }
        }
        // One that has too many already, by a join, may still lose some.
        if labels.len() > MOST_LABELS && labels.len() > self.team.labels.len() {
            return Err(TooManyLabels);
        }
        if labels != self.team.labels {
            self.activity(now);
            self.team.labels = labels;
        }
        Ok(())
    }

    /// Puts it aside until this time. A closed one is open again: it comes back then.
    pub fn snooze(&mut self, until: Timestamp, now: Timestamp) {
        self.wake(now);
        self.activity(now);
        self.closed = false;
        self.team.snoozed = Some(until);
        if self.needs_person.is_none() {
            self.needs_person = Some(NeedsPerson { reason: Reason::SnoozeEnded, since: until });
            // What is left of an earlier entry is replaced.
            self.listed = None;
        }
    }

    /// Ends a snooze before its time. A mark that it hid is shown again.
    pub fn wake(&mut self, now: Timestamp) {
        if self.team.snoozed.is_some() {
            self.touch(now);
            self.forget_snooze();
        }
    }

    /// Whether it is put aside.
    pub fn is_snoozed(&self, now: Timestamp) -> bool {
        self.team.snoozed.is_some_and(|until| until > now)
    }

    /// A note was written, changed or deleted. These are the colleagues whom it mentions now and did not before.
    pub fn noted(&mut self, mentions: &[&str], now: Timestamp) {
        self.activity(now);
        self.team.noted = Some(now);
        self.mention(mentions.iter().copied());
    }

    fn mention<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let mentioned = &mut self.team.mentioned;
        // What is too long for a name is none. A new mention replaces the oldest: nobody may have that name.
        for name in names.filter_map(self::name) {
            if mentioned.iter().any(|known| is_same(known, &name)) {
                continue;
            }
            if mentioned.len() >= MOST_MENTIONED {
                mentioned.remove(0);
            }
            mentioned.push(name);
        }
    }

    /// Whether a note mentions this colleague, who has not opened the conversation since.
    pub fn mentions(&self, name: &str) -> bool {
        self.team.mentioned.iter().any(|mention| is_meant(name, mention))
    }

    /// This colleague has opened the conversation. It keeps its place in the list.
    pub fn opened_by(&mut self, name: &str, now: Timestamp) {
        if self.mentions(name) {
            self.touch(now);
            self.team.mentioned.retain(|mention| !is_meant(name, mention));
        }
    }

    /// Ends a snooze whose time has not come. One that has ended waits for a person.
    pub(super) fn end_snooze(&mut self, now: Timestamp) {
        if self.is_snoozed(now) {
            self.forget_snooze();
        }
    }

    /// Ends a snooze because the conversation is marked for a person now: its entry moves to the time of the mark.
    pub(super) fn end_snooze_for_mark(&mut self, now: Timestamp) {
        self.end_snooze(now);
        self.listed = self.listed.filter(|listed| self.needs_person.is_some() || *listed <= now);
    }

    /// A person has written: what was to be remembered is done.
    pub(super) fn settle_snooze(&mut self, now: Timestamp) {
        if !self.is_snoozed(now) {
            self.team.snoozed = None;
        }
    }

    pub(super) fn forget_snooze(&mut self) {
        self.team.snoozed = None;
        self.needs_person = self.needs_person.filter(|needs| needs.reason != Reason::SnoozeEnded);
    }

    /// What the conversation that is shown in place of both has: the labels of both, and who does it. It is put aside only
    /// if both are.
    pub(super) fn join_teams(&mut self, other: &Self) {
        let Team { assigned, labels, snoozed, noted, mentioned } = &other.team;
        self.mention(mentioned.iter().map(String::as_str));
        if self.team.assigned.is_none() {
            self.team.assigned.clone_from(assigned);
        }
        for label in labels {
            if !self.team.labels.iter().any(|known| is_same(known, label)) {
                self.team.labels.push(label.clone());
            }
        }
        self.team.noted = self.team.noted.max(*noted);
        if snoozed.is_none() && self.team.snoozed.is_some() {
            self.forget_snooze();
        }
    }
}

/// A label as it is stored. `None`: it has no letter or sign, more than 40 characters, or more than one line.
pub fn label(text: &str) -> Option<String> {
    line(text, LONGEST_LABEL)
}

/// A colleague's name as it is stored. `None`: as for [`label()`], with 100 characters.
pub fn name(text: &str) -> Option<String> {
    line(text, LONGEST_NAME)
}

/// Whether two labels or names are the same but for accents, capitals and what is not seen.
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

/// Whether a mention is of the colleague with this name. Of an e-mail address the part before the `@` is enough.
fn is_meant(name: &str, mention: &str) -> bool {
    is_same(name, mention) || name.split_once('@').is_some_and(|(local, _)| is_same(local, mention))
}

/// One line, each space once, without the marks that turn the direction of what stands around them.
fn line(text: &str, most: usize) -> Option<String> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(|c| c.is_control() || turns(c) || matches!(c, '\u{2028}' | '\u{2029}')) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    (!is_blank(&line) && line.chars().count() <= most).then_some(line)
}
