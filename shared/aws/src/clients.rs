//! SDK clients, made once per process.

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::config::{Credentials, HttpClient, Region};

/// The behaviour this code was written against; a newer SDK does not change it unasked.
fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

/// The DynamoDB client of an engine inside this process. No socket, no account: the credentials only fill the form.
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

/// Configuration from the environment that Lambda gives a function, or from `AWS_ENDPOINT_URL` and its kin.
pub async fn load_config() -> aws_config::SdkConfig {
    aws_config::defaults(behavior()).load().await
}
