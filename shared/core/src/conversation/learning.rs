//! What is learned of a person, and when.
//!
//! Webhooks come late and in any order: Meta redelivers for seven days. So each id and name has the time at which Meta
//! says that it was shown, and only one that is as new replaces it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Conversation;
use crate::contact::Identity;
use relais_whatsapp::ids::WaId;

/// When the ids and names of a person were shown last, by Meta's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Learned {
    /// The number.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none", with = "ms")]
    pub number: Option<Timestamp>,
    /// When the present number was shown first.
    #[serde(rename = "n0", skip_serializing_if = "Option::is_none", with = "ms")]
    pub number_since: Option<Timestamp>,
    /// The user id and the one shared by linked portfolios.
    #[serde(rename = "u", skip_serializing_if = "Option::is_none", with = "ms")]
    pub user: Option<Timestamp>,
    /// The profile name.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none", with = "ms")]
    pub name: Option<Timestamp>,
    /// The username.
    #[serde(rename = "un", skip_serializing_if = "Option::is_none", with = "ms")]
    pub username: Option<Timestamp>,
}

use jiff::fmt::serde::timestamp::millisecond::optional as ms;

impl Learned {
    /// Whether no time is known, as in a record of version 0.1.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Takes a new value unless the old one was shown later.
fn take<T: Clone>(
    old: &mut Option<T>,
    shown: &mut Option<Timestamp>,
    new: Option<&T>,
    at: Timestamp,
) -> bool {
    let Some(new) = new else { return false };
    if shown.is_some_and(|shown| at < shown) {
        return false;
    }
    *old = Some(new.clone());
    *shown = Some(at);
    true
}

impl Conversation {
    /// Takes over the ids and names that were shown at this time, unless newer ones are known. What they leave out keeps
    /// its value. A group learns nothing: its members are other people.
    pub fn learn(&mut self, shown: &Identity, at: Timestamp) {
        if self.group.is_some() {
            return;
        }
        self.date_what_is_known();
        let Self { identity, learned, .. } = self;
        let before = identity.wa_id.clone();
        let same = shown.wa_id.is_some() && shown.wa_id == before;
        if take(&mut identity.wa_id, &mut learned.number, shown.wa_id.as_ref(), at) && !same {
            learned.number_since = Some(at);
        }
        if same {
            learned.number_since = Some(learned.number_since.map_or(at, |since| since.min(at)));
        }
        if learned.user.is_none_or(|known| at >= known) {
            let another = shown.user_id.is_some() && shown.user_id != identity.user_id;
            if another {
                identity.parent_user_id = None;
            }
            take(&mut identity.user_id, &mut learned.user, shown.user_id.as_ref(), at);
            take(&mut identity.parent_user_id, &mut learned.user, shown.parent_user_id.as_ref(), at);
        }
        take(&mut identity.name, &mut learned.name, shown.name.as_ref(), at);
        take(&mut identity.username, &mut learned.username, shown.username.as_ref(), at);
    }

    /// Takes over ids of a kind that was not known at all. The caller makes sure that the number is theirs.
    pub fn learn_missing(&mut self, shown: &Identity, now: Timestamp) {
        self.touch(now);
        let Self { identity, .. } = self;
        if identity.wa_id.is_none() {
            identity.wa_id.clone_from(&shown.wa_id);
        }
        if identity.user_id.is_none() {
            identity.user_id.clone_from(&shown.user_id);
        }
    }

    /// Another contact holds this number now. The person is reached by their user id.
    pub fn lose_number(&mut self, number: &WaId, now: Timestamp) {
        if self.identity.wa_id.as_ref() == Some(number) {
            self.date_what_is_known();
            self.touch(now);
            self.identity.wa_id = None;
            self.learned.number_since = None;
        }
    }

    /// Meta says that the person changed number or user id at this time. Ids that the notice leaves out are not valid
    /// any more: with a new number comes a new user id (Meta's changelog, 11 August 2026).
    pub fn change_ids(&mut self, new: &Identity, at: Timestamp, now: Timestamp) {
        self.touch(now);
        self.date_what_is_known();
        let new_number = new.wa_id.is_some() && new.wa_id != self.identity.wa_id;
        let new_user = new.user_id.is_some() && new.user_id != self.identity.user_id;
        if new_number && new.user_id.is_none() && self.learned.user.is_none_or(|shown| shown < at) {
            self.identity.user_id = None;
            self.identity.parent_user_id = None;
            self.learned.user = Some(at);
        }
        if new_user && new.wa_id.is_none() && self.learned.number.is_none_or(|shown| shown < at) {
            self.identity.wa_id = None;
            self.learned.number = Some(at);
            self.learned.number_since = None;
        }
        self.learn(new, at);
    }

    /// Takes over what another conversation of the same person knows, as far as it is as new.
    pub(super) fn learn_all(&mut self, other: &Self) {
        let Identity { wa_id, user_id, parent_user_id, name, username } = other.identity.clone();
        let at = |shown: Option<Timestamp>| shown.or(other.last_inbound_at).unwrap_or(Timestamp::MIN);
        self.learn(&Identity { wa_id, ..Identity::default() }, at(other.learned.number));
        self.learn(&Identity { user_id, parent_user_id, ..Identity::default() }, at(other.learned.user));
        self.learn(&Identity { name, ..Identity::default() }, at(other.learned.name));
        self.learn(&Identity { username, ..Identity::default() }, at(other.learned.username));
    }

    /// When the person last showed this number. `None`: it is not theirs.
    pub fn showed_number(&self, number: &WaId) -> Option<Timestamp> {
        let known = self.identity.wa_id.as_ref() == Some(number);
        known.then(|| self.learned.number.or(self.last_inbound_at).unwrap_or(Timestamp::MIN))
    }

    /// What version 0.1 stored has no times: it counts as shown with the customer's last message.
    fn date_what_is_known(&mut self) {
        let Self { identity, learned, last_inbound_at, .. } = self;
        let Some(at) = *last_inbound_at else { return };
        let date = |known: bool, shown: &mut Option<Timestamp>| {
            if known {
                shown.get_or_insert(at);
            }
        };
        date(identity.wa_id.is_some(), &mut learned.number);
        date(identity.user_id.is_some() || identity.parent_user_id.is_some(), &mut learned.user);
        date(identity.name.is_some(), &mut learned.name);
        date(identity.username.is_some(), &mut learned.username);
    }
}
