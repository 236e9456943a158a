//! The key that a message is stored under, and its form as callback data, which Meta returns in every status.

use std::fmt::Write;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::contact::ContactId;

/// The prefix of our callback data. Callback data without it belongs to sends by another system.
const CALLBACK_PREFIX: &str = "relais1.";

/// The last millisecond that fits a key, in the year 2286: later ones have more than 13 digits.
const LAST_MS: i64 = 9_999_999_999_999;

/// The longest id, in bytes, in a key that is accepted. Ids that are made now have 32.
const LONGEST_ID: usize = 64;

/// The key of a message: its contact, its time and its id. It is computed from the message itself. So a message that
/// comes twice has the same key, and a status finds its message without an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey {
    contact: ContactId,
    sort_key: String,
}

impl MessageKey {
    /// The key of a message of `contact`. For inbound messages, `at` is Meta's time and `id` is the wamid. For messages
    /// that people send, `at` is the time of creation and `id` is our own.
    ///
    /// The key contains only the fingerprint of the id: a wamid contains the customer's number, and keys are logged.
    pub fn new(contact: &ContactId, at: Timestamp, id: &str) -> Self {
        let ms = at.as_millisecond().clamp(0, LAST_MS);
        Self { contact: contact.clone(), sort_key: format!("{ms:013}.{}", fingerprint(id)) }
    }

    /// The key of the message of `contact` with this sort key. `None`: the sort key is malformed.
    pub fn from_sort_key(contact: &ContactId, sort_key: &str) -> Option<Self> {
        let (ms, id) = sort_key.split_once('.')?;
        let ours =
            ms.len() == 13 && ms.bytes().all(|b| b.is_ascii_digit()) && (1..=LONGEST_ID).contains(&id.len());
        ours.then(|| Self { contact: contact.clone(), sort_key: sort_key.to_owned() })
    }

    /// How a conversation refers to this message: by the sort key alone, or by the whole key if it is a message of a
    /// contact that is shown together with the conversation's.
    pub fn reference_in(&self, conversation: &ContactId) -> String {
        if self.contact == *conversation { self.sort_key.clone() } else { self.to_string() }
    }

    /// The key that [`Self::reference_in`] wrote. `None`: it is malformed.
    pub fn from_reference(conversation: &ContactId, reference: &str) -> Option<Self> {
        Self::parse(reference).or_else(|| Self::from_sort_key(conversation, reference))
    }

    /// Whether a conversation's reference is to this message.
    pub fn is_reference(&self, reference: &str) -> bool {
        reference == self.sort_key || Self::parse(reference).is_some_and(|key| key == *self)
    }

    /// The key of the assistant's answer to this message. It is the same for every worker that answers it.
    ///
    /// Its time is a millisecond after the message's, by Meta's clock. So the answer sorts after its question and
    /// before the next message, independent of our own clock.
    #[must_use]
    pub fn of_answer(&self) -> Self {
        let at = self.at() + SignedDuration::from_millis(1);
        Self::new(&self.contact, at, &format!("answer to {}", self.sort_key))
    }

    /// Reads a key in the form that `Display` writes. `None`: it is malformed.
    pub fn parse(text: &str) -> Option<Self> {
        let (contact, sort_key) = text.split_once('.')?;
        Self::from_sort_key(&ContactId::parse(contact)?, sort_key)
    }

    /// The value of `biz_opaque_callback_data` (at most 512 characters; Meta returns it in every status).
    pub fn to_callback_data(&self) -> String {
        format!("{CALLBACK_PREFIX}{self}")
    }

    /// Reads callback data; `None` when this system did not write it.
    pub fn from_callback_data(data: &str) -> Option<Self> {
        Self::parse(data.strip_prefix(CALLBACK_PREFIX)?)
    }

    /// The contact of the message.
    pub fn contact(&self) -> &ContactId {
        &self.contact
    }

    /// The part that orders the messages of a contact: 13 digits of milliseconds, a dot, the fingerprint of the id.
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

/// The first 16 bytes of the text's SHA-256, as 32 hex digits.
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
        ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&WaId::from("33639980001")))
    }

    #[test]
    fn a_key_is_read_from_its_callback_data() {
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
    fn callback_data_of_other_systems_is_ignored() {
        for data in ["", "order-17", "relais1.", "relais1.cxyz.1.a", "relais1.c000000000000000000000000.12.a"]
        {
            assert_eq!(MessageKey::from_callback_data(data), None, "{data}");
        }
    }

    #[test]
    fn callback_data_too_long_for_a_key_is_ignored() {
        let data = |id: &str| format!("relais1.c000000000000000000000000.1800000000000.{id}");
        assert!(MessageKey::from_callback_data(&data(&"a".repeat(64))).is_some());
        assert_eq!(MessageKey::from_callback_data(&data(&"a".repeat(65))), None);
    }

    #[test]
    fn a_key_of_any_time_can_be_parsed() {
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
    fn every_answer_to_a_message_has_the_same_key() {
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        let asked = MessageKey::new(&contact(), at, "wamid.1");
        assert_eq!(asked.of_answer(), asked.of_answer());
        assert_ne!(asked.of_answer(), MessageKey::new(&contact(), at, "wamid.2").of_answer());
        let next = MessageKey::new(&contact(), at + SignedDuration::from_secs(1), "wamid.2");
        assert!(asked < asked.of_answer() && asked.of_answer() < next);
    }
}
