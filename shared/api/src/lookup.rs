//! The conversation of a person whom the caller names, at one of the business numbers.

use jiff::Timestamp;
use relais_aws::store::Shown;
use relais_aws::{Store, StoreError};
use relais_core::config::default_number;
use relais_core::conversation::Conversation;
use relais_core::queue::Enqueue;
use relais_whatsapp::ids::PhoneNumberId;

use crate::Api;
use crate::address::Address;
use crate::problem::{Problem, texts};

/// Where people are looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookup<'a> {
    pub(crate) store: &'a Store,
    /// The business numbers of the deployment, the default one first.
    pub(crate) numbers: &'a [PhoneNumberId],
    /// The time of the call.
    pub(crate) now: Timestamp,
}

impl Lookup<'_> {
    /// The business number of a conversation.
    pub(crate) fn number_of(&self, conversation: &Conversation) -> PhoneNumberId {
        conversation.phone_id.clone().unwrap_or_else(|| default_number(self.numbers))
    }

    /// The conversation with this person at this business number, as it is shown; without one, at the first listed number
    /// where there is one.
    pub(crate) async fn conversation(
        &self,
        address: &Address,
        phone_id: Option<&PhoneNumberId>,
    ) -> Result<Option<Conversation>, StoreError> {
        if let Address::Contact(contact) = address {
            let found = self.store.conversation(contact).await?;
            let is_at = |found: &Conversation| phone_id.is_none_or(|id| self.number_of(found) == *id);
            return self.shown(found.filter(is_at)).await;
        }
        let identity = address.identity();
        for business in self.numbers.iter().filter(|number| phone_id.is_none_or(|id| id == *number)) {
            let shown = Shown::at(business, self.numbers, &identity, Timestamp::MAX);
            if let Some(found) = self.store.find_conversation(&shown).await? {
                return self.shown(Some(found)).await;
            }
        }
        Ok(None)
    }

    /// The conversation as it is shown: the one that it is joined to, with what all of them know. It is never saved.
    pub(crate) async fn shown(
        &self,
        conversation: Option<Conversation>,
    ) -> Result<Option<Conversation>, StoreError> {
        let Some(conversation) = conversation else { return Ok(None) };
        let kept = self.store.kept_for(conversation).await?;
        let others = self.store.joined_to(&kept).await?;
        Ok(Some(kept.shown_with(&others)))
    }
}

impl<Q: Enqueue> Api<Q> {
    pub(crate) fn lookup(&self) -> Lookup<'_> {
        Lookup { store: &self.store, numbers: &self.sender.numbers, now: self.clock.now() }
    }

    /// The listed business number with this id. `None`: the caller names none.
    pub(crate) fn listed(&self, phone_id: Option<String>) -> Result<Option<PhoneNumberId>, Problem> {
        let Some(phone_id) = phone_id.map(PhoneNumberId::from) else { return Ok(None) };
        let is_listed = self.sender.numbers.contains(&phone_id);
        if is_listed { Ok(Some(phone_id)) } else { Err(Problem::of(&texts::UNKNOWN_PHONE_ID)) }
    }

    /// As [`Lookup::conversation`], or the problem that there is none.
    pub(crate) async fn conversation(
        &self,
        address: &Address,
        phone_id: Option<&PhoneNumberId>,
    ) -> Result<Conversation, Problem> {
        let found = self.lookup().conversation(address, phone_id).await?;
        found.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))
    }
}
