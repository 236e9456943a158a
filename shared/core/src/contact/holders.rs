//! Who has had a phone number, and since when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ContactId;

/// The contacts that a phone number has led to, by Meta's clock. Operators give a number to another person a few months
/// after it was given up, so a number always leads to its newest holder, and a message that comes late to the holder of
/// its own time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holders {
    /// The first holder.
    #[serde(rename = "contact")]
    first: ContactId,
    /// When the first holder showed the number, as far as it is known.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    since: Option<Timestamp>,
    /// The changes since then, in order of time. Changes are only added, so their count is the record's version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    later: Vec<Change>,
}

/// From this time on the number leads to another contact, or to none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Change {
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    since: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<ContactId>,
}

impl Holders {
    /// One holder, since ever.
    pub fn only(first: ContactId) -> Self {
        Self { first, since: None, later: Vec::new() }
    }

    /// One holder, who showed the number at this time.
    pub fn shown(first: ContactId, at: Timestamp) -> Self {
        Self { first, since: Some(at), later: Vec::new() }
    }

    /// Whether the holder at this time is known to have had the number then. The first holder counts for every time
    /// before the next one, but perhaps somebody else had the number before them.
    pub fn is_certain(&self, at: Timestamp) -> bool {
        let is_later = self.later.iter().any(|change| change.since <= at);
        is_later || self.since.is_none_or(|since| since <= at)
    }

    /// The holder at this time. `None`: the former holder had left the number, and the next one is not known.
    pub fn at(&self, at: Timestamp) -> Option<&ContactId> {
        match self.later.iter().rev().find(|change| change.since <= at) {
            Some(change) => change.contact.as_ref(),
            None => Some(&self.first),
        }
    }

    /// Whether the holder at this time was named for it: they had the number then, or have left it later.
    pub fn is_named(&self, at: Timestamp) -> bool {
        let has_left = self.later.first().is_some_and(|change| Some(change.since) == self.since);
        self.is_certain(at) || has_left
    }

    /// The present holder.
    pub fn now(&self) -> Option<&ContactId> {
        self.at(Timestamp::MAX)
    }

    /// When the last holder at this time left the number. `None`: somebody holds it.
    pub fn left_before(&self, at: Timestamp) -> Option<Timestamp> {
        let change = self.later.iter().rev().find(|change| change.since <= at)?;
        change.contact.is_none().then_some(change.since)
    }

    /// When the present holder, or the present lack of one, began. `None`: it was always so.
    pub fn since(&self) -> Option<Timestamp> {
        self.later.last().map(|change| change.since)
    }

    /// Lets the number lead to this contact, or to none, from this time until the next change.
    pub fn pass(&mut self, contact: Option<ContactId>, since: Timestamp) {
        let position = self.later.partition_point(|change| change.since <= since);
        self.later.insert(position, Change { since, contact });
    }

    /// From whom the number passed to this contact at this time. `None`: it did not, or nobody held it before.
    pub fn former(&self, contact: &ContactId, since: Timestamp) -> Option<&ContactId> {
        let since = since.as_millisecond();
        let is_it = |change: &Change| {
            change.since.as_millisecond() == since && change.contact.as_ref() == Some(contact)
        };
        let mut before = Some(&self.first);
        for change in &self.later {
            if is_it(change) {
                return before;
            }
            before = change.contact.as_ref();
        }
        None
    }

    /// The number of changes.
    pub fn changes(&self) -> usize {
        self.later.len()
    }

    /// Every contact that held the number.
    pub fn all(&self) -> impl Iterator<Item = &ContactId> {
        std::iter::once(&self.first).chain(self.later.iter().filter_map(|change| change.contact.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use relais_whatsapp::ids::{PhoneNumberId, WaId};

    use super::*;
    use crate::contact::Alias;

    #[test]
    fn a_number_leads_to_its_holder_at_each_time() {
        let contact = |number: &str| {
            ContactId::first_seen_as(&PhoneNumberId::from("1"), &Alias::wa_id(&WaId::from(number)))
        };
        let [ann, bob] = ["33639980001", "33639980002"].map(contact);
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut holders = Holders::shown(ann.clone(), at(10));
        assert!(!holders.is_certain(at(9)) && holders.is_certain(at(10)));
        assert_eq!((holders.at(Timestamp::MIN), holders.now()), (Some(&ann), Some(&ann)));

        holders.pass(Some(bob.clone()), at(50));
        holders.pass(None, at(30));
        for (second, holder) in [(29, Some(&ann)), (30, None), (49, None), (50, Some(&bob)), (99, Some(&bob))]
        {
            assert_eq!(holders.at(at(second)), holder, "{second}");
        }
        assert_eq!(holders.left_before(at(40)), Some(at(30)));
        assert_eq!((holders.former(&bob, at(50)), holders.former(&bob, at(51))), (None, None));
        assert_eq!(holders.former(&ann, at(10)), None);
        holders.pass(Some(ann.clone()), at(70));
        holders.pass(Some(bob.clone()), at(70));
        assert_eq!((holders.former(&ann, at(70)), holders.former(&bob, at(70))), (Some(&bob), Some(&ann)));
        assert_eq!(holders.left_before(at(50)), None);
        assert_eq!((holders.now(), holders.since(), holders.changes()), (Some(&bob), Some(at(70)), 4));
    }
}
