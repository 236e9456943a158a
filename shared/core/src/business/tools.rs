//! The business's own tools, which the model may call: over HTTP, and those of servers of the Model Context Protocol.

use std::fmt;

use relais_whatsapp::visible::is_blank;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::characters::has_controls;
use super::wrong::{Fault, Wrong};
use super::{address, schema};

/// The most own tools, and the most servers.
const MOST: (usize, usize) = (20, 5);
/// The most characters of a tool's name, which OpenAI takes.
/// <https://platform.openai.com/docs/api-reference/chat/create>
const NAME: usize = 64;
/// The most characters of a server's name: the names of its tools begin with it.
const SERVER_NAME: usize = 24;
/// The most bytes of a description, a schema, an address and a secret.
const DESCRIPTION: usize = 1_000;
const SCHEMA: usize = 8_000;
const ADDRESS: usize = 500;
const SECRET: usize = 2_000;
/// The names of the tools that every model has.
pub const BUILT_IN: [&str; 4] = ["hand_over", "offer_buttons", "offer_list", "look_up"];

/// A tool of the business's own, called over HTTP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnTool {
    /// Its name, by which the model calls it: letters, digits, `_` and `-`.
    pub name: String,
    /// What it is for, as the model is told it.
    pub description: String,
    /// Its parameters: a JSON schema of an object.
    #[serde(default = "schema::of_nothing")]
    pub parameters: Value,
    /// Its address. A name in braces, as in `/orders/{order}`, stands for that argument. `GET` adds the others to the query.
    pub url: String,
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// Whether a call changes something. `None`: a `POST` does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<bool>,
    /// What is sent as `Authorization: Bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<ToolSecret>,
}

impl OwnTool {
    /// Whether a call changes something.
    pub fn changes(&self) -> bool {
        self.changes.unwrap_or(self.method == Method::Post)
    }

    /// The address with the arguments that it names, and the other arguments. The error is for the model.
    pub fn address(&self, arguments: &Map<String, Value>) -> Result<(String, Map<String, Value>), String> {
        address::filled(&self.url, arguments)
    }
}

/// The method of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// The arguments are in the query.
    #[default]
    Get,
    /// The arguments are the body, as JSON.
    Post,
}

/// A server of the Model Context Protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct McpServer {
    /// Its name, with which those of its tools begin: letters, digits, `_` and `-`.
    pub name: String,
    /// The address of its endpoint.
    pub url: String,
    /// What is sent as `Authorization: Bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<ToolSecret>,
}

/// A secret that the business typed in. Nothing shows it again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ToolSecret(String);

impl ToolSecret {
    /// The secret, for the request that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ToolSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ToolSecret")
    }
}

/// What is wrong with the tools and the servers.
pub(super) fn wrong(tools: &[OwnTool], servers: &[McpServer]) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut note = |field: String, fault: Fault| wrong.push(Wrong { field, fault });
    if tools.len() > MOST.0 {
        note("tools".to_owned(), Fault::Many { most: MOST.0 });
    }
    if servers.len() > MOST.1 {
        note("mcp".to_owned(), Fault::Many { most: MOST.1 });
    }
    for (place, tool) in tools.iter().enumerate() {
        let at = |field: &str| format!("tools.{place}.{field}");
        let is_taken = tools.iter().take(place).any(|other| other.name == tool.name);
        match &tool.name {
            name if !is_name(name, NAME) => note(at("name"), Fault::Name { most: NAME }),
            name if is_taken || BUILT_IN.contains(&name.as_str()) => note(at("name"), Fault::Taken),
            _ => {}
        }
        match &tool.description {
            text if is_blank(text) => note(at("description"), Fault::Empty),
            text if text.len() > DESCRIPTION => {
                note(at("description"), Fault::Bytes { length: text.len(), most: DESCRIPTION });
            }
            text if has_controls(text) => note(at("description"), Fault::Control),
            _ => {}
        }
        let length = tool.parameters.to_string().len();
        if length > SCHEMA {
            note(at("parameters"), Fault::Bytes { length, most: SCHEMA });
        } else if !schema::is_of_object(&tool.parameters) {
            note(at("parameters"), Fault::Schema);
        } else if let Some(wrong) = schema::wrong(&tool.parameters) {
            let tool = if is_name(&tool.name, NAME) { tool.name.clone() } else { (place + 1).to_string() };
            note(at("parameters"), Fault::SchemaPart { tool, wrong });
        }
        let address = match address::placeholders(&tool.url) {
            Some(names) if !names.iter().all(|name| schema::requires(&tool.parameters, name)) => {
                note(at("url"), Fault::Placeholder);
                None
            }
            Some(_) => Some(address::with_sample(&tool.url)),
            None => Some(tool.url.clone()),
        };
        endpoint(address.as_deref(), tool.secret.as_ref(), at, &mut note);
    }
    for (place, server) in servers.iter().enumerate() {
        let at = |field: &str| format!("mcp.{place}.{field}");
        let is_taken = servers.iter().take(place).any(|other| other.name == server.name);
        match &server.name {
            name if !is_name(name, SERVER_NAME) => note(at("name"), Fault::Name { most: SERVER_NAME }),
            _ if is_taken => note(at("name"), Fault::Taken),
            _ => {}
        }
        endpoint(Some(&server.url), server.secret.as_ref(), at, &mut note);
    }
    wrong
}

fn endpoint(
    address: Option<&str>,
    secret: Option<&ToolSecret>,
    at: impl Fn(&str) -> String,
    note: &mut impl FnMut(String, Fault),
) {
    if address.is_some_and(|address| !address::is_address(address, ADDRESS)) {
        note(at("url"), Fault::Address);
    }
    let is_header = |secret: &str| secret.bytes().all(|byte| byte.is_ascii_graphic());
    if secret.is_some_and(|secret| secret.0.is_empty() || secret.0.len() > SECRET || !is_header(&secret.0)) {
        note(at("secret"), Fault::Secret { most: SECRET });
    }
}

fn is_name(name: &str, most: usize) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=most).contains(&name.len()) && name.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use relais_whatsapp::Language;
    use serde_json::json;

    use super::super::BusinessSettings;

    fn wrong(settings: serde_json::Value) -> Vec<String> {
        let settings: BusinessSettings = serde_json::from_value(settings).unwrap();
        settings.wrong().into_iter().map(|wrong| wrong.field).collect()
    }

    fn tool(with: &serde_json::Value) -> serde_json::Value {
        let mut tool =
            json!({"name": "order", "description": "Finds an order.", "url": "https://shop.example/orders"});
        tool.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        json!({"tools": [tool]})
    }

    #[test]
    fn each_mistake_of_a_tool_is_named_with_its_place() {
        let of_order = json!({"type": "object", "required": ["order"], "properties": {
            "order": {"type": "string"}, "size": {"type": "string"}}});
        for fine in [
            json!({}),
            json!({"url": "http://localhost:8080/"}),
            json!({"url": "https://shop.example/orders/{order}/state", "parameters": of_order}),
        ] {
            assert_eq!(wrong(tool(&fine)), [] as [&str; 0], "{fine}");
        }
        for (with, field) in [
            (json!({"name": "find order"}), "tools.0.name"),
            (json!({"name": ""}), "tools.0.name"),
            (json!({"name": "hand_over"}), "tools.0.name"),
            (json!({"description": " "}), "tools.0.description"),
            (json!({"parameters": []}), "tools.0.parameters"),
            (json!({"parameters": {"type": "string"}}), "tools.0.parameters"),
            (json!({"parameters": {"type": "object", "properties": {"n": "number"}}}), "tools.0.parameters"),
            (json!({"url": "shop.example"}), "tools.0.url"),
            (json!({"url": "ftp://shop.example"}), "tools.0.url"),
            (json!({"url": "https://user:word@shop.example"}), "tools.0.url"),
            (json!({"url": "http://shop.example/"}), "tools.0.url"),
            (json!({"url": "https://shop.example/orders/{order}"}), "tools.0.url"),
            (json!({"url": "https://shop.example/orders/{n", "parameters": of_order}), "tools.0.url"),
            (json!({"url": "https://{order}.example/", "parameters": of_order}), "tools.0.url"),
            (json!({"url": "https://shop.example/{size}", "parameters": of_order}), "tools.0.url"),
            (json!({"description": "a\u{0}b"}), "tools.0.description"),
            (json!({"secret": "a b"}), "tools.0.secret"),
        ] {
            assert_eq!(wrong(tool(&with)), [field], "{with}");
        }
        for url in ["http://mcp.example/", "https://mcp.example/{order}"] {
            assert_eq!(wrong(json!({"mcp": [{"name": "a", "url": url}]})), ["mcp.0.url"], "{url}");
        }
        let twice = json!({"mcp": [{"name": "a", "url": "https://a.example/mcp"}, {"name": "a", "url": "https://a.example"}]});
        assert_eq!(wrong(twice), ["mcp.1.name"]);
    }

    /// Whoever reads it must find the place.
    #[test]
    fn a_mistake_in_a_schema_is_named_with_the_tool_and_the_place() {
        let text = |parameters: serde_json::Value| {
            let settings = tool(&json!({"parameters": parameters}));
            let settings: BusinessSettings = serde_json::from_value(settings).unwrap();
            settings.wrong().remove(0).fault.text(Language::En)
        };
        let told = text(json!({"type": "object", "properties": {"n": {"anyOf": [{"type": "text"}]}}}));
        assert!(
            told.starts_with("In the parameters of order, properties.n.anyOf.0.type is no type"),
            "{told}"
        );
        let told = text(json!({"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}}));
        assert!(told.starts_with("In the parameters of order, properties.n.$ref refers to"), "{told}");
    }

    #[test]
    fn debug_holds_no_secret() {
        let settings = tool(&json!({"secret": "MARKER"}));
        let settings: BusinessSettings = serde_json::from_value(settings).unwrap();
        assert!(!format!("{settings:?}").contains("MARKER"));
    }
}
