use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use crate::server::{Form, LIMIT, Server, arguments, mcp, now};

const BEGINNING: [&str; 3] = ["server/discover", "initialize", "notifications/initialized"];

#[tokio::test]
async fn every_kind_of_server_is_spoken_to_in_its_own_way() {
    for form in [Form::Json, Form::Events] {
        for (stateless, sessions) in [(true, false), (false, true), (false, false)] {
            let server = Server::start(stateless, sessions, form).await;
            let (mcp, settings) = (mcp(), server.settings());
            let tools = mcp.tools(&settings, now(0), LIMIT).await.unwrap();
            let begun = if stateless { &BEGINNING[..1] } else { &BEGINNING[..] };
            assert_eq!(server.methods(), [begun, &["tools/list"]].concat());
            let answer = mcp
                .call(&settings, &tools[0], arguments(&json!({"order": "7"})), "k-1", LIMIT)
                .await
                .unwrap();
            assert_eq!((answer.text.as_str(), answer.is_error), ("Order 7 is on its way.", false));
            let [call] = &server.seen()[..] else { panic!("more than one request") };
            let version = if stateless { "2026-07-28" } else { "2025-06-18" };
            assert_eq!(call.header("mcp-protocol-version"), Some(version));
            assert_eq!(call.header("mcp-session-id"), sessions.then_some("1"));
            assert_eq!(call.header("mcp-method").is_some(), stateless);
        }
    }
}

#[tokio::test]
async fn a_stream_that_stays_open_is_left_once_the_answer_has_come() {
    let server = Server::start(false, true, Form::OpenEvents).await;
    assert_eq!(server.call(&mcp(), LIMIT).await.unwrap().text, "Order 7 is on its way.");
}

#[tokio::test]
async fn an_expired_session_is_begun_anew_once() {
    let server = Server::start(false, true, Form::Json).await;
    let mcp = mcp();
    server.call(&mcp, LIMIT).await.unwrap();
    server.behaviour().session = 7;
    server.call(&mcp, LIMIT).await.unwrap();
    assert_eq!(server.methods(), [&["tools/call"], &BEGINNING[..], &["tools/call"]].concat());
    assert_eq!(server.behaviour().session, 8);
}

#[tokio::test]
async fn a_server_that_loses_each_session_is_not_asked_for_ever() {
    let server = Server::start(false, true, Form::Json).await;
    let mcp = mcp();
    server.call(&mcp, LIMIT).await.unwrap();
    server.seen();
    server.behaviour().instead = Some(("tools/call", |_| StatusCode::NOT_FOUND.into_response()));
    let error = server.call(&mcp, LIMIT).await.unwrap_err();
    assert_eq!(error.to_string(), "nothing was done: the server answered with HTTP status 404");
    assert_eq!(server.methods(), [&["tools/call"], &BEGINNING[..], &["tools/call"]].concat());
}

#[tokio::test]
async fn a_server_that_goes_back_to_sessions_is_followed() {
    let server = Server::start(true, false, Form::Json).await;
    let mcp = mcp();
    server.call(&mcp, LIMIT).await.unwrap();
    server.behaviour().stateless = false;
    server.behaviour().sessions = true;
    assert_eq!(server.call(&mcp, LIMIT).await.unwrap().text, "Order 7 is on its way.");
}
