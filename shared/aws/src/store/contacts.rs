//! Contacts: found by the ids that Meta knows them by.
//!
//! Every alias has a place: the key of the conversation that a contact first seen under it gets. Whatever is written
//! there first stays: that conversation, or a pointer to the contact whose conversation stands elsewhere. A pointer is
//! put only once that conversation is stored, so none leads to another pointer or into the void. A contact costs no
//! record of its own; each further alias costs one pointer.
//!
//! The steadiest alias of a message decides whose it is. Its place is filled, by a pointer or by the conversation,
//! before the message is stored: however often a message comes, it is decided the same.
//!
//! An alias may be taken for new until it is linked: for milliseconds after the conversation is saved, and until the job
//! comes back when its worker died in between. Whatever shows that alias alone meanwhile begins a second conversation
//! with the same person. No message is lost or answered twice, but the two stay apart; later messages go to the one of
//! their steadiest alias.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use jiff::Timestamp;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::Conversation;

use super::conversations::conversation_key;
use super::items::{Item, SCHEMA, from_item, n, s};
use super::{Store, StoreError};

/// What stands in the place of an alias.
enum Place {
    /// The conversation itself.
    Conversation(Box<Conversation>),
    /// Whose conversation to look for instead.
    Pointer(ContactId),
}

impl Store {
    /// The contact that an alias leads to. The read may miss what was written less than a second ago.
    pub async fn find_contact(&self, alias: &Alias) -> Result<Option<ContactId>, StoreError> {
        match self.placed(alias).await? {
            Some(contact) => Ok(Some(contact)),
            None => self.by_former_record(alias).await,
        }
    }

    /// The conversation with a person, or the one that begins when it is saved, with version 0. `None` for somebody
    /// who shows no id.
    ///
    /// An alias that already leads elsewhere stays: numbers change hands. The further aliases are linked once the
    /// conversation is saved ([`Self::link`]).
    pub async fn conversation_with(
        &self,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<Option<Conversation>, StoreError> {
        let aliases = identity.aliases();
        let Some(first) = aliases.first() else { return Ok(None) };
        let place = ContactId::first_seen_as(first);
        let mut found = self.at(&place).await?;
        if found.is_none()
            && let Some(known) = self.known_otherwise(&aliases).await?
        {
            self.point(&place, &known).await?;
            found = self.at(&place).await?;
        }
        Ok(Some(match found {
            Some(Place::Conversation(conversation)) => *conversation,
            Some(Place::Pointer(contact)) => {
                let stored = self.conversation(&contact).await?;
                stored.unwrap_or_else(|| Conversation::new(contact, now))
            }
            None => Conversation::new(place, now),
        }))
    }

    /// The conversation with this contact. What stands there may be a pointer to another contact: then there is none.
    pub async fn conversation(&self, contact: &ContactId) -> Result<Option<Conversation>, StoreError> {
        match self.at(contact).await? {
            Some(Place::Conversation(conversation)) => Ok(Some(*conversation)),
            Some(Place::Pointer(_)) | None => Ok(None),
        }
    }

    /// Makes aliases lead to a contact whose conversation is stored; those that lead somewhere stay.
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

    /// The contact that what stands in an alias's place belongs or leads to. Not a consistent read.
    async fn placed(&self, alias: &Alias) -> Result<Option<ContactId>, StoreError> {
        let key = conversation_key(ContactId::first_seen_as(alias).as_str());
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let found = get.projection_expression("contact").send().await;
        Ok(contact_in(found.map_err(StoreError::call("look up a contact"))?.item))
    }

    /// What stands in a place, by a consistent read.
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

    /// The contact of somebody whose first alias has an empty place: by that alias's former record, or by the next
    /// alias.
    async fn known_otherwise(&self, aliases: &[Alias]) -> Result<Option<ContactId>, StoreError> {
        for (position, alias) in aliases.iter().enumerate() {
            let found = match position {
                0 => None,
                _ => self.at(&ContactId::first_seen_as(alias)).await?,
            };
            let contact = match found {
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

    /// Puts a pointer into a place unless there is something.
    async fn point(&self, place: &ContactId, contact: &ContactId) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(conversation_key(place.as_str())))
            .item("v", n(SCHEMA))
            .item("contact", s(contact.as_str()))
            .condition_expression("attribute_not_exists(pk)");
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

    /// Relais once kept a record for every alias, also for the first. Where there is one and the place is empty, it
    /// decides, if the conversation it leads to is stored: it used to be kept before that.
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
