//! The key pair by which push services know this deployment, and the proof that a message comes from it: VAPID.
//! <https://www.rfc-editor.org/rfc/rfc8292>

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use url::Url;

/// How long a proof is valid. RFC 8292 allows 24 hours.
const VALID: SignedDuration = SignedDuration::from_hours(12);

/// A key pair. `Debug` does not show it.
pub struct VapidKey {
    pair: EcdsaKeyPair,
    public: String,
}

/// The key pair cannot be made, read or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key pair of Web Push cannot be {0}")]
pub struct NoVapidKey(&'static str);

impl VapidKey {
    /// Makes a key pair, as PKCS #8.
    pub fn generate() -> Result<Vec<u8>, NoVapidKey> {
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(pair.map_err(|_| NoVapidKey("made"))?.as_ref().to_vec())
    }

    /// Reads a key pair in PKCS #8.
    pub fn parse(pkcs8: &[u8]) -> Result<Self, NoVapidKey> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8);
        let pair = pair.map_err(|_| NoVapidKey("read"))?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Ok(Self { pair, public })
    }

    /// The public key, as `applicationServerKey` takes it: an uncompressed point in base64url.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The value of `Authorization` for a message to this address. `subject` is an address of whoever runs this
    /// deployment, which Apple's push service insists on.
    pub fn authorization(
        &self,
        endpoint: &Url,
        subject: Option<&str>,
        now: Timestamp,
    ) -> Result<String, NoVapidKey> {
        let expires = now.saturating_add(VALID).unwrap_or(Timestamp::MAX);
        let mut claims = json!({"aud": endpoint.origin().ascii_serialization(), "exp": expires.as_second()});
        if let (Some(subject), Some(claims)) = (subject, claims.as_object_mut()) {
            claims.insert("sub".to_owned(), subject.into());
        }
        let header = json!({"typ": "JWT", "alg": "ES256"});
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.map_err(|_| NoVapidKey("used"))?);
        Ok(format!("vapid t={signed}.{signature}, k={}", self.public))
    }
}

impl std::fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VapidKey")
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    fn claims(authorization: &str) -> (Vec<u8>, String, Value) {
        let (token, key) = authorization.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = URL_SAFE_NO_PAD.decode(key).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert_eq!((key.len(), key[0], signature.len()), (65, 4, 64));
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &key).verify(signed.as_bytes(), &signature).unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
        assert_eq!(header, json!({"typ": "JWT", "alg": "ES256"}));
        let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        (key, signed.to_owned(), claims)
    }

    #[test]
    fn a_proof_is_signed_for_one_push_service_and_half_a_day() {
        let key = VapidKey::parse(&VapidKey::generate().unwrap()).unwrap();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        for (endpoint, audience) in [
            ("https://push.example/send/abc?x=1", "https://push.example"),
            ("https://push.example:8443/a", "https://push.example:8443"),
        ] {
            let endpoint = Url::parse(endpoint).unwrap();
            let proof = key.authorization(&endpoint, Some("https://inbox.example"), now).unwrap();
            let (public, _, claims) = claims(&proof);
            assert_eq!(URL_SAFE_NO_PAD.encode(public), key.public());
            assert_eq!(
                claims,
                json!({"aud": audience, "exp": 1_800_043_200_i64, "sub": "https://inbox.example"})
            );
        }
        let endpoint = Url::parse("https://push.example/").unwrap();
        assert!(claims(&key.authorization(&endpoint, None, now).unwrap()).2.get("sub").is_none());
    }

    #[test]
    fn two_keys_differ_and_a_wrong_one_is_refused() {
        let [one, two] = [VapidKey::generate().unwrap(), VapidKey::generate().unwrap()];
        assert_ne!(VapidKey::parse(&one).unwrap().public(), VapidKey::parse(&two).unwrap().public());
        for wrong in [&b""[..], b"secret", &one[1..], &one[..one.len() - 1]] {
            let error = VapidKey::parse(wrong).unwrap_err();
            assert_eq!(error.to_string(), "the key pair of Web Push cannot be read");
        }
        assert_eq!(format!("{:?}", VapidKey::parse(&one).unwrap()), "VapidKey");
    }
}
