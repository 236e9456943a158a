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
    /// As in [`Conversation::place_of_next`], for the whole thread.
    place_of_next: Timestamp,
    /// The contacts whose messages are in the thread.
    thread: Vec<ContactId>,
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
        let now = api.clock.now();
        let place_of_next = known.as_ref().map_or(now, |known| known.place_of_next(now));
        let thread = known.as_ref().map(|known| known.parts().cloned().collect()).unwrap_or_default();
        let is_there = own.as_ref() == Some(&business);
        let (identity, whose) = match known {
            Some(known) if is_there => {
                let part = newest_part(api, &request.to, &business, known).await?;
                (request.to.identity(), api.store.whose_contact(&part).await?)
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
        Ok(Self { business, identity, whose, place_of_next, thread })
    }

    /// The conversation. Version 0: it does not exist yet and begins with this message.
    pub(super) fn conversation(&self) -> &Conversation {
        &self.whose.conversation
    }

    /// Whether the thread shows the messages of this contact.
    pub(super) fn shows(&self, contact: &ContactId) -> bool {
        self.thread.contains(contact) || self.contact() == contact
    }

    /// The contacts whose messages the thread shows.
    pub(super) fn contacts(&self) -> impl Iterator<Item = &ContactId> {
        let own = self.contact();
        std::iter::once(own).chain(self.thread.iter().filter(move |contact| *contact != own))
    }

    /// The time in the key of the message, which sorts after the last one in the thread.
    pub(super) fn place_of_next(&self) -> Timestamp {
        self.place_of_next
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

/// Of the contacts that are shown as one, the one to write to: the one that the number or user id in the call leads to,
/// if it ever wrote from there, or else the one that wrote last.
async fn newest_part<Q: Enqueue>(
    api: &Api<Q>,
    to: &Address,
    business: &PhoneNumberId,
    known: Conversation,
) -> Result<ContactId, Problem> {
    if !matches!(to, Address::Contact(_)) {
        let identity = to.identity();
        let shown = Shown::at(business, &api.sender.numbers, &identity, Timestamp::MAX);
        let found = api.store.find_conversation(&shown).await?;
        if let Some(found) = found.filter(|found| found.last_inbound_at.is_some() || known.joined.is_empty())
        {
            return Ok(found.contact);
        }
    }
    let mut parts = api.store.joined_to(&known).await?;
    parts.extend(api.store.conversation(&known.contact).await?);
    let newest = parts.into_iter().max_by_key(|part| part.last_inbound_at);
    Ok(newest.map_or(known.contact, |part| part.contact))
}
