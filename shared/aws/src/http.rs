//! The one HTTP client of a process: AWS, Graph and the model are called through it. Only the addresses that a business
//! sets itself have another one ([`crate::outward`]), which checks where they lead.
//!
//! A second client would be a second connection pool and a second TLS configuration. Reading and parsing the
//! system's certificates, some 140, would take most of a function's start. So functions use Mozilla's list, which is
//! parsed when the program is built.

#[cfg(feature = "profiles")]
mod sdk;
mod streams;

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use rustls::{ClientConfig, RootCertStore};

#[cfg(feature = "profiles")]
pub use sdk::SdkHttp;
pub use streams::{Nothing, TooSlow, body_of, patient};

/// Time limit of one request to AWS with its response. There are at most three attempts.
pub(crate) const AWS_TIMEOUT: Duration = Duration::from_secs(25);

/// Why the client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The cryptographic library supports no version of TLS.
    #[error("TLS could not be set up")]
    Tls(#[from] rustls::Error),
    /// Any other reason, such as a proxy variable that is not an address.
    #[error("the HTTP client could not be made: check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY")]
    Client(#[from] reqwest::Error),
}

/// A client that trusts the system's certificate authorities: for a single machine, whose owner may have added one.
pub fn client() -> reqwest::Result<Client> {
    builder().build()
}

/// A client for functions. It trusts Mozilla's list of authorities, which includes those of AWS, Meta and the public
/// model providers.
pub fn client_of_function() -> Result<Client, ClientError> {
    Ok(builder_of_function()?.build()?)
}

pub(crate) fn builder_of_function() -> Result<ClientBuilder, ClientError> {
    builder_trusting(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
}

fn builder_trusting(roots: RootCertStore) -> Result<ClientBuilder, ClientError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(builder().tls_backend_preconfigured(tls))
}

/// Idle connections are closed before the server closes them: a send over a closed one may have an unclear outcome.
/// No redirect is followed: AWS, Graph and the model send none, and a token must not go to another host.
pub(crate) fn builder() -> ClientBuilder {
    Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .pool_idle_timeout(Duration::from_secs(50))
        .redirect(Policy::none())
        .tcp_nodelay(true)
}

#[cfg(test)]
mod tests;
