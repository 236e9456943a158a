//! SDK clients, made once per process.

use std::sync::{Arc, OnceLock};

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::{BehaviorVersion, ConfigLoader};
use aws_sdk_dynamodb::config::{Credentials, HttpClient, Region};

use crate::Store;
use crate::access::Access;
use crate::days::Days;
use crate::http::SdkHttp;
#[cfg(feature = "s3")]
use crate::s3::S3Blobs;
use crate::secret::Secret;
use crate::sqs::SqsQueue;

/// The SDK's behaviour that this code was written for: an upgrade of the SDK does not change it.
fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

/// The DynamoDB client of an engine inside this process. It opens no socket; the SDK only wants some credentials.
pub fn embedded_dynamodb(engine: impl HttpClient + 'static) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(behavior())
        .http_client(engine)
        .region(Region::from_static("local"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url("http://dynamodb.local")
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

/// The clients of a process, over one configuration and one HTTP client. DynamoDB's is made at first use.
#[derive(Clone, Debug)]
pub struct Clients {
    config: aws_config::SdkConfig,
    dynamodb: Arc<OnceLock<aws_sdk_dynamodb::Client>>,
    access: Access,
}

impl Clients {
    /// Loads the configuration from the places where the AWS CLI looks for it. Calls no service.
    pub async fn load(http: &reqwest::Client) -> Self {
        Self::from(aws_config::defaults(behavior()), http).await
    }

    /// Loads the configuration of a function: Lambda puts all of it into the environment, so no other place is read.
    /// Calls no service.
    pub async fn of_function(http: &reqwest::Client) -> Self {
        let config = aws_config::defaults(behavior())
            .credentials_provider(EnvironmentVariableCredentialsProvider::new())
            .region(EnvironmentVariableRegionProvider::new());
        Self::from(config, http).await
    }

    async fn from(config: ConfigLoader, http: &reqwest::Client) -> Self {
        let config = config.http_client(SdkHttp(http.clone())).load().await;
        let access = Access::new(&config, http.clone());
        Self { config, dynamodb: Arc::default(), access }
    }

    /// The store in this table.
    pub fn store(&self, table: impl Into<String>) -> Store {
        let client = self.dynamodb.get_or_init(|| aws_sdk_dynamodb::Client::new(&self.config));
        Store::new(client.clone(), table)
    }

    /// The queue at this URL.
    pub fn queue(&self, url: impl Into<String>) -> SqsQueue {
        SqsQueue::new(&self.access, url)
    }

    /// The days on which customers wrote, by the counters in this table.
    pub fn days(&self, table: impl Into<String>) -> Days {
        Days::new(&self.access, table)
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
