//! The conversation of a person whom the caller names, at one of the business numbers.

use relais_aws::store::Shown;
use relais_core::conversation::Conversation;
use relais_core::queue::Enqueue;
use relais_whatsapp::ids::PhoneNumberId;

use crate::Api;
use crate::address::Address;
use crate::problem::{Problem, texts};

impl<Q: Enqueue> Api<Q> {
    /// The listed business number with this id. `None`: the caller names none.
    pub(crate) fn listed(&self, phone_id: Option<String>) -> Result<Option<PhoneNumberId>, Problem> {
        let Some(phone_id) = phone_id.map(PhoneNumberId::from) else { return Ok(None) };
        let is_listed = self.sender.numbers.contains(&phone_id);
        if is_listed { Ok(Some(phone_id)) } else { Err(Problem::of(&texts::UNKNOWN_PHONE_ID)) }
    }

    /// The conversation with this person at this business number; without one, at the first listed number where there
    /// is one.
    pub(crate) async fn find_conversation(
        &self,
        address: &Address,
        phone_id: Option<&PhoneNumberId>,
    ) -> Result<Option<Conversation>, Problem> {
        if let Address::Contact(contact) = address {
            let found = self.store.kept_conversation(contact).await?;
            let is_at = |found: &Conversation| phone_id.is_none_or(|id| self.sender.number_of(found) == *id);
            return Ok(found.filter(is_at));
        }
        let identity = address.identity();
        for business in self.sender.numbers.iter().filter(|number| phone_id.is_none_or(|id| id == *number)) {
            let shown = Shown::at(business, &self.sender.numbers, &identity, self.clock.now());
            if let Some(found) = self.store.find_conversation(&shown).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// As [`Self::find_conversation`], or the problem that there is none.
    pub(crate) async fn conversation(
        &self,
        address: &Address,
        phone_id: Option<&PhoneNumberId>,
    ) -> Result<Conversation, Problem> {
        let found = self.find_conversation(address, phone_id).await?;
        found.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))
    }
}
