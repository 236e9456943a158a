//! Everything that is stored under a person's keys, without their content: what erase deletes.

use jiff::{SignedDuration, Timestamp};
use relais_core::contact::{Alias, ContactId};
use relais_core::media::{MediaId, MediaState};
use relais_core::message::{Direction, Message, MessageKey, SentBy, fingerprint};
use relais_core::timing::LONGEST_SEND;
use relais_whatsapp::ids::PhoneNumberId;

use super::conversations::conversation_key;
use super::items::{Item, read_message};
use super::places::{Place, read_place};
use super::uploads::record_of;
use super::{Store, StoreError};

/// An outbound message that changed within this time may still be written by a job under way. It is longer than any job
/// runs.
const UNDER_WAY: SignedDuration = SignedDuration::from_hours(24);

/// The key of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordKey {
    pub(super) pk: String,
    pub(super) sk: String,
}

/// The records of a person. [`Store::records_of`] finds them.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// The keys of the messages.
    pub messages: Vec<MessageKey>,
    /// The ids that Meta gave the messages.
    pub wamids: Vec<String>,
    /// The files of the messages, also those that a job may still fetch.
    pub files: Vec<MediaId>,
    /// How many of [`Self::files`] are in the media store.
    pub stored_files: usize,
    /// When the last send of a person's message began that may still be on its way to Graph.
    pub sending_since: Option<Timestamp>,
    /// Those of [`Self::messages`] that a job under way may still write.
    pub(super) under_way: Vec<MessageKey>,
    /// Idempotency keys, uploads, and statuses that came before an echo.
    pub(super) beside: Vec<RecordKey>,
    /// Further records under the contact's key.
    pub(super) others: Vec<RecordKey>,
    /// What leads from the person's ids to the contact.
    pub(super) pointers: Vec<RecordKey>,
}

impl Records {
    /// How long a person's message may still be on its way to Graph. `None`: nothing is under way.
    pub fn sending_for(&self, now: Timestamp) -> Option<SignedDuration> {
        let end = self.sending_since?.checked_add(LONGEST_SEND).ok()?;
        Some(end.duration_since(now)).filter(SignedDuration::is_positive)
    }

    fn add_message(&mut self, message: Message, now: Timestamp) {
        let once =
            message.once.as_ref().map(|fingerprint| RecordKey::of(format!("once#{fingerprint}"), "once"));
        self.beside.extend(once);
        let uploads = message.uploads();
        self.beside.extend(uploads.iter().map(record_of));
        if let Some(media) = &message.media {
            self.files.extend(Some(media.id.clone()).filter(|id| !uploads.contains(id)));
            self.stored_files += usize::from(media.state == MediaState::Stored);
        }
        self.files.extend(uploads);
        if let Some(wamid) = &message.wamid {
            self.wamids.push(wamid.to_string());
            if message.sent_by == Some(SentBy::App) {
                // Version 0.1 used the wamid itself as the key.
                for id in [fingerprint(wamid.as_str()), wamid.to_string()] {
                    self.beside.push(RecordKey::of(format!("wamid#{id}"), "statuses"));
                }
            }
        }
        self.sending_since = self.sending_since.max(message.sending.as_ref().map(|sending| sending.since));
        let recent = now.duration_since(message.changed_at) < UNDER_WAY;
        if message.direction == Direction::Outbound && (recent || message.sending.is_some()) {
            self.under_way.push(message.key.clone());
        }
        self.messages.push(message.key);
    }
}

impl RecordKey {
    pub(super) fn of(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }
}

impl Store {
    /// All records of these contacts, without the conversations, and what leads to them alone from these aliases at these
    /// business numbers.
    pub async fn records_of(
        &self,
        contacts: &[ContactId],
        aliases: &[Alias],
        businesses: &[PhoneNumberId],
        now: Timestamp,
    ) -> Result<Records, StoreError> {
        let mut records = Records::default();
        for contact in contacts {
            for item in self.partition(contact.as_str(), "read a person's records").await? {
                let sk = item.get("sk").and_then(|sk| sk.as_s()).cloned().unwrap_or_default();
                if sk == "conversation" || item.contains_key("erased") {
                    continue;
                }
                match sk.starts_with("m.").then(|| read_message(item)).transpose()?.flatten() {
                    Some(message) => records.add_message(message, now),
                    None => records.others.push(RecordKey::of(contact.as_str(), sk)),
                }
            }
        }
        for alias in aliases {
            let of_numbers = businesses.iter().map(|business| ContactId::first_seen_as(business, alias));
            let places = of_numbers.chain([ContactId::in_version_0_1(alias)]);
            let places = places.map(|place| RecordKey::of(place.as_str(), "conversation"));
            let places = places.chain([RecordKey::of(format!("alias#{}", alias.as_str()), "alias")]);
            for key in places.filter(|key| !contacts.iter().any(|own| own.as_str() == key.pk)) {
                if self.leads_to(&key, contacts).await? && !records.pointers.contains(&key) {
                    records.pointers.push(key);
                }
            }
        }
        Ok(records)
    }

    async fn leads_to(&self, key: &RecordKey, contacts: &[ContactId]) -> Result<bool, StoreError> {
        let mut get = conversation_key(&key.pk);
        get.insert("sk".into(), super::items::s(&key.sk));
        let get = self.client.get_item().table_name(&self.table).set_key(get);
        let found = get.consistent_read(true).send().await;
        let found = found.map_err(StoreError::call("read what leads to a person"))?.item;
        let Some(found) = found else { return Ok(false) };
        // A number that another person has had too stays: it holds nothing of either.
        Ok(match read_place(found)? {
            Place::Pointer(holders) => holders.all().all(|holder| contacts.contains(holder)),
            Place::Conversation(_) => false,
        })
    }

    /// All records with this partition key, by consistent reads.
    pub(super) async fn partition(&self, pk: &str, operation: &'static str) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", super::items::s(pk))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(StoreError::call(operation))?;
            found.extend(page.items);
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }
}
