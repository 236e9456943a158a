//! How a caller names a customer: by phone number or by contact id.

use relais_core::contact::{ContactId, Identity};
use relais_whatsapp::ids::WaId;

/// A customer as the caller named them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// By contact id.
    Contact(ContactId),
    /// By phone number.
    Number(WaId),
}

impl Address {
    /// Reads a contact id, or a number in international format, with or without `+`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match ContactId::parse(text) {
            Some(contact) => Some(Self::Contact(contact)),
            None => WaId::parse_user_input(text).ok().map(Self::Number),
        }
    }

    /// What the address itself says about the person. Nothing for a contact id.
    pub(crate) fn identity(&self) -> Identity {
        match self {
            Self::Contact(_) => Identity::default(),
            Self::Number(number) => Identity { wa_id: Some(number.clone()), ..Identity::default() },
        }
    }
}
