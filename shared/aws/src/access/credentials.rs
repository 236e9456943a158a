//! Credentials of AWS.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use relais_whatsapp::signature::hmac;

/// The keys of a role or a user. Nothing shows the secret ones.
pub struct Credentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
    signing_keys: Mutex<Vec<SigningKey>>,
}

/// What a day's signatures for a service are made with.
struct SigningKey {
    day: String,
    service: &'static str,
    key: [u8; 32],
}

impl Credentials {
    /// `session_token` belongs to credentials that end, such as those of a role.
    pub fn new(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: Option<String>,
    ) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token,
            signing_keys: Mutex::default(),
        }
    }

    /// The key for signatures of this day (`20150830`), made once for each service. A process has one region.
    pub(super) fn signing_key(&self, day: &str, region: &str, service: &'static str) -> [u8; 32] {
        let mut known = self.signing_keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.iter().find(|each| each.day == day && each.service == service) {
            return found.key;
        }
        let secret = format!("AWS4{}", self.secret_access_key);
        let parts = [day, region, service, "aws4_request"];
        let mut parts = parts.iter().map(|part| part.as_bytes());
        let first = hmac(secret.as_bytes(), parts.next().unwrap_or_default());
        let key = parts.fold(first, |key, part| hmac(&key, part));
        known.retain(|each| each.service != service);
        known.push(SigningKey { day: day.to_owned(), service, key });
        key
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}
