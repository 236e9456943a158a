//! The clients by which tools are called.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use relais_aws::outward::Outward;
use relais_core::business::McpServer;
use relais_mcp::{Mcp, McpTool};

/// Time limit of asking all servers which tools they have. It is beside the reading of pictures, which may take longer.
const LIST_LIMIT: Duration = Duration::from_secs(3);

/// The clients by which tools are called.
#[derive(Clone)]
pub struct ToolClients {
    pub(crate) outward: Arc<Outward>,
    pub(super) mcp: Arc<Mcp>,
}

impl ToolClients {
    /// Over this client.
    pub fn new(outward: Arc<Outward>) -> Self {
        Self { mcp: Arc::new(Mcp::new(Arc::clone(&outward))), outward }
    }

    /// The tools of the business's servers. Without those of one that does not answer the model answers all the same; why is
    /// logged where it is asked.
    pub(in crate::answer) async fn remote<'a>(
        &self,
        servers: &'a [McpServer],
        now: Timestamp,
    ) -> Vec<Remote<'a>> {
        let ends = Instant::now() + LIST_LIMIT;
        let mut remote = Vec::new();
        for server in servers {
            let left = ends.saturating_duration_since(Instant::now());
            if left.is_zero() {
                tracing::warn!(server = server.name, "no time was left to ask an MCP server for its tools");
                continue;
            }
            let tools = self.mcp.tools(server, now, left).await.unwrap_or_default();
            remote.extend(tools.iter().map(|tool| (server, tool.clone())));
        }
        remote
    }
}

/// A tool of a server.
pub(in crate::answer) type Remote<'a> = (&'a McpServer, McpTool);
