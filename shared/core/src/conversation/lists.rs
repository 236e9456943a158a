//! The lists that a conversation is on, beside the one of all conversations.
//!
//! Being on a list follows from the record ([`Conversation::place_on`]). The store keeps an entry for each list, and
//! notes its time in the record ([`Conversation::listed_on`]), so that a save that changes no list writes no entry.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Conversation, Reason};

/// A list of conversations. In the record of a conversation, which is to be short, it is a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum List {
    /// What waits for a person.
    #[serde(rename = "w")]
    Waiting,
    /// What no person has read.
    #[serde(rename = "u")]
    Unread,
    /// Where a message failed, and no person has written or closed it since.
    #[serde(rename = "f")]
    Failed,
    /// What a person has taken over.
    #[serde(rename = "t")]
    TakenOver,
    /// What a person has closed.
    #[serde(rename = "c")]
    Closed,
    /// What is assigned to somebody: a list for each of them.
    #[serde(rename = "a")]
    Assigned,
    /// What is put aside until later.
    #[serde(rename = "s")]
    Snoozed,
}

impl List {
    /// All lists.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Unread,
        Self::Failed,
        Self::TakenOver,
        Self::Closed,
        Self::Assigned,
        Self::Snoozed,
    ];

    /// Its name in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Unread => "unread",
            Self::Failed => "failed",
            Self::TakenOver => "taken_over",
            Self::Closed => "closed",
            Self::Assigned => "assigned",
            Self::Snoozed => "snoozed",
        }
    }

    /// Whether what has the earliest time comes first.
    pub fn is_oldest_first(self) -> bool {
        matches!(self, Self::Waiting | Self::Snoozed)
    }

    /// Whether an entry whose time has passed is none any more.
    pub fn ends(self) -> bool {
        matches!(self, Self::TakenOver | Self::Snoozed)
    }

    /// Whether an entry goes where its conversation now belongs. The others stay where they were first put.
    fn moves(self) -> bool {
        matches!(self, Self::Assigned | Self::Snoozed)
    }
}

/// The times of a conversation's entries in the lists, in milliseconds.
pub type Entries = BTreeMap<List, i64>;

/// The change of an entry that a save of the conversation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryChange {
    /// The entry gets this time, before the save.
    Put(Timestamp),
    /// The entry with this time goes, after the save.
    Remove(Timestamp),
}

/// How long after a takeover its entry ends. So a person who goes on writing moves the entry once a day at most.
const ENTRY_OF_TAKEOVER: SignedDuration = SignedDuration::from_hours(24);

impl Conversation {
    /// The place that the conversation takes on a list now. `None`: it is not on it. A blank one, or one that is joined to
    /// another and so not listed itself, has places as any other: the list shows the kept one.
    fn place_on(&self, list: List) -> Option<Timestamp> {
        match list {
            List::Waiting => self.needs_person.map(|needs| needs.since),
            List::Unread => Some(self.changed_at).filter(|_| self.unread > 0),
            List::Failed => self.failed,
            List::TakenOver => {
                let until = self.takeover.as_ref().map(|takeover| takeover.until);
                let until = until.filter(|until| *until > self.changed_at)?;
                Some(until.saturating_add(ENTRY_OF_TAKEOVER).unwrap_or(Timestamp::MAX))
            }
            List::Closed => Some(self.changed_at).filter(|_| self.closed),
            List::Assigned => self.team.assigned.as_ref().map(|assigned| assigned.at),
            List::Snoozed => self.team.snoozed,
        }
    }

    /// The time of the entry that it has on a list.
    pub fn listed_on(&self, list: List) -> Option<Timestamp> {
        match list {
            // The field of a release that kept this list only.
            List::Waiting => self.listed,
            _ => self.lists.get(&list).and_then(|ms| Timestamp::from_millisecond(*ms).ok()),
        }
    }

    fn note_entry(&mut self, list: List, at: Option<Timestamp>) {
        match (list, at) {
            (List::Waiting, at) => self.listed = at,
            (_, Some(at)) => drop(self.lists.insert(list, at.as_millisecond())),
            (_, None) => drop(self.lists.remove(&list)),
        }
    }

    /// What the entries need, and notes it in the record, which is saved next.
    pub fn change_entries(&mut self) -> Vec<(List, EntryChange)> {
        let mut changes = Vec::new();
        for list in List::ALL {
            let takeover = self.takeover.as_ref().filter(|_| list == List::TakenOver);
            let is_outlasted = |entry: Timestamp| takeover.is_some_and(|takeover| takeover.until > entry);
            let change = match (self.place_on(list), self.listed_on(list)) {
                (Some(place), None) => EntryChange::Put(place),
                (Some(place), Some(entry)) if is_outlasted(entry) => EntryChange::Put(place),
                // The record has milliseconds.
                (Some(place), Some(entry))
                    if list.moves() && place.as_millisecond() != entry.as_millisecond() =>
                {
                    EntryChange::Put(place)
                }
                (None, Some(entry)) => EntryChange::Remove(entry),
                _ => continue,
            };
            self.note_entry(list, if let EntryChange::Put(place) = change { Some(place) } else { None });
            changes.push((list, change));
        }
        changes
    }

    /// Something that was to be sent did not arrive, or perhaps not. The first time stays until a person writes or closes
    /// the conversation.
    pub(super) fn note_failure(&mut self, reason: Reason, now: Timestamp) {
        if matches!(reason, Reason::SendFailed | Reason::OutcomeUnknown | Reason::WindowClosed) {
            self.failed.get_or_insert(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::contact::{Alias, ContactId};
    use crate::conversation::Assignment;
    use crate::settings::Settings;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
    }

    fn conversation() -> Conversation {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::group("g"));
        Conversation::new(contact, at(0))
    }

    /// What a save at each step writes.
    fn steps(conversation: &mut Conversation) -> Vec<(List, EntryChange)> {
        let changes = conversation.change_entries();
        assert_eq!(conversation.change_entries(), [], "a second save changes nothing");
        changes
    }

    #[test]
    fn an_entry_is_put_once_and_removed_once() {
        let mut it = conversation();
        assert_eq!(steps(&mut it), []);
        it.unread = 1;
        assert_eq!(steps(&mut it), [(List::Unread, EntryChange::Put(at(0)))]);
        it.unread = 2;
        it.mark_for_person(Reason::SendFailed, at(1));
        let put = EntryChange::Put(at(1));
        assert_eq!(steps(&mut it), [(List::Waiting, put), (List::Failed, put)]);
        it.mark_for_person(Reason::SendFailed, at(2));
        assert_eq!(steps(&mut it), []);
        it.close(at(3));
        let expected = [
            (List::Waiting, EntryChange::Remove(at(1))),
            (List::Unread, EntryChange::Remove(at(0))),
            (List::Failed, EntryChange::Remove(at(1))),
            (List::Closed, EntryChange::Put(at(3))),
        ];
        assert_eq!(steps(&mut it), expected);
        assert!(it.lists.contains_key(&List::Closed) && it.lists.len() == 1);
    }

    #[test]
    fn a_takeover_moves_its_entry_once_a_day_at_most() {
        let mut it = conversation();
        let settings = Settings { takeover: SignedDuration::from_hours(12), ..Settings::default() };
        it.take_over(None, &settings, at(0));
        let entry = at(36 * 60);
        assert_eq!(steps(&mut it), [(List::TakenOver, EntryChange::Put(entry))]);
        for hours in 1..=24 {
            it.take_over(None, &settings, at(hours * 60));
            assert_eq!(steps(&mut it), [], "after {hours} hours");
        }
        it.take_over(None, &settings, at(25 * 60));
        assert_eq!(steps(&mut it), [(List::TakenOver, EntryChange::Put(at(61 * 60)))]);
        it.read(at(38 * 60));
        assert_eq!(steps(&mut it), [(List::TakenOver, EntryChange::Remove(at(61 * 60)))], "it has ended");
    }

    #[test]
    fn the_entries_of_an_assignment_and_of_a_snooze_move() {
        let mut it = conversation();
        let to = |name: &str| Assignment { to: Some(name.into()), by: None, seen: None, anyway: true };
        it.assign(&to("Anna"), at(1)).unwrap();
        assert_eq!(steps(&mut it), [(List::Assigned, EntryChange::Put(at(1)))]);
        it.assign(&to("Ben"), at(2)).unwrap();
        assert_eq!(steps(&mut it), [(List::Assigned, EntryChange::Put(at(2)))]);
        it.assign(&Assignment { to: None, ..to("Ben") }, at(3)).unwrap();
        assert_eq!(steps(&mut it), [(List::Assigned, EntryChange::Remove(at(2)))]);
        it.snooze(at(60), at(4));
        let put = EntryChange::Put(at(60));
        assert_eq!(steps(&mut it), [(List::Waiting, put), (List::Snoozed, put)]);
        it.snooze(at(90), at(5));
        let put = EntryChange::Put(at(90));
        assert_eq!(steps(&mut it), [(List::Waiting, put), (List::Snoozed, put)]);
        it.wake(at(6));
        let remove = EntryChange::Remove(at(90));
        assert_eq!(steps(&mut it), [(List::Waiting, remove), (List::Snoozed, remove)]);
    }

    #[test]
    fn only_what_did_not_arrive_is_a_failure() {
        for (reason, fails) in [
            (Reason::SendFailed, true),
            (Reason::OutcomeUnknown, true),
            (Reason::WindowClosed, true),
            (Reason::ModelFailed, false),
            (Reason::HandedOver, false),
        ] {
            let mut it = conversation();
            it.mark_for_person(Reason::MissedCall, at(0));
            it.mark_for_person(reason, at(1));
            assert_eq!(it.failed.is_some(), fails, "{reason:?}");
            it.read(at(2));
            assert_eq!(it.failed.is_some(), fails, "a look does not deal with it");
            it.answered_until(at(3), at(3), at(3));
            assert_eq!(it.failed, None);
        }
    }
}
