use axum::http::StatusCode;
use relais_core::business::McpServer;
use relais_mcp::{Cause, McpError};
use serde_json::json;

use crate::server::{Form, LIMIT, Server, arguments, failed, mcp, now, tool};

#[tokio::test]
async fn a_call_carries_its_key_its_secret_and_the_name_that_the_server_knows() {
    let server = Server::start(true, false, Form::Json).await;
    server.behaviour().pages = vec![vec![tool("find.order")]];
    server.call(&mcp(), LIMIT).await.unwrap();
    let [call] = &server.seen()[..] else { panic!("more than one request") };
    assert_eq!(call.header("authorization"), Some("Bearer s-1"));
    assert_eq!(call.header("idempotency-key"), Some("reply-1.1"));
    assert_eq!(call.header("accept"), Some("application/json, text/event-stream"));
    assert_eq!(call.header("mcp-param-order"), Some("7"));
    let params = &call.body["params"];
    assert_eq!(params["_meta"]["relais/idempotencyKey"], "reply-1.1");
    assert_eq!((&params["name"], &params["arguments"]), (&json!("find.order"), &json!({"order": "7"})));
}

#[tokio::test]
async fn a_server_without_a_secret_is_sent_none() {
    let server = Server::start(true, false, Form::Json).await;
    let mcp = mcp();
    let open = McpServer { secret: None, ..server.settings() };
    mcp.tools(&server.settings(), now(0), LIMIT).await.unwrap();
    server.seen();
    mcp.tools(&open, now(0), LIMIT).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|seen| seen.header("authorization").is_none()));
}

#[tokio::test]
async fn a_tool_that_says_that_it_failed_is_an_answer() {
    let server = Server::start(false, false, Form::Events).await;
    server.behaviour().result =
        json!({"content": [{"type": "text", "text": "No such order."}, {"type": "image"}], "isError": true});
    let answer = server.call(&mcp(), LIMIT).await.unwrap();
    assert_eq!((answer.text.as_str(), answer.is_error), ("No such order.\n[image]", true));
}

#[tokio::test]
async fn an_error_of_the_protocol_says_whether_something_may_have_been_done() {
    for (status, code, acted) in [(200, -32603, true), (200, -32602, false), (500, -32000, true)] {
        let server = Server::start(false, true, Form::Events).await;
        server.behaviour().instead = Some(match (status, code) {
            (200, -32603) => ("tools/call", |seen| failed(StatusCode::OK, &seen.body["id"], -32603)),
            (200, _) => ("tools/call", |seen| failed(StatusCode::OK, &seen.body["id"], -32602)),
            _ => ("tools/call", |_| failed(StatusCode::INTERNAL_SERVER_ERROR, &json!(null), -32000)),
        });
        let error = server.call(&mcp(), LIMIT).await.unwrap_err();
        assert_eq!((error, error.may_have_acted()), (McpError::Failed { code }, acted));
        assert!(!format!("{error} {error:?}").contains("MARKER"));
        assert_eq!(server.methods(), ["tools/call"]);
    }
}

#[tokio::test]
async fn a_key_that_is_no_header_is_refused_before_anything_is_sent() {
    let server = Server::start(true, false, Form::Json).await;
    let (mcp, settings) = (mcp(), server.settings());
    let tools = mcp.tools(&settings, now(0), LIMIT).await.unwrap();
    server.seen();
    let called = mcp.call(&settings, &tools[0], arguments(&json!({})), "a\nb", LIMIT).await;
    assert_eq!(called, Err(McpError::NotSent(Cause::Header)));
    assert_eq!(server.seen().len(), 0);
}
