//! Places: where an alias leads.
//!
//! Every alias has a place at each business number: the key of the conversation of a contact first seen under that
//! alias. The first record written there stays: the conversation itself, or a pointer to another contact. A user id
//! leads to one contact for good. A phone number changes hands, so its place records who has had it ([`Holders`]).

use relais_core::contact::{ContactId, Holders};
use relais_core::conversation::Conversation;

use super::conversations::conversation_key;
use super::items::{Item, SCHEMA, from_item, n, to_item};
use super::{Saved, Store, StoreError, carried_out};

/// The most steps from a contact to its conversation.
const MOST_STEPS: usize = 8;

/// The record in the place of an alias.
pub(super) enum Place {
    /// The conversation itself.
    Conversation(Box<Conversation>),
    /// A pointer to the contacts that the alias has belonged to.
    Pointer(Holders),
}

impl Place {
    /// Who has had the alias.
    pub(super) fn holders(&self) -> Holders {
        match self {
            Self::Conversation(conversation) => conversation
                .holders
                .as_deref()
                .cloned()
                .unwrap_or_else(|| Holders::only(conversation.contact.clone())),
            Self::Pointer(holders) => holders.clone(),
        }
    }
}

/// A contact with its conversation.
pub(super) struct Led {
    /// The contact.
    pub(super) contact: ContactId,
    /// Its conversation. `None`: nothing is stored for it yet.
    pub(super) conversation: Option<Conversation>,
}

impl Led {
    /// The conversation, unless it was erased.
    pub(super) fn known(&self) -> Option<&Conversation> {
        self.conversation.as_ref().filter(|conversation| !conversation.is_blank())
    }

    /// The contact that is shown for it.
    pub(super) fn kept(&self) -> &ContactId {
        let joined_to = self.conversation.as_ref().and_then(|conversation| conversation.joined_to.as_ref());
        joined_to.unwrap_or(&self.contact)
    }
}

impl Store {
    /// The record in a place, by a consistent read.
    pub(super) async fn at(&self, place: &ContactId) -> Result<Option<Place>, StoreError> {
        self.read_place(place, true).await
    }

    /// The same as it was a moment ago, perhaps: half a read unit in place of a whole one.
    pub(super) async fn lately_at(&self, place: &ContactId) -> Result<Option<Place>, StoreError> {
        self.read_place(place, false).await
    }

    async fn read_place(&self, place: &ContactId, consistent: bool) -> Result<Option<Place>, StoreError> {
        let key = conversation_key(place.as_str());
        let get = self.client.get_item().table_name(&self.table).set_key(key);
        let found = get.consistent_read(consistent).send().await;
        found.map_err(StoreError::call("read a conversation"))?.item.map(read_place).transpose()
    }

    /// The conversation of this contact, also if it is joined to another one. `None` also when it was erased, or the
    /// contact's key holds a pointer to another contact.
    pub async fn conversation(&self, contact: &ContactId) -> Result<Option<Conversation>, StoreError> {
        Ok(self.stored(contact).await?.filter(|conversation| !conversation.is_blank()))
    }

    /// The same, or what stays of an erased conversation.
    pub(super) async fn stored(&self, contact: &ContactId) -> Result<Option<Conversation>, StoreError> {
        match self.at(contact).await? {
            Some(Place::Conversation(conversation)) => Ok(Some(*conversation)),
            Some(Place::Pointer(_)) | None => Ok(None),
        }
    }

    /// The conversation that is shown for this contact: its own, or the one that it is joined to.
    pub async fn kept_conversation(&self, contact: &ContactId) -> Result<Option<Conversation>, StoreError> {
        match self.conversation(contact).await? {
            Some(conversation) => self.kept_for(conversation).await.map(Some),
            None => Ok(None),
        }
    }

    /// The conversation that is shown for this one.
    pub async fn kept_for(&self, conversation: Conversation) -> Result<Conversation, StoreError> {
        let mut kept = conversation;
        for _ in 0..MOST_STEPS {
            let Some(next) = kept.joined_to.clone() else { break };
            match self.conversation(&next).await? {
                // Two joins at the same moment can make a circle.
                Some(next) if next.shows(&kept.contact) => kept = next,
                _ => break,
            }
        }
        Ok(kept)
    }

    /// Follows a contact to its conversation.
    pub(super) async fn follow(&self, contact: &ContactId) -> Result<Led, StoreError> {
        let place = self.at(contact).await?;
        self.follow_from(contact, place).await
    }

    /// As [`Self::follow`], with the record in the contact's place.
    pub(super) async fn follow_from(
        &self,
        contact: &ContactId,
        place: Option<Place>,
    ) -> Result<Led, StoreError> {
        let mut contact = contact.clone();
        let mut place = place;
        for _ in 0..MOST_STEPS {
            let next = match &place {
                Some(Place::Pointer(holders)) => holders.now().filter(|next| **next != contact).cloned(),
                Some(Place::Conversation(_)) | None => None,
            };
            let Some(next) = next else { break };
            place = self.at(&next).await?;
            contact = next;
        }
        let conversation = match place {
            Some(Place::Conversation(conversation)) => Some(*conversation),
            Some(Place::Pointer(_)) | None => None,
        };
        Ok(Led { contact, conversation })
    }

    /// Writes a pointer to a place, unless the place has a record. Returns whether it was written.
    pub(super) async fn point(&self, place: &ContactId, holders: &Holders) -> Result<Saved, StoreError> {
        if holders.now() == Some(place) {
            return Ok(Saved::Yes);
        }
        self.put_pointer(place, holders, None).await
    }

    /// Writes what is known of a number's holders, if it is still as it was read.
    pub(super) async fn save_holders(
        &self,
        place: &ContactId,
        seen: &Place,
        holders: &Holders,
    ) -> Result<Saved, StoreError> {
        match seen {
            Place::Pointer(seen) => self.put_pointer(place, holders, Some(seen)).await,
            Place::Conversation(conversation) => {
                let mut conversation = conversation.clone();
                conversation.holders = Some(Box::new(holders.clone()));
                self.save_conversation(&mut conversation).await
            }
        }
    }

    async fn put_pointer(
        &self,
        place: &ContactId,
        holders: &Holders,
        seen: Option<&Holders>,
    ) -> Result<Saved, StoreError> {
        let mut item: Item = to_item("pointer", holders)?;
        item.extend(conversation_key(place.as_str()));
        item.insert("v".into(), n(SCHEMA));
        item.insert("changes".into(), n(holders.changes()));
        let put = self.client.put_item().table_name(&self.table).set_item(item);
        let put = match seen {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(seen) => put
                .condition_expression("changes = :seen OR (attribute_not_exists(changes) AND :seen = :none)")
                .expression_attribute_values(":seen", n(seen.changes()))
                .expression_attribute_values(":none", n(0)),
        };
        let written = carried_out(put.send().await, "store a contact's alias")?;
        Ok(if written { Saved::Yes } else { Saved::Conflict })
    }
}

/// Reads the record in a place.
pub(super) fn read_place(item: Item) -> Result<Place, StoreError> {
    if item.get("contact") == item.get("pk") {
        return Ok(Place::Conversation(Box::new(from_item("conversation", item)?)));
    }
    Ok(Place::Pointer(from_item("pointer", item)?))
}
