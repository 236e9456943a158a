//! How a caller names a customer: by phone number, by WhatsApp user id or by contact id.
//!
//! People write and copy numbers in many ways. [`characters`] reads their characters, [`typed`] takes the digits out of a
//! text, and [`number`] finds the international number, with a library that knows every country's numbers.

use relais_aws::Store;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::country::Country;
use relais_whatsapp::ids::{UserId, WaId};

use crate::problem::{Problem, texts};

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

    /// The contact with this address, if there is one.
    pub(crate) async fn contact(&self, store: &Store) -> Result<Option<ContactId>, Problem> {
        let alias = match self {
            Self::Contact(contact) => return Ok(Some(contact.clone())),
            Self::User(user) => Alias::user_id(user),
            Self::Number(number) => Alias::wa_id(number),
        };
        Ok(store.find_contact(&alias).await?)
    }

    /// The conversation with the customer at this address.
    pub(crate) async fn conversation(&self, store: &Store) -> Result<Conversation, Problem> {
        let contact = self.contact(store).await?;
        let conversation = match contact {
            Some(contact) => store.conversation(&contact).await?,
            None => None,
        };
        conversation.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))
    }
}

#[cfg(test)]
mod tests;
