//! A server's tools, as the model is told of them.

use std::collections::HashSet;
use std::fmt;

use relais_core::business::{BUILT_IN, schema};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::mirrored::{self, Mirrored};

/// The most tools of a server.
pub const MOST_TOOLS: usize = 40;
/// The most bytes of a description, which is cut there, and of a schema.
const DESCRIPTION: usize = 1_000;
const SCHEMA: usize = 8_000;
/// The most characters of a tool's name on its server.
/// <https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-names>
const OWN_NAME: usize = 128;
/// The most characters of a name, which OpenAI takes.
/// <https://platform.openai.com/docs/api-reference/chat/create>
const NAME: usize = 64;

/// A tool of a server.
#[derive(Clone, PartialEq)]
pub struct McpTool {
    /// Its name as the model calls it: the server's, `_` and its own.
    pub name: String,
    /// What it is for, by its server: content, as short as the business's own tools have it.
    pub description: String,
    /// Its parameters: a JSON schema of an object.
    pub parameters: Value,
    /// Whether a call may change something: the server does not say that it only reads.
    pub changes: bool,
    /// Its name on the server.
    pub(crate) own: String,
    pub(crate) mirrored: Vec<Mirrored>,
}

impl fmt::Debug for McpTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpTool").field("changes", &self.changes).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    name: String,
    description: Option<String>,
    input_schema: Value,
    annotations: Option<Annotations>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Annotations {
    #[serde(default)]
    read_only_hint: bool,
}

/// The tools that may be offered, of what a server lists. Each one that may not is logged.
pub(crate) fn tools(server: &str, listed: Vec<Value>) -> Vec<McpTool> {
    let mut taken: HashSet<String> = BUILT_IN.iter().map(|&name| name.to_owned()).collect();
    let mut tools: Vec<McpTool> = Vec::new();
    for (place, listed) in listed.into_iter().enumerate() {
        let read = tool(listed).and_then(|tool| {
            let is_twice = tools.iter().any(|other| other.own == tool.own);
            if is_twice { Err("its name is listed before") } else { Ok(tool) }
        });
        match read {
            Ok(_) if tools.len() == MOST_TOOLS => {
                tracing::warn!(server, most = MOST_TOOLS, "an MCP server has more tools than are offered");
                break;
            }
            Ok(mut tool) => {
                tool.name = name(server, &tool.own, &taken);
                taken.insert(tool.name.clone());
                tools.push(tool);
            }
            Err(reason) => tracing::warn!(server, place, reason, "a tool of an MCP server is left out"),
        }
    }
    tools
}

fn tool(listed: Value) -> Result<McpTool, &'static str> {
    let Listed { name: own, description, input_schema: mut parameters, annotations } =
        serde_json::from_value(listed).map_err(|_| "it has no name or no schema")?;
    if own.is_empty() || own.len() > OWN_NAME {
        return Err("its name is empty or longer than 128 bytes");
    }
    if let Some(schema) = parameters.as_object_mut() {
        // It says nothing to a model, and some model servers refuse it; others refuse an object without members.
        schema.remove("$schema");
        schema.entry("properties").or_insert_with(|| json!({}));
    }
    if parameters.to_string().len() > SCHEMA {
        return Err("its schema is longer than 8000 bytes");
    }
    if !schema::is_of_object(&parameters) || schema::wrong(&parameters).is_some() {
        return Err("its schema is none of an object");
    }
    let mirrored = mirrored::of(&parameters).ok_or("a mark x-mcp-header in its schema is wrong")?;
    let mut description = description.unwrap_or_default();
    description.truncate(description.floor_char_boundary(DESCRIPTION));
    let changes = annotations.is_none_or(|annotations| !annotations.read_only_hint);
    Ok(McpTool { name: String::new(), description, parameters, changes, own, mirrored })
}

/// A name that is not taken. The first tool keeps its own.
fn name(server: &str, own: &str, taken: &HashSet<String>) -> String {
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    let wanted = format!("{server}_{own}");
    let clean: String =
        wanted.chars().map(|character| if is_part(character) { character } else { '_' }).collect();
    let numbered = |number: usize| {
        let end = if number == 1 { String::new() } else { format!("_{number}") };
        let begin: String = clean.chars().take(NAME - end.len()).collect();
        begin + &end
    };
    (1..=taken.len() + 1).map(numbered).find(|name| !taken.contains(name)).unwrap_or(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, with: &Value) -> Value {
        let mut listed = json!({"name": name, "inputSchema": {"type": "object"}});
        listed.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        listed
    }

    #[test]
    fn names_are_what_models_take_and_unique() {
        let long = "x".repeat(100);
        let own = ["order", "find order", "find.order", "find/order", &long, &format!("{long}y"), "Grüße"];
        let tools = tools("shop", own.iter().map(|name| listed(name, &json!({}))).collect());
        let names: Vec<_> = tools.iter().map(|tool| tool.name.as_str()).collect();
        let [cut, second] = ["x".repeat(59), "x".repeat(57) + "_2"].map(|end| format!("shop_{end}"));
        let expected = ["shop_order", "shop_find_order", "shop_find_order_2", "shop_find_order_3"];
        assert_eq!(names, [&expected[..], &[&cut, &second, "shop_Gr__e"]].concat());
        assert!(tools.iter().zip(own).all(|(tool, own)| tool.own == own && tool.name.len() <= NAME));
    }

    #[test]
    fn no_tool_takes_the_name_of_a_built_in_one() {
        let tools = tools("hand", vec![listed("over", &json!({}))]);
        assert_eq!(tools[0].name, "hand_over_2");
    }

    #[test]
    fn a_tool_that_cannot_be_offered_is_left_out_alone() {
        let large = json!({"inputSchema": {"type": "object", "description": "x".repeat(SCHEMA)}});
        let marked = json!({"inputSchema": {"type": "object", "x-mcp-header": "A"}});
        let tools = tools(
            "shop",
            vec![
                json!("text"),
                json!({"name": "none"}),
                listed("", &json!({})),
                listed(&"n".repeat(129), &json!({})),
                listed("text", &json!({"inputSchema": {"type": "string"}})),
                listed("true", &json!({"inputSchema": true})),
                listed("large", &large),
                listed("marked", &marked),
                listed("order", &json!({})),
                listed("order", &json!({"description": "Another one."})),
            ],
        );
        assert_eq!(tools.iter().map(|tool| tool.own.as_str()).collect::<Vec<_>>(), ["order"]);
        assert_eq!(tools[0].description, "");
    }

    #[test]
    fn a_tool_changes_something_unless_its_server_says_that_it_only_reads() {
        for (annotations, changes) in [
            (json!({}), true),
            (json!({"annotations": null}), true),
            (json!({"annotations": {"title": "Find"}}), true),
            (json!({"annotations": {"readOnlyHint": false}}), true),
            (json!({"annotations": {"readOnlyHint": true}}), false),
        ] {
            assert_eq!(tool(listed("order", &annotations)).unwrap().changes, changes, "{annotations}");
        }
    }

    #[test]
    fn a_description_is_cut_and_a_schema_is_made_to_fit() {
        let schema = json!({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"});
        let tool =
            tool(listed("order", &json!({"description": "é".repeat(501) + "!", "inputSchema": schema})));
        let tool = tool.unwrap();
        assert_eq!(tool.description, "é".repeat(500));
        assert_eq!(tool.parameters, json!({"type": "object", "properties": {}}));
    }

    #[test]
    fn no_more_tools_than_the_most_are_offered() {
        let listed = (0..100).map(|place| listed(&place.to_string(), &json!({}))).collect();
        assert_eq!(tools("shop", listed).len(), MOST_TOOLS);
    }
}
