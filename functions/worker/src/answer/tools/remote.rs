//! A call of a tool of a server of the Model Context Protocol.

use std::time::Duration;

use relais_core::business::McpServer;
use relais_core::conversation::TOOL_CONTENT as CONTENT;
use relais_core::message::ToolOutcome;
use relais_mcp::{Mcp, McpTool};
use serde_json::{Map, Value};

use super::said::{IN_DOUBT, MOST_TOLD, NOTHING_DONE};

/// Calls it once. Returns what became of the call, and what the model is told.
pub(super) async fn call(
    mcp: &Mcp,
    server: &McpServer,
    tool: &McpTool,
    arguments: &Map<String, Value>,
    key: &str,
    limit: Duration,
) -> (ToolOutcome, String) {
    match mcp.call(server, tool, arguments.clone(), key, limit).await {
        Ok(answer) => {
            let text: String = answer.text.chars().take(MOST_TOLD).collect();
            let outcome = if answer.is_error { ToolOutcome::Failed } else { ToolOutcome::Done };
            let said = if answer.is_error { "The tool could not do this. " } else { "" };
            tracing::info!(tool = tool.name, ?outcome, "a tool of a server was called");
            (outcome, format!("{said}{CONTENT}{text}"))
        }
        Err(error) => {
            tracing::warn!(tool = tool.name, %error, "a tool of a server was not called, or gave no answer");
            if tool.changes && error.may_have_acted() {
                (ToolOutcome::InDoubt, IN_DOUBT.to_owned())
            } else {
                (ToolOutcome::Failed, NOTHING_DONE.to_owned())
            }
        }
    }
}
