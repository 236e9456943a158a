//! Signed requests of our own, and signed addresses for browsers.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html>

use std::time::Duration;

use reqwest::{Method, RequestBuilder, Url};

use super::{Bucket, S3Error};
use crate::access::{SignError, Signable, encoded};

impl Bucket {
    /// A request for this name, or this query of the bucket, with its signature in the headers.
    pub(super) async fn signed(
        &self,
        method: &Method,
        name: &str,
        headers: &[(&str, &str)],
        payload: Option<&[u8]>,
    ) -> Result<RequestBuilder, S3Error> {
        let url = self.address(name)?;
        let signable = Signable { method: method.as_str(), url: &url, headers, payload };
        let added = self.access.sign("s3", signable).await?;
        let request = self.access.http.request(method.clone(), url);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Ok(added.into_iter().fold(request, |request, (name, value)| request.header(name, value)))
    }

    /// An address of this name for a browser, valid for `lifetime`. `query` is signed with it; the request must carry
    /// `headers`.
    pub(super) async fn presigned(
        &self,
        method: &Method,
        name: &str,
        query: &[(&str, &str)],
        headers: &[(&str, &str)],
        lifetime: Duration,
    ) -> Result<String, S3Error> {
        let pairs: Vec<_> =
            query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let mut url = self.address(name)?;
        url.set_query(Some(&pairs.join("&")));
        let signable = Signable { method: method.as_str(), url: &url, headers, payload: None };
        Ok(self.access.presign("s3", signable, lifetime).await?)
    }

    fn address(&self, name: &str) -> Result<Url, S3Error> {
        Ok(Url::parse(&format!("{}/{name}", self.url)).map_err(SignError::Address)?)
    }
}
