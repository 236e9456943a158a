//! The stand-in server.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use http_body::Frame;
use jiff::Timestamp;
use relais_aws::outward::{Networks, Outward};
use relais_core::business::McpServer;
use relais_mcp::{Mcp, McpAnswer, McpError, McpTool};
use serde_json::{Map, Value, json};

pub(crate) const LIMIT: Duration = Duration::from_secs(20);
/// A limit for what is meant to pass it.
pub(crate) const SHORT: Duration = Duration::from_secs(1);

/// A request that came.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

pub(crate) type Responding = fn(&Seen) -> Response;

/// By what a server answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    /// A stream of events.
    Events,
    /// One that stays open behind the answer.
    OpenEvents,
}

/// How the server behaves.
pub(crate) struct Behaviour {
    /// Whether it knows the version without sessions.
    pub(crate) stateless: bool,
    /// Whether it has sessions.
    pub(crate) sessions: bool,
    /// The session that it knows, by its number.
    pub(crate) session: u64,
    /// By what it answers.
    pub(crate) form: Form,
    /// The pages of its list.
    pub(crate) pages: Vec<Vec<Value>>,
    /// What a call results in.
    pub(crate) result: Value,
    /// Where every request is redirected to.
    pub(crate) redirect: Option<String>,
    /// Another response to this method.
    pub(crate) instead: Option<(&'static str, Responding)>,
}

pub(crate) struct Server {
    url: String,
    behaviour: Arc<Mutex<Behaviour>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

type Shared = (Arc<Mutex<Behaviour>>, Arc<Mutex<Vec<Seen>>>);

impl Server {
    pub(crate) async fn start(stateless: bool, sessions: bool, form: Form) -> Self {
        let behaviour = Arc::new(Mutex::new(Behaviour {
            stateless,
            sessions,
            session: 0,
            form,
            pages: vec![vec![tool("order")]],
            result: json!({"content": [{"type": "text", "text": "Order 7 is on its way."}]}),
            redirect: None,
            instead: None,
        }));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let router = Router::new().fallback(any(answer)).with_state((behaviour.clone(), seen.clone()));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, behaviour, seen }
    }

    pub(crate) fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.behaviour.lock().unwrap()
    }

    /// The settings of a business that has this server.
    pub(crate) fn settings(&self) -> McpServer {
        settings(&self.url)
    }

    /// The methods that came since this was asked last.
    pub(crate) fn methods(&self) -> Vec<String> {
        self.seen().iter().map(|seen| seen.body["method"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The requests that came since this was asked last.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    /// The server's tools, and an answer to a call of the first.
    pub(crate) async fn call(&self, mcp: &Mcp, limit: Duration) -> Result<McpAnswer, McpError> {
        let server = self.settings();
        let tools = mcp.tools(&server, now(0), LIMIT).await.unwrap();
        self.seen();
        mcp.call(&server, &tools[0], arguments(&json!({"order": "7"})), "reply-1.1", limit).await
    }
}

pub(crate) fn settings(url: &str) -> McpServer {
    serde_json::from_value(json!({"name": "shop", "url": url, "secret": "s-1"})).unwrap()
}

pub(crate) fn mcp() -> Mcp {
    Mcp::new(Arc::new(Outward::new(Networks::parse("127.0.0.0/8").unwrap())))
}

pub(crate) fn now(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

pub(crate) fn tool(name: &str) -> Value {
    json!({"name": name, "description": "Finds an order.", "inputSchema": {"type": "object", "required": ["order"],
        "properties": {"order": {"type": "string", "x-mcp-header": "Order"}}}, "annotations": {"readOnlyHint": true}})
}

pub(crate) fn arguments(arguments: &Value) -> Map<String, Value> {
    arguments.as_object().unwrap().clone()
}

pub(crate) fn names(tools: &[McpTool]) -> Vec<&str> {
    tools.iter().map(|tool| tool.name.as_str()).collect()
}

async fn answer(State((behaviour, seen)): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let request = Seen { headers, body: serde_json::from_str(&body).unwrap() };
    seen.lock().unwrap().push(request.clone());
    let mut behaviour = behaviour.lock().unwrap();
    let method = request.body["method"].as_str().unwrap();
    if let Some(location) = &behaviour.redirect {
        return (StatusCode::TEMPORARY_REDIRECT, [("location", location.clone())]).into_response();
    }
    if let Some((instead, response)) = behaviour.instead
        && instead == method
    {
        return response(&request);
    }
    let is_stateless = request.header("mcp-protocol-version") == Some("2026-07-28");
    let id = &request.body["id"];
    if is_stateless && !behaviour.stateless {
        return (StatusCode::BAD_REQUEST, "Bad Request: no valid session").into_response();
    }
    if is_stateless && !is_complete(&request) {
        return failed(StatusCode::BAD_REQUEST, id, -32020);
    }
    if !is_stateless && method == "initialize" {
        behaviour.session += 1;
        let result =
            json!({"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": {}});
        let mut response = said(&behaviour, id, &result);
        if behaviour.sessions {
            response.headers_mut().insert("mcp-session-id", behaviour.session.to_string().parse().unwrap());
        }
        return response;
    }
    if !is_stateless && behaviour.sessions {
        match request.header("mcp-session-id") {
            None => return StatusCode::BAD_REQUEST.into_response(),
            Some(session) if *session != behaviour.session.to_string() => {
                return failed(StatusCode::NOT_FOUND, &Value::Null, -32600);
            }
            Some(_) => {}
        }
    }
    let result = match method {
        "notifications/initialized" => return StatusCode::ACCEPTED.into_response(),
        "server/discover" => json!({"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}}}),
        "tools/list" => {
            let page = request.body["params"]["cursor"].as_str().map_or(0, |page| page.parse().unwrap());
            let mut result = json!({"tools": behaviour.pages[page]});
            if page + 1 < behaviour.pages.len() {
                result["nextCursor"] = (page + 1).to_string().into();
            }
            result
        }
        "tools/call" => behaviour.result.clone(),
        _ => return failed(StatusCode::NOT_FOUND, id, -32601),
    };
    said(&behaviour, id, &result)
}

/// Whether a request without a session says what it must.
fn is_complete(request: &Seen) -> bool {
    let meta = &request.body["params"]["_meta"];
    request.header("mcp-method") == request.body["method"].as_str()
        && request.header("mcp-name") == request.body["params"]["name"].as_str()
        && request.header("mcp-param-order") == request.body["params"]["arguments"]["order"].as_str()
        && meta["io.modelcontextprotocol/protocolVersion"] == "2026-07-28"
        && meta["io.modelcontextprotocol/clientCapabilities"] == json!({})
}

fn said(behaviour: &Behaviour, id: &Value, result: &Value) -> Response {
    let message = json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string();
    if behaviour.form == Form::Json {
        return ([("content-type", "application/json")], message).into_response();
    }
    let stream = format!(
        "id: 1\ndata:\n\nevent: message\ndata: {{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}}\n\n\
         data: {{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"ping\"}}\n\nevent: message\ndata: {message}\n\n"
    );
    let body = if behaviour.form == Form::OpenEvents { open(stream) } else { Body::from(stream) };
    ([("content-type", "text/event-stream; charset=utf-8")], body).into_response()
}

pub(crate) fn failed(status: StatusCode, id: &Value, code: i64) -> Response {
    let body = json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": "MARKER"}});
    (status, [("content-type", "application/json")], body.to_string()).into_response()
}

/// A body that never ends behind this.
pub(crate) fn open(begin: String) -> Body {
    Body::new(Open(Some(begin.into())))
}

struct Open(Option<Bytes>);

impl http_body::Body for Open {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.take().map_or(Poll::Pending, |begin| Poll::Ready(Some(Ok(Frame::data(begin)))))
    }
}
