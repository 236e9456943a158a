//! Finds all records of one person, and erases them.
//!
//! [`relais_aws::store`] says why no job under way brings a record back. Erasing that stops midway can be repeated, and
//! finishes: what is found by something else goes before it. The conversation, which knows the person's ids, goes last.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::{Backoff, INSERT_TIME, Records, Saved};
use relais_aws::{Store, StoreError};
use relais_core::Clock;
use relais_core::contact::{Alias, ContactId};
use relais_core::conversation::Conversation;
use relais_core::country::Country;
use relais_core::media::MediaId;
use relais_core::mentions::Mentions;
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

use super::elsewhere::{Elsewhere, ElsewhereError, Nowhere};
use crate::address::Address;
use crate::lookup::Lookup;

/// The data of persons, in the table and elsewhere.
#[derive(Clone, Debug)]
pub struct People {
    pub(super) store: Store,
    pub(super) elsewhere: Arc<dyn Elsewhere>,
    pub(super) clock: Clock,
    pub(super) numbers: Vec<PhoneNumberId>,
    default_country: Option<Country>,
    pause: Duration,
}

/// What was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// Conversations.
    pub conversations: usize,
    /// Messages with their statuses.
    pub messages: usize,
    /// Kept webhook items.
    pub events: usize,
    /// Blobs, and files of messages.
    pub media: usize,
    /// Dead letters. `None`: they are not reached from here.
    pub dead_letters: Option<usize>,
}

/// Why a person could not be exported or erased.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// There is no conversation with this person.
    #[error("nobody with this number or id has a conversation")]
    Unknown,
    /// The cursor is none of an export of this person.
    #[error("the cursor is not one of this export")]
    BadCursor,
    /// A message to the person may be on its way, for this long at most. Nothing was deleted.
    #[error("a message to this person is being sent: repeat it in {} seconds", .0.as_secs() + 1)]
    SendInProgress(SignedDuration),
    /// A call to the database failed.
    #[error("a record of the person could not be read or deleted")]
    Store(#[from] StoreError),
    /// A call to the blobs or the queues failed.
    #[error(transparent)]
    Elsewhere(#[from] ElsewhereError),
}

/// One person: their conversations, and the ids that lead to them.
pub(super) struct Person {
    pub(super) conversations: Vec<Conversation>,
    pub(super) aliases: Vec<Alias>,
}

impl Person {
    pub(super) fn contacts(&self) -> Vec<ContactId> {
        self.conversations.iter().map(|conversation| conversation.contact.clone()).collect()
    }

    /// The ids by which the person is mentioned.
    pub(super) fn mentions(&self, records: &Records) -> Mentions {
        let mut mentions = Mentions::default();
        for conversation in &self.conversations {
            mentions.add(conversation.contact.as_str());
        }
        for alias in &self.aliases {
            // A stored alias begins with its kind.
            mentions.add(alias.as_str().split_once(':').map_or(alias.as_str(), |(_, id)| id));
        }
        mentions.add_all(&records.wamids);
        mentions
    }

    fn sending_for(&self, records: &Records, now: Timestamp) -> Option<SignedDuration> {
        let of = |conversation: &Conversation| conversation.sending_for(&records.messages, now);
        self.conversations.iter().filter_map(of).max()
    }
}

impl People {
    /// The persons in this store, with the business numbers of the deployment. Neither blobs nor dead letters are reached.
    pub fn new(store: Store, numbers: Vec<PhoneNumberId>, clock: Clock) -> Self {
        let pause = INSERT_TIME.unsigned_abs();
        Self { store, elsewhere: Arc::new(Nowhere), clock, numbers, default_country: None, pause }
    }

    /// The same, with numbers without a country code read as this country's.
    #[must_use]
    pub fn in_country(self, default_country: Option<Country>) -> Self {
        Self { default_country, ..self }
    }

    /// The same, with the blobs and the dead letters that are reached from here.
    #[must_use]
    pub fn and(self, elsewhere: impl Elsewhere) -> Self {
        Self { elsewhere: Arc::new(elsewhere), ..self }
    }

    /// The same for tests whose clock stands still, without the wait for workers that insert a message.
    #[must_use]
    pub fn without_pause(self) -> Self {
        Self { pause: Duration::ZERO, ..self }
    }

    /// Deletes everything that is stored about a person: by number, user id or contact id. A message that comes later
    /// begins a new conversation.
    pub async fn erase(&self, person: &str) -> Result<Erased, PersonError> {
        let address = self.address(person)?;
        let mut found = self.find(&address).await?;
        let mut erased = Erased::default();
        let mut backoff = Backoff::default();
        while self.erase_once(&mut found, &mut erased).await? == Saved::Conflict {
            backoff.again().await?;
            found = match self.find(&address).await {
                // Another call has finished it.
                Err(PersonError::Unknown) => break,
                found => found?,
            };
        }
        tracing::info!(?erased, "a person was erased");
        Ok(erased)
    }

    /// Erases what is stored now. A conflict means that a job saved a conversation meanwhile.
    async fn erase_once(&self, person: &mut Person, erased: &mut Erased) -> Result<Saved, PersonError> {
        let now = self.clock.now();
        let (contacts, store) = (person.contacts(), &self.store);
        let records = store.records_of(&contacts, &person.aliases, &self.numbers, now).await?;
        if let Some(left) = person.sending_for(&records, now).max(records.sending_for(now)) {
            return Err(PersonError::SendInProgress(left));
        }
        for conversation in &mut person.conversations {
            if store.begin_erasing(conversation, &records, now).await? == Saved::Conflict {
                return Ok(Saved::Conflict);
            }
        }
        tokio::time::sleep(self.pause).await;
        let records = store.records_of(&contacts, &person.aliases, &self.numbers, now).await?;
        let mut mentions = person.mentions(&records);
        let media = self.elsewhere.media(&mentions).await?;
        mentions.add_all(&media);
        let files: Vec<String> = records.files.iter().flat_map(MediaId::blobs).collect();
        let mentions = Arc::new(mentions);
        if let Some(deleted) = self.elsewhere.delete_dead_letters(&mentions).await? {
            erased.dead_letters = Some(erased.dead_letters.unwrap_or(0) + deleted);
        }
        // Dead letters and items may mention the person by the name of a blob only, and the blob by the wamid of a message.
        let items = store.kept_items(&mentions, now).await?;
        store.delete_kept_items(&items, now).await?;
        for names in [&media, &files] {
            self.elsewhere.delete_media(names).await?;
        }
        store.delete_records(&records, now).await?;
        // A job may have stored one of them meanwhile. From here on its record is gone, and it removes the file itself.
        self.elsewhere.delete_media(&files).await?;
        erased.messages += records.messages.len();
        erased.events += items.len();
        erased.media += media.len() + records.stored_files;
        let finished = store.finish_erasing(&person.conversations, &records).await?;
        if finished == Saved::Yes {
            erased.conversations = contacts.len();
        }
        Ok(finished)
    }

    /// The records of a conversation and of those joined to it, as they are stored.
    async fn parts_of(&self, shown: &Conversation) -> Result<Vec<Conversation>, StoreError> {
        let parts: Vec<ContactId> = shown.parts().cloned().collect();
        self.store.conversations_of(&parts).await
    }

    /// A number, a user id or a contact id.
    pub(super) fn address(&self, person: &str) -> Result<Address, PersonError> {
        Address::parse(person, self.default_country).map_err(|_| PersonError::Unknown)
    }

    pub(crate) fn lookup(&self) -> Lookup<'_> {
        Lookup { store: &self.store, numbers: &self.numbers, now: self.clock.now() }
    }

    /// All conversations with the person at this address, at each business number and with those joined to them, and all
    /// ids that are known of them.
    pub(super) async fn find(&self, address: &Address) -> Result<Person, PersonError> {
        let first = self.lookup().conversation(address, None).await?.ok_or(PersonError::Unknown)?;
        let mut conversations = self.parts_of(&first).await?;
        // A person has one user id at all business numbers. A number alone names whoever has it there now.
        let users = conversations.iter().filter_map(|part| part.identity.user_id.clone()).map(Address::User);
        let named = Some(address.clone()).filter(|address| !matches!(address, Address::Contact(_)));
        for also in users.chain(named).collect::<Vec<_>>() {
            for business in &self.numbers {
                let found = self.lookup().conversation(&also, Some(business)).await?;
                let is_new =
                    |found: &Conversation| conversations.iter().all(|known| known.contact != found.contact);
                if let Some(found) = found.filter(is_new) {
                    conversations.extend(self.parts_of(&found).await?);
                }
            }
        }
        let ids = conversations.iter().flat_map(|conversation| conversation.identity.aliases());
        let mut aliases: Vec<_> = ids.chain(address.identity().aliases()).collect();
        aliases.sort_unstable();
        aliases.dedup();
        Ok(Person { conversations, aliases })
    }
}
