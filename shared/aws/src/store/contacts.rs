//! Contacts: found by the ids that Meta knows them by.
//!
//! Every alias has a place: the key of the conversation that a contact first seen under it gets. Either that
//! conversation stands there or a pointer to the contact's own place, and whichever is written first stays: two workers
//! that decide otherwise about the same alias cannot both be stored. A contact costs no record of its own; each further
//! alias costs one pointer.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use relais_core::contact::{Alias, ContactId, Identity};

use super::conversations::conversation_key;
use super::items::{Item, SCHEMA, n, s};
use super::{Store, StoreError};

impl Store {
    /// The contact that any of these aliases leads to, the first alias deciding.
    pub async fn find_contact(&self, aliases: &[Alias]) -> Result<Option<ContactId>, StoreError> {
        match self.by_place(aliases).await? {
            Some(contact) => Ok(Some(contact)),
            None => self.by_record_of_0_1(aliases).await,
        }
    }

    /// The contact of a person. Somebody new gets the id that the steadiest alias gives, and exists once their
    /// conversation is saved. The other aliases are linked when their message is recorded ([`Self::link`]).
    ///
    /// An alias that already leads elsewhere stays: numbers change hands. Two workers that meet the same new person
    /// agree, because the id is derived from the first alias.
    pub async fn contact_for(&self, identity: &Identity) -> Result<Option<ContactId>, StoreError> {
        let aliases = identity.aliases();
        let Some((first, others)) = aliases.split_first() else { return Ok(None) };
        let place = ContactId::first_seen_as(first);
        if let Some(contact) = self.contact_at(&place, false).await? {
            return Ok(Some(contact));
        }
        let known = match self.by_place(others).await? {
            Some(contact) => Some(contact),
            None => self.by_record_of_0_1(&aliases).await?,
        };
        match known {
            Some(contact) => self.point(place, &contact).await.map(Some),
            None => Ok(Some(place)),
        }
    }

    /// Makes further aliases lead to a contact; those that lead somewhere stay.
    pub async fn link(&self, contact: &ContactId, aliases: &[Alias]) -> Result<(), StoreError> {
        for alias in aliases {
            self.point(ContactId::first_seen_as(alias), contact).await?;
        }
        Ok(())
    }

    async fn by_place(&self, aliases: &[Alias]) -> Result<Option<ContactId>, StoreError> {
        for alias in aliases {
            if let Some(contact) = self.contact_at(&ContactId::first_seen_as(alias), false).await? {
                return Ok(Some(contact));
            }
        }
        Ok(None)
    }

    /// Whose conversation is at this place, or where the pointer there leads.
    ///
    /// A read that is not consistent may miss what was written a moment ago. No harm: a conversation is saved, and a
    /// pointer put, only where there is nothing.
    async fn contact_at(&self, place: &ContactId, consistent: bool) -> Result<Option<ContactId>, StoreError> {
        let key = conversation_key(place.as_str());
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let found = get.consistent_read(consistent).projection_expression("contact").send().await;
        Ok(contact_in(found.map_err(StoreError::call("look up a contact"))?.item))
    }

    /// Puts a pointer where an alias has its place unless there is something; returns where that leads now.
    async fn point(&self, place: ContactId, contact: &ContactId) -> Result<ContactId, StoreError> {
        if place == *contact {
            return Ok(place);
        }
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(conversation_key(place.as_str())))
            .item("v", n(SCHEMA))
            .item("contact", s(contact.as_str()))
            .condition_expression("attribute_not_exists(pk)");
        match put.send().await {
            Ok(_) => Ok(contact.clone()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                Ok(self.contact_at(&place, true).await?.unwrap_or_else(|| contact.clone()))
            }
            Err(error) => Err(StoreError::call("store a contact's alias")(error)),
        }
    }

    /// Version 0.1 kept a record for every alias. Its further aliases have no pointer yet.
    async fn by_record_of_0_1(&self, aliases: &[Alias]) -> Result<Option<ContactId>, StoreError> {
        for alias in aliases {
            let get = self.client.get_item().table_name(&self.table);
            let get = get.key("pk", s(format!("alias#{}", alias.as_str()))).key("sk", s("alias"));
            let found = get.send().await.map_err(StoreError::call("look up a contact"))?;
            if let Some(contact) = contact_in(found.item) {
                return Ok(Some(contact));
            }
        }
        Ok(None)
    }
}

fn contact_in(item: Option<Item>) -> Option<ContactId> {
    ContactId::parse(item?.get("contact")?.as_s().ok()?)
}
