//! How a server is spoken to: without a session since 2026-07-28, and in one before.
//!
//! A server that knows both is spoken to without: nothing is lost then when a process is frozen, and a call is one
//! request. <https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning>

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use crate::error::{Cause, McpError};
use crate::exchange::{Peer, Reply, header};
use crate::mirrored;

/// The version without sessions.
const STATELESS: &str = "2026-07-28";
/// The versions with a session, the newest first.
const OPENED: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

const VERSION_HEADER: HeaderName = HeaderName::from_static("mcp-protocol-version");
const SESSION_HEADER: HeaderName = HeaderName::from_static("mcp-session-id");
const METHOD_HEADER: HeaderName = HeaderName::from_static("mcp-method");
const NAME_HEADER: HeaderName = HeaderName::from_static("mcp-name");

/// How a server is spoken to.
#[derive(Clone, Debug)]
pub(crate) enum Session {
    /// Each request says all about itself.
    Stateless,
    /// After a beginning, in this version and session.
    Opened { version: &'static str, id: Option<HeaderValue> },
}

/// A request.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) params: Map<String, Value>,
    /// What is said about it beside.
    pub(crate) meta: Map<String, Value>,
    pub(crate) headers: HeaderMap,
    /// Headers that only a server without sessions is sent.
    pub(crate) mirrored: HeaderMap,
}

impl Request {
    pub(crate) fn new(method: &'static str, params: Map<String, Value>) -> Self {
        let (headers, mirrored) = (HeaderMap::new(), HeaderMap::new());
        Self { method, params, meta: Map::new(), headers, mirrored }
    }
}

impl Session {
    /// Finds out how the server is spoken to, and begins a session if it has some.
    pub(crate) async fn open(peer: &Peer<'_>, mut id: impl FnMut() -> u64) -> Result<Self, McpError> {
        let discover = Request::new("server/discover", Map::new());
        let found = match Self::Stateless.ask(peer, discover, id()).await {
            Ok(reply) => reply.result(),
            Err(error) => return Err(error.at_opening()),
        };
        match found {
            Ok(found) if lists(&found, STATELESS) => return Ok(Self::Stateless),
            Err(error @ McpError::NotSent(Cause::Status(401 | 403 | 429))) => return Err(error),
            // Every other answer may be that of a server which knows no other beginning than the following.
            Ok(_) | Err(_) => {}
        }
        let initialize = json!({"jsonrpc": "2.0", "id": id(), "method": "initialize", "params": {
            "protocolVersion": OPENED[0], "capabilities": {}, "clientInfo": client()}});
        let number = initialize.get("id").and_then(Value::as_u64);
        let reply = peer.send(&initialize, HeaderMap::new(), number).await.map_err(McpError::at_opening)?;
        let session = reply.headers.get(SESSION_HEADER).cloned();
        let result = reply.result().map_err(McpError::at_opening)?;
        let version = result.get("protocolVersion").and_then(Value::as_str);
        if version == Some(STATELESS) {
            return Ok(Self::Stateless);
        }
        let version = OPENED.into_iter().find(|known| version == Some(known));
        let version = version.ok_or(McpError::NotSent(Cause::Version))?;
        let opened = Self::Opened { version, id: session };
        let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        peer.send(&initialized, opened.headers(), None).await.map_err(McpError::at_opening)?;
        Ok(opened)
    }

    /// Sends a request.
    pub(crate) async fn ask(&self, peer: &Peer<'_>, request: Request, id: u64) -> Result<Reply, McpError> {
        let Request { method, mut params, mut meta, headers: mut all, mirrored } = request;
        all.extend(self.headers());
        if matches!(self, Self::Stateless) {
            all.extend(mirrored);
            all.insert(METHOD_HEADER, HeaderValue::from_static(method));
            if let Some(name) = params.get("name").and_then(Value::as_str) {
                all.insert(NAME_HEADER, header(&mirrored::encoded(name))?);
            }
            meta.insert("io.modelcontextprotocol/protocolVersion".to_owned(), STATELESS.into());
            meta.insert("io.modelcontextprotocol/clientInfo".to_owned(), client());
            meta.insert("io.modelcontextprotocol/clientCapabilities".to_owned(), json!({}));
        }
        if !meta.is_empty() {
            params.insert("_meta".to_owned(), meta.into());
        }
        let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        peer.send(&message, all, Some(id)).await
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let (version, id) = match self {
            Self::Stateless => (STATELESS, None),
            Self::Opened { version, id } => (*version, id.clone()),
        };
        headers.insert(VERSION_HEADER, HeaderValue::from_static(version));
        if let Some(id) = id {
            headers.insert(SESSION_HEADER, id);
        }
        headers
    }
}

fn lists(found: &Value, version: &str) -> bool {
    let versions = found.get("supportedVersions").and_then(Value::as_array);
    versions.is_some_and(|versions| versions.iter().any(|listed| listed.as_str() == Some(version)))
}

fn client() -> Value {
    json!({"name": "relais", "version": env!("CARGO_PKG_VERSION")})
}
