//! Requests to addresses that a business wrote into its settings, or that a browser gave for its notifications.
//!
//! Whoever may write the settings must not reach what only this process reaches: the machine itself, the network around
//! it, the credentials that a cloud serves at 169.254.169.254. So a name is resolved here, and only addresses that may
//! be reached are given to the connection: what was checked is what is connected to, and a name that changes between
//! two requests gains nothing. No redirect is followed, and no proxy of the environment is used, which would resolve
//! the name anew.
//!
//! This is the second HTTP client of a process. It is made with the first such request, so who sets no address pays
//! nothing.

mod networks;

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::HeaderMap;
use reqwest::{Client, ClientBuilder, Method, StatusCode, Url};

pub use networks::{ALLOWED_NETWORKS, Networks};

use crate::http::{self, ClientError};

/// A connection is closed after this time without a request. Many servers close it after five seconds, and a request
/// over a closed connection may have an unclear outcome.
const IDLE: Duration = Duration::from_secs(4);

/// One request.
pub struct OutwardRequest {
    /// The method.
    pub method: Method,
    /// An `https` address; an `http` one only in an allowed network.
    pub url: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body. Empty: none.
    pub body: Vec<u8>,
    /// The time limit, from the resolution of the name to the last byte of the answer.
    pub limit: Duration,
    /// The most bytes of the answer that are read.
    pub most: usize,
}

/// An answer of any status.
#[derive(Debug)]
pub struct OutwardResponse {
    /// The status. A redirect is an answer like any other.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most as long as the request says.
    pub body: Vec<u8>,
    /// Whether the body was longer.
    pub cut: bool,
}

/// Why there is no answer. No text has the address.
#[derive(Debug, thiserror::Error)]
pub enum OutwardError {
    /// The address may not be reached. Nothing was sent, and nothing will be.
    #[error("the address is refused: {0}")]
    Refused(Refusal),
    /// The name was not resolved, or no connection was made. Nothing was sent.
    #[error("the server was not reached")]
    NotSent(#[source] reqwest::Error),
    /// It was sent, or may have been, and no whole answer came.
    #[error("the server gave no whole answer")]
    Unclear {
        /// The status, if that much of the answer came.
        status: Option<StatusCode>,
        /// The cause.
        #[source]
        source: reqwest::Error,
    },
    /// The client could not be made.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no address of the web.
    #[error("it is not an https address")]
    Scheme,
    /// It has a user name or a password.
    #[error("it has a user name or a password in it")]
    Credentials,
    /// All its addresses are inner ones.
    #[error("it leads to an inner network, which RELAIS_ALLOWED_NETWORKS does not list")]
    Inner,
    /// It is `http`, and not in an allowed network.
    #[error("http is for networks that RELAIS_ALLOWED_NETWORKS lists: use https")]
    Plain,
}

/// Sends requests to addresses from the settings.
pub struct Outward {
    allowed: Arc<Networks>,
    builder: fn() -> Result<ClientBuilder, ClientError>,
    https: OnceLock<Client>,
    http: OnceLock<Client>,
}

impl Outward {
    /// For a single machine: it trusts the system's certificate authorities.
    pub fn new(allowed: Networks) -> Self {
        Self::with(allowed, || Ok(http::builder()))
    }

    /// For functions: it trusts Mozilla's list of authorities.
    pub fn of_function(allowed: Networks) -> Self {
        Self::with(allowed, http::builder_of_function)
    }

    fn with(allowed: Networks, builder: fn() -> Result<ClientBuilder, ClientError>) -> Self {
        Self { allowed: allowed.into(), builder, https: OnceLock::new(), http: OnceLock::new() }
    }

    /// Sends the request once and reads the answer.
    pub async fn send(&self, request: OutwardRequest) -> Result<OutwardResponse, OutwardError> {
        self.send_until(request, |_, _| false).await
    }

    /// Sends the request once and reads the answer until it ends, or until `is_enough` says so of the headers and the
    /// part of the body that just came. A stream of events may stay open behind the one that is asked for.
    pub async fn send_until(
        &self,
        request: OutwardRequest,
        mut is_enough: impl FnMut(&HeaderMap, &[u8]) -> bool,
    ) -> Result<OutwardResponse, OutwardError> {
        let OutwardRequest { method, url, headers, body, limit, most } = request;
        let (url, reach) = self.checked(&url).map_err(OutwardError::Refused)?;
        let mut sent = self.client(reach)?.request(method, url).headers(headers).timeout(limit);
        if !body.is_empty() {
            sent = sent.body(body);
        }
        let mut response = sent.send().await.map_err(not_answered)?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        loop {
            let part = response.chunk().await.map_err(|source| OutwardError::Unclear {
                status: Some(status),
                source: source.without_url(),
            })?;
            let Some(part) = part else { return Ok(OutwardResponse { status, headers, body, cut: false }) };
            let room = most - body.len();
            body.extend(part.iter().take(room));
            let cut = part.len() > room;
            if cut || is_enough(&headers, &part) {
                return Ok(OutwardResponse { status, headers, body, cut });
            }
        }
    }

    /// The parsed address, and what it may reach. An address that is a number passes no resolver, so it is checked here.
    fn checked(&self, url: &str) -> Result<(Url, Reach), Refusal> {
        let url = Url::parse(url).map_err(|_| Refusal::Scheme)?;
        let reach = match url.scheme() {
            "https" => Reach::Public,
            "http" => Reach::Allowed,
            _ => return Err(Refusal::Scheme),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let host = url.host_str().ok_or(Refusal::Scheme)?;
        if let Ok(address) = host.trim_matches(['[', ']']).parse()
            && !reach.has(address, &self.allowed)
        {
            return Err(reach.refusal());
        }
        Ok((url, reach))
    }

    fn client(&self, reach: Reach) -> Result<Client, ClientError> {
        let slot = match reach {
            Reach::Public => &self.https,
            Reach::Allowed => &self.http,
        };
        if let Some(client) = slot.get() {
            return Ok(client.clone());
        }
        let made = (self.builder)()?
            .dns_resolver(Arc::new(Checked { allowed: self.allowed.clone(), reach }))
            .no_proxy()
            .pool_idle_timeout(IDLE)
            .build()?;
        Ok(slot.get_or_init(|| made).clone())
    }
}

/// What a request may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The internet and the allowed networks, by `https`.
    Public,
    /// The allowed networks only, by `http`.
    Allowed,
}

impl Reach {
    fn has(self, address: IpAddr, allowed: &Networks) -> bool {
        allowed.contain(address) || (self == Self::Public && networks::is_public(address))
    }

    fn refusal(self) -> Refusal {
        match self {
            Self::Public => Refusal::Inner,
            Self::Allowed => Refusal::Plain,
        }
    }
}

/// The system's resolver, without the addresses that may not be reached.
struct Checked {
    allowed: Arc<Networks>,
    reach: Reach,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, reach) = (self.allowed.clone(), self.reach);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let reached: Vec<_> =
                found.into_iter().filter(|address| reach.has(address.ip(), &allowed)).collect();
            if reached.is_empty() {
                return Err(reach.refusal().into());
            }
            Ok(Box::new(reached.into_iter()) as Addrs)
        })
    }
}

fn not_answered(error: reqwest::Error) -> OutwardError {
    let source = error.without_url();
    if let Some(refusal) = refusal_in(&source) {
        return OutwardError::Refused(refusal);
    }
    if source.is_connect() || source.is_builder() {
        return OutwardError::NotSent(source);
    }
    OutwardError::Unclear { status: None, source }
}

fn refusal_in(error: &reqwest::Error) -> Option<Refusal> {
    let mut cause = error.source();
    while let Some(source) = cause {
        if let Some(refusal) = source.downcast_ref() {
            return Some(*refusal);
        }
        cause = source.source();
    }
    None
}

#[cfg(test)]
mod tests;
