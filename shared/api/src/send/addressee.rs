//! The customer to whom a person writes.

use jiff::Timestamp;
use relais_aws::store::Missing;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::queue::Enqueue;
use relais_whatsapp::ids::Recipient;

use super::request::Request;
use crate::Api;
use crate::address::Address;
use crate::problem::{Problem, texts};

/// The customer, and the identity that the call gives.
pub(super) struct Addressee {
    /// Version 0 when it does not exist yet and begins with this message.
    pub(super) conversation: Conversation,
    identity: Identity,
}

impl Addressee {
    /// Finds the customer. A template may go to a number or user id that never wrote: then the conversation is a new one.
    pub(super) async fn find<Q: Enqueue>(api: &Api<Q>, request: &Request) -> Result<Self, Problem> {
        let identity = request.to.identity();
        let conversation = match &request.to {
            Address::Contact(contact) => api.store.conversation(contact).await?,
            Address::User(_) | Address::Number(_) => {
                api.store.conversation_with(&identity, api.clock.now()).await?
            }
        };
        let conversation = conversation.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))?;
        Ok(Self { conversation, identity })
    }

    pub(super) fn contact(&self) -> &ContactId {
        &self.conversation.contact
    }

    /// The recipient: from the conversation, which has the customer's present number, or else from the call.
    pub(super) fn recipient(&self) -> Option<Recipient> {
        self.conversation.identity.recipient().or_else(|| self.identity.recipient())
    }

    /// Makes sure that a conversation with a recipient is stored before the message is: the job that settles the
    /// message needs the recipient.
    pub(super) async fn begin<Q: Enqueue>(&self, api: &Api<Q>) -> Result<(), Problem> {
        if self.conversation.identity.recipient().is_some() {
            return Ok(());
        }
        let learn = |conversation: &mut Conversation, _: Timestamp| {
            if conversation.identity.recipient().is_none() {
                conversation.identity.learn(&self.identity);
            }
        };
        api.store.change_conversation(self.contact(), &api.clock, Missing::Begin, learn).await?;
        Ok(())
    }
}
