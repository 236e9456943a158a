//! The hash of a file as Meta writes it: base64 in webhooks, hex in the answer to a request by id.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Bytes of a SHA-256.
pub const LENGTH: usize = 32;

/// Reads a SHA-256 in hex or base64, of either alphabet, with or without padding. `None`: it is neither.
pub fn read(text: &str) -> Option<[u8; LENGTH]> {
    let text = text.trim();
    let bytes = if text.len() == 2 * LENGTH {
        hex::decode(text).ok()?
    } else {
        let text = text.trim_end_matches('=');
        STANDARD_NO_PAD.decode(text).or_else(|_| URL_SAFE_NO_PAD.decode(text)).ok()?
    };
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_and_base64_are_the_same_hash() {
        // The hash of no bytes.
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let expected = hex::decode(hex).unwrap();
        for text in [
            hex,
            &hex.to_uppercase(),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        ] {
            assert_eq!(read(text).unwrap().as_slice(), expected, "{text}");
        }
        for other in ["", "e3b0", "not a hash", &"g".repeat(64), "47DEQpj8HBSa"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
