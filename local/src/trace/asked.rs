//! The id that an operator asks about.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use relais_core::message::{MessageKey, fingerprint};
use relais_whatsapp::ids::{WaId, Wamid};

/// The longest wamid that is accepted, in bytes. Meta's have 56 to 96; it documents no limit.
const LONGEST: usize = 512;

/// What Meta writes before a customer's number in a wamid.
const BEFORE_NUMBER: [u8; 2] = [0x1c, 0x18];

/// Meta leaves the padding out of some wamids.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The id of a message. `Debug` shows no wamid, because a wamid contains the customer's number.
#[derive(Clone, PartialEq, Eq)]
pub enum Asked {
    /// Meta's id.
    Wamid(Wamid),
    /// Our own, as the API shows it.
    Ours(MessageKey),
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.logged())
    }
}

impl Asked {
    /// Reads an id. `None`: it is neither a wamid nor an id of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(key) = MessageKey::parse(text) {
            return Some(Self::Ours(key));
        }
        let rest = text.strip_prefix("wamid.")?;
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
        let is_wamid = (1..=LONGEST).contains(&rest.len()) && rest.bytes().all(is_digit);
        is_wamid.then(|| Self::Wamid(text.into()))
    }

    /// The id as it was given.
    pub(super) fn given(&self) -> String {
        match self {
            Self::Wamid(wamid) => wamid.to_string(),
            Self::Ours(key) => key.to_string(),
        }
    }

    /// The id in logs: the key, or the fingerprint of the wamid, which is the last part of the key.
    pub(super) fn logged(&self) -> String {
        match self {
            Self::Wamid(wamid) => fingerprint(wamid.as_str()),
            Self::Ours(key) => key.to_string(),
        }
    }
}

/// The customer's number in a wamid, in Meta's layout of today, which it does not document. `None`: it has none.
pub(super) fn number_in(wamid: &Wamid) -> Option<WaId> {
    let bytes = BASE64.decode(wamid.as_str().strip_prefix("wamid.")?).ok()?;
    let (length, rest) = bytes.strip_prefix(&BEFORE_NUMBER)?.split_first()?;
    let digits = str::from_utf8(rest.get(..usize::from(*length))?).ok()?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_understood_or_refused() {
        let ours = "c0123456789abcdef01234567.1764378000000.0123abcd";
        for (text, is_known) in [
            ("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA", true),
            (" wamid.1\n", true),
            (ours, true),
            ("", false),
            ("wamid.", false),
            ("wamid.1 2", false),
            ("wamid.é", false),
            ("33639980001", false),
            ("c0123456789abcdef01234567", false),
        ] {
            assert_eq!(Asked::parse(text).is_some(), is_known, "{text}");
        }
        assert_eq!(Asked::parse(&format!("wamid.{}", "A".repeat(LONGEST + 1))), None);
        assert_eq!(Asked::parse(ours).unwrap().logged(), ours);
    }

    #[test]
    fn a_wamid_leads_to_a_number_and_shows_none() {
        let wamid = Wamid::from("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA");
        assert_eq!(number_in(&wamid), Some("16503879439".into()));
        let padded = "wamid.HBgLMTIwNjY3NzQ3OTgVAgASGBQzQUY3MDVCQzFBODE5ODU4MUZEOQA=";
        assert_eq!(number_in(&padded.into()), Some("12066774798".into()));
        for nonsense in ["wamid.1", "wamid.HBgL", "wamid.ABGGFlA5FpafAgo6tHcNmNjXmuSf", "wamid.HBgA"] {
            assert_eq!(number_in(&nonsense.into()), None, "{nonsense}");
        }
        let shown = format!("{:?}", Asked::Wamid(wamid));
        assert!(!shown.contains("MTY1MDM4Nzk0Mzk") && shown.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
