//! A channel of AppSync Events: what is published there reaches every page that has subscribed to it.
//!
//! <https://docs.aws.amazon.com/appsync/latest/eventapi/publish-http.html>

use bytes::Bytes;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::access::{Access, JsonService};

/// A channel. Clones share the connection.
#[derive(Clone, Debug)]
pub struct Channel {
    service: JsonService,
    name: String,
}

/// Why an event was not published. The text never holds the event.
#[derive(Debug, thiserror::Error)]
#[error(
    "the event could not be published ({0}): check that the function may call appsync:EventPublish on the namespace, and \
     that LIVE_URL is the address of the API"
)]
pub struct PublishError(String);

/// The answer has 200 also when AppSync took no event.
#[derive(Deserialize)]
struct Published {
    #[serde(default)]
    failed: Vec<IgnoredAny>,
}

impl Channel {
    /// The channel of this name, such as `/changes/all`, of the API at `url`, such as `https://…/event`.
    pub fn new(access: &Access, url: &str, name: impl Into<String>) -> Self {
        Self { service: JsonService::appsync(access, url), name: name.into() }
    }

    /// Publishes one event. It may arrive more than once.
    pub async fn publish(&self, event: &Value) -> Result<(), PublishError> {
        // An event is a text with JSON in it.
        let request = json!({"channel": self.name, "events": [event.to_string()]});
        let answer = self.service.post(Bytes::from(request.to_string())).await;
        let answer = answer.map_err(|error| PublishError(relais_core::error_chain(&error)))?;
        let published: Published = serde_json::from_slice(&answer)
            .map_err(|error| PublishError(format!("the answer is not understood: {:?}", error.classify())))?;
        if published.failed.is_empty() { Ok(()) } else { Err(PublishError("it was refused".to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{body_json, header, header_regex, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::access::tests::access_to;
    use crate::http::client;

    async fn published(status: u16, answer: &str) -> Result<(), String> {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/event"))
            .and(header("content-type", "application/json"))
            .and(header_regex(
                "authorization",
                "^AWS4-HMAC-SHA256 Credential=key/[0-9]{8}/eu-west-3/appsync/aws4_request, \
                 SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$",
            ))
            .and(body_json(json!({"channel": "/changes/all", "events": ["{\"a\":1}"]})))
            .respond_with(ResponseTemplate::new(status).set_body_string(answer))
            .mount(&server)
            .await;
        let access = access_to("http://nowhere.test", client().unwrap());
        let channel = Channel::new(&access, &format!("{}/event", server.uri()), "/changes/all");
        channel.publish(&json!({"a": 1})).await.map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn an_event_is_published_by_a_signed_request() {
        let answer = r#"{"failed":[],"successful":[{"identifier":"1","index":0}]}"#;
        assert_eq!(published(200, answer).await, Ok(()));
    }

    #[tokio::test]
    async fn what_is_refused_is_an_error_that_says_why() {
        for (status, answer, why) in [
            (200, r#"{"failed":[{"index":0,"code":400}],"successful":[]}"#, "(it was refused)"),
            (200, "<html>", "(the answer is not understood: Syntax)"),
            (403, r#"{"errors":[{"errorType":"UnauthorizedException"}]}"#, "(appsync answered 403 )"),
            (500, "", "(appsync answered 500 )"),
        ] {
            let error = published(status, answer).await.unwrap_err();
            assert!(error.contains(why) && error.contains("appsync:EventPublish"), "{error}");
        }
    }
}
