//! The clients of AWS, made once per process.

use crate::Store;
use crate::access::{Access, Credentials};
use crate::channel::Channel;
use crate::days::Days;
use crate::function::Environment;
#[cfg(feature = "s3")]
use crate::s3::S3Blobs;
use crate::secret::Secret;
use crate::sqs::SqsQueue;

/// The clients of a process, over one access and one HTTP client.
#[derive(Clone, Debug)]
pub struct Clients {
    access: Access,
}

impl Clients {
    /// The clients of a function: Lambda puts the region and the credentials into the environment, where they stay the
    /// same as long as the process runs. `AWS_ENDPOINT_URL` is an address in place of AWS's own, as in local runs.
    pub fn of_function(environment: Environment, http: &reqwest::Client) -> Self {
        let value = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
        let region = value("AWS_REGION").or_else(|| value("AWS_DEFAULT_REGION"));
        let keys = value("AWS_ACCESS_KEY_ID").zip(value("AWS_SECRET_ACCESS_KEY"));
        let credentials = keys.map(|(id, key)| Credentials::new(id, key, value("AWS_SESSION_TOKEN")));
        let region = region.unwrap_or_else(|| DEFAULT_REGION.to_owned());
        let access = Access::new(http.clone(), region, credentials);
        Self { access: at(access, value("AWS_ENDPOINT_URL").as_deref()) }
    }

    /// Loads the configuration from the places where the AWS CLI looks for it. Calls no service, unless a profile names
    /// a role to assume.
    #[cfg(feature = "profiles")]
    pub async fn load(http: &reqwest::Client) -> Self {
        let config = aws_config::defaults(aws_config::BehaviorVersion::v2026_01_12())
            .http_client(crate::http::SdkHttp(http.clone()))
            .load()
            .await;
        let region = config.region().map_or(DEFAULT_REGION, |region| region.as_ref());
        let access = Access::of_provider(http.clone(), region, config.credentials_provider());
        Self { access: at(access, config.endpoint_url()) }
    }

    /// The store in this table.
    pub fn store(&self, table: impl Into<String>) -> Store {
        Store::new(crate::dynamo::client(&self.access), table)
    }

    /// The queue at this URL.
    pub fn queue(&self, url: impl Into<String>) -> SqsQueue {
        SqsQueue::new(&self.access, url)
    }

    /// The days on which customers wrote, by the counters in this table.
    pub fn days(&self, table: impl Into<String>) -> Days {
        Days::new(&self.access, table)
    }

    /// The channel of this name of the API of AppSync Events at `url`.
    pub fn channel(&self, url: &str, name: &str) -> Channel {
        Channel::new(&self.access, url, name)
    }

    /// The secret with this ARN.
    pub fn secret(&self, arn: impl Into<String>) -> Secret {
        Secret::new(&self.access, arn)
    }

    /// The blobs in this bucket.
    #[cfg(feature = "s3")]
    pub fn blobs(&self, bucket: &str) -> S3Blobs {
        S3Blobs::new(&self.access, bucket)
    }
}

/// The region where none is set.
const DEFAULT_REGION: &str = "us-east-1";

fn at(access: Access, endpoint: Option<&str>) -> Access {
    match endpoint {
        Some(endpoint) => access.at(endpoint),
        None => access,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::client;

    #[tokio::test]
    async fn a_function_has_what_lambda_puts_into_its_environment() {
        let environment: Environment = |name| {
            let value = match name {
                "AWS_REGION" => "eu-west-3",
                "AWS_ACCESS_KEY_ID" => "id",
                "AWS_SECRET_ACCESS_KEY" => "key",
                "AWS_SESSION_TOKEN" => "token",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let access = Clients::of_function(environment, &client().unwrap()).access;
        assert_eq!(access.endpoint_of("dynamodb"), "https://dynamodb.eu-west-3.amazonaws.com");
        let keys = access.credentials().await.unwrap();
        assert_eq!((&*keys.access_key_id, &*keys.secret_access_key), ("id", "key"));
        assert_eq!(keys.session_token.as_deref(), Some("token"));
    }

    #[tokio::test]
    async fn blank_variables_are_unset_and_the_address_may_be_another() {
        let environment: Environment = |name| match name {
            "AWS_ENDPOINT_URL" => Some("http://aws.test/".to_owned()),
            "AWS_SESSION_TOKEN" => Some("  ".to_owned()),
            "AWS_ACCESS_KEY_ID" => Some("id".to_owned()),
            _ => Some(String::new()),
        };
        let access = Clients::of_function(environment, &client().unwrap()).access;
        assert_eq!(access.endpoint_of("sqs"), "http://aws.test");
        assert!(access.credentials().await.is_err());
    }
}
