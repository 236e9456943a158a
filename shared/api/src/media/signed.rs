//! Addresses of files on one machine, where the media store has none of its own. An `<audio>` and an upload with
//! progress carry no `Authorization`, so the address itself grants the access: to one file, for reading or for writing,
//! for a short time. A restart of the process ends all of them.

use std::fmt;
use std::sync::OnceLock;

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use relais_core::media::MediaId;
use serde::Deserialize;
use sha2::Sha256;

use crate::problem::{Problem, texts};

/// Reads a file.
pub(super) const READ: &str = "GET";

/// Reads a file whose message is deleted. An address from before the deletion opens it no more.
pub(super) const READ_DELETED: &str = "GET deleted";

/// Writes a file.
pub(super) const WRITE: &str = "PUT";

/// The key of this process.
#[derive(Default)]
pub(crate) struct Signer(OnceLock<[u8; 32]>);

/// Shows no key.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

/// The query of a signed address.
#[derive(Deserialize)]
pub(super) struct Signature {
    expires: i64,
    signature: String,
}

impl Signer {
    /// An address at which `method` ([`READ`], [`READ_DELETED`], [`WRITE`]) works on this file for `lifetime`.
    pub(super) fn address(
        &self,
        method: &'static str,
        id: &MediaId,
        now: Timestamp,
        lifetime: SignedDuration,
    ) -> Result<String, Problem> {
        let expires = now.saturating_add(lifetime).unwrap_or(Timestamp::MAX).as_second();
        let signature = hex::encode(self.mac(method, id, expires)?.finalize().into_bytes());
        Ok(format!("/api/media/{id}/bytes?expires={expires}&signature={signature}"))
    }

    /// Refuses an address that this process did not sign for this call, or whose time is over.
    pub(super) fn verify(
        &self,
        method: &'static str,
        id: &MediaId,
        now: Timestamp,
        query: &Signature,
    ) -> Result<(), Problem> {
        let signature = hex::decode(&query.signature).unwrap_or_default();
        let is_ours = self.mac(method, id, query.expires)?.verify_slice(&signature).is_ok();
        let is_valid = is_ours && now.as_second() < query.expires;
        is_valid.then_some(()).ok_or_else(|| Problem::of(&texts::LINK_EXPIRED))
    }

    fn mac(&self, method: &str, id: &MediaId, expires: i64) -> Result<Hmac<Sha256>, Problem> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key()?).map_err(Problem::internal)?;
        mac.update(format!("{method} {id} {expires}").as_bytes());
        Ok(mac)
    }

    fn key(&self) -> Result<&[u8; 32], Problem> {
        if let Some(key) = self.0.get() {
            return Ok(key);
        }
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(Problem::internal)?;
        Ok(self.0.get_or_init(|| key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_for_one_call_for_a_time_and_by_one_process() {
        let (signer, other) = (Signer::default(), Signer::default());
        let [id, another] = ["0a", "0b"].map(|digits| MediaId::of_upload(&digits.repeat(16)));
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let address = signer.address("GET", &id, now, SignedDuration::from_mins(10)).unwrap();
        let (path, query) = address.split_once("?expires=").unwrap();
        let (expires, signature) = query.split_once("&signature=").unwrap();
        assert_eq!(path, format!("/api/media/{id}/bytes"));
        let query = |expires: i64| Signature { expires, signature: signature.to_owned() };
        let expires: i64 = expires.parse().unwrap();
        let just_before = Timestamp::from_second(expires - 1).unwrap();
        assert!(signer.verify("GET", &id, just_before, &query(expires)).is_ok());
        let at_the_end = Timestamp::from_second(expires).unwrap();
        assert!(signer.verify("GET", &id, at_the_end, &query(expires)).is_err());
        assert!(signer.verify("GET", &id, now, &query(expires + 1)).is_err());
        assert!(signer.verify("PUT", &id, now, &query(expires)).is_err());
        assert!(signer.verify("GET", &another, now, &query(expires)).is_err());
        assert!(other.verify("GET", &id, now, &query(expires)).is_err());
        for signature in ["", "zz", "00"] {
            let forged = Signature { expires, signature: signature.to_owned() };
            assert!(signer.verify("GET", &id, now, &forged).is_err());
        }
        assert!(!format!("{signer:?}").contains(|c: char| c.is_ascii_digit()));
    }
}
