//! How a caller names a customer: by phone number, by WhatsApp user id or by contact id.
//!
//! People write and copy numbers in many ways. [`characters`] reads their characters, [`typed`] takes the digits out of a
//! text, and [`number`] finds the international number, with a library that knows every country's numbers.

use relais_core::contact::{ContactId, Identity};
use relais_core::country::Country;
use relais_whatsapp::ids::{UserId, WaId};

pub(crate) mod characters;
mod number;
mod refusal;
mod typed;

pub(crate) use refusal::Refusal;
pub(crate) use typed::Typed;

/// A customer as the caller named them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// By contact id.
    Contact(ContactId),
    /// By business-scoped user id.
    User(UserId),
    /// By phone number.
    Number(WaId),
}

impl Address {
    /// Reads a contact id, a user id, or a number as people write it. A number without a country code is one of
    /// `default_country`.
    pub(crate) fn parse(text: &str, default_country: Option<Country>) -> Result<Self, Refusal> {
        let visible: String = text.chars().filter(|c| !characters::is_invisible(*c)).collect();
        let id = visible.trim_matches(characters::is_blank);
        if let Some(contact) = ContactId::parse(id) {
            return Ok(Self::Contact(contact));
        }
        if UserId::is_well_formed(id) {
            return Ok(Self::User(id.into()));
        }
        number::parse(&Typed::read(&visible)?, default_country).map(Self::Number)
    }

    /// What the address itself says about the person. Nothing for a contact id.
    pub(crate) fn identity(&self) -> Identity {
        let nothing = Identity::default();
        match self {
            Self::Contact(_) => nothing,
            Self::User(user) => Identity { user_id: Some(user.clone()), ..nothing },
            Self::Number(number) => Identity { wa_id: Some(number.clone()), ..nothing },
        }
    }
}

#[cfg(test)]
mod tests;
