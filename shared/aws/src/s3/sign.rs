//! Signatures of version 4, in headers for our own calls and in addresses for browsers.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html>

use std::time::Duration;

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignatureLocation, SigningInstructions,
    SigningSettings, UriPathNormalizationMode,
};
use reqwest::{Method, RequestBuilder};

use super::{Bucket, S3Error, encoded};

/// The body that a signature is for.
pub(super) enum Payload<'a> {
    /// These bytes, by their hash.
    Known(&'a [u8]),
    /// Any bytes: they are streamed, or a browser sends them. TLS protects them on their way.
    Any,
}

impl Bucket {
    /// A request for this name, or this query of the bucket, with its signature in the headers.
    pub(super) async fn signed(
        &self,
        method: &Method,
        name: &str,
        headers: &[(&str, &str)],
        payload: Payload<'_>,
    ) -> Result<RequestBuilder, S3Error> {
        let url = format!("{}/{name}", self.url);
        let mut settings = settings();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let instructions = self.instructions(method, &url, headers, payload, settings).await?;
        let request = self.access.http.request(method.clone(), &url);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Ok(instructions.headers().fold(request, |request, (name, value)| request.header(name, value)))
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
        let pair = |name: &str, value: &str| format!("{}={}", encoded(name), encoded(value));
        let mut pairs: Vec<_> = query.iter().map(|(name, value)| pair(name, value)).collect();
        let address = format!("{}/{name}", self.url);
        let url = format!("{address}?{}", pairs.join("&"));
        let mut settings = settings();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(lifetime);
        let instructions = self.instructions(method, &url, headers, Payload::Any, settings).await?;
        pairs.extend(instructions.params().iter().map(|(name, value)| pair(name, value)));
        Ok(format!("{address}?{}", pairs.join("&")))
    }

    async fn instructions(
        &self,
        method: &Method,
        url: &str,
        headers: &[(&str, &str)],
        payload: Payload<'_>,
        settings: SigningSettings,
    ) -> Result<SigningInstructions, S3Error> {
        let body = match payload {
            Payload::Known(bytes) => SignableBody::Bytes(bytes),
            Payload::Any => SignableBody::UnsignedPayload,
        };
        Ok(self.access.sign("s3", (method.as_str(), url), headers, body, settings).await?)
    }
}

/// S3 wants the path signed as it is.
fn settings() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings
}
