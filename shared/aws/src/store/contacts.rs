//! Contacts and the aliases that point to them.

use relais_core::contact::{Alias, ContactId, Identity};

use super::items::{SCHEMA, n, s};
use super::{Store, StoreError};

impl Store {
    /// The contact that any of these aliases points to, the first alias deciding.
    pub async fn find_contact(&self, aliases: &[Alias]) -> Result<Option<ContactId>, StoreError> {
        for alias in aliases {
            if let Some(contact) = self.contact_of(alias).await? {
                return Ok(Some(contact));
            }
        }
        Ok(None)
    }

    /// The contact of a person, made if there is none, with the steadiest alias pointing to it. The others are linked
    /// when their message is recorded ([`Self::link`]).
    ///
    /// An alias that already points elsewhere stays: numbers change hands. Two workers that meet the same new person
    /// agree, because the id is derived from the first alias.
    pub async fn contact_for(&self, identity: &Identity) -> Result<Option<ContactId>, StoreError> {
        let aliases = identity.aliases();
        let Some(first) = aliases.first() else { return Ok(None) };
        if let Some(contact) = self.contact_of(first).await? {
            return Ok(Some(contact));
        }
        let known = self.find_contact(aliases.get(1..).unwrap_or_default()).await?;
        let contact = known.unwrap_or_else(|| ContactId::first_seen_as(first));
        self.point(first, &contact).await.map(Some)
    }

    /// Points further aliases to a contact; those that point somewhere stay.
    pub async fn link(&self, contact: &ContactId, aliases: &[Alias]) -> Result<(), StoreError> {
        for alias in aliases {
            self.point(alias, contact).await?;
        }
        Ok(())
    }

    async fn contact_of(&self, alias: &Alias) -> Result<Option<ContactId>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", s(format!("alias#{}", alias.as_str())))
            .key("sk", s("alias"))
            .send()
            .await
            .map_err(StoreError::call("look up a contact"))?;
        let contact = found.item.and_then(|item| {
            item.get("contact").and_then(|value| value.as_s().ok()).and_then(|id| ContactId::parse(id))
        });
        Ok(contact)
    }

    /// Points an alias to a contact unless it points somewhere; returns where it points now.
    async fn point(&self, alias: &Alias, contact: &ContactId) -> Result<ContactId, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .item("pk", s(format!("alias#{}", alias.as_str())))
            .item("sk", s("alias"))
            .item("v", n(SCHEMA))
            .item("contact", s(contact.as_str()))
            .condition_expression("attribute_not_exists(pk)")
            .send()
            .await;
        match put {
            Ok(_) => Ok(contact.clone()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(aws_sdk_dynamodb::operation::put_item::PutItemError::is_conditional_check_failed_exception) =>
            {
                Ok(self.contact_of(alias).await?.unwrap_or_else(|| contact.clone()))
            }
            Err(error) => Err(StoreError::call("store a contact's alias")(error)),
        }
    }
}
