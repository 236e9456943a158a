//! A tool that is called over the network.

use relais_assistant::Tool;
use relais_core::business::{McpServer, OwnTool, ToolSecret};
use relais_mcp::McpTool;

/// Shorter secrets may be ordinary words of an answer.
const SHORTEST_SECRET: usize = 6;

/// A tool that is called over the network.
pub(super) enum Outside<'a> {
    /// One of the business's own.
    Own(&'a OwnTool),
    /// One of a server.
    Server(&'a McpServer, &'a McpTool),
}

impl Outside<'_> {
    /// A text of the tool without its secret, which a careless server may repeat.
    pub(super) fn without_secret(&self, text: String) -> String {
        let secret = match self {
            Self::Own(tool) => tool.secret.as_ref(),
            Self::Server(server, _) => server.secret.as_ref(),
        };
        match secret.map(ToolSecret::expose).filter(|secret| secret.len() >= SHORTEST_SECRET) {
            Some(secret) => text.replace(secret, "(secret)"),
            None => text,
        }
    }

    /// Its name, and whether it changes something.
    pub(super) fn named(&self) -> (&str, bool) {
        match self {
            Self::Own(tool) => (&tool.name, tool.changes()),
            Self::Server(_, tool) => (&tool.name, tool.changes),
        }
    }
}

/// One of the business's own, as the model is told of it.
pub(super) fn of_business(tool: &OwnTool) -> Tool {
    let OwnTool { name, description, parameters, .. } = tool;
    Tool { name: name.clone(), description: description.clone(), parameters: parameters.clone() }
}

/// One of a server, as the model is told of it.
pub(super) fn of_server(tool: &McpTool) -> Tool {
    let McpTool { name, description, parameters, .. } = tool;
    Tool { name: name.clone(), description: description.clone(), parameters: parameters.clone() }
}
