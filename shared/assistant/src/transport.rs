//! One HTTP exchange with a model's server.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde_json::{Map, Value};

use crate::AssistantError;

/// The most that is read of a response, and of what it unpacks to, in bytes. An answer of 4096 characters with its thoughts
/// is far below it.
const LARGEST: usize = 4 * 1024 * 1024;

/// The first bytes of gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A response, read to its end and unpacked.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }
}

/// Posts a request and reads the response. There is no time limit here.
pub(crate) async fn post(
    http: &Client,
    url: Url,
    headers: HeaderMap,
    request: &Map<String, Value>,
) -> Result<Response, AssistantError> {
    read(http.post(url).headers(headers).json(request)).await
}

/// Sends a request and reads the response. There is no time limit here.
pub(crate) async fn read(request: RequestBuilder) -> Result<Response, AssistantError> {
    let mut response = request.send().await.map_err(AssistantError::from_transport)?;
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(AssistantError::from_transport)? {
        if body.len() + chunk.len() > LARGEST {
            return Err(AssistantError::Malformed);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body: unpacked(body)? })
}

/// Unpacks gzip, which some gateways send although it was not asked for. Anything else stays as it is.
fn unpacked(body: Vec<u8>) -> Result<Vec<u8>, AssistantError> {
    if !body.starts_with(&GZIP) {
        return Ok(body);
    }
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    let mut unpacked = Vec::new();
    match MultiGzDecoder::new(body.as_slice()).take(most + 1).read_to_end(&mut unpacked) {
        Ok(read) if read <= LARGEST => Ok(unpacked),
        Ok(_) => Err(AssistantError::Malformed),
        Err(_) => Err(AssistantError::Torn),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn gzip_is_unpacked_up_to_a_limit() {
        assert_eq!(unpacked(packed(b"{}")).unwrap(), b"{}");
        assert_eq!(unpacked(b"{}".to_vec()).unwrap(), b"{}");
        assert_eq!(unpacked(Vec::new()).unwrap(), b"");
        assert!(matches!(unpacked(packed(&vec![b' '; LARGEST + 1])), Err(AssistantError::Malformed)));
        let mut torn = packed(b"{\"choices\": []}");
        torn.truncate(torn.len() - 9);
        assert!(matches!(unpacked(torn), Err(AssistantError::Torn)));
    }
}
