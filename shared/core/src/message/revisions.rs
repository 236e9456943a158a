//! What became of a message after it was sent: its sender corrected it or deleted it for everyone.
//!
//! [`Revisions`] is a set: it grows by [`Revisions::merge`], which may run in any order and any number of times. So the
//! redeliveries of a message, of its corrections and of its deletion all lead to the same record:
//!
//! - Of several corrections the latest counts, by Meta's time and then by arrival.
//! - A deletion counts more than every correction, whatever their times.
//!
//! It is part of the message's record. Before the message itself comes, it is a record of its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Message, fingerprint};

/// The most corrections that are stored of one message. Of more the oldest are forgotten. WhatsApp allows corrections
/// for 15 minutes.
const MOST_EDITS: usize = 20;

/// The most bytes of corrections that are stored of one message, so that it fits DynamoDB's 400 KB for an item.
const MOST_BYTES: usize = 100_000;

/// What a message says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Meta's `type`.
    pub kind: String,
    /// The text or caption.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The JSON as Meta sent it, if it is more than a plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Meta's time.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// When it reached us first, in microseconds.
    pub came: i64,
    /// The fingerprint of its own wamid. A redelivered correction has the same one.
    pub id: String,
    /// What the message says since then.
    #[serde(flatten)]
    pub content: Content,
}

/// What a message said for a time, until it was corrected or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// What it said.
    pub content: Content,
    /// Until when, by Meta's clock.
    pub until: Timestamp,
}

/// The corrections and the deletion of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revisions {
    /// The number of saves. Each save is conditional on it, so that two workers at once lose nothing.
    pub version: u32,
    /// When it was deleted, by Meta's clock.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub deleted_at: Option<Timestamp>,
    /// What the message said first. `None`: the message itself has not come yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Content>,
    /// The corrections, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// Whether the conversation has taken notice of all this. A redelivery then has nothing left to do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub noted: bool,
}

impl Revisions {
    /// A deletion at this time, by Meta's clock.
    pub fn deletion(at: Timestamp) -> Self {
        Self { deleted_at: Some(at), ..Self::default() }
    }

    /// A correction: at this time by Meta's clock, arrived at `came` (microseconds), with this id of its own.
    pub fn edit(at: Timestamp, came: i64, id: &str, content: Content) -> Self {
        let edit = Edit { at, came, id: fingerprint(id), content };
        Self { edits: vec![edit], ..Self::default() }
    }

    /// Whether the message is as it was sent.
    pub fn is_empty(&self) -> bool {
        self.deleted_at.is_none() && self.edits.is_empty()
    }

    /// Adds what others know. Returns whether anything was new.
    pub fn merge(&mut self, other: &Self) -> bool {
        let before = (self.deleted_at, self.edits.clone());
        // A time of Meta's has whole seconds, but a stored one is read back in milliseconds.
        let milliseconds = |at: Timestamp| Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        self.deleted_at = [self.deleted_at, other.deleted_at.map(milliseconds)].into_iter().flatten().min();
        for edit in &other.edits {
            match self.edits.iter_mut().find(|known| known.id == edit.id) {
                Some(known) => known.came = known.came.min(edit.came),
                None => self.edits.push(Edit { at: milliseconds(edit.at), ..edit.clone() }),
            }
        }
        self.edits.sort_by(|one, two| (one.at, one.came, &one.id).cmp(&(two.at, two.came, &two.id)));
        self.forget();
        let is_new = before != (self.deleted_at, self.edits.clone());
        self.noted &= !is_new;
        is_new
    }

    /// Forgets the oldest corrections beyond the limits, but never the latest.
    fn forget(&mut self) {
        let bytes = |edit: &Edit| edit.content.text.len() + edit.content.raw.as_ref().map_or(0, String::len);
        while self.edits.len() > 1
            && (self.edits.len() > MOST_EDITS || self.edits.iter().map(bytes).sum::<usize>() > MOST_BYTES)
        {
            self.edits.remove(0);
        }
    }
}

impl Message {
    /// When its sender deleted it for everyone, by Meta's clock.
    pub fn deleted_at(&self) -> Option<Timestamp> {
        self.revisions.deleted_at
    }

    /// Whether its sender deleted it. Then it has neither text nor JSON.
    pub fn is_deleted(&self) -> bool {
        self.revisions.deleted_at.is_some()
    }

    /// When its sender last corrected it, by Meta's clock.
    pub fn edited_at(&self) -> Option<Timestamp> {
        self.revisions.edits.last().map(|edit| edit.at)
    }

    /// Its text and type as the list of conversations shows them. A deleted one has no text, and Meta's type of a
    /// deletion.
    pub fn preview(&self) -> (&str, &str) {
        if self.is_deleted() { ("", "revoke") } else { (&self.text, &self.kind) }
    }

    /// Applies corrections and a deletion. Returns whether anything was new.
    pub fn revise(&mut self, revisions: &Revisions) -> bool {
        let original = self.revisions.original.take().unwrap_or_else(|| self.content());
        let is_new = self.revisions.merge(revisions);
        if self.revisions.is_empty() {
            return is_new;
        }
        let shown = match (self.revisions.deleted_at, self.revisions.edits.last()) {
            (Some(_), _) => Content { kind: original.kind.clone(), ..Content::default() },
            (None, Some(edit)) => edit.content.clone(),
            (None, None) => original.clone(),
        };
        self.revisions.original = Some(original);
        Content { kind: self.kind, text: self.text, raw: self.raw } = shown;
        is_new
    }

    /// What it said before, oldest first: everything that it does not say any more. Only people with the right may see
    /// it, and never the model.
    pub fn versions(&self) -> Vec<Version> {
        let revisions = &self.revisions;
        let ends = revisions.edits.iter().map(|edit| edit.at).chain(revisions.deleted_at);
        let said = revisions.original.iter().chain(revisions.edits.iter().map(|edit| &edit.content));
        // What it says now has no end yet.
        said.zip(ends).map(|(content, until)| Version { content: content.clone(), until }).collect()
    }

    fn content(&self) -> Content {
        Content { kind: self.kind.clone(), text: self.text.clone(), raw: self.raw.clone() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contact::{Alias, ContactId};
    use crate::message::{Direction, MessageKey};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn text(text: &str) -> Content {
        Content { kind: "text".into(), text: text.into(), raw: None }
    }

    fn message() -> Message {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        Message::new(MessageKey::new(&contact, at(0), "wamid.1"), Direction::Inbound, "first", at(0))
    }

    fn edit(seconds: i64, came: i64, id: &str, says: &str) -> Revisions {
        Revisions::edit(at(seconds), came, id, text(says))
    }

    fn said(message: &Message) -> Vec<(String, Timestamp)> {
        message.versions().into_iter().map(|version| (version.content.text, version.until)).collect()
    }

    #[test]
    fn an_edited_message_says_the_latest_and_remembers_the_rest() {
        let mut message = message();
        assert!(message.revise(&edit(60, 2, "wamid.e2", "third")));
        assert!(message.revise(&edit(30, 3, "wamid.e1", "second")));
        assert!(!message.revise(&edit(30, 9, "wamid.e1", "second")), "a redelivery is nothing new");
        assert_eq!((message.text.as_str(), message.edited_at()), ("third", Some(at(60))));
        assert_eq!(said(&message), [("first".into(), at(30)), ("second".into(), at(60))]);
    }

    #[test]
    fn a_deleted_message_says_nothing_and_an_edit_does_not_bring_it_back() {
        let mut message = Message { raw: Some("{}".into()), ..message() };
        message.revise(&Revisions::deletion(at(60)));
        message.revise(&edit(90, 2, "wamid.e", "back"));
        assert_eq!((message.text.as_str(), &message.raw), ("", &None));
        assert_eq!(message.deleted_at(), Some(at(60)));
        assert_eq!(message.versions().first().unwrap().content.raw.as_deref(), Some("{}"));
    }

    #[test]
    fn of_two_edits_of_one_second_the_later_arrival_counts_also_after_a_redelivery() {
        let mut message = message();
        message.revise(&edit(30, 2, "wamid.e2", "later"));
        message.revise(&edit(30, 1, "wamid.e1", "earlier"));
        message.revise(&edit(30, 9, "wamid.e1", "earlier"));
        assert_eq!(message.text, "later");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut message = message();
        for n in 0..50 {
            message.revise(&edit(n, n, &format!("wamid.e{n}"), &"x".repeat(4096)));
        }
        assert_eq!(message.revisions.edits.len(), MOST_EDITS);
        message.revise(&edit(60, 60, "wamid.long", &"y".repeat(MOST_BYTES)));
        assert_eq!(message.revisions.edits.len(), 1);
        assert_eq!(said(&message)[0].0, "first", "what was said first stays");
    }

    proptest! {
        #[test]
        fn every_order_leads_to_the_same_message(
            order in Just((0..6_usize).chain(0..6).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let all = [
                edit(30, 1, "wamid.e1", "a"),
                edit(30, 2, "wamid.e2", "b"),
                edit(10, 3, "wamid.e3", "c"),
                edit(90, 4, "wamid.e4", "d"),
                Revisions::deletion(at(80)),
                Revisions::deletion(at(81)),
            ];
            let end = |order: &[usize]| {
                let mut message = message();
                for n in order {
                    message.revise(&all[*n]);
                }
                message
            };
            prop_assert_eq!(end(&order), end(&[0, 1, 2, 3, 4, 5]));
            // As well when they were collected before the message came.
            let mut before = Revisions::default();
            for n in &order {
                before.merge(&all[*n]);
            }
            let mut late = message();
            late.revise(&before);
            prop_assert_eq!(late, end(&order));
        }
    }
}
