use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_aws::outward::{Networks, Outward, Refusal};
use relais_mcp::{Cause, Mcp, McpError};
use serde_json::json;

use crate::server::{Form, LIMIT, Responding, SHORT, Server, arguments, failed, mcp, now, open, settings};

fn events(body: impl Into<axum::body::Body>) -> Response {
    ([("content-type", "text/event-stream")], body.into()).into_response()
}

/// What a server may answer a call with, and how it ends.
const ANSWERS: [(Responding, McpError); 14] = [
    (|_| StatusCode::INTERNAL_SERVER_ERROR.into_response(), McpError::Unclear(Cause::Status(500))),
    (|_| StatusCode::UNAUTHORIZED.into_response(), McpError::NotSent(Cause::Status(401))),
    (|_| failed(StatusCode::FORBIDDEN, &json!(null), -32001), McpError::NotSent(Cause::Status(403))),
    (
        |_| (StatusCode::TEMPORARY_REDIRECT, [("location", "http://127.0.0.1:1/inner")]).into_response(),
        McpError::Unclear(Cause::Status(307)),
    ),
    (
        |_| ([("content-type", "text/html")], "<html>MARKER</html>").into_response(),
        McpError::Unclear(Cause::NotMcp),
    ),
    (|_| StatusCode::ACCEPTED.into_response(), McpError::Unclear(Cause::NotMcp)),
    (
        |seen| json!({"jsonrpc": "2.0", "id": seen.body["id"], "result": {}}).to_string().into_response(),
        McpError::Unclear(Cause::NotMcp),
    ),
    // The answer to another request.
    (
        |_| json!({"jsonrpc": "2.0", "id": 1_000_000, "result": {"content": []}}).to_string().into_response(),
        McpError::Unclear(Cause::NotMcp),
    ),
    (|_| "[".repeat(1_000_000).into_response(), McpError::Unclear(Cause::NotMcp)),
    (|_| events("data: {\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n\n"), McpError::Unclear(Cause::NotMcp)),
    (|_| "a".repeat(10_000_000).into_response(), McpError::Unclear(Cause::TooLong)),
    (|_| events("data: ".to_owned() + &"a".repeat(10_000_000)), McpError::Unclear(Cause::TooLong)),
    (|_| open("{\"jsonrpc\":".to_owned()).into_response(), McpError::Unclear(Cause::Late)),
    (|_| events(open("data: {}\n\n".to_owned())), McpError::Unclear(Cause::Late)),
];

#[tokio::test]
async fn each_bad_answer_to_a_call_has_its_end() {
    for (place, (response, expected)) in ANSWERS.into_iter().enumerate() {
        let server = Server::start(true, false, Form::Json).await;
        server.behaviour().instead = Some(("tools/call", response));
        let limit = if expected == McpError::Unclear(Cause::Late) { SHORT } else { LIMIT };
        assert_eq!(server.call(&mcp(), limit).await, Err(expected), "{place}");
        assert_eq!(server.methods(), ["tools/call"], "{place}");
    }
}

#[tokio::test]
async fn whatever_goes_wrong_before_the_call_did_nothing() {
    for (place, (response, expected)) in ANSWERS.into_iter().enumerate() {
        let server = Server::start(false, true, Form::Json).await;
        let (mcp, settings) = (mcp(), server.settings());
        let tools = mcp.tools(&settings, now(0), LIMIT).await.unwrap();
        // The session is gone, and no new one can be begun.
        server.behaviour().session = 7;
        server.behaviour().instead = Some(("initialize", response));
        server.seen();
        let limit = if expected == McpError::Unclear(Cause::Late) { SHORT } else { LIMIT };
        let error = mcp.call(&settings, &tools[0], arguments(&json!({})), "k-1", limit).await.unwrap_err();
        assert!(matches!(error, McpError::NotSent(_)) && !error.may_have_acted(), "{place}: {error:?}");
        assert_eq!(server.methods(), ["tools/call", "server/discover", "initialize"], "{place}");
    }
}

#[tokio::test]
async fn a_closed_port_and_a_name_of_nothing_are_not_reached() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let closed = format!("http://{}/mcp", listener.local_addr().unwrap());
    drop(listener);
    for url in [closed.as_str(), "https://nowhere.invalid/mcp"] {
        let listed = mcp().tools(&settings(url), now(0), LIMIT).await;
        assert_eq!(listed, Err(McpError::NotSent(Cause::NotReached)), "{url}");
    }
}

#[tokio::test]
async fn an_inner_address_is_refused() {
    let server = Server::start(true, false, Form::Json).await;
    let mcp = Mcp::new(Arc::new(Outward::new(Networks::default())));
    let listed = mcp.tools(&server.settings(), now(0), LIMIT).await;
    assert_eq!(listed, Err(McpError::Refused(Refusal::Plain)));
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed_so_no_secret_goes_elsewhere() {
    let (inner, server) =
        (Server::start(true, false, Form::Json).await, Server::start(true, false, Form::Json).await);
    server.behaviour().redirect = Some(inner.settings().url);
    let listed = mcp().tools(&server.settings(), now(0), LIMIT).await;
    assert_eq!(listed, Err(McpError::NotSent(Cause::Status(307))));
    assert_eq!((server.seen().len(), inner.seen().len()), (2, 0));
}
