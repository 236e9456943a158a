//! Meta's ids, each its own type, kept exactly as received.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id, exactly as Meta gave it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// The id of a business phone number, which sends and receives messages. It is not the number itself.
    PhoneNumberId
}
id! {
    /// A WhatsApp Business Account's id. `entry.id` of a webhook, except for a few account events.
    WabaId
}
id! {
    /// An app's id, as the dashboard shows it at the top.
    AppId
}
id! {
    /// A customer's number: digits as Meta gives them, never rewritten, because Brazil and Argentina have two forms of
    /// one number.
    WaId
}
id! {
    /// A business-scoped user id (BSUID), such as `US.13491208655302741918`, or its parent `US.ENT.…`.
    ///
    /// Two letters of a country, a dot, up to 128 letters and digits (Meta, "Business-scoped user IDs", May 2026). The
    /// same person has a different id in another portfolio.
    UserId
}
id! {
    /// A message's id, `wamid.…`.
    Wamid
}
id! {
    /// The id of an uploaded or received file. Valid for 7 days when it came by webhook, 30 days when uploaded.
    MediaId
}

impl UserId {
    /// Whether a text has the form of a business-scoped user id. Some providers put one into the field for a number.
    pub fn is_well_formed(text: &str) -> bool {
        let Some((country, rest)) = text.split_once('.') else {
            return false;
        };
        let name = rest.strip_prefix("ENT.").unwrap_or(rest);
        country.len() == 2
            && country.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=128).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric())
    }
}

/// The recipient of a message. A number is sent as `to`, a user id as `recipient`. Graph answers 200 to a user id in
/// `to` and then silently drops the message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// A number.
    Phone(WaId),
    /// A business-scoped user id.
    User(UserId),
}

impl Recipient {
    /// The recipient with this id: a user id by its form, otherwise a number.
    pub fn of(id: &str) -> Self {
        if UserId::is_well_formed(id) { Self::User(id.into()) } else { Self::Phone(id.into()) }
    }

    /// The id, of either kind.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(number) => number.as_str(),
            Self::User(user) => user.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_ids_are_told_from_numbers() {
        for well_formed in ["US.13491208655302741918", "FR.ENT.11815799212886844830", "DE.a1"] {
            assert!(UserId::is_well_formed(well_formed), "{well_formed}");
        }
        for other in ["33612345678", "us.123", "USA.123", "US.", "US.ENT.", "US.1 2", ".1", ""] {
            assert!(!UserId::is_well_formed(other), "{other}");
        }
        assert!(!UserId::is_well_formed(&format!("US.{}", "1".repeat(129))));
    }

    #[test]
    fn ids_are_plain_strings_in_json() {
        let json = serde_json::to_string(&Recipient::User("US.1".into())).unwrap();
        assert_eq!(json, r#"{"user":"US.1"}"#);
        assert_eq!(
            serde_json::from_str::<Recipient>(r#"{"phone":"33612345678"}"#).unwrap(),
            Recipient::Phone("33612345678".into())
        );
    }
}
