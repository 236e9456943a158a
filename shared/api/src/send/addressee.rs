//! The customer to whom a person writes.

use jiff::Timestamp;
use relais_aws::store::{Missing, Shown, Whose};
use relais_core::config::default_number;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::queue::Enqueue;
use relais_whatsapp::ids::{PhoneNumberId, Recipient};

use super::request::Request;
use crate::Api;
use crate::address::Address;
use crate::problem::{Problem, texts};

/// The customer, and the identity that the call gives.
pub(super) struct Addressee {
    business: PhoneNumberId,
    identity: Identity,
    whose: Whose,
}

impl Addressee {
    /// Finds the customer, at the business number that is to write: the one in the call, else the conversation's, else
    /// the first one. A template may go to somebody who never wrote: then the conversation is a new one.
    pub(super) async fn find<Q: Enqueue>(api: &Api<Q>, request: &Request) -> Result<Self, Problem> {
        let from = api.listed(request.from_phone_id.clone())?;
        let known = match &request.to {
            Address::Contact(_) => Some(api.conversation(&request.to, None).await?),
            _ => api.lookup().conversation(&request.to, from.as_ref()).await?,
        };
        if known.as_ref().is_some_and(|known| known.group.is_some()) {
            return Err(Problem::of(&texts::GROUP_CONVERSATION));
        }
        let own = known.as_ref().map(|known| api.sender.number_of(known));
        let business = from.or_else(|| own.clone()).unwrap_or_else(|| default_number(&api.sender.numbers));
        let is_there = own.as_ref() == Some(&business);
        let (identity, whose) = match known {
            Some(known) if is_there => {
                (request.to.identity(), api.store.whose_contact(&known.contact).await?)
            }
            // A person known at another number, or nowhere.
            elsewhere => {
                let identity = elsewhere.map_or_else(|| request.to.identity(), |known| known.identity);
                let shown = Shown::at(&business, &api.sender.numbers, &identity, api.clock.now());
                let whose = api.store.whose(&shown, api.clock.now()).await?;
                (identity, whose)
            }
        };
        let whose = whose.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))?;
        Ok(Self { business, identity, whose })
    }

    /// The conversation. Version 0: it does not exist yet and begins with this message.
    pub(super) fn conversation(&self) -> &Conversation {
        &self.whose.conversation
    }

    pub(super) fn contact(&self) -> &ContactId {
        &self.whose.conversation.contact
    }

    /// The business number that writes.
    pub(super) fn business(&self) -> &PhoneNumberId {
        &self.business
    }

    /// The recipient: from the conversation, which has the customer's present number, or else from the call.
    pub(super) fn recipient(&self) -> Option<Recipient> {
        self.conversation().identity.recipient().or_else(|| self.identity.recipient())
    }

    /// Makes sure that a conversation with a recipient is stored before the message is: the job that settles the
    /// message needs the recipient.
    pub(super) async fn begin<Q: Enqueue>(&self, api: &Api<Q>) -> Result<(), Problem> {
        if self.conversation().identity.recipient().is_some() && self.conversation().version > 0 {
            return Ok(());
        }
        let begin = |conversation: &mut Conversation, now: Timestamp| {
            conversation.phone_id.get_or_insert_with(|| self.business.clone());
            if conversation.identity.recipient().is_none() {
                conversation.learn_missing(&self.identity, now);
            }
        };
        api.store.change_conversation(self.contact(), &api.clock, Missing::Begin, begin).await?;
        let shown = Shown::at(&self.business, &api.sender.numbers, &self.identity, api.clock.now());
        Ok(api.store.link(&self.whose, &shown, &api.clock).await?)
    }
}
