//! The JSON schema of a tool's parameters, as far as models keep to it: types, required members, and fixed choices.
//!
//! <https://json-schema.org/understanding-json-schema/>

use serde_json::{Map, Value, json};

/// The types of JSON schema.
const TYPES: [&str; 7] = ["object", "array", "string", "number", "integer", "boolean", "null"];

/// How deep a schema may be.
const DEEPEST: usize = 8;

/// A schema of an object without members.
pub fn of_nothing() -> Value {
    json!({"type": "object", "properties": {}})
}

/// Whether this is a schema of an object.
pub fn is_of_object(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("object") && is_schema(schema, 0)
}

fn is_schema(schema: &Value, depth: usize) -> bool {
    let Some(schema) = schema.as_object().filter(|_| depth <= DEEPEST) else { return false };
    let is_type = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    let types = match schema.get("type") {
        None => true,
        Some(Value::Array(types)) => types.iter().all(is_type),
        Some(name) => is_type(name),
    };
    let members = schema.get("properties").is_none_or(|members| {
        members.as_object().is_some_and(|members| members.values().all(|member| is_schema(member, depth + 1)))
    });
    let items = schema.get("items").is_none_or(|items| is_schema(items, depth + 1));
    let required = schema
        .get("required")
        .is_none_or(|names| names.as_array().is_some_and(|names| names.iter().all(Value::is_string)));
    types && members && items && required && schema.get("enum").is_none_or(Value::is_array)
}

/// What of these arguments does not fit the schema, for the model. `None`: they fit.
pub fn misfit(arguments: &Map<String, Value>, schema: &Value) -> Option<String> {
    members(arguments, schema, "", 0)
}

fn members(object: &Map<String, Value>, schema: &Value, path: &str, depth: usize) -> Option<String> {
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let mut missing = required.filter_map(Value::as_str).filter(|name| !object.contains_key(*name));
    if let Some(name) = missing.next() {
        return Some(format!("{path}{name} is missing"));
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    object.iter().find_map(|(name, value)| match properties.and_then(|known| known.get(name)) {
        Some(schema) => self::value(value, schema, &format!("{path}{name}"), depth + 1),
        None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
            Some(format!("{path}{name} is not known"))
        }
        None => None,
    })
}

fn value(value: &Value, schema: &Value, path: &str, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    let names = match schema.get("type") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(name)) => vec![name.as_str()],
        _ => Vec::new(),
    };
    if !names.is_empty() && !names.iter().any(|name| is_of(value, name)) {
        return Some(format!("{path} must be of type {}", names.join(" or ")));
    }
    let choices = schema.get("enum").and_then(Value::as_array);
    if choices.is_some_and(|choices| !choices.contains(value)) {
        return Some(format!("{path} must be one of {}", Value::Array(choices.cloned().unwrap_or_default())));
    }
    match (value, schema.get("items")) {
        (Value::Object(object), _) => members(object, schema, &format!("{path}."), depth),
        (Value::Array(values), Some(items)) => values
            .iter()
            .enumerate()
            .find_map(|(place, value)| self::value(value, items, &format!("{path}[{place}]"), depth + 1)),
        _ => None,
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_fit_or_are_told_what_does_not() {
        let schema = json!({"type": "object", "required": ["order"], "additionalProperties": false, "properties": {
            "order": {"type": "string"}, "count": {"type": "integer"}, "size": {"enum": ["S", "M"]},
            "items": {"type": "array", "items": {"type": "object", "required": ["id"]}}, "note": {"type": ["string", "null"]}}});
        assert!(is_of_object(&schema));
        for (arguments, expected) in [
            (json!({"order": "7"}), None),
            (json!({"order": "7", "count": 2.0, "size": "M", "items": [{"id": 1}], "note": null}), None),
            (json!({}), Some("order is missing")),
            (json!({"order": 7}), Some("order must be of type string")),
            (json!({"order": "7", "count": 1.5}), Some("count must be of type integer")),
            (json!({"order": "7", "size": "L"}), Some("size must be one of [\"S\",\"M\"]")),
            (json!({"order": "7", "items": [{"id": 1}, {}]}), Some("items[1].id is missing")),
            (json!({"order": "7", "color": "red"}), Some("color is not known")),
        ] {
            let found = misfit(arguments.as_object().unwrap(), &schema);
            assert_eq!(found.as_deref(), expected, "{arguments}");
        }
    }

    #[test]
    fn what_is_no_schema_of_an_object_is_none() {
        for schema in [
            json!(null),
            json!({}),
            json!({"type": "array"}),
            json!({"type": "object", "properties": []}),
            json!({"type": "object", "required": "order"}),
            json!({"type": "object", "properties": {"a": {"type": "text"}}}),
        ] {
            assert!(!is_of_object(&schema), "{schema}");
        }
        let mut deep = json!({"type": "object"});
        for _ in 0..20 {
            deep = json!({"type": "object", "properties": {"a": deep}});
        }
        assert!(!is_of_object(&deep));
    }
}
