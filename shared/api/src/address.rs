//! How a caller names a customer: by phone number or by contact id.

use relais_aws::{Store, StoreError};
use relais_core::contact::{Alias, ContactId};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::WaId;

use crate::problem::{Problem, texts};

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

    /// The contact with this address, if there is one.
    pub(crate) async fn contact(&self, store: &Store) -> Result<Option<ContactId>, StoreError> {
        match self {
            Self::Contact(contact) => Ok(Some(contact.clone())),
            Self::Number(number) => Ok(store.find_contact(&Alias::wa_id(number)).await?),
        }
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
