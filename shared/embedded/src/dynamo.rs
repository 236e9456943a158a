//! A local DynamoDB: an HTTP client for the AWS SDK that answers each request itself.
//!
//! The SDK signs nothing, resolves no name and opens no socket. It passes each request to [`EmbeddedDynamo`], and
//! dynoxide, a DynamoDB engine on SQLite, answers it. So the same implementation of the store runs everywhere:
//!
//! ```
//! # use relais_embedded::EmbeddedDynamo;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
//!
//! let config = Config::builder()
//!     .behavior_version(BehaviorVersion::latest())
//!     .http_client(EmbeddedDynamo::memory()?)
//!     .region(Region::new(EmbeddedDynamo::REGION))
//!     .endpoint_url(EmbeddedDynamo::ENDPOINT)
//!     .allow_no_auth()
//!     .build();
//! let client = aws_sdk_dynamodb::Client::from_conf(config);
//! # Ok(())
//! # }
//! ```
//!
//! Differences from DynamoDB: every read is consistent, nothing is throttled, transactions never conflict, and expired
//! items stay until [`EmbeddedDynamo::sweep_expired`] is called.

mod engine;
mod operations;
mod snapshot;
mod tokens;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use engine::Engine;
use operations::Response;
pub use snapshot::{Snapshot, SnapshotError, is_intact};

/// The prefix of the operation in the `X-Amz-Target` header.
const TARGET_PREFIX: &str = "DynamoDB_20120810.";

/// A DynamoDB inside this process. Clones share it. Dropping the last one closes the file.
#[derive(Clone)]
pub struct EmbeddedDynamo {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    counts: Mutex<BTreeMap<String, u64>>,
}

impl EmbeddedDynamo {
    /// A region, because the SDK requires one.
    pub const REGION: &'static str = "local";

    /// An endpoint, so that the SDK resolves none. No request is ever sent to it.
    pub const ENDPOINT: &'static str = "http://dynamodb.embedded";

    /// Opens the database file at `path`, or makes it when its directory exists. A file that is there is read to its
    /// end, to know that it is intact. Each write is on disk before it is answered.
    pub fn open(path: &Path) -> Result<Self, OpenDynamoError> {
        if path.exists() && !is_intact(path).map_err(|source| OpenDynamoError::unusable(path, source))? {
            return Err(OpenDynamoError::Damaged { path: path.to_owned() });
        }
        Engine::file(path).map(Self::over).map_err(|source| OpenDynamoError::unusable(path, source))
    }

    /// A database in memory, for tests and measurements. It ends with the last clone.
    pub fn memory() -> Result<Self, OpenDynamoError> {
        Engine::memory()
            .map(Self::over)
            .map_err(|source| OpenDynamoError::unusable(Path::new(":memory:"), source))
    }

    /// Deletes the items whose time to live has passed by the system clock, and returns their number. DynamoDB does
    /// this automatically within a few days; here a caller must do it regularly. Other requests continue meanwhile.
    pub async fn sweep_expired(&self) -> Result<usize, SweepError> {
        let database = self.shared.engine.database().clone();
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        match swept {
            Ok(swept) => swept.map_err(|source| SweepError(source.into())),
            Err(source) => Err(SweepError(source.into())),
        }
    }

    /// The number of requests of each operation, by the operation's name.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.shared.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn respond(&self, operation: String, body: &SdkBody) -> Result<HttpResponse, BoxError> {
        let body = body.bytes().ok_or("the request's body is a stream")?.to_vec();
        response(self.shared.engine.respond(operation, body).await?)
    }

    fn over(engine: Engine) -> Self {
        Self { shared: Arc::new(Shared { engine, counts: Mutex::default() }) }
    }

    fn count(&self, operation: &str) {
        let mut counts = self.shared.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(operation) {
            *count = count.saturating_add(1);
        } else {
            counts.insert(operation.to_owned(), 1);
        }
    }
}

impl HttpConnector for EmbeddedDynamo {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.strip_prefix(TARGET_PREFIX).unwrap_or_default().to_owned();
        self.count(&operation);
        let body = request.into_body();
        let this = self.clone();
        HttpConnectorFuture::new(async move {
            this.respond(operation, &body).await.map_err(|error| ConnectorError::other(error, None))
        })
    }
}

impl HttpClient for EmbeddedDynamo {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl fmt::Debug for EmbeddedDynamo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedDynamo").finish_non_exhaustive()
    }
}

/// Sets no `X-Amz-Crc32`: the SDK checks it only where it is present, and nothing can damage a body here.
fn response(response: Response) -> Result<HttpResponse, BoxError> {
    let status = StatusCode::try_from(response.status)?;
    let mut response = HttpResponse::new(status, SdkBody::from(response.body));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}

/// Why the database file cannot be used. Each text names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenDynamoError {
    /// The file is not a SQLite file, or is damaged.
    #[error("the database file {} is damaged: put a backup of the data folder in its place", path.display())]
    Damaged {
        /// The path that [`EmbeddedDynamo::open`] received.
        path: PathBuf,
    },
    /// Any other error: the directory is missing or not writable, or a later version wrote the file.
    #[error(
        "the database file {} cannot be opened: check that its directory exists, is writable and has space",
        path.display()
    )]
    Unusable {
        /// The path that [`EmbeddedDynamo::open`] received.
        path: PathBuf,
        /// SQLite's error, or the engine's.
        #[source]
        source: BoxError,
    },
}

impl OpenDynamoError {
    fn unusable(path: &Path, source: impl Into<BoxError>) -> Self {
        Self::Unusable { path: path.to_owned(), source: source.into() }
    }
}

/// Expired items could not be deleted. The next sweep retries.
#[derive(Debug, thiserror::Error)]
#[error("expired items could not be deleted")]
pub struct SweepError(#[source] BoxError);
