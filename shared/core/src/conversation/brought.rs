//! What a join changes in a conversation, to take it out again when the join is undone.
//!
//! Only what still stands as the join left it is taken out: what people changed meanwhile they meant for who was shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Conversation, Takeover, Team};
use crate::contact::ContactId;

/// What one join changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// The other contact.
    from: ContactId,
    before: Standing,
    after: Standing,
}

/// What people have decided of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Standing {
    #[serde(skip_serializing_if = "Team::is_empty")]
    team: Team,
    #[serde(skip_serializing_if = "Option::is_none")]
    takeover: Option<Takeover>,
}

impl Conversation {
    pub(super) fn standing(&self) -> Standing {
        Standing { team: self.team.clone(), takeover: self.takeover.clone() }
    }

    /// Keeps what a join with this contact has changed since it stood so.
    pub(super) fn note_brought(&mut self, from: &ContactId, before: Standing) {
        let after = self.standing();
        if before != after && self.brought.iter().all(|known| known.from != *from) {
            self.brought.push(Brought { from: from.clone(), before, after });
        }
    }

    /// Takes out what the join with this contact has brought, and gives back what it took.
    pub(super) fn take_out(&mut self, from: &ContactId, now: Timestamp) {
        let Some(place) = self.brought.iter().position(|known| known.from == *from) else { return };
        let Brought { before, after, .. } = self.brought.remove(place);
        if self.takeover == after.takeover {
            self.takeover = before.takeover;
        }
        let (before, after, team) = (before.team, after.team, &mut self.team);
        let came = |list: fn(&Team) -> &Vec<String>, name: &String| {
            list(&after).contains(name) && !list(&before).contains(name)
        };
        team.labels.retain(|label| !came(|team| &team.labels, label));
        team.mentioned.retain(|name| !came(|team| &team.mentioned, name));
        if team.assigned == after.assigned {
            team.assigned = before.assigned;
        }
        if team.noted == after.noted {
            team.noted = before.noted;
        }
        let is_awake = team.snoozed.is_none() && after.snoozed.is_none() && !self.closed;
        if let Some(until) = before.snoozed.filter(|until| is_awake && *until > now) {
            self.snooze(until, now);
        }
    }
}
