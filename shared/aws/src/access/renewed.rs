//! Credentials that end, from a provider of AWS's tools: a profile, a role to assume, the metadata of a machine.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use relais_core::Clock;
use reqwest::Client;

use super::{Access, Credentials, Keys, SignError};

/// How long credentials that have no end are used before the provider is asked again.
const LIFETIME: Duration = Duration::from_mins(15);
/// How long before their end credentials are renewed.
const MARGIN: Duration = Duration::from_mins(5);

/// The provider, and what it gave last. Clones share both.
#[derive(Clone, Debug)]
pub(super) struct Renewed {
    provider: SharedCredentialsProvider,
    known: Arc<Mutex<Option<Known>>>,
}

/// Credentials, and until when they are used.
#[derive(Clone, Debug)]
struct Known {
    credentials: Arc<Credentials>,
    until: SystemTime,
}

impl Access {
    /// In this region, with credentials of this provider.
    pub fn of_provider(
        http: Client,
        region: impl Into<String>,
        provider: Option<SharedCredentialsProvider>,
    ) -> Self {
        let keys = match provider {
            Some(provider) => Keys::Renewed(Renewed { provider, known: Arc::default() }),
            None => Keys::Missing,
        };
        Self { http, region: region.into(), endpoint: None, keys }
    }
}

impl Renewed {
    pub(super) async fn credentials(&self) -> Result<Arc<Credentials>, SignError> {
        let now = SystemTime::from(Clock::system().now());
        if let Some(known) = &*self.known.lock().unwrap_or_else(PoisonError::into_inner)
            && now < known.until
        {
            return Ok(known.credentials.clone());
        }
        let given = self.provider.provide_credentials().await.map_err(SignError::NotGiven)?;
        let until = match given.expiry() {
            Some(end) => end.checked_sub(MARGIN).unwrap_or(end),
            None => now + LIFETIME,
        };
        let token = given.session_token().map(str::to_owned);
        let credentials = Credentials::new(given.access_key_id(), given.secret_access_key(), token);
        let credentials = Arc::new(credentials);
        let known = Known { credentials: credentials.clone(), until };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(credentials)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_credential_types::provider::future;

    use super::*;
    use crate::http::client;

    /// Counts how often it is asked. Its credentials end after this time, if there is one.
    #[derive(Debug)]
    struct Counting(Arc<AtomicUsize>, Option<Duration>);

    impl ProvideCredentials for Counting {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            self.0.fetch_add(1, Ordering::Relaxed);
            let end = self.1.map(|after| SystemTime::from(Clock::system().now()) + after);
            let keys = aws_credential_types::Credentials::new("key", "secret", None, end, "test");
            future::ProvideCredentials::ready(Ok(keys))
        }
    }

    #[tokio::test]
    async fn credentials_are_asked_for_again_shortly_before_they_end() {
        for (end, asked) in
            [(None, 1), (Some(Duration::from_hours(1)), 1), (Some(Duration::from_secs(299)), 3)]
        {
            let count = Arc::new(AtomicUsize::new(0));
            let provider = SharedCredentialsProvider::new(Counting(count.clone(), end));
            let access = Access::of_provider(client().unwrap(), "eu-west-3", Some(provider));
            for _ in 0..3 {
                access.clone().credentials().await.unwrap();
            }
            assert_eq!(count.load(Ordering::Relaxed), asked, "{end:?}");
        }
    }
}
