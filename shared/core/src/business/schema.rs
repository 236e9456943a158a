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

/// What is wrong with a schema, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongSchema {
    /// The place, such as `properties.order.type`.
    pub place: String,
    /// What.
    pub what: SchemaFault,
}

/// What can be wrong with a part of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaFault {
    /// It is none of JSON's types.
    Type,
    /// It refers to no schema within the whole one.
    Reference,
    /// It has another form than JSON schema has there.
    Shape,
    /// It lies too deep.
    Deep,
}

/// Whether this is a schema of an object.
pub fn is_of_object(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("object")
}

/// Whether each call has an argument of this name.
pub fn requires(schema: &Value, name: &str) -> bool {
    let is_known = schema.get("properties").is_some_and(|members| members.get(name).is_some());
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    is_known && required.filter_map(Value::as_str).any(|required| required == name)
}

/// The first mistake in a schema, with all its parts. Servers of models refuse a request with one. `None`: there is none.
pub fn wrong(schema: &Value) -> Option<WrongSchema> {
    part(schema, schema, &mut Vec::new())
}

/// The first mistake in the part at this place of the whole.
fn part<'a>(schema: &'a Value, whole: &Value, place: &mut Vec<&'a str>) -> Option<WrongSchema> {
    let is_deep = place.len() > 2 * DEEPEST;
    let at = |place: &[&str], name: &str, what| {
        let place = place.iter().copied().chain([name]).filter(|part| !part.is_empty());
        Some(WrongSchema { place: place.collect::<Vec<_>>().join("."), what })
    };
    let schema = match schema {
        Value::Object(schema) if !is_deep => schema,
        Value::Object(_) => return at(place, "", SchemaFault::Deep),
        Value::Bool(_) => return None,
        _ => return at(place, "", SchemaFault::Shape),
    };
    for (name, value) in schema {
        let fault = match name.as_str() {
            "type" => (!is_type(value)).then_some(SchemaFault::Type),
            "$ref" => (!is_within(value, whole)).then_some(SchemaFault::Reference),
            "required" => (!value.as_array().is_some_and(|names| names.iter().all(Value::is_string)))
                .then_some(SchemaFault::Shape),
            "enum" => (!value.is_array()).then_some(SchemaFault::Shape),
            _ => None,
        };
        if let Some(fault) = fault {
            return at(place, name, fault);
        }
        place.push(name);
        let found = match name.as_str() {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                match value {
                    Value::Object(members) => members.iter().find_map(|(name, member)| {
                        place.push(name);
                        let found = part(member, whole, place);
                        place.pop();
                        found
                    }),
                    _ => at(place, "", SchemaFault::Shape),
                }
            }
            "anyOf" | "oneOf" | "allOf" | "prefixItems" => match value {
                Value::Array(schemas) => list(schemas, whole, place),
                _ => at(place, "", SchemaFault::Shape),
            },
            // Older schemas have a list here.
            "items" => match value {
                Value::Array(schemas) => list(schemas, whole, place),
                value => part(value, whole, place),
            },
            "additionalProperties"
            | "additionalItems"
            | "unevaluatedProperties"
            | "unevaluatedItems"
            | "contains"
            | "propertyNames"
            | "not"
            | "if"
            | "then"
            | "else" => part(value, whole, place),
            _ => None,
        };
        place.pop();
        if found.is_some() {
            return found;
        }
    }
    None
}

fn list<'a>(schemas: &'a [Value], whole: &Value, place: &mut Vec<&'a str>) -> Option<WrongSchema> {
    const PLACES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    schemas.iter().enumerate().find_map(|(number, schema)| {
        place.push(PLACES.get(number).copied().unwrap_or("…"));
        let found = part(schema, whole, place);
        place.pop();
        found
    })
}

fn is_type(value: &Value) -> bool {
    let is_one = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    match value {
        Value::Array(names) => !names.is_empty() && names.iter().all(is_one),
        name => is_one(name),
    }
}

/// Whether this refers to a part of the whole, by its JSON pointer.
/// <https://json-schema.org/understanding-json-schema/structuring#dollarref>
fn is_within(reference: &Value, whole: &Value) -> bool {
    let pointer = reference.as_str().and_then(|reference| reference.strip_prefix('#'));
    let found = pointer.and_then(|pointer| whole.pointer(pointer));
    found.is_some_and(|found| found.is_object() || found.is_boolean())
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
        assert_eq!(wrong(&schema), None);
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
    fn a_mistake_is_found_wherever_it_is() {
        let with = |member: Value| json!({"type": "object", "properties": {"a": member}});
        let mut deep = json!({"type": "object"});
        for _ in 0..20 {
            deep = with(deep);
        }
        let defined = json!({"type": "object", "$defs": {"size": {"enum": ["S"]}}, "properties": {
            "a": {"$ref": "#/$defs/size"}, "b": {"type": "array", "items": {"$ref": "#"}}, "c": true}});
        assert_eq!(wrong(&defined), None);
        for (schema, place, what) in [
            (json!({"type": "object", "properties": []}), "properties", SchemaFault::Shape),
            (json!({"type": "object", "required": "order"}), "required", SchemaFault::Shape),
            (with(json!("number")), "properties.a", SchemaFault::Shape),
            (with(json!({"type": "text"})), "properties.a.type", SchemaFault::Type),
            (with(json!({"type": []})), "properties.a.type", SchemaFault::Type),
            (with(json!({"anyOf": [{}, {"type": "text"}]})), "properties.a.anyOf.1.type", SchemaFault::Type),
            (with(json!({"allOf": {}})), "properties.a.allOf", SchemaFault::Shape),
            (
                with(json!({"items": {"oneOf": [{"type": 1}]}})),
                "properties.a.items.oneOf.0.type",
                SchemaFault::Type,
            ),
            (with(json!({"not": {"enum": "S"}})), "properties.a.not.enum", SchemaFault::Shape),
            (json!({"type": "object", "$defs": {"a": {"type": "text"}}}), "$defs.a.type", SchemaFault::Type),
            (with(json!({"$ref": "#/$defs/size"})), "properties.a.$ref", SchemaFault::Reference),
            (with(json!({"$ref": "https://a.example/size"})), "properties.a.$ref", SchemaFault::Reference),
        ] {
            assert_eq!(wrong(&schema), Some(WrongSchema { place: place.to_owned(), what }), "{schema}");
        }
        assert_eq!(wrong(&deep).map(|wrong| wrong.what), Some(SchemaFault::Deep));
        for schema in [json!(null), json!({}), json!({"type": "array"})] {
            assert!(!is_of_object(&schema), "{schema}");
        }
    }
}
