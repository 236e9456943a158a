//! Files of messages in the bucket. They are streamed, and browsers read and write them at addresses that are signed for
//! one file and a short time.

use std::time::Duration;

use jiff::SignedDuration;
use relais_core::blob::{Bytes, Link, MediaStore, Opened, Pending, READ_LINK, WRITE_LINK, exactly, next};
use reqwest::header::{CONTENT_RANGE, HeaderMap};
use reqwest::{Body, Method};

use super::{Response, S3Blobs, S3Error, TIMEOUT, failed, unreachable};
use crate::http::patient;

/// Time limit of one streamed write. The job that it belongs to has a shorter one.
const WRITE_TIMEOUT: Duration = Duration::from_mins(5);

/// How long a read waits for the next part.
const IDLE: Duration = Duration::from_secs(30);

/// The type of what has none that may be sent in a header.
const UNKNOWN_TYPE: &str = "application/octet-stream";

impl MediaStore for S3Blobs {
    fn write<'a>(&'a self, name: &'a str, size: u64, mime_type: &'a str, bytes: Bytes) -> Pending<'a, ()> {
        Box::pin(async move {
            let written = self.stream_to(name, size, mime_type, bytes).await.and_then(Response::accepted);
            written.map(|_| ()).map_err(|error| failed("store", name, error))
        })
    }

    fn open<'a>(&'a self, name: &'a str, from: u64, to: Option<u64>) -> Pending<'a, Option<Opened>> {
        Box::pin(async move {
            self.stream_from(name, from, to).await.map_err(|error| failed("read", name, error))
        })
    }

    fn size<'a>(&'a self, name: &'a str) -> Pending<'a, Option<u64>> {
        Box::pin(async move {
            let head = self.bucket.call(Method::HEAD, name, &[], &[]).await;
            match head.map_err(|error| failed("read", name, error))? {
                response if response.status == 404 => Ok(None),
                response => {
                    let response = response.accepted().map_err(|error| failed("read", name, error))?;
                    Ok(Some(response.length.unwrap_or_default()))
                }
            }
        })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, ()> {
        use relais_core::blob::Blobs;
        Box::pin(self.delete(name))
    }

    fn rename<'a>(&'a self, from: &'a str, to: &'a str) -> Pending<'a, bool> {
        Box::pin(async move {
            let copied = self.copy(from, to, &[]).await.map_err(|error| failed("rename", from, error))?;
            if copied {
                self.remove(from).await?;
            }
            Ok(copied)
        })
    }

    /// A copy onto itself. S3 refuses one that changes nothing, so the type is left out. Addresses have the type that is
    /// served.
    fn renew<'a>(&'a self, name: &'a str) -> Pending<'a, bool> {
        Box::pin(async move {
            let anew = [("content-type", UNKNOWN_TYPE), ("x-amz-metadata-directive", "REPLACE")];
            self.copy(name, name, &anew).await.map_err(|error| failed("renew", name, error))
        })
    }

    fn link_to_read<'a>(
        &'a self,
        name: &'a str,
        content_type: &'a str,
        content_disposition: &'a str,
    ) -> Pending<'a, Option<Link>> {
        Box::pin(async move {
            let query = [
                ("response-content-disposition", content_disposition),
                ("response-content-type", content_type),
            ];
            let url = self.bucket.presigned(&Method::GET, name, &query, &[], lasting(READ_LINK)).await;
            let url = url.map_err(|error| failed("address", name, error))?;
            Ok(Some(Link { method: "GET", url, headers: Vec::new() }))
        })
    }

    fn link_to_write<'a>(
        &'a self,
        name: &'a str,
        size: u64,
        mime_type: &'a str,
    ) -> Pending<'a, Option<Link>> {
        Box::pin(async move {
            let size = size.to_string();
            // A browser sets the length itself, to that of the body. The signature is then of another length, and S3
            // refuses the body.
            let headers = [("content-length", &*size), ("content-type", header_value(mime_type))];
            let url = self.bucket.presigned(&Method::PUT, name, &[], &headers, lasting(WRITE_LINK)).await;
            let url = url.map_err(|error| failed("address", name, error))?;
            let headers = vec![("content-type".to_owned(), header_value(mime_type).to_owned())];
            Ok(Some(Link { method: "PUT", url, headers }))
        })
    }
}

impl S3Blobs {
    /// Copies a file within the bucket. `false`: nothing has the first name.
    async fn copy(&self, from: &str, to: &str, headers: &[(&str, &str)]) -> Result<bool, S3Error> {
        let source = format!("/{}/{from}", self.bucket.name);
        let headers: Vec<_> = headers.iter().copied().chain([("x-amz-copy-source", &*source)]).collect();
        match self.bucket.call(Method::PUT, to, &headers, &[]).await? {
            response if response.status == 404 && response.code() == "NoSuchKey" => Ok(false),
            // A copy that fails after its response has begun answers 200 with an error.
            response if response.status == 200 && !response.code().is_empty() => {
                Err(S3Error::Refused { status: 500, code: response.code() })
            }
            response => response.accepted().map(|_| true),
        }
    }

    /// One attempt: the stream cannot be read again.
    async fn stream_to(
        &self,
        name: &str,
        size: u64,
        mime_type: &str,
        bytes: Bytes,
    ) -> Result<Response, S3Error> {
        let headers = [("content-type", header_value(mime_type))];
        let request = self.bucket.signed(&Method::PUT, name, &headers, None).await?;
        let request = request.header("content-length", size).timeout(WRITE_TIMEOUT);
        let mut bytes = exactly(size, bytes);
        // A body without length is not even begun, so that of an empty file is read here.
        let body = match size {
            0 => {
                next(&mut bytes).await.transpose().map_err(S3Error::Body)?;
                Body::default()
            }
            _ => Body::wrap_stream(bytes),
        };
        Response::read(request.body(body).send().await.map_err(unreachable)?).await
    }

    async fn stream_from(&self, name: &str, from: u64, to: Option<u64>) -> Result<Option<Opened>, S3Error> {
        let range = format!("bytes={from}-{}", to.map(|to| to.to_string()).unwrap_or_default());
        let headers = [("range", &*range)];
        let is_whole = from == 0 && to.is_none();
        let headers = headers.get(usize::from(is_whole)..).unwrap_or_default();
        let request = self.bucket.signed(&Method::GET, name, headers, Some(&[])).await?;
        let response = tokio::time::timeout(TIMEOUT, request.send()).await;
        let response = response.map_err(|_| S3Error::TimedOut)?.map_err(unreachable)?;
        match response.status().as_u16() {
            200 | 206 => {
                let size = total_of(response.headers()).or(response.content_length()).unwrap_or_default();
                let bytes = crate::http::body_of(response);
                Ok(Some(Opened { size, bytes: patient(bytes, IDLE) }))
            }
            416 => {
                let size = match total_of(response.headers()) {
                    Some(size) => size,
                    None => self.size(name).await.ok().flatten().unwrap_or_default(),
                };
                Ok(Some(Opened { size, bytes: Box::pin(crate::http::Nothing) }))
            }
            _ => match Response::read(response).await? {
                response if response.status == 404 && response.code() == "NoSuchKey" => Ok(None),
                response => response.accepted().map(|_| None),
            },
        }
    }
}

/// The size of the whole file: `bytes 0-9/100` or, for a range behind the end, `bytes */100`.
fn total_of(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_RANGE)?.to_str().ok()?.rsplit_once('/')?.1.parse().ok()
}

/// A type as a header may have it. Meta, or the customer's phone, may name anything.
fn header_value(mime_type: &str) -> &str {
    let is_allowed = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    let plain = mime_type.trim();
    if !plain.is_empty() && plain.bytes().all(is_allowed) { plain } else { UNKNOWN_TYPE }
}

fn lasting(time: SignedDuration) -> Duration {
    time.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_read_from_the_range() {
        for (range, size) in
            [("bytes 0-9/100", Some(100)), ("bytes */0", Some(0)), ("bytes 0-9/*", None), ("", None)]
        {
            let headers = HeaderMap::from_iter([(CONTENT_RANGE, range.parse().unwrap())]);
            assert_eq!(total_of(&headers), size, "{range}");
        }
        assert_eq!(total_of(&HeaderMap::new()), None);
    }

    #[test]
    fn a_type_that_is_no_header_is_unknown() {
        assert_eq!(header_value(" audio/ogg; codecs=opus"), "audio/ogg; codecs=opus");
        for odd in ["", " ", "image/png\r\nx-evil: 1", "image/pïng"] {
            assert_eq!(header_value(odd), UNKNOWN_TYPE, "{odd:?}");
        }
    }
}
