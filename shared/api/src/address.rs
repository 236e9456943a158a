//! How a caller names a customer: by number or by our id.

use relais_aws::Store;
use relais_core::contact::{Alias, ContactId};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::WaId;

use crate::problem::{Problem, texts};

/// A customer as the caller named them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// By our id.
    Contact(ContactId),
    /// By phone number.
    Number(WaId),
}

impl Address {
    /// Reads an id, or a number as people write it, with or without `+`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match ContactId::parse(text) {
            Some(contact) => Some(Self::Contact(contact)),
            None => WaId::parse_user_input(text).ok().map(Self::Number),
        }
    }

    /// Whom it names, if anybody.
    pub(crate) async fn contact(&self, store: &Store) -> Result<Option<ContactId>, Problem> {
        match self {
            Self::Contact(contact) => Ok(Some(contact.clone())),
            Self::Number(number) => Ok(store.find_contact(&Alias::wa_id(number)).await?),
        }
    }

    /// The conversation with whom it names.
    pub(crate) async fn conversation(&self, store: &Store) -> Result<Conversation, Problem> {
        let contact = self.contact(store).await?;
        let conversation = match contact {
            Some(contact) => store.conversation(&contact).await?,
            None => None,
        };
        conversation.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))
    }
}
