//! A contact: our own id of a person, and Meta's ids of the same person.

use std::fmt::Write;

use relais_whatsapp::ids::{Recipient, UserId, WaId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Our own id of a contact. It never changes, even when the person's number does.
///
/// It is derived from the first alias seen. So two workers that record a new person at the same moment compute the same
/// id, without coordination.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactId(String);

impl ContactId {
    /// The id of a contact that is first seen with `alias`: `c` and the first 12 bytes of its SHA-256 in hex.
    pub fn first_seen_as(alias: &Alias) -> Self {
        let digest = Sha256::digest(alias.as_str());
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

/// One of Meta's ids of a person.
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
    /// The ids by which the person is looked up, the most stable one first.
    pub fn aliases(&self) -> Vec<Alias> {
        let user = self.user_id.iter().map(Alias::user_id);
        let number = self.wa_id.iter().map(Alias::wa_id);
        let parent = self.parent_user_id.iter().map(Alias::user_id);
        user.chain(number).chain(parent).collect()
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
        let id = ContactId::first_seen_as(&alias);
        assert_eq!(id, ContactId::first_seen_as(&alias));
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
