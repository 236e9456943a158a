//! Signatures of version 4: in headers for our own calls, and in an address for a browser.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::fmt::Write;
#[cfg(feature = "s3")]
use std::time::Duration;

use jiff::Timestamp;
use relais_whatsapp::signature::hmac;
use reqwest::Url;
use sha2::{Digest, Sha256};

use super::credentials::Credentials;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The hash that stands for a body of which nothing is signed.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// A request to sign.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signable<'a> {
    pub method: &'a str,
    /// Its path and query are signed as they are: percent-encoded, but for `A-Z a-z 0-9 - . _ ~`, and `/` in the path.
    pub url: &'a Url,
    /// Headers that the request must have, beside `Host`: lower-case names.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, which is signed by its hash. `None`: any bytes. They are streamed, or a browser sends them; TLS protects them
    /// on their way.
    pub payload: Option<&'a [u8]>,
}

/// When, where and by whom it is signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signer<'a> {
    pub credentials: &'a Credentials,
    pub region: &'a str,
    pub service: &'static str,
    pub now: Timestamp,
}

/// A header to add to a request.
pub(super) type Header = (&'static str, String);

impl Signer<'_> {
    /// The headers that a request needs beside its own. S3 wants the hash of the body among them.
    pub(super) fn headers(&self, request: Signable<'_>) -> Vec<Header> {
        let date = amz_date(self.now);
        let hash = hash_of(request.payload);
        let mut added = Vec::with_capacity(4);
        if self.service == "s3" {
            added.push(("x-amz-content-sha256", hash.clone()));
        }
        added.push(("x-amz-date", date.clone()));
        if let Some(token) = &self.credentials.session_token {
            added.push(("x-amz-security-token", token.clone()));
        }
        let all = request.headers.iter().copied().chain(added.iter().map(|(name, value)| (*name, &**value)));
        let headers = Headers::of(request.url, all);
        let query = canonical_query(request.url.query().unwrap_or_default());
        let scope = self.scope(&date);
        let signature = self.signature(&date, &scope, &canonical(request, &query, &headers, &hash));
        let id = &self.credentials.access_key_id;
        let signed = headers.names;
        let value =
            format!("{ALGORITHM} Credential={id}/{scope}, SignedHeaders={signed}, Signature={signature}");
        added.push(("authorization", value));
        added
    }

    /// The address of a request with its signature in the query, valid for `lifetime`.
    #[cfg(feature = "s3")]
    pub(super) fn address(&self, request: Signable<'_>, lifetime: Duration) -> String {
        let date = amz_date(self.now);
        let scope = self.scope(&date);
        let headers = Headers::of(request.url, request.headers.iter().copied());
        let credential = format!("{}/{scope}", self.credentials.access_key_id);
        let lifetime = lifetime.as_secs().to_string();
        let mut query = request.url.query().unwrap_or_default().to_owned();
        for (name, value) in [
            ("X-Amz-Algorithm", Some(ALGORITHM)),
            ("X-Amz-Credential", Some(&*credential)),
            ("X-Amz-Date", Some(&*date)),
            ("X-Amz-Expires", Some(&*lifetime)),
            ("X-Amz-Security-Token", self.credentials.session_token.as_deref()),
            ("X-Amz-SignedHeaders", Some(&*headers.names)),
        ] {
            let Some(value) = value else { continue };
            query = format!("{query}&{name}={}", encoded(value));
        }
        let query = canonical_query(&query);
        let hash = hash_of(request.payload);
        let signature = self.signature(&date, &scope, &canonical(request, &query, &headers, &hash));
        let mut address = request.url.clone();
        address.set_query(None);
        format!("{address}?{query}&X-Amz-Signature={signature}")
    }

    /// What a signature is limited to: the day, the region and the service.
    fn scope(&self, date: &str) -> String {
        format!("{}/{}/{}/aws4_request", day_of(date), self.region, self.service)
    }

    fn signature(&self, date: &str, scope: &str, canonical: &str) -> String {
        let key = self.credentials.signing_key(day_of(date), self.region, self.service);
        let hash = hex::encode(Sha256::digest(canonical));
        hex::encode(hmac(&key, format!("{ALGORITHM}\n{date}\n{scope}\n{hash}").as_bytes()))
    }
}

fn hash_of(payload: Option<&[u8]>) -> String {
    payload.map_or_else(|| UNSIGNED.to_owned(), |bytes| hex::encode(Sha256::digest(bytes)))
}

/// The headers that are signed, in the order of their names.
struct Headers {
    /// `name:value`, each with a line end.
    lines: String,
    /// `name;name`.
    names: String,
}

impl Headers {
    fn of<'a>(url: &Url, headers: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let host = host_of(url);
        let mut headers: Vec<(&str, &str)> = headers.collect();
        headers.push(("host", &host));
        headers.sort_unstable();
        let (mut lines, mut names) = (String::with_capacity(256), String::with_capacity(64));
        for (name, value) in headers {
            lines.push_str(name);
            let mut before = ':';
            for word in value.split_ascii_whitespace() {
                lines.push(before);
                lines.push_str(word);
                before = ' ';
            }
            if before == ':' {
                lines.push(':');
            }
            lines.push('\n');
            if !names.is_empty() {
                names.push(';');
            }
            names.push_str(name);
        }
        Self { lines, names }
    }
}

/// The header `Host`: without the port if it is that of the scheme.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The text that stands for a request.
fn canonical(request: Signable<'_>, query: &str, headers: &Headers, hash: &str) -> String {
    let (method, path) = (request.method, request.url.path());
    let Headers { lines, names } = headers;
    format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{hash}")
}

/// The pairs of a query in the order of their names, then of their values; each with `=`.
fn canonical_query(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<_> = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    pairs.sort_unstable();
    let mut sorted = String::with_capacity(query.len());
    for (name, value) in pairs {
        let separator = if sorted.is_empty() { "" } else { "&" };
        // Writing to a string does not fail.
        let _ = write!(sorted, "{separator}{name}={value}");
    }
    sorted
}

/// A value of a query, percent-encoded as signatures want it.
#[cfg(feature = "s3")]
pub(crate) fn encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// `20150830T123600Z`.
fn amz_date(now: Timestamp) -> String {
    now.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// `20150830` of a date with its time.
fn day_of(date: &str) -> &str {
    date.split('T').next().unwrap_or_default()
}

#[cfg(test)]
#[cfg(feature = "s3")]
mod tests;
