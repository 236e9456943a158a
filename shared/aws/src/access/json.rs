//! Services that speak AWS's JSON protocol: one address, the operation in a header, an object each way.
//!
//! <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::{Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use tokio::time::timeout;

use super::{Access, SignError, Signable, retried};
use crate::http::AWS_TIMEOUT;
use crate::xray;

/// One service. Clones share the connection.
#[derive(Clone, Debug)]
pub(crate) struct JsonService {
    access: Access,
    url: Result<Url, url::ParseError>,
    /// Its name in signatures and addresses, such as `sqs`.
    name: &'static str,
    /// Its name before an operation, such as `AmazonSQS`.
    target: &'static str,
    content_type: &'static str,
    /// How long it may be silent.
    patience: Duration,
}

const SQS: &str = "sqs";

/// DynamoDB answers within milliseconds: one that is silent for longer answers another connection sooner. A call whose
/// three attempts all meet silence ends within the 30 seconds that API Gateway waits.
const DYNAMODB_PATIENCE: Duration = Duration::from_secs(5);

/// A signal of a change is worth little after some seconds, and the next one waits behind it.
const CHANNEL_PATIENCE: Duration = Duration::from_secs(2);

/// Why a call failed. The text never holds what was sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// The service refused it.
    #[error("{service} answered {status} {code}")]
    Refused { service: &'static str, status: u16, code: String, body: Body },
    #[error("{0} was not reached")]
    Unreachable(&'static str, #[source] reqwest::Error),
    #[error("{0} did not answer in time")]
    Silent(&'static str),
    #[error(transparent)]
    Unsigned(#[from] SignError),
    /// The request or the answer is not the expected JSON: what is wrong with it, and where. The parser's own words may
    /// quote it.
    #[error("{service} was not understood: {category:?} error at column {column}")]
    Shape { service: &'static str, category: Category, column: usize },
}

/// The body of an error, which may have an item of the table. It is never shown.
pub(crate) struct Body(pub(crate) Bytes);

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").finish_non_exhaustive()
    }
}

/// Parts of the names of errors that pass: the service is busy with other calls, with this one, or was too slow. They are
/// those that AWS's SDKs retry, but for `LimitExceededException`: no operation here has it.
const PASSING: [&str; 10] = [
    "BandwidthLimitExceeded",
    "PriorRequestNotComplete",
    "RequestLimitExceeded",
    "RequestTimeout",
    "SlowDown",
    "Throttl",
    "ThroughputExceeded",
    "TooManyRequests",
    // A single write that met a transaction on the same record.
    "TransactionConflict",
    "TransactionInProgress",
];

impl CallError {
    /// AWS's name for the error, such as `AccessDeniedException`, if the service answered.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            Self::Unreachable(..) | Self::Silent(_) | Self::Unsigned(_) | Self::Shape { .. } => None,
        }
    }

    /// Whether another try may succeed: the service is busy, down, or was not reached.
    fn passes(&self) -> bool {
        match self {
            Self::Refused { status, code, .. } => {
                *status >= 500 || *status == 429 || PASSING.iter().any(|part| code.contains(part))
            }
            Self::Unreachable(..) | Self::Silent(_) => true,
            Self::Unsigned(_) | Self::Shape { .. } => false,
        }
    }
}

impl JsonService {
    /// SQS: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html>.
    pub(crate) fn sqs(access: &Access) -> Self {
        Self::new(access, SQS, "AmazonSQS", "application/x-amz-json-1.0")
    }

    /// Secrets Manager: <https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html>.
    pub(crate) fn secrets_manager(access: &Access) -> Self {
        Self::new(access, "secretsmanager", "secretsmanager", "application/x-amz-json-1.1")
    }

    /// DynamoDB: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html>.
    pub(crate) fn dynamodb(access: &Access) -> Self {
        let service = Self::new(access, "dynamodb", "DynamoDB_20120810", "application/x-amz-json-1.0");
        Self { patience: DYNAMODB_PATIENCE, ..service }
    }

    /// An API of AppSync Events at its own address. It has one operation, which no header names ([`Self::post`]):
    /// <https://docs.aws.amazon.com/appsync/latest/eventapi/publish-http.html>.
    pub(crate) fn appsync(access: &Access, url: &str) -> Self {
        let service = Self::new(access, "appsync", "", "application/json");
        Self { url: Url::parse(url), patience: CHANNEL_PATIENCE, ..service }
    }

    fn new(access: &Access, name: &'static str, target: &'static str, content_type: &'static str) -> Self {
        let url = Url::parse(&format!("{}/", access.endpoint_of(name)));
        Self { access: access.clone(), url, name, target, content_type, patience: AWS_TIMEOUT }
    }

    /// One operation, as [`Self::answer`].
    pub(crate) async fn call<Answer: DeserializeOwned>(
        &self,
        operation: &str,
        request: &impl Serialize,
    ) -> Result<Answer, CallError> {
        let body = serde_json::to_vec(request).map_err(|error| self.shape(&error))?;
        let answer = self.answer(operation, body.into()).await?;
        // An operation without an answer has an empty one.
        let answer = if answer.is_empty() { b"{}" } else { &*answer };
        serde_json::from_slice(answer).map_err(|error| self.shape(&error))
    }

    fn shape(&self, error: &serde_json::Error) -> CallError {
        CallError::Shape { service: self.name, category: error.classify(), column: error.column() }
    }

    /// The body of the answer to an operation, retried while the service is busy or not reached: it may then have run
    /// more than once.
    pub(crate) async fn answer(&self, operation: &str, body: Bytes) -> Result<Bytes, CallError> {
        let target = format!("{}.{operation}", self.target);
        self.send(&[("content-type", self.content_type), ("x-amz-target", &target)], &body).await
    }

    /// The body of the answer of a service whose address names the operation, retried as [`Self::answer`].
    pub(crate) async fn post(&self, body: Bytes) -> Result<Bytes, CallError> {
        self.send(&[("content-type", self.content_type)], &body).await
    }

    async fn send(&self, headers: &[(&str, &str)], body: &Bytes) -> Result<Bytes, CallError> {
        retried(|| self.send_once(headers, body), |answer| answer.as_ref().is_err_and(CallError::passes))
            .await
    }

    async fn send_once(&self, headers: &[(&str, &str)], body: &Bytes) -> Result<Bytes, CallError> {
        let url = self.url.as_ref().map_err(|error| SignError::Address(*error))?;
        let signable = Signable { method: "POST", url, headers, payload: Some(body) };
        let added = self.access.sign(self.name, signable).await?;
        let request = self.access.http.post(url.clone()).timeout(AWS_TIMEOUT).body(body.clone());
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = added.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        let trace = if self.name == SQS { xray::current() } else { None };
        let request = trace.into_iter().fold(request, |request, trace| request.header(xray::HEADER, trace));
        let unreachable = |error: reqwest::Error| CallError::Unreachable(self.name, error.without_url());
        // Unlike the limit on the whole, this one takes an answer that is there, however late this process comes to it.
        let silent = |_| CallError::Silent(self.name);
        let mut response =
            timeout(self.patience, request.send()).await.map_err(silent)?.map_err(unreachable)?;
        let status = response.status();
        let named = error_header(&response);
        let mut body = Vec::new();
        while let Some(part) =
            timeout(self.patience, response.chunk()).await.map_err(silent)?.map_err(unreachable)?
        {
            body.extend_from_slice(&part);
        }
        let body = Bytes::from(body);
        if status.is_success() {
            return Ok(body);
        }
        let code = named.unwrap_or_else(|| error_in(&body));
        Err(CallError::Refused { service: self.name, status: status.as_u16(), code, body: Body(body) })
    }
}

/// The name of an error in its header, where a service has one.
fn error_header(response: &Response) -> Option<String> {
    let value = response.headers().get("x-amzn-errortype")?.to_str().ok()?;
    Some(short_name(value))
}

/// The name of an error in its body; empty when there is none, as in the answer of a proxy.
fn error_in(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let name = body.get("__type").or_else(|| body.get("code")).and_then(Value::as_str);
    short_name(name.unwrap_or_default())
}

/// `QueueDoesNotExist` of `com.amazonaws.sqs#QueueDoesNotExist:http://…`.
fn short_name(name: &str) -> String {
    let name = name.split(':').next().unwrap_or_default();
    name.rsplit('#').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use serde_json::json;
    use wiremock::matchers::{header, header_regex, method};
    use wiremock::{Mock, MockServer, Request, ResponseTemplate};

    use super::*;
    use crate::access::tests::access_to;
    use crate::http::client;

    /// Statuses and bodies.
    type Answers = &'static [(u16, &'static str)];

    /// Calls a service that answers so, one answer after the other, the last one again and again. Returns also how often
    /// it was called.
    async fn called(answers: Answers) -> (Result<Value, CallError>, usize) {
        let server = MockServer::start().await;
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        let answer = move |_: &Request| {
            let call = counted.fetch_add(1, Ordering::Relaxed);
            let (status, body) = answers.get(call).or(answers.last()).unwrap();
            ResponseTemplate::new(*status).set_body_string(*body)
        };
        Mock::given(method("POST"))
            .and(header("x-amz-target", "AmazonSQS.SendMessage"))
            .and(header("content-type", "application/x-amz-json-1.0"))
            .and(header_regex(
                "authorization",
                "^AWS4-HMAC-SHA256 Credential=key/[0-9]{8}/eu-west-3/sqs/aws4_request, \
                 SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$",
            ))
            .respond_with(answer)
            .mount(&server)
            .await;
        let service = JsonService::sqs(&access_to(&server.uri(), client().unwrap()));
        let answer = service.call("SendMessage", &json!({"MessageBody": "hush"})).await;
        (answer, calls.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn what_passes_is_tried_three_times_and_what_does_not_once() {
        const BUSY: &str = r#"{"__type":"ThrottlingException"}"#;
        let cases: [(Answers, Result<Value, &str>, usize); 8] = [
            (&[(200, r#"{"MessageId":"1"}"#)], Ok(json!({"MessageId": "1"})), 1),
            (&[(200, "")], Ok(json!({})), 1),
            (&[(500, ""), (400, BUSY), (200, "{}")], Ok(json!({})), 3),
            (&[(503, "<html>")], Err("sqs answered 503 "), 3),
            (&[(400, BUSY)], Err("sqs answered 400 ThrottlingException"), 3),
            (
                &[(400, r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"hush"}"#)],
                Err("sqs answered 400 QueueDoesNotExist"),
                1,
            ),
            (&[(403, "{}")], Err("sqs answered 403 "), 1),
            (&[(200, "<html>")], Err("sqs was not understood: Syntax error at column 1"), 1),
        ];
        for (answers, expected, calls) in cases {
            let (answer, count) = called(answers).await;
            let answer = answer.map_err(|error| error.to_string());
            assert_eq!(answer, expected.map_err(str::to_owned));
            assert_eq!(count, calls, "{answers:?}");
        }
    }
}
