//! The key that a message is stored under, and its travel through Meta as callback data.

use std::fmt::Write;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::contact::ContactId;

/// The first part of our callback data. Statuses whose callback data starts otherwise belong to somebody else's sends.
const CALLBACK_PREFIX: &str = "relais1.";

/// The last millisecond that a key can name, in the year 2286: beyond it they have more than 13 digits.
const LAST_MS: i64 = 9_999_999_999_999;

/// Bytes of the longest id in a key that is taken for one of ours. Those that are made now have 32.
const LONGEST_ID: usize = 64;

/// Where a message is stored: its contact, then its time, then its id. Built from the message itself, so a message
/// that comes twice meets itself, and a status finds its message, without an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey {
    contact: ContactId,
    sort_key: String,
}

impl MessageKey {
    /// The key of a message of `contact` at `at`: Meta's time and the wamid for inbound ones, the time of creation and
    /// an id of our own for what people send.
    ///
    /// The id goes in by its fingerprint: a wamid spells out the customer's number, and keys are logged.
    pub fn new(contact: &ContactId, at: Timestamp, id: &str) -> Self {
        let ms = at.as_millisecond().clamp(0, LAST_MS);
        Self { contact: contact.clone(), sort_key: format!("{ms:013}.{}", fingerprint(id)) }
    }

    /// The key of the message of `contact` with this sort key, as [`Self::sort_key`] gave it.
    pub fn from_sort_key(contact: &ContactId, sort_key: &str) -> Option<Self> {
        let (ms, id) = sort_key.split_once('.')?;
        let ours =
            ms.len() == 13 && ms.bytes().all(|b| b.is_ascii_digit()) && (1..=LONGEST_ID).contains(&id.len());
        ours.then(|| Self { contact: contact.clone(), sort_key: sort_key.to_owned() })
    }

    /// The key of the assistant's answer to this message: whoever answers it, answers under the same key.
    ///
    /// Its time is a millisecond after the message's, by Meta's clock: an answer stands behind its question and before
    /// the next message, whatever our own clock says.
    #[must_use]
    pub fn of_answer(&self) -> Self {
        let at = self.at() + SignedDuration::from_millis(1);
        Self::new(&self.contact, at, &format!("answer to {}", self.sort_key))
    }

    /// Reads a key as its `Display` writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let (contact, sort_key) = text.split_once('.')?;
        Self::from_sort_key(&ContactId::parse(contact)?, sort_key)
    }

    /// As it travels in `biz_opaque_callback_data` (at most 512 characters; Meta returns it in every status).
    pub fn to_callback_data(&self) -> String {
        format!("{CALLBACK_PREFIX}{self}")
    }

    /// Reads callback data; `None` when this system did not write it.
    pub fn from_callback_data(data: &str) -> Option<Self> {
        Self::parse(data.strip_prefix(CALLBACK_PREFIX)?)
    }

    /// Whose message.
    pub fn contact(&self) -> &ContactId {
        &self.contact
    }

    /// The part that orders messages of a contact: 13 digits of milliseconds, a dot, the id's fingerprint.
    pub fn sort_key(&self) -> &str {
        &self.sort_key
    }

    /// The time in the key.
    pub fn at(&self) -> Timestamp {
        let ms = self.sort_key.get(..13).and_then(|ms| ms.parse().ok()).unwrap_or(0);
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl std::fmt::Display for MessageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.contact, self.sort_key)
    }
}

/// 32 hex digits that stand for a longer text.
pub fn fingerprint(text: &str) -> String {
    Sha256::digest(text).iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use relais_whatsapp::ids::WaId;

    use super::*;
    use crate::contact::Alias;

    fn contact() -> ContactId {
        ContactId::first_seen_as(&Alias::wa_id(&WaId::from("33639980001")))
    }

    #[test]
    fn a_key_survives_the_way_through_meta() {
        let at = Timestamp::from_millisecond(1_800_000_000_123).unwrap();
        for id in ["wamid.HBgL=", "a.b.c", &"x".repeat(500)] {
            let key = MessageKey::new(&contact(), at, id);
            let data = key.to_callback_data();
            assert!(data.len() <= 512, "Meta takes 512 characters");
            assert_eq!(MessageKey::from_callback_data(&data), Some(key.clone()));
            assert_eq!(key.at(), at);
        }
    }

    #[test]
    fn callback_data_of_others_is_not_ours() {
        for data in ["", "order-17", "relais1.", "relais1.cxyz.1.a", "relais1.c000000000000000000000000.12.a"]
        {
            assert_eq!(MessageKey::from_callback_data(data), None, "{data}");
        }
    }

    #[test]
    fn callback_data_too_long_for_a_key_is_not_ours() {
        let data = |id: &str| format!("relais1.c000000000000000000000000.1800000000000.{id}");
        assert!(MessageKey::from_callback_data(&data(&"a".repeat(64))).is_some());
        assert_eq!(MessageKey::from_callback_data(&data(&"a".repeat(65))), None);
    }

    #[test]
    fn a_key_of_any_time_is_read_again() {
        for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            let key = MessageKey::new(&contact(), at, "wamid.1");
            for key in [key.of_answer(), key] {
                assert_eq!(MessageKey::parse(&key.to_string()), Some(key));
            }
        }
    }

    #[test]
    fn keys_sort_by_time() {
        let early = MessageKey::new(&contact(), Timestamp::from_millisecond(999).unwrap(), "z");
        let late = MessageKey::new(&contact(), Timestamp::from_millisecond(1000).unwrap(), "a");
        assert!(early < late);
    }

    #[test]
    fn whoever_answers_a_message_answers_under_the_same_id() {
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        let asked = MessageKey::new(&contact(), at, "wamid.1");
        assert_eq!(asked.of_answer(), asked.of_answer());
        assert_ne!(asked.of_answer(), MessageKey::new(&contact(), at, "wamid.2").of_answer());
        let next = MessageKey::new(&contact(), at + SignedDuration::from_secs(1), "wamid.2");
        assert!(asked < asked.of_answer() && asked.of_answer() < next);
    }
}
