//! Arguments that a server wants as headers too, so that what stands before it can route a call.
//!
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters>

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

const MARK: &str = "x-mcp-header";
/// Members of a schema that hold values or names, and no schemas.
const VALUES: [&str; 6] = ["const", "default", "dependentRequired", "enum", "examples", "required"];
/// Members of a schema that hold schemas by name.
const NAMED: [&str; 5] = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties"];

/// An argument that is sent as a header too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mirrored {
    path: Vec<String>,
    header: HeaderName,
}

/// The arguments of this schema that are sent as headers too. `None`: a mark is not as the protocol has it, and the
/// tool must be left out.
pub(crate) fn of(schema: &Value) -> Option<Vec<Mirrored>> {
    let mut found = Vec::new();
    is_right(schema, Some(&[]), &mut found).then_some(found)
}

/// The headers of a call. An argument that is not given has none.
pub(crate) fn headers(mirrored: &[Mirrored], arguments: &Map<String, Value>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for Mirrored { path, header } in mirrored {
        let mut names = path.iter();
        let first = names.next().and_then(|name| arguments.get(name));
        let text = match names.fold(first, |value, name| value?.get(name)) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
            _ => continue,
        };
        if let Ok(value) = HeaderValue::from_str(&encoded(&text)) {
            headers.insert(header.clone(), value);
        }
    }
    headers
}

/// A text as a header takes it: as it is, or marked as Base64.
pub(crate) fn encoded(text: &str) -> String {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && text.trim() == text;
    let is_marked = text.starts_with("=?base64?") && text.ends_with("?=");
    if is_plain && !is_marked {
        return text.to_owned();
    }
    format!("=?base64?{}?=", BASE64_STANDARD.encode(text))
}

/// Walks a schema. `path` leads to it by `properties` alone, the only way on which a mark may stand.
fn is_right(schema: &Value, path: Option<&[String]>, found: &mut Vec<Mirrored>) -> bool {
    let members = match schema {
        Value::Object(members) => members,
        Value::Array(schemas) => return schemas.iter().all(|schema| is_right(schema, None, found)),
        _ => return true,
    };
    members.iter().all(|(name, member)| match name.as_str() {
        MARK => mark(schema, member, path, found),
        "properties" => member.as_object().into_iter().flatten().all(|(name, schema)| {
            let longer = path.map(|path| [path, std::slice::from_ref(name)].concat());
            is_right(schema, longer.as_deref(), found)
        }),
        name if NAMED.contains(&name) => {
            member.as_object().into_iter().flatten().all(|(_, schema)| is_right(schema, None, found))
        }
        name => VALUES.contains(&name) || is_right(member, None, found),
    })
}

fn mark(schema: &Value, mark: &Value, path: Option<&[String]>, found: &mut Vec<Mirrored>) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    let Some(path) = path.filter(|path| !path.is_empty()) else { return false };
    let Some(name) = mark.as_str().filter(|name| !name.is_empty()) else { return false };
    let Ok(header) = HeaderName::from_bytes(format!("mcp-param-{name}").as_bytes()) else { return false };
    let is_taken = found.iter().any(|other| other.header == header);
    found.push(Mirrored { path: path.to_vec(), header });
    !is_taken && matches!(kind, Some("string" | "integer" | "boolean"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marked_arguments_are_headers() {
        let schema = json!({"type": "object", "properties": {
            "region": {"type": "string", "x-mcp-header": "Region"},
            "page": {"type": "object", "properties": {"size": {"type": "integer", "x-mcp-header": "Size"}}},
            "x-mcp-header": {"type": "string"}, "enum": {"enum": [{"x-mcp-header": "no schema"}]}}});
        let mirrored = of(&schema).unwrap();
        let headers = |arguments: Value| headers(&mirrored, arguments.as_object().unwrap());
        let sent = headers(json!({"region": "Zürich", "page": {"size": 3}}));
        assert_eq!(sent.get("Mcp-Param-Region").unwrap(), "=?base64?WsO8cmljaA==?=");
        assert_eq!(sent.get("mcp-param-size").unwrap(), "3");
        assert!(headers(json!({"region": null, "page": 3})).is_empty());
    }

    #[test]
    fn a_mark_anywhere_else_is_wrong() {
        let property = |of: Value| json!({"type": "object", "properties": {"a": of}});
        for schema in [
            json!({"type": "object", "x-mcp-header": "A"}),
            property(json!({"type": "string", "x-mcp-header": ""})),
            property(json!({"type": "string", "x-mcp-header": "a\r\nb"})),
            property(json!({"type": "string", "x-mcp-header": 1})),
            property(json!({"type": "number", "x-mcp-header": "A"})),
            property(json!({"type": "array", "items": {"type": "string", "x-mcp-header": "A"}})),
            json!({"type": "object", "anyOf": [property(json!({"type": "string", "x-mcp-header": "A"}))]}),
            json!({"type": "object", "$defs": {"properties": {"type": "string", "x-mcp-header": "A"}}}),
            json!({"type": "object", "properties": {
                "a": {"type": "string", "x-mcp-header": "A"}, "b": {"type": "string", "x-mcp-header": "a"}}}),
        ] {
            assert_eq!(of(&schema), None, "{schema}");
        }
    }

    #[test]
    fn what_a_header_cannot_hold_is_encoded() {
        for (text, expected) in [
            ("us-west1", "us-west1"),
            ("", ""),
            (" padded ", "=?base64?IHBhZGRlZCA=?="),
            ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
            ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
        ] {
            assert_eq!(encoded(text), expected);
        }
    }
}
