//! The client: what it knows of each server, and the two things that are asked of one.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use relais_aws::outward::Outward;
use relais_core::business::McpServer;
use reqwest::header::HeaderName;
use serde_json::{Map, Value};

use crate::answer::McpAnswer;
use crate::error::{Cause, McpError};
use crate::exchange::{Peer, header};
use crate::listing::{self, MOST_TOOLS, McpTool};
use crate::mirrored;
use crate::session::{Request, Session};

/// How long a server's tools are known, and how long it is not asked again after a failure.
const KNOWN: Duration = Duration::from_mins(5);
const FAILED: Duration = Duration::from_secs(30);
/// The most pages of a list that are asked for.
const MOST_PAGES: usize = 10;
/// The most servers that something is known of.
const MOST_SERVERS: usize = 100;
/// Codes by which a server says that it has no such tool, or has it with other parameters.
const CHANGED: [i64; 3] = [-32601, -32602, -32020];

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENCY_META: &str = "relais/idempotencyKey";

/// Asks servers of the Model Context Protocol. It does nothing beside what is awaited, so a process may be frozen
/// between two calls.
pub struct Mcp {
    outward: Arc<Outward>,
    known: Mutex<Vec<Known>>,
    ids: AtomicU64,
}

/// What is known of a server. Another name, address or secret is another server.
struct Known {
    server: McpServer,
    session: Option<Session>,
    listed: Option<Listed>,
}

struct Listed {
    until: Timestamp,
    tools: Result<Arc<[McpTool]>, McpError>,
}

impl Mcp {
    /// Sends by this client.
    pub fn new(outward: Arc<Outward>) -> Self {
        Self { outward, known: Mutex::default(), ids: AtomicU64::new(1) }
    }

    /// The server's tools. They are known for five minutes. A failure is reported again for 30 seconds without asking.
    pub async fn tools(
        &self,
        server: &McpServer,
        now: Timestamp,
        limit: Duration,
    ) -> Result<Arc<[McpTool]>, McpError> {
        let known = self.with(server, |known| {
            known.listed.as_ref().filter(|listed| now < listed.until).map(|listed| listed.tools.clone())
        });
        if let Some(tools) = known {
            return tools;
        }
        let tools = self.list(&self.peer(server, limit)).await;
        if let Err(error) = &tools {
            tracing::warn!(server = server.name, %error, "the tools of an MCP server were not listed");
        }
        let until = now + if tools.is_ok() { KNOWN } else { FAILED };
        self.with(server, |known| known.listed = Some(Listed { until, tools: tools.clone() }));
        tools
    }

    /// Calls a tool once. The key is the same when a call is repeated: it is the header `Idempotency-Key`, and
    /// `relais/idempotencyKey` in `_meta`.
    pub async fn call(
        &self,
        server: &McpServer,
        tool: &McpTool,
        arguments: Map<String, Value>,
        idempotency_key: &str,
        limit: Duration,
    ) -> Result<McpAnswer, McpError> {
        let mut params = Map::new();
        let mirrored = mirrored::headers(&tool.mirrored, &arguments);
        params.insert("name".to_owned(), tool.own.clone().into());
        params.insert("arguments".to_owned(), arguments.into());
        let mut request = Request { mirrored, ..Request::new("tools/call", params) };
        request.meta.insert(IDEMPOTENCY_META.to_owned(), idempotency_key.into());
        request.headers.insert(IDEMPOTENCY_KEY, header(idempotency_key)?);
        let answered = self.ask(&self.peer(server, limit), request).await;
        if let Err(McpError::Failed { code }) = &answered
            && CHANGED.contains(code)
        {
            self.with(server, |known| known.listed = None);
        }
        McpAnswer::of(&answered?)
    }

    /// Reads the list page by page.
    async fn list(&self, peer: &Peer<'_>) -> Result<Arc<[McpTool]>, McpError> {
        let (mut listed, mut cursors) = (Vec::new(), HashSet::new());
        let mut params = Map::new();
        for _ in 0..MOST_PAGES {
            let mut page = self.ask(peer, Request::new("tools/list", params)).await?;
            let Some(Value::Array(tools)) = page.get_mut("tools").map(Value::take) else {
                return Err(McpError::Unclear(Cause::NotMcp));
            };
            listed.extend(tools);
            let next = page.get("nextCursor").and_then(Value::as_str).unwrap_or_default();
            // A server that repeats a cursor would never end.
            if listed.len() > MOST_TOOLS || next.is_empty() || !cursors.insert(next.to_owned()) {
                break;
            }
            params = Map::from_iter([("cursor".to_owned(), next.into())]);
        }
        Ok(listing::tools(&peer.server.name, listed).into())
    }

    /// Asks once. A server that no longer knows the session did nothing: then once more, in a new one.
    async fn ask(&self, peer: &Peer<'_>, request: Request) -> Result<Value, McpError> {
        if let Some(session) = self.with(peer.server, |known| known.session.clone()) {
            let reply = session.ask(peer, request.clone(), self.id()).await?;
            if !reply.is_of_lost_session() {
                return reply.result();
            }
            self.with(peer.server, |known| known.session = None);
        }
        let session = Session::open(peer, || self.id()).await?;
        self.with(peer.server, |known| known.session = Some(session.clone()));
        session.ask(peer, request, self.id()).await?.result()
    }

    fn peer<'a>(&'a self, server: &'a McpServer, limit: Duration) -> Peer<'a> {
        Peer { outward: &self.outward, server, ends: Instant::now() + limit }
    }

    fn id(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }

    /// What is known of this server. It becomes the newest; the oldest is forgotten.
    fn with<T>(&self, server: &McpServer, use_it: impl FnOnce(&mut Known) -> T) -> T {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = match all.iter().position(|known| known.server == *server) {
            Some(place) => all.remove(place),
            None => Known { server: server.clone(), session: None, listed: None },
        };
        if all.len() >= MOST_SERVERS {
            all.remove(0);
        }
        let known = all.push_mut(known);
        use_it(known)
    }
}
