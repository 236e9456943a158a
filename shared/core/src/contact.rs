//! A contact: our own id of a person at one business number, and Meta's ids of the same person.

mod holders;

use std::fmt::Write;

use jiff::Timestamp;
use relais_whatsapp::ids::{PhoneNumberId, Recipient, UserId, WaId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use holders::Holders;

/// Our own id of a person, or of a group, at one business number. It is the id of their conversation too, and it never
/// changes, even when the person's number does.
///
/// It is derived from the business number and the first alias seen. So two workers that record a new person at the same
/// moment compute the same id, without coordination.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactId(String);

impl ContactId {
    /// The id of a contact that is first seen with `alias` at this business number: `c` and the first 12 bytes of the
    /// SHA-256 of both in hex.
    pub fn first_seen_as(business: &PhoneNumberId, alias: &Alias) -> Self {
        Self::digest_of(&format!("{business}/{}", alias.as_str()))
    }

    /// The id that version 0.1, which served one business number, gave to a contact first seen with `alias`.
    pub fn in_version_0_1(alias: &Alias) -> Self {
        Self::digest_of(alias.as_str())
    }

    fn digest_of(text: &str) -> Self {
        let digest = Sha256::digest(text);
        let mut id = String::with_capacity(1 + 24);
        id.push('c');
        for byte in digest.iter().take(12) {
            // Writing to a String cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        Self(id)
    }

    /// Reads an id of this system: `c` and 24 lower-case hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('c')?;
        let ours =
            digits.len() == 24 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        ours.then(|| Self(text.to_owned()))
    }

    /// The stored form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ContactId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One of Meta's ids of a person or a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alias(String);

impl Alias {
    /// The phone number.
    pub fn wa_id(id: &WaId) -> Self {
        Self(format!("wa:{id}"))
    }

    /// The business-scoped user id, or its parent.
    pub fn user_id(id: &UserId) -> Self {
        Self(format!("id:{id}"))
    }

    /// The group.
    pub fn group(id: &str) -> Self {
        Self(format!("group:{id}"))
    }

    /// The alias under which the next holder of this number is first seen, if they show no user id. `left`: when the
    /// former holder left it.
    #[must_use]
    pub fn after(&self, left: Timestamp) -> Self {
        Self(format!("{}@{}", self.0, left.as_millisecond()))
    }

    /// Whether it is a phone number. Numbers change hands; user ids and groups do not.
    pub fn is_number(&self) -> bool {
        self.0.starts_with("wa:")
    }

    /// The stored form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The ids and names that Meta gives for a person. Every field may be missing: people with a username can hide their
/// number, and older payloads have no user id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    /// The phone number: digits only, as Meta writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<WaId>,
    /// The business-scoped user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The id shared by linked portfolios.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_user_id: Option<UserId>,
    /// The profile name. People change it, so it is only displayed and never identifies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The username, without `@`. People change it, so it is only displayed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

impl Identity {
    /// The ids by which the person is looked up, the most stable one first: the user id, the one shared by linked
    /// portfolios, the number.
    pub fn aliases(&self) -> Vec<Alias> {
        let number = self.wa_id.iter().map(Alias::wa_id);
        self.user_aliases().into_iter().chain(number).collect()
    }

    /// The user id, and the one shared by linked portfolios.
    pub fn user_aliases(&self) -> Vec<Alias> {
        self.user_id.iter().chain(&self.parent_user_id).map(Alias::user_id).collect()
    }

    /// Whether both have a user id of the same kind and the two differ: then they are two people, unless a notice of
    /// Meta's says otherwise.
    pub fn contradicts(&self, other: &Self) -> bool {
        let differ = |one: &Option<UserId>, two: &Option<UserId>| {
            one.as_ref().zip(two.as_ref()).is_some_and(|(one, two)| one != two)
        };
        match (&self.user_id, &other.user_id) {
            (Some(_), Some(_)) => differ(&self.user_id, &other.user_id),
            _ => differ(&self.parent_user_id, &other.parent_user_id),
        }
    }

    /// The recipient of an answer: the number exactly as received, or the user id if there is no number.
    pub fn recipient(&self) -> Option<Recipient> {
        match (&self.wa_id, &self.user_id) {
            (Some(number), _) => Some(Recipient::Phone(number.clone())),
            (None, Some(user)) => Some(Recipient::User(user.clone())),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(wa_id: Option<&str>, user_id: Option<&str>) -> Identity {
        Identity { wa_id: wa_id.map(WaId::from), user_id: user_id.map(UserId::from), ..Identity::default() }
    }

    #[test]
    fn the_same_first_alias_gives_the_same_contact() {
        let alias = Alias::wa_id(&WaId::from("33639980001"));
        let [shop, office] = ["1", "2"].map(PhoneNumberId::from);
        let id = ContactId::first_seen_as(&shop, &alias);
        assert_eq!(id, ContactId::first_seen_as(&shop, &alias));
        assert_ne!(id, ContactId::first_seen_as(&office, &alias), "each business number has its own");
        assert_eq!(ContactId::parse(id.as_str()), Some(id));
        assert_eq!(ContactId::parse("33639980001"), None);
    }

    #[test]
    fn answers_go_to_the_number_when_there_is_one() {
        let cases = [
            (Some("33639980001"), Some("FR.1"), Some(Recipient::Phone(WaId::from("33639980001")))),
            (None, Some("FR.1"), Some(Recipient::User(UserId::from("FR.1")))),
            (None, None, None),
        ];
        for (wa_id, user_id, expected) in cases {
            assert_eq!(identity(wa_id, user_id).recipient(), expected);
        }
    }
}
