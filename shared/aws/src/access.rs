//! Access to AWS: DynamoDB, S3, SQS and Secrets Manager, without their SDKs.
//!
//! An SDK makes every function that links it larger and its start slower: each client parses AWS's list of partitions,
//! 400,000 instructions of a start that had 3.6 million. What is used of these services is a JSON object
//! each way, or a file. The SDK's own signer signs the calls, by the clock of this machine: unlike an SDK, nothing here
//! follows AWS's clock when this one is wrong by more than five minutes. Lambda's is right, and on other machines the
//! error says that the signature has expired.

mod json;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningInstructions, SigningSettings, sign};
use aws_sigv4::sign::v4;
use relais_core::Clock;
use reqwest::Client;

pub(crate) use json::{CallError, JsonService};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Calls before an operation fails. SQS then redelivers the job, or Meta the webhook.
const ATTEMPTS: u32 = 3;
/// The longest wait before the second call; doubled for each after it.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// How long credentials that have no end are used before the provider is asked again.
const LIFETIME: Duration = Duration::from_mins(15);
/// How long before their end credentials are renewed.
const MARGIN: Duration = Duration::from_mins(5);

/// The region, the credentials and the HTTP client. Clones share them.
#[derive(Clone, Debug)]
pub struct Access {
    pub(crate) http: Client,
    region: String,
    endpoint: Option<String>,
    provider: Option<SharedCredentialsProvider>,
    credentials: Arc<Mutex<Option<Known>>>,
}

/// Credentials, and until when they are used.
#[derive(Clone, Debug)]
struct Known {
    credentials: Credentials,
    until: SystemTime,
}

/// Why a call could not be signed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignError {
    #[error("there are no AWS credentials")]
    NoCredentials(#[source] Option<Source>),
    #[error("the request could not be signed")]
    Request(#[source] Source),
}

impl Access {
    /// In this region, with credentials of this provider.
    pub fn new(http: Client, region: impl Into<String>, provider: Option<SharedCredentialsProvider>) -> Self {
        Self { http, region: region.into(), endpoint: None, provider, credentials: Arc::default() }
    }

    /// The same, with this address in place of AWS's own of every service.
    #[must_use]
    pub fn at(self, endpoint: &str) -> Self {
        Self { endpoint: Some(endpoint.trim_end_matches('/').to_owned()), ..self }
    }

    /// The address of a service, such as `s3`, without a slash at the end.
    pub(crate) fn endpoint_of(&self, service: &str) -> String {
        self.endpoint.clone().unwrap_or_else(|| endpoint_in(&self.region, service))
    }

    /// Signs a call of the service, with signatures of version 4.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>
    pub(crate) async fn sign(
        &self,
        service: &str,
        (method, url): (&str, &str),
        headers: &[(&str, &str)],
        body: SignableBody<'_>,
        settings: SigningSettings,
    ) -> Result<SigningInstructions, SignError> {
        let identity = self.credentials().await?.into();
        let request = |error: Source| SignError::Request(error);
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(service)
            .time(Clock::system().now().into())
            .settings(settings)
            .build()
            .map_err(|error| request(error.into()))?
            .into();
        let signable = SignableRequest::new(method, url, headers.iter().copied(), body)
            .map_err(|error| request(error.into()))?;
        Ok(sign(signable, &params).map_err(|error| request(error.into()))?.into_parts().0)
    }

    pub(crate) async fn credentials(&self) -> Result<Credentials, SignError> {
        let now = SystemTime::from(Clock::system().now());
        if let Some(known) = &*self.credentials.lock().unwrap_or_else(PoisonError::into_inner)
            && now < known.until
        {
            return Ok(known.credentials.clone());
        }
        let provider = self.provider.as_ref().ok_or(SignError::NoCredentials(None))?;
        let credentials = provider.provide_credentials().await;
        let credentials = credentials.map_err(|error| SignError::NoCredentials(Some(error.into())))?;
        let until = match credentials.expiry() {
            Some(end) => end.checked_sub(MARGIN).unwrap_or(end),
            None => now + LIFETIME,
        };
        let known = Known { credentials: credentials.clone(), until };
        *self.credentials.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(credentials)
    }
}

/// AWS's own address of a service in a region.
///
/// <https://docs.aws.amazon.com/general/latest/gr/rande.html>
fn endpoint_in(region: &str, service: &str) -> String {
    let suffix = match region.split('-').next() {
        Some("cn") => "amazonaws.com.cn",
        Some("eusc") => "amazonaws.eu",
        _ => "amazonaws.com",
    };
    format!("https://{service}.{region}.{suffix}")
}

/// Runs an idempotent call, up to [`ATTEMPTS`] times while `passes` says of its result that another may succeed.
pub(crate) async fn retried<C: Future>(
    call: impl Fn() -> C,
    passes: impl Fn(&C::Output) -> bool,
) -> C::Output {
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        let result = call().await;
        if !passes(&result) {
            return result;
        }
        tokio::time::sleep(spread(wait)).await;
        wait *= 2;
    }
    call().await
}

/// Half of this time to all of it, by chance: calls that failed together are not repeated together.
fn spread(wait: Duration) -> Duration {
    let chance = getrandom::u32().unwrap_or(u32::MAX);
    wait.mul_f64(0.5 + 0.5 * f64::from(chance) / f64::from(u32::MAX))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_credential_types::provider::future;

    use super::*;
    use crate::http::client;

    /// Access to a stand-in at this address.
    pub(crate) fn access_to(url: &str, http: Client) -> Access {
        Access::new(http, "eu-west-3", Some(SharedCredentialsProvider::new(keys(None)))).at(url)
    }

    fn keys(end: Option<SystemTime>) -> Credentials {
        Credentials::new("key", "secret", None, end, "test")
    }

    #[test]
    fn some_regions_have_addresses_of_their_own() {
        assert_eq!(endpoint_in("eu-west-3", "s3"), "https://s3.eu-west-3.amazonaws.com");
        assert_eq!(endpoint_in("us-gov-west-1", "sqs"), "https://sqs.us-gov-west-1.amazonaws.com");
        assert_eq!(endpoint_in("cn-north-1", "s3"), "https://s3.cn-north-1.amazonaws.com.cn");
        assert_eq!(endpoint_in("eusc-de-east-1", "sqs"), "https://sqs.eusc-de-east-1.amazonaws.eu");
    }

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
            future::ProvideCredentials::ready(Ok(keys(end)))
        }
    }

    #[tokio::test]
    async fn credentials_are_asked_for_again_shortly_before_they_end() {
        for (end, asked) in
            [(None, 1), (Some(Duration::from_hours(1)), 1), (Some(Duration::from_secs(299)), 3)]
        {
            let count = Arc::new(AtomicUsize::new(0));
            let provider = SharedCredentialsProvider::new(Counting(count.clone(), end));
            let access = Access::new(client().unwrap(), "eu-west-3", Some(provider));
            for _ in 0..3 {
                access.clone().credentials().await.unwrap();
            }
            assert_eq!(count.load(Ordering::Relaxed), asked, "{end:?}");
        }
    }

    #[test]
    fn waits_are_spread_between_half_and_all() {
        let waits: Vec<_> = (0..100).map(|_| spread(FIRST_WAIT)).collect();
        assert!(waits.iter().all(|wait| (FIRST_WAIT / 2..=FIRST_WAIT).contains(wait)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait != waits[0]));
    }

    #[tokio::test]
    async fn without_credentials_the_error_says_so() {
        let access = Access::new(client().unwrap(), "eu-west-3", None);
        assert_eq!(access.credentials().await.unwrap_err().to_string(), "there are no AWS credentials");
    }
}
