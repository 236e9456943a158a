//! Files: from an id to an address, from an address to the bytes, and bytes to an id.
//!
//! An address is taken from Graph's answer, and a request to it carries our token. So it must be on one of Meta's hosts,
//! or on the host of Graph itself. The HTTP client follows no redirect; one counts as a foreign address.

mod address;
mod form;

use std::io;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Body, Method, Url};
use secrecy::ExposeSecret;

use super::response::{self, Response};
use super::{GraphClient, SendError, USER_AGENT};
use crate::ids::{MediaId, PhoneNumberId};
use form::Form;

/// The bytes of a file, part by part. An error of it contains no address.
pub type FileBytes = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// Where a file can be read for five minutes, and what it is said to be.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaAddress {
    /// The address. It is valid for [`crate::limits::MEDIA_URL`], with our token only.
    pub url: Url,
    /// The type, with parameters.
    pub mime_type: Option<String>,
    /// The SHA-256 in hex: in webhooks it is base64 ([`crate::sha256::read`] reads both).
    pub sha256: Option<String>,
    /// The number of bytes.
    pub file_size: Option<u64>,
}

/// A file that is being read.
pub struct Download {
    /// The number of bytes, as the server announces it.
    pub size: Option<u64>,
    /// The type, as the server announces it.
    pub content_type: Option<String>,
    /// The bytes.
    pub bytes: FileBytes,
}

impl GraphClient {
    /// The address of the file with this id, which came to this business number or was uploaded for it.
    pub async fn media_address(
        &self,
        id: &MediaId,
        number: &PhoneNumberId,
    ) -> Result<MediaAddress, SendError> {
        let mut url = self.url(id.as_str(), "");
        url.query_pairs_mut().append_pair("phone_number_id", number.as_str());
        let response = self.call(self.http.request(Method::GET, url)).await?;
        MediaAddress::read(&response).ok_or_else(|| SendError::unclear(&response))
    }

    /// Opens the file at this address. It must be read to its end within this time from now.
    pub async fn download(&self, url: &Url, within: Duration) -> Result<Download, SendError> {
        if !address::is_allowed(url, &self.base_url) {
            return Err(SendError::foreign_address());
        }
        let request = self
            .http
            .request(Method::GET, url.clone())
            .bearer_auth(self.config.token.expose_secret())
            .header(reqwest::header::USER_AGENT, USER_AGENT)
            .timeout(within);
        let received = request.send().await.map_err(SendError::transport)?;
        let status = received.status();
        if status.is_redirection() {
            return Err(SendError::foreign_address());
        }
        if !status.is_success() {
            let retry_after = response::retry_after(received.headers());
            let bytes = response::body(received).await.unwrap_or_default();
            let body = serde_json::from_slice(&bytes).ok();
            return Err(SendError::refused(&Response { status: status.as_u16(), retry_after, body }));
        }
        let text = |name| received.headers().get(name)?.to_str().ok().map(str::to_owned);
        Ok(Download {
            size: text(CONTENT_LENGTH).and_then(|size| size.parse().ok()),
            content_type: text(CONTENT_TYPE),
            bytes: Box::pin(Parts(Box::pin(received.bytes_stream()))),
        })
    }

    /// Uploads exactly `size` bytes for this number, within this time from now. The id can be sent for
    /// [`crate::limits::UPLOADED_ID`]. An upload whose answer was lost sent nothing to anyone: it may be repeated.
    pub async fn upload(
        &self,
        number: &PhoneNumberId,
        mime_type: &str,
        filename: &str,
        size: u64,
        bytes: FileBytes,
        within: Duration,
    ) -> Result<MediaId, SendError> {
        let form = Form::new(mime_type, filename, size, bytes).map_err(|_| SendError::not_made())?;
        let request = self
            .http
            .request(Method::POST, self.url(number.as_str(), "media"))
            .header(CONTENT_TYPE, form.content_type())
            .header(CONTENT_LENGTH, form.length())
            .body(Body::wrap_stream(form));
        let response = self.call_within(within, request).await?;
        let id = response.fields().and_then(|fields| fields.id("id"));
        id.ok_or_else(|| SendError::unclear(&response))
    }
}

impl MediaAddress {
    fn read(response: &Response) -> Option<Self> {
        let fields = response.fields()?;
        let size = fields.integer("file_size").and_then(|size| u64::try_from(size).ok());
        Some(Self {
            url: Url::parse(&fields.text("url")?).ok()?,
            mime_type: fields.text("mime_type"),
            sha256: fields.text("sha256"),
            file_size: size,
        })
    }
}

/// The address grants access together with a token, so it is not shown.
impl std::fmt::Debug for MediaAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MediaAddress").field("file_size", &self.file_size).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download").field("size", &self.size).finish_non_exhaustive()
    }
}

/// The parts of a response. Their errors do not contain the address.
struct Parts<S>(Pin<Box<S>>);

impl<S: Stream<Item = reqwest::Result<Bytes>>> Stream for Parts<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let polled = self.0.as_mut().poll_next(context);
        polled.map_err(|error| io::Error::other(error.without_url()))
    }
}
