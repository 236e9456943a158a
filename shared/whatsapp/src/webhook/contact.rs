//! The person that a message or status is about.

use serde_json::value::RawValue;

use crate::{
    ids::{UserId, WaId},
    lenient::{self, Fields, Object, elements},
};

/// An element of `contacts`. Every field may be missing: a customer with a username has no number, and a status has no
/// name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookContact {
    /// The number.
    pub wa_id: Option<WaId>,
    /// The business-scoped user id.
    pub user_id: Option<UserId>,
    /// The user id across the linked businesses of a portfolio.
    pub parent_user_id: Option<UserId>,
    /// The profile name: free text that the customer chose, not to be trusted.
    pub name: Option<String>,
    /// The username, without the `@` that some payloads put before it.
    pub username: Option<String>,
}

impl WebhookContact {
    /// Parses a contact. What cannot be read is absent.
    pub fn parse(raw: &RawValue) -> Self {
        let value = lenient::value(raw);
        let contact = Fields::of(&value);
        let profile = contact.object("profile");
        let (wa_id, user_id) = contact.person("wa_id", "user_id");
        let username = profile.text("username").or(contact.text("username"));
        Self {
            wa_id,
            user_id,
            parent_user_id: contact.person_id("parent_user_id"),
            name: profile.text("name"),
            username: username.map(|name| name.trim_start_matches('@').to_owned()),
        }
    }
}

/// Keys that name the customer's number in a message, echo or status.
const NUMBER_KEYS: &[&str] =
    &["from", "to", "recipient_id", "recipient_participant_id", "participant_recipient_id"];

/// Keys that name the customer's user ids in a message, echo or status.
const USER_KEYS: &[&str] = &[
    "from_user_id",
    "from_parent_user_id",
    "to_user_id",
    "to_parent_user_id",
    "recipient_user_id",
    "recipient_parent_user_id",
    "parent_recipient_user_id",
    "recipient_participant_user_id",
    "recipient_participant_parent_user_id",
];

/// The contacts of one webhook value.
pub(super) struct Contacts<'a>(Vec<(WebhookContact, &'a RawValue)>);

impl<'a> Contacts<'a> {
    pub(super) fn of(value: &Object<'a>) -> Self {
        let contacts = value.all("contacts").flat_map(elements);
        Self(contacts.map(|raw| (WebhookContact::parse(raw), raw)).collect())
    }

    /// The contact that shares an id with a message or status. The position in the list never decides. A single contact
    /// is accepted without a shared id, unless both have an id of the same kind and the two differ. A wrong match would
    /// send one person's answers to another.
    pub(super) fn matching(&self, update: &RawValue) -> Option<Box<RawValue>> {
        if self.0.is_empty() {
            return None;
        }
        let update = Object::parse(update.get())?;
        let numbers = ids(&update, NUMBER_KEYS);
        let users = ids(&update, USER_KEYS);
        let own: Vec<_> = USER_KEYS.iter().copied().filter(|key| !key.contains("parent")).collect();
        let own = ids(&update, &own);
        let same = |contact: &WebhookContact| {
            let number = contact.wa_id.as_ref().map(WaId::as_str);
            let user = contact.user_id.as_ref().map(UserId::as_str);
            let parent = contact.parent_user_id.as_ref().map(UserId::as_str);
            // Two people can show one number: the former owner and the next. The user id tells them apart.
            let another = |id: &str| !own.is_empty() && !own.iter().any(|other| other == id);
            if user.is_some_and(another) {
                return false;
            }
            [number, user, parent].into_iter().flatten().any(|id| {
                let mut all = numbers.iter().chain(&users);
                all.any(|other| other == id)
            })
        };
        // An echo's sender is the business.
        let is_echo = update.get("to").or(update.get("to_user_id")).is_some();
        let their_number = if is_echo { update.get("to").is_some() } else { !numbers.is_empty() };
        let differs = |contact: &WebhookContact| {
            (contact.wa_id.is_some() && their_number) || (contact.user_id.is_some() && !users.is_empty())
        };
        let (_, raw) = match self.0.as_slice() {
            [only] if same(&only.0) || !differs(&only.0) => only,
            several => several.iter().find(|(contact, _)| same(contact))?,
        };
        Some((*raw).to_owned())
    }
}

fn ids(update: &Object<'_>, keys: &[&str]) -> Vec<String> {
    let present = keys.iter().filter_map(|key| update.get(key));
    present.filter_map(lenient::text).collect()
}
