//! A request as it is written, and its response.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use serde_json::Value;
use tower::ServiceExt;

use crate::test_app::TOKEN;

#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// Null when the response has no body.
    pub(super) body: Value,
}

impl Call {
    /// `None` for input that an HTTP server would reject itself.
    pub(super) fn read(input: &[u8]) -> Option<Self> {
        let mut lines = input.split_inclusive(|byte| *byte == b'\n');
        let mut read = 0;
        let mut line = || {
            let line = lines.next()?;
            read += line.len();
            Some(line.trim_ascii())
        };
        let (method, target) = split_at(line()?, b' ')?;
        let mut headers = HeaderMap::new();
        while let Some(line) = line().filter(|line| !line.is_empty()) {
            let (name, value) = split_at(line, b':')?;
            headers.append(
                HeaderName::from_bytes(name).ok()?,
                HeaderValue::from_bytes(value.trim_ascii()).ok()?,
            );
        }
        if !headers.contains_key("authorization") {
            headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {TOKEN}")).ok()?);
        }
        let uri = Uri::try_from(target.trim_ascii()).ok()?;
        let body = input.get(read..).unwrap_or_default().to_vec();
        Some(Self { method: Method::from_bytes(method).ok()?, uri, headers, body })
    }

    pub(super) fn path(&self) -> &str {
        self.uri.path()
    }

    /// The same call with one more parameter in its query, in place of the one of this name.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let query = self.uri.query().unwrap_or_default().split('&');
        let others = query.filter(|part| !part.is_empty() && part.split('=').next() != Some(name));
        let query: Vec<_> = others.map(str::to_owned).chain([format!("{name}={value}")]).collect();
        let uri = Uri::try_from(format!("{}?{}", self.path(), query.join("&"))).unwrap();
        Self { method: self.method.clone(), uri, headers: self.headers.clone(), body: self.body.clone() }
    }

    pub(super) async fn make(&self, router: Router) -> Answer {
        let mut request = Request::new(Body::from(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        let answer = router.oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Answer { status, headers, body }
    }
}

fn split_at(line: &[u8], mark: u8) -> Option<(&[u8], &[u8])> {
    let at = line.iter().position(|byte| *byte == mark)?;
    Some((&line[..at], &line[at + 1..]))
}
