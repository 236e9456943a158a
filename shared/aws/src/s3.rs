//! The blob port and the media store on S3: a few calls.
//!
//! The S3 SDK would make every function that links it larger, for calls that are rarely needed.
//! Requests are path-style, which both S3 and its stand-ins accept.

mod media;
mod sign;

use std::sync::Arc;
use std::time::Duration;

use relais_core::blob::{BlobError, Blobs};
use reqwest::Method;
use reqwest::header::CONTENT_LENGTH;

use crate::access::{Access, SignError, encoded, retried};

/// Time limit of one call that is not streamed: it carries at most 4 MiB, or has S3 copy at most 100 MB.
const TIMEOUT: Duration = Duration::from_secs(8);

/// A bucket (`MEDIA_BUCKET`). Clones share the connection.
#[derive(Clone, Debug)]
pub struct S3Blobs {
    bucket: Arc<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    name: String,
    /// `https://…/bucket`, without a slash at the end.
    url: String,
    access: Access,
}

/// A response of S3.
struct Response {
    status: u16,
    /// What `Content-Length` says: the response to HEAD has no body.
    length: Option<u64>,
    body: Vec<u8>,
}

/// Why a call to S3 failed.
#[derive(Debug, thiserror::Error)]
enum S3Error {
    #[error("S3 answered {status} {code}: check that the bucket exists and that the role may use it")]
    Refused { status: u16, code: String },
    #[error(transparent)]
    Unsigned(#[from] SignError),
    #[error("S3 was not reached")]
    Unreachable(#[source] reqwest::Error),
    #[error("the bytes to store could not be read")]
    Body(#[source] std::io::Error),
    #[error("S3 did not answer in time")]
    TimedOut,
}

impl S3Error {
    fn is_transient(&self) -> bool {
        match self {
            Self::Refused { status, .. } => *status >= 500 || *status == 429,
            Self::Unreachable(_) | Self::TimedOut => true,
            Self::Unsigned(_) | Self::Body(_) => false,
        }
    }
}

impl S3Blobs {
    /// Blobs in this bucket.
    pub fn new(access: &Access, bucket: &str) -> Self {
        let url = format!("{}/{bucket}", access.endpoint_of("s3"));
        Self { bucket: Arc::new(Bucket { name: bucket.to_owned(), url, access: access.clone() }) }
    }
}

impl Blobs for S3Blobs {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        let stored = self.bucket.call(Method::PUT, name, &[], &bytes).await.and_then(Response::accepted);
        stored.map_err(|error| failed("store", name, error))?;
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        let read = self.bucket.call(Method::GET, name, &[], &[]).await;
        match read.map_err(|error| failed("read", name, error))? {
            response if response.status == 404 && response.code() == "NoSuchKey" => Ok(None),
            response => Ok(Some(response.accepted().map_err(|error| failed("read", name, error))?.body)),
        }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BlobError> {
        let mut names = Vec::new();
        let mut query = format!("?list-type=2&prefix={}", encoded(prefix));
        loop {
            let page = self.bucket.call(Method::GET, &query, &[], &[]).await.and_then(Response::accepted);
            let page = page.map_err(|error| failed("list", prefix, error))?.body;
            let page = String::from_utf8_lossy(&page);
            names.extend(texts_of(&page, "Key"));
            let Some(next) = texts_of(&page, "NextContinuationToken").pop() else { return Ok(names) };
            query = format!("?continuation-token={}&list-type=2&prefix={}", encoded(&next), encoded(prefix));
        }
    }

    async fn delete(&self, name: &str) -> Result<(), BlobError> {
        let deleted = self.bucket.call(Method::DELETE, name, &[], &[]).await.and_then(Response::accepted);
        deleted.map_err(|error| failed("delete", name, error))?;
        Ok(())
    }
}

impl Bucket {
    /// One operation, retried on transient errors: all of them are idempotent.
    async fn call(
        &self,
        method: Method,
        name: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Response, S3Error> {
        let passes = |answer: &Result<Response, S3Error>| match answer {
            Ok(response) => response.status >= 500 || response.status == 429,
            Err(error) => error.is_transient(),
        };
        retried(|| self.call_once(&method, name, headers, body), passes).await
    }

    async fn call_once(
        &self,
        method: &Method,
        name: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Response, S3Error> {
        let request = self.signed(method, name, headers, Some(body)).await?;
        let response = request.timeout(TIMEOUT).body(body.to_owned()).send().await.map_err(unreachable)?;
        Response::read(response).await
    }
}

/// The URL is left out: it holds the bucket's name, and in an address for a browser the signature.
fn unreachable(error: reqwest::Error) -> S3Error {
    S3Error::Unreachable(error.without_url())
}

impl Response {
    async fn read(response: reqwest::Response) -> Result<Self, S3Error> {
        let status = response.status().as_u16();
        let length =
            response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        Ok(Self { status, length, body: response.bytes().await.map_err(unreachable)?.into() })
    }

    fn accepted(self) -> Result<Self, S3Error> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        Err(S3Error::Refused { status: self.status, code: self.code() })
    }

    /// S3's own name for an error, such as `AccessDenied`; empty when the response names none.
    fn code(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        texts_of(&text, "Code").into_iter().next().unwrap_or_default()
    }
}

/// The texts of all elements with this name. Our own names and S3's tokens contain nothing that XML escapes.
fn texts_of(xml: &str, element: &str) -> Vec<String> {
    let (start, end) = (format!("<{element}>"), format!("</{element}>"));
    let parts = xml.split(&start).skip(1);
    parts.filter_map(|part| part.split_once(&end).map(|(text, _)| text.to_owned())).collect()
}

fn failed(operation: &'static str, name: &str, source: S3Error) -> BlobError {
    BlobError { operation, name: name.to_owned(), source: Box::new(source) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_named_as_s3_names_it() {
        let body =
            b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_vec();
        let error = Response { status: 403, length: None, body }.accepted().map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("403 AccessDenied"), "{error}");
        assert!(!error.is_transient());
        assert_eq!(Response { status: 500, length: None, body: Vec::new() }.code(), "");
    }

    #[test]
    fn a_page_of_names_is_read() {
        let page = "<ListBucketResult><Contents><Key>kept/1</Key><Size>3</Size></Contents><Contents><Key>kept/2</Key>\
                    </Contents><NextContinuationToken>a/b==</NextContinuationToken></ListBucketResult>";
        assert_eq!(texts_of(page, "Key"), ["kept/1", "kept/2"]);
        assert_eq!(encoded(&texts_of(page, "NextContinuationToken")[0]), "a%2Fb%3D%3D");
        assert!(texts_of("<ListBucketResult/>", "Key").is_empty());
    }
}
