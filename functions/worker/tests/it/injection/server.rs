//! The literal model, and what an attacker may write into besides: a shop's tools, a server of the Model Context
//! Protocol, and what a voice message says. All on one server.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use serde_json::{Value, json};

use super::literal::orders;
use crate::test_app::serve;
use crate::tools::calls;

/// What the model says if it is not told to say anything.
pub(crate) const USUAL: &str = "Voilà.";

/// What an order to say something begins with, and one to call a tool.
const SAY: &str = "say:";
const CALL: &str = "call:";

#[derive(Clone, Default)]
pub(crate) struct LiteralModel {
    /// What tools answer, and what a voice message says.
    pub(crate) says: String,
    /// The tool that the model calls first, by itself, and its argument.
    pub(crate) calls_first: Option<(&'static str, String)>,
    /// It takes no tools once one has answered.
    pub(crate) loses_tools: bool,
    pub(crate) asked: Arc<Mutex<Vec<Value>>>,
    /// The addresses of the tools that were called.
    pub(crate) called: Arc<Mutex<Vec<String>>>,
    pub(crate) url: String,
}

impl LiteralModel {
    pub(crate) async fn start(self) -> Self {
        let routes = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route("/v1/audio/transcriptions", post(transcribe))
            .route("/shop/{tool}", any(tool))
            .route("/mcp", any(mcp))
            .with_state(self.clone());
        Self { url: serve(routes).await, ..self }
    }

    fn next(&self, request: &Value) -> Value {
        let has_tools = request["tools"].as_array().is_some_and(|tools| !tools.is_empty());
        if let Some((name, argument)) = &self.calls_first
            && has_tools
            && !has_answer(request)
        {
            return calls(name, &json!({"order": argument}));
        }
        obey(&orders(request))
    }
}

/// Whether a tool has answered.
fn has_answer(request: &Value) -> bool {
    let messages = request["messages"].to_string();
    ["\"role\":\"tool\"", "[answer of the tool: "].iter().any(|sign| messages.contains(sign))
}

/// What the model says for these orders.
pub(crate) fn obey(orders: &[String]) -> Value {
    let order = |begin: &str| orders.iter().find_map(|order| word_after(order, begin));
    match (order(CALL), order(SAY)) {
        (Some(name), _) if name == "hand_over" => calls(
            &name,
            &json!({"reason": "PWNED", "summary": "PWNED", "wants": "PWNED", "message": "PWNED"}),
        ),
        (Some(name), _) => calls(&name, &json!({"order": "7"})),
        (None, Some(word)) => json!({"content": word.to_uppercase()}),
        (None, None) => json!({"content": USUAL}),
    }
}

fn word_after(text: &str, begin: &str) -> Option<String> {
    let rest = &text[text.find(begin)? + begin.len()..];
    let word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    Some(word).filter(|word| !word.is_empty())
}

async fn complete(State(model): State<LiteralModel>, body: String) -> Response {
    let request: Value = serde_json::from_str(&body).unwrap();
    if model.loses_tools && has_answer(&request) && request.get("tools").is_some() {
        let error = json!({"error": {"message": "this model does not support tools", "type": "invalid_request_error"}});
        return (StatusCode::BAD_REQUEST, error.to_string()).into_response();
    }
    let said = model.next(&request);
    model.asked.lock().unwrap().push(request);
    let finish = if said.get("tool_calls").is_some() { "tool_calls" } else { "stop" };
    reply(&json!({"choices": [{"index": 0, "message": said, "finish_reason": finish}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 2}}))
}

async fn transcribe(State(model): State<LiteralModel>) -> Response {
    reply(&json!({"text": model.says, "usage": {"type": "duration", "seconds": 2}}))
}

async fn tool(State(model): State<LiteralModel>, uri: Uri) -> Response {
    model.called.lock().unwrap().push(uri.to_string());
    let status = if uri.path().ends_with("refuses") { StatusCode::CONFLICT } else { StatusCode::OK };
    (status, [(header::CONTENT_TYPE, "text/plain")], model.says).into_response()
}

async fn mcp(State(model): State<LiteralModel>, body: String) -> Response {
    let request: Value = serde_json::from_str(&body).unwrap_or_default();
    let result = match request["method"].as_str().unwrap_or_default() {
        "initialize" => json!({"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
            "serverInfo": {"name": "shop", "version": "1"}}),
        "tools/list" => json!({"tools": [{"name": "order", "description": "It says where an order is.",
            "annotations": {"readOnlyHint": true},
            "inputSchema": {"type": "object", "properties": {"order": {"type": "string"}}}}]}),
        "tools/call" => json!({"content": [{"type": "text", "text": model.says}]}),
        "notifications/initialized" => return StatusCode::ACCEPTED.into_response(),
        _ => {
            let error = json!({"code": -32601, "message": "Method not found"});
            return reply(&json!({"jsonrpc": "2.0", "id": request["id"], "error": error}));
        }
    };
    reply(&json!({"jsonrpc": "2.0", "id": request["id"], "result": result}))
}

fn reply(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
