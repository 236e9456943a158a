//! Contacts: found by Meta's ids for them, their aliases.
//!
//! Every alias has a place: the key of the conversation of a contact first seen under that alias. The first record
//! written there stays: the conversation, or a pointer to the contact whose conversation has another key. A pointer is
//! written only after that conversation, so it always leads to a conversation. A contact has no record of its own; each
//! further alias costs one pointer.
//!
//! The most stable alias of a message decides which contact it belongs to. A record is written to its place before the
//! message is stored, so a redelivered message always belongs to the same contact.
//!
//! A further alias is unknown until it is linked: for milliseconds after the conversation is saved, or until the job is
//! redelivered if its worker dies in between. A message that shows only this alias meanwhile begins a second
//! conversation with the same person. No message is lost or answered twice, but the two conversations stay separate.
//! Later messages go to the conversation of their most stable alias.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use jiff::Timestamp;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::Conversation;

use super::conversations::conversation_key;
use super::items::{Item, SCHEMA, from_item, n, s};
use super::{Store, StoreError};

/// The record in the place of an alias.
enum Place {
    /// The conversation itself.
    Conversation(Box<Conversation>),
    /// A pointer to the contact that the alias belongs to.
    Pointer(ContactId),
}

impl Place {
    fn is_blank(&self) -> bool {
        matches!(self, Self::Conversation(conversation) if conversation.is_blank())
    }
}

impl Store {
    /// The contact that an alias leads to. The read is eventually consistent: it may miss the latest write.
    pub async fn find_contact(&self, alias: &Alias) -> Result<Option<ContactId>, StoreError> {
        match self.placed(alias).await? {
            Some(contact) => Ok(Some(contact)),
            None => self.by_former_record(alias).await,
        }
    }

    /// The conversation with a person. If there is none, a new one with version 0, which is not saved yet. `None` for
    /// an identity without an alias.
    ///
    /// An alias that already leads to another contact is not changed, because numbers change hands. The further aliases
    /// are linked after the conversation is saved ([`Self::link`]).
    pub async fn conversation_with(
        &self,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<Option<Conversation>, StoreError> {
        let aliases = identity.aliases();
        let Some(first) = aliases.first() else { return Ok(None) };
        let place = ContactId::first_seen_as(first);
        let mut found = self.at(&place).await?;
        if found.as_ref().is_none_or(Place::is_blank)
            && let Some(known) = self.known_otherwise(&aliases).await?
        {
            self.point(&place, &known).await?;
            found = self.at(&place).await?;
        }
        Ok(Some(match found {
            Some(Place::Conversation(conversation)) => *conversation,
            Some(Place::Pointer(contact)) => {
                let stored = self.stored(&contact).await?;
                stored.unwrap_or_else(|| Conversation::new(contact, now))
            }
            None => Conversation::new(place, now),
        }))
    }

    /// The conversation with this contact. `None` also when it was erased, or its key holds a pointer to another
    /// contact.
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

    /// Makes aliases lead to a contact whose conversation is stored. An alias that already leads to a contact stays.
    pub async fn link(&self, contact: &ContactId, aliases: &[Alias]) -> Result<(), StoreError> {
        for alias in aliases {
            let place = ContactId::first_seen_as(alias);
            if place != *contact && self.placed(alias).await?.is_none() {
                let former = self.by_former_record(alias).await?;
                self.point(&place, former.as_ref().unwrap_or(contact)).await?;
            }
        }
        Ok(())
    }

    /// The contact that the record in an alias's place names, by an eventually consistent read. `None` for what stays of
    /// an erased conversation, which alone has an end.
    async fn placed(&self, alias: &Alias) -> Result<Option<ContactId>, StoreError> {
        let key = conversation_key(ContactId::first_seen_as(alias).as_str());
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let found = get.projection_expression("contact, expires").send().await;
        let found = found.map_err(StoreError::call("look up a contact"))?.item;
        Ok(contact_in(found.filter(|item| !item.contains_key("expires"))))
    }

    /// The record in a place, by a consistent read.
    async fn at(&self, place: &ContactId) -> Result<Option<Place>, StoreError> {
        let key = conversation_key(place.as_str());
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let found = get.consistent_read(true).send().await;
        let Some(item) = found.map_err(StoreError::call("read a conversation"))?.item else {
            return Ok(None);
        };
        if item.get("contact") == item.get("pk") {
            return Ok(Some(Place::Conversation(Box::new(from_item("conversation", item)?))));
        }
        let contact = contact_in(Some(item));
        let unreadable = || StoreError::Unreadable { record: "pointer", detail: "no contact id".to_owned() };
        contact.map(|contact| Some(Place::Pointer(contact))).ok_or_else(unreadable)
    }

    /// The contact of a person whose first alias has an empty place: by that alias's record of an earlier release, or
    /// by a further alias.
    async fn known_otherwise(&self, aliases: &[Alias]) -> Result<Option<ContactId>, StoreError> {
        for (position, alias) in aliases.iter().enumerate() {
            let found = match position {
                0 => None,
                _ => self.at(&ContactId::first_seen_as(alias)).await?,
            };
            let contact = match found.filter(|found| !found.is_blank()) {
                Some(Place::Conversation(conversation)) => Some(conversation.contact),
                Some(Place::Pointer(contact)) => Some(contact),
                None => self.by_former_record(alias).await?,
            };
            if contact.is_some() {
                return Ok(contact);
            }
        }
        Ok(None)
    }

    /// Writes a pointer to a place, unless the place has a record. What stays of an erased conversation gives way.
    async fn point(&self, place: &ContactId, contact: &ContactId) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(conversation_key(place.as_str())))
            .item("v", n(SCHEMA))
            .item("contact", s(contact.as_str()))
            .condition_expression("attribute_not_exists(pk) OR attribute_exists(expires)");
        match put.send().await {
            Err(error)
                if !error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                Err(StoreError::call("store a contact's alias")(error))
            }
            _ => Ok(()),
        }
    }

    /// Earlier releases kept a record for every alias, also for the first. If the alias's place is empty, that record
    /// decides. It was written before its conversation, so it counts only if that conversation is stored.
    async fn by_former_record(&self, alias: &Alias) -> Result<Option<ContactId>, StoreError> {
        let get = self.client.get_item().table_name(&self.table);
        let get = get.key("pk", s(format!("alias#{}", alias.as_str()))).key("sk", s("alias"));
        let found = get.send().await.map_err(StoreError::call("look up a contact"))?;
        let Some(contact) = contact_in(found.item) else { return Ok(None) };
        Ok(self.conversation(&contact).await?.map(|conversation| conversation.contact))
    }
}

fn contact_in(item: Option<Item>) -> Option<ContactId> {
    ContactId::parse(item?.get("contact")?.as_s().ok()?)
}
