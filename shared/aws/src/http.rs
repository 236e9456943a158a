//! The one HTTP client of a process: AWS, Graph and the model are called through it.
//!
//! The SDK's own would be a second pool of connections and a second TLS configuration. The configuration is most of
//! a function's start when it is made of the system's certificates, some 140 to be read and parsed: functions have
//! Mozilla's as they were when the program was built, parsed already.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use rustls::{ClientConfig, RootCertStore};

/// Time limit of one request to AWS and its answer. The SDK tries again, up to three times in all.
const AWS_TIMEOUT: Duration = Duration::from_secs(25);

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The cryptographic library offers no protocol version that TLS knows.
    #[error("TLS could not be set up")]
    Tls(#[from] rustls::Error),
    /// Everything else, such as a proxy variable that is no address.
    #[error("the HTTP client could not be made: check HTTPS_PROXY and its kin")]
    Client(#[from] reqwest::Error),
}

/// A client that trusts whom the system trusts: for one machine, where the owner may have added an authority.
pub fn client() -> reqwest::Result<Client> {
    builder().build()
}

/// A client that trusts the authorities in Mozilla's list, which AWS, Meta and the public model providers use: for
/// functions.
pub fn client_of_function() -> Result<Client, ClientError> {
    client_trusting(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
}

fn client_trusting(roots: RootCertStore) -> Result<Client, ClientError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(builder().tls_backend_preconfigured(tls).build()?)
}

/// Connections are dropped before the other side does: one that has gone stale costs an unclear send. No redirect is
/// followed: none of the three answers with one, and a token must not travel to where one points.
fn builder() -> ClientBuilder {
    Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .pool_idle_timeout(Duration::from_secs(50))
        .redirect(Policy::none())
        .tcp_nodelay(true)
}

/// Such a client as the SDK wants one.
#[derive(Clone, Debug)]
pub struct SdkHttp(pub Client);

impl HttpClient for SdkHttp {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for SdkHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = to_reqwest(request);
        let http = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = request.map_err(ConnectorError::user)?;
            let response = http.execute(request).await.map_err(explained)?;
            let (status, headers) = (response.status(), response.headers().clone());
            let mut answer = http::Response::new(SdkBody::from(response.bytes().await.map_err(explained)?));
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            HttpResponse::try_from(answer).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

fn to_reqwest(request: HttpRequest) -> Result<reqwest::Request, BoxError> {
    let (parts, body) = request.try_into_http1x()?.into_parts();
    let body = body.bytes().ok_or("the request's body is a stream")?.to_vec();
    let mut request = reqwest::Request::try_from(http::Request::from_parts(parts, body))?;
    *request.timeout_mut() = Some(AWS_TIMEOUT);
    Ok(request)
}

/// Both kinds are tried again by the SDK. Without the address, which says nothing that the SDK does not know.
fn explained(error: reqwest::Error) -> ConnectorError {
    let error = error.without_url();
    if error.is_timeout() { ConnectorError::timeout(error.into()) } else { ConnectorError::io(error.into()) }
}

#[cfg(test)]
mod tests;
