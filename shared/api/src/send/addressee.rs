//! To whom a person writes.

use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::queue::Queue;
use relais_whatsapp::ids::Recipient;
use relais_whatsapp::outbound::OutboundBody;

use super::request::Request;
use crate::Api;
use crate::address::Address;
use crate::problem::{Problem, texts};
use crate::transition::{Missing, change};

/// The customer, and the conversation with them if there is one.
pub(super) struct Addressee {
    pub(super) contact: ContactId,
    pub(super) conversation: Option<Conversation>,
    /// What is known of a customer from the call alone.
    identity: Identity,
}

impl Addressee {
    /// Finds the customer. A template may go to a number that never wrote: then the contact is made.
    pub(super) async fn find<Q: Queue>(api: &Api<Q>, request: &Request) -> Result<Self, Problem> {
        let identity = match &request.to {
            Address::Number(number) => Identity { wa_id: Some(number.clone()), ..Identity::default() },
            Address::Contact(_) => Identity::default(),
        };
        let contact = match (request.to.contact(&api.store).await?, &request.body) {
            (Some(contact), _) => contact,
            (None, OutboundBody::Text { .. }) => return Err(Problem::of(&texts::WINDOW_CLOSED)),
            (None, OutboundBody::Template(_)) => {
                let made = api.store.contact_for(&identity).await?;
                made.ok_or_else(|| Problem::of(&texts::INVALID_NUMBER))?
            }
        };
        let conversation = api.store.conversation(&contact).await?;
        if conversation.is_none() && matches!(request.to, Address::Contact(_)) {
            return Err(Problem::of(&texts::UNKNOWN_CONVERSATION));
        }
        Ok(Self { contact, conversation, identity })
    }

    /// Where it goes: by the conversation, which knows the customer's present number, else as the caller said.
    pub(super) fn recipient(&self) -> Option<Recipient> {
        let known = self.conversation.as_ref().and_then(|conversation| conversation.identity.recipient());
        known.or_else(|| self.identity.recipient())
    }

    /// Makes sure that there is a conversation that says where to send, before there is a message in it: whoever looks
    /// after the message needs it.
    pub(super) async fn begin<Q: Queue>(&self, api: &Api<Q>) -> Result<(), Problem> {
        let known = self.conversation.as_ref().is_some_and(|known| known.identity.recipient().is_some());
        if known {
            return Ok(());
        }
        change(api, &self.contact, Missing::Begin, |conversation, _| {
            if conversation.identity.recipient().is_none() {
                conversation.identity.learn(&self.identity);
            }
        })
        .await
    }
}
