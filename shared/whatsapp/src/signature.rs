//! The signature on every webhook request: HMAC-SHA256 of the exact body bytes under the app secret.
//!
//! Meta, "Create a webhook endpoint" (21 April 2026): `X-Hub-Signature-256: sha256=<64 hex digits>`. The bytes are
//! hashed as received: the same JSON, serialised again, has another signature. It covers no time stamp, so a captured
//! request stays valid for ever; its content is still recorded only once.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// Name of the header that carries the signature, in lower case.
pub const SIGNATURE_HEADER: &str = "x-hub-signature-256";

/// The accepted app secrets: usually one, two while a secret is being changed.
#[derive(Clone)]
pub struct AppSecrets {
    first: SecretString,
    others: Vec<SecretString>,
}

/// The configured list contains no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no app secret is configured")]
pub struct SecretsError;

/// Why a body is not accepted. Contains neither the expected nor the received signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header is absent.
    #[error("the signature header is missing")]
    Missing,
    /// The header is not `sha256=` and 64 hex digits.
    #[error("the signature header is malformed")]
    Malformed,
    /// No accepted secret made this signature for this body.
    #[error("the signature does not match the body")]
    Mismatch,
}

impl AppSecrets {
    /// Reads a comma-separated list, newest secret first. Blanks around a secret and empty entries are ignored.
    pub fn parse(list: &str) -> Result<Self, SecretsError> {
        let mut secrets =
            list.split(',').map(str::trim).filter(|secret| !secret.is_empty()).map(SecretString::from);
        let first = secrets.next().ok_or(SecretsError)?;
        Ok(Self { first, others: secrets.collect() })
    }

    /// Checks a body against its header, in constant time for each secret. Every secret is tried.
    pub fn verify(&self, body: &[u8], header: Option<&str>) -> Result<(), SignatureError> {
        let received = decode(header.ok_or(SignatureError::Missing)?)?;
        let matches = std::iter::once(&self.first)
            .chain(&self.others)
            .filter(|secret| mac(secret.expose_secret().as_bytes(), body).verify_slice(&received).is_ok())
            .count();
        if matches > 0 { Ok(()) } else { Err(SignatureError::Mismatch) }
    }

    /// The newest secret. Our own calls to Graph use it for the `appsecret_proof`.
    pub fn first(&self) -> &SecretString {
        &self.first
    }
}

impl fmt::Debug for AppSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppSecrets({} redacted)", 1 + self.others.len())
    }
}

/// Signs a body as Meta does: `sha256=<hex>`. For stand-ins of Meta and for tests.
pub fn sign(secret: &SecretString, body: &[u8]) -> String {
    format!("sha256={}", hex::encode(hmac(secret.expose_secret().as_bytes(), body)))
}

/// The `appsecret_proof` that accompanies a Graph call: HMAC-SHA256 of the access token under the app secret, in
/// lower-case hex. Always safe to send, and required once "Require App Secret" is enabled in Meta's dashboard.
pub fn appsecret_proof(secret: &SecretString, token: &SecretString) -> String {
    hex::encode(hmac(secret.expose_secret().as_bytes(), token.expose_secret().as_bytes()))
}

/// HMAC-SHA256 of the bytes, under a key of any length.
pub fn hmac(key: &[u8], bytes: &[u8]) -> [u8; 32] {
    mac(key, bytes).finalize().into_bytes().into()
}

fn mac(key: &[u8], bytes: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new(&block_key(key).into());
    mac.update(bytes);
    mac
}

/// The key as one block of the hash. Shorter keys are padded with zeros, longer ones are hashed first (RFC 2104).
fn block_key(key: &[u8]) -> [u8; 64] {
    let mut block = [0; 64];
    let digest;
    let key = if key.len() > block.len() {
        digest = Sha256::digest(key);
        digest.as_slice()
    } else {
        key
    };
    for (place, byte) in block.iter_mut().zip(key) {
        *place = *byte;
    }
    block
}

/// Checks that there is a signature, which may be anybody's: what fails here is accepted with no secret.
pub fn check_form(header: Option<&str>) -> Result<(), SignatureError> {
    decode(header.ok_or(SignatureError::Missing)?).map(|_| ())
}

fn decode(header: &str) -> Result<[u8; 32], SignatureError> {
    let digits = header.trim().strip_prefix("sha256=").ok_or(SignatureError::Malformed)?;
    let mut digest = [0_u8; 32];
    hex::decode_to_slice(digits, &mut digest).map_err(|_| SignatureError::Malformed)?;
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two vectors of Meta's documentation of the header. The same JSON with other spacing has another signature.
    const VECTORS: [(&str, &str); 2] = [
        (
            r#"{"object":"whatsapp_business_account","entry":[]}"#,
            "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
        ),
        (
            r#"{"object": "whatsapp_business_account", "entry": []}"#,
            "sha256=56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a",
        ),
    ];

    fn secrets(list: &str) -> AppSecrets {
        AppSecrets::parse(list).unwrap()
    }

    #[test]
    fn published_vectors() {
        let secrets = secrets("test_app_secret");
        for (body, header) in VECTORS {
            assert_eq!(secrets.verify(body.as_bytes(), Some(header)), Ok(()));
            assert_eq!(sign(secrets.first(), body.as_bytes()), header);
        }
        let [(body, _), (_, other)] = VECTORS;
        assert_eq!(secrets.verify(body.as_bytes(), Some(other)), Err(SignatureError::Mismatch));
    }

    /// RFC 4231, test case 6: a key longer than a block.
    #[test]
    fn long_keys_are_hashed_first() {
        let text = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(
            hex::encode(hmac(&[0xaa; 131], text)),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn headers_of_every_kind() {
        let [(body, good), _] = VECTORS;
        let upper = format!("sha256={}", good.trim_start_matches("sha256=").to_uppercase());
        let sha1 = good.replace("sha256=", "sha1=");
        let short = good.get(..70).unwrap();
        let long = format!("{good}0");
        let table: &[(Option<&str>, Result<(), SignatureError>)] = &[
            (Some(good), Ok(())),
            (Some(&upper), Ok(())),
            (None, Err(SignatureError::Missing)),
            (Some(""), Err(SignatureError::Malformed)),
            (Some("sha256="), Err(SignatureError::Malformed)),
            (Some(&sha1), Err(SignatureError::Malformed)),
            (Some(short), Err(SignatureError::Malformed)),
            (Some(&long), Err(SignatureError::Malformed)),
            (Some("sha256=zz"), Err(SignatureError::Malformed)),
        ];
        for (header, outcome) in table {
            let got = secrets("test_app_secret").verify(body.as_bytes(), *header);
            assert_eq!(got, *outcome, "{header:?}");
            assert_eq!(check_form(*header), *outcome, "{header:?}: form");
        }
    }

    #[test]
    fn old_and_new_secret_are_accepted_during_a_change() {
        let both = secrets(" new , old ,");
        for secret in ["new", "old"] {
            let header = sign(&SecretString::from(secret), b"body");
            assert_eq!(both.verify(b"body", Some(&header)), Ok(()), "{secret}");
        }
        let header = sign(&SecretString::from("other"), b"body");
        assert_eq!(both.verify(b"body", Some(&header)), Err(SignatureError::Mismatch));
        assert_eq!(both.first().expose_secret(), "new");
        assert_eq!(format!("{both:?}"), "AppSecrets(2 redacted)");
        for none in ["", " , ,"] {
            assert!(AppSecrets::parse(none).is_err(), "{none:?}");
        }
    }

    #[test]
    fn proof_is_made_of_the_token() {
        let proof = appsecret_proof(&SecretString::from("key"), &SecretString::from("token"));
        assert_eq!(format!("sha256={proof}"), sign(&SecretString::from("key"), b"token"));
    }

    proptest! {
        #[test]
        fn what_is_signed_is_accepted_and_nothing_else(
            secret in "[!-+--~]{1,80}",
            body in proptest::collection::vec(any::<u8>(), 0..200),
            flip in any::<proptest::sample::Index>(),
        ) {
            let secrets = secrets(&secret);
            let header = sign(secrets.first(), &body);
            prop_assert_eq!(secrets.verify(&body, Some(&header)), Ok(()));
            let mut changed = body;
            changed.push(0);
            let at = flip.index(changed.len());
            changed[at] ^= 1;
            prop_assert_eq!(secrets.verify(&changed, Some(&header)), Err(SignatureError::Mismatch));
        }

        #[test]
        fn no_header_makes_it_panic(header in ".*") {
            prop_assert!(secrets("s").verify(b"x", Some(&header)).is_err());
        }
    }
}
