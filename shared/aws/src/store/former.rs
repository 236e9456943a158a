//! Contacts as version 0.1 stored them: without the business number, because it served one.
//!
//! A conversation of that release keeps its key and its messages. It belongs to the first business number, and its
//! places at that number become pointers to it when its person is seen again.

use std::collections::HashMap;

use relais_core::contact::{Alias, ContactId};

use super::contacts::Shown;
use super::conversations::conversation_key;
use super::items::{Item, s};
use super::places::Led;
use super::{Store, StoreError};

impl Store {
    /// The contact of version 0.1 with one of these of the shown ids. A number decides only for a contact that shows no other user id.
    /// The keys are read together; each read is eventually consistent and costs half a read unit.
    pub(super) async fn in_version_0_1(
        &self,
        shown: &Shown<'_>,
        aliases: &[Alias],
    ) -> Result<Option<Led>, StoreError> {
        if !shown.is_first || aliases.is_empty() {
            return Ok(None);
        }
        let keys = aliases.iter().flat_map(|alias| [place_key(alias), alias_key(alias)]).collect();
        let found = self.get_all(keys, "look up a contact").await?;
        let by_key: HashMap<_, _> =
            found.into_iter().filter_map(|item| Some((key_of(&item)?, item))).collect();
        for alias in aliases {
            let items = [place_key(alias), alias_key(alias)].map(|key| by_key.get(&key_of(&key)?));
            for item in items.into_iter().flatten() {
                let Some(contact) = contact_in(item) else { continue };
                let led = self.follow(&contact).await?;
                let Some(conversation) = &led.conversation else { continue };
                let is_ours = conversation.phone_id.as_ref().is_none_or(|phone| phone == shown.business);
                let another = alias.is_number() && conversation.identity.contradicts(shown.identity);
                if is_ours && !another {
                    return Ok(Some(led));
                }
            }
        }
        Ok(None)
    }
}

/// The place of an alias in version 0.1.
fn place_key(alias: &Alias) -> Item {
    conversation_key(ContactId::in_version_0_1(alias).as_str())
}

/// An older record of an alias, which was written before its conversation.
fn alias_key(alias: &Alias) -> Item {
    Item::from([("pk".into(), s(format!("alias#{}", alias.as_str()))), ("sk".into(), s("alias"))])
}

fn key_of(item: &Item) -> Option<String> {
    item.get("pk")?.as_s().cloned()
}

fn contact_in(item: &Item) -> Option<ContactId> {
    ContactId::parse(item.get("contact")?.as_s()?)
}
