//! Makes ids in Meta's formats.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::random::{Random, mix_text};

/// The author of the message that an id is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    Business,
    Customer,
}

/// Makes ids that no other run makes.
#[derive(Debug)]
pub(crate) struct Ids(Random);

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Random::seeded(seed))
    }

    /// A message id in the layout of real ones: the customer's number, the author, and 18 random hex digits.
    pub(crate) fn wamid(&mut self, wa_id: &str, author: Author) -> String {
        let mut bytes = vec![0x1C, 0x18, u8::try_from(wa_id.len()).unwrap_or(u8::MAX)];
        bytes.extend_from_slice(wa_id.as_bytes());
        bytes.extend_from_slice(&[0x15, 0x02, 0x00]);
        bytes.push(if author == Author::Business { 0x11 } else { 0x12 });
        let digits = format!("{:016X}{:02X}", self.0.next(), self.0.next() & 0xFF);
        bytes.extend_from_slice(&[0x18, 0x12]);
        bytes.extend_from_slice(digits.as_bytes());
        bytes.push(0);
        format!("wamid.{}", STANDARD.encode(bytes))
    }

    /// An `fbtrace_id`.
    pub(crate) fn trace(&mut self) -> String {
        let mut bytes = self.0.next().to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.0.next().to_be_bytes());
        format!("A{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The id of a media file: 16 digits.
    pub(crate) fn media(&mut self) -> String {
        format!("{}", 1_000_000_000_000_000 + self.0.next() % 9_000_000_000_000_000)
    }

    /// The unique part of an answer's id.
    pub(crate) fn completion(&mut self) -> String {
        format!("chatcmpl-{:016x}", self.0.next())
    }
}

/// The customer's number inside a message id.
pub(crate) fn number_in(wamid: &str) -> Option<String> {
    let bytes = STANDARD.decode(wamid.strip_prefix("wamid.")?).ok()?;
    let length = usize::from(*bytes.get(2)?);
    let digits = bytes.get(3..length.checked_add(3)?)?;
    String::from_utf8(digits.to_vec()).ok()
}

/// The business-scoped id of the customer with this number: the same in every run.
pub fn user_id(wa_id: &str) -> String {
    let country = if wa_id.starts_with("33") { "FR" } else { "US" };
    format!("{country}.{}", 10_000_000_000_000_000 + mix_text(wa_id) % 90_000_000_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_holds_the_number_and_is_unique() {
        let mut ids = Ids::new(1);
        let first = ids.wamid("33639980142", Author::Customer);
        assert!(first.starts_with("wamid.HBgL"), "{first}");
        assert_eq!(number_in(&first).as_deref(), Some("33639980142"));
        assert_ne!(first, ids.wamid("33639980142", Author::Customer));
        assert_eq!(number_in("wamid.nonsense"), None);
        assert_eq!(
            number_in("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA").as_deref(),
            Some("16503879439")
        );
    }

    #[test]
    fn a_user_id_belongs_to_its_number() {
        assert!(user_id("33639980142").starts_with("FR."));
        assert_eq!(user_id("12025550143"), user_id("12025550143"));
        assert_ne!(user_id("12025550143"), user_id("12025550144"));
    }
}
