//! Signing by the Standard Webhooks scheme.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// The bytes that a secret may have.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret that signs events. `Debug` does not show it.
pub struct SigningSecret(Vec<u8>);

/// It is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signing secret must be whsec_ and the base64 of 24 to 64 bytes")]
pub struct NoSecret;

impl SigningSecret {
    /// Reads a secret: `whsec_` and the base64 of 24 to 64 bytes.
    pub fn parse(text: &str) -> Result<Self, NoSecret> {
        let key = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
        key.filter(|key| BYTES.contains(&key.len())).map(Self).ok_or(NoSecret)
    }

    /// The value of `webhook-signature` for a body that is sent at this time.
    pub fn sign(&self, id: &str, at: Timestamp, body: &[u8]) -> Result<String, NoSecret> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(|_| NoSecret)?;
        mac.update(format!("{id}.{}.", at.as_second()).as_bytes());
        mac.update(body);
        Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the scheme's own libraries.
    #[test]
    fn a_signature_is_that_of_the_scheme() {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, br#"{"test": 2432232314}"#).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        for wrong in [
            "",
            "whsec_",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqr",
            "whsec_ä",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!",
        ] {
            assert_eq!(SigningSecret::parse(wrong).unwrap_err(), NoSecret, "{wrong}");
        }
        assert_eq!(
            format!("{:?}", SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
            "Ok(SigningSecret)"
        );
    }
}
