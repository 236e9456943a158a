//! Access to AWS: DynamoDB, S3, SQS and Secrets Manager, without their SDKs.
//!
//! An SDK makes every function that links it larger and its start slower: each client parses AWS's list of partitions,
//! 400,000 instructions of a start that had 3.6 million. What is used of these services is a JSON object
//! each way, or a file. Calls are signed by the clock of this machine: unlike an SDK, nothing here follows AWS's clock when
//! this one is wrong by more than five minutes. Lambda's is right, and on other machines the error says that the signature
//! has expired.

mod credentials;
mod json;
#[cfg(feature = "profiles")]
mod renewed;
mod signature;

use std::sync::Arc;
use std::time::Duration;

use relais_core::Clock;
use reqwest::Client;

pub use credentials::Credentials;
pub(crate) use json::{CallError, JsonService};
pub(crate) use signature::Signable;
#[cfg(feature = "s3")]
pub(crate) use signature::encoded;
use signature::{Header, Signer};

/// Calls before an operation fails. SQS then redelivers the job, or Meta the webhook.
const ATTEMPTS: u32 = 3;
/// The longest wait before the second call; doubled for each after it.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// The region, the credentials and the HTTP client. Clones share them.
#[derive(Clone, Debug)]
pub struct Access {
    pub(crate) http: Client,
    region: String,
    endpoint: Option<String>,
    keys: Keys,
}

/// Where the credentials come from.
#[derive(Clone, Debug)]
enum Keys {
    Missing,
    /// As long as the process runs.
    Fixed(Arc<Credentials>),
    #[cfg(feature = "profiles")]
    Renewed(renewed::Renewed),
}

/// Why a call could not be signed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignError {
    #[error("there are no AWS credentials")]
    NoCredentials,
    /// What gives them out failed.
    #[cfg(feature = "profiles")]
    #[error("there are no AWS credentials")]
    NotGiven(#[source] aws_credential_types::provider::error::CredentialsError),
    #[error("the address of the service is no URL")]
    Address(#[source] url::ParseError),
}

impl Access {
    /// In this region, with these credentials.
    pub fn new(http: Client, region: impl Into<String>, credentials: Option<Credentials>) -> Self {
        let keys = credentials.map_or(Keys::Missing, |credentials| Keys::Fixed(Arc::new(credentials)));
        Self { http, region: region.into(), endpoint: None, keys }
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

    /// The headers that sign a call of the service, to add to its own.
    pub(crate) async fn sign(
        &self,
        service: &'static str,
        request: Signable<'_>,
    ) -> Result<Vec<Header>, SignError> {
        let credentials = self.credentials().await?;
        Ok(self.signer(service, &credentials).headers(request))
    }

    /// The address of a request with its signature, for a browser.
    #[cfg(feature = "s3")]
    pub(crate) async fn presign(
        &self,
        service: &'static str,
        request: Signable<'_>,
        lifetime: Duration,
    ) -> Result<String, SignError> {
        let credentials = self.credentials().await?;
        Ok(self.signer(service, &credentials).address(request, lifetime))
    }

    fn signer<'a>(&'a self, service: &'static str, credentials: &'a Credentials) -> Signer<'a> {
        Signer { credentials, region: &self.region, service, now: Clock::system().now() }
    }

    #[cfg_attr(
        not(feature = "profiles"),
        expect(clippy::unused_async, reason = "those of a profile are asked for")
    )]
    pub(crate) async fn credentials(&self) -> Result<Arc<Credentials>, SignError> {
        match &self.keys {
            Keys::Missing => Err(SignError::NoCredentials),
            Keys::Fixed(credentials) => Ok(credentials.clone()),
            #[cfg(feature = "profiles")]
            Keys::Renewed(renewed) => renewed.credentials().await,
        }
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
    use super::*;
    use crate::http::client;

    /// Access to a stand-in at this address.
    pub(crate) fn access_to(url: &str, http: Client) -> Access {
        Access::new(http, "eu-west-3", Some(Credentials::new("key", "secret", None))).at(url)
    }

    #[test]
    fn some_regions_have_addresses_of_their_own() {
        assert_eq!(endpoint_in("eu-west-3", "s3"), "https://s3.eu-west-3.amazonaws.com");
        assert_eq!(endpoint_in("us-gov-west-1", "sqs"), "https://sqs.us-gov-west-1.amazonaws.com");
        assert_eq!(endpoint_in("cn-north-1", "s3"), "https://s3.cn-north-1.amazonaws.com.cn");
        assert_eq!(endpoint_in("eusc-de-east-1", "sqs"), "https://sqs.eusc-de-east-1.amazonaws.eu");
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
