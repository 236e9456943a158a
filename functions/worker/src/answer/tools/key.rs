//! The idempotency key of a call.

use std::fmt::Write;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// 32 hexadecimal digits, of what the calls of an answer have in common, the tool and the arguments.
pub(super) fn of(base: &str, name: &str, arguments: &Map<String, Value>) -> String {
    let mut hash = Sha256::new();
    for part in [base, name, &canonical(&Value::Object(arguments.clone()))] {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    hash.iter().take(16).fold(String::new(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// JSON with the members of every object in the order of their names, so that equal arguments are equal texts.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| name.as_str());
            let members = members
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => format!("[{}]", values.iter().map(canonical).collect::<Vec<_>>().join(",")),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_arguments_have_one_key_in_any_order_and_others_another() {
        let key = |base: &str, name: &str, arguments: &str| {
            of(base, name, serde_json::from_str::<Value>(arguments).unwrap().as_object().unwrap())
        };
        let one = key("m", "order", r#"{"a": 1, "b": {"c": [1, "x"], "d": null}}"#);
        assert_eq!(one, key("m", "order", r#"{"b": {"d": null, "c": [1, "x"]}, "a": 1}"#));
        assert_eq!(one.len(), 32);
        for other in [
            key("n", "order", r#"{"a": 1, "b": {"c": [1, "x"], "d": null}}"#),
            key("m", "cancel", r#"{"a": 1, "b": {"c": [1, "x"], "d": null}}"#),
            key("m", "order", r#"{"a": 2, "b": {"c": [1, "x"], "d": null}}"#),
            key("m", "order", r#"{"a": 1, "b": {"c": ["x", 1], "d": null}}"#),
        ] {
            assert_ne!(one, other);
        }
        assert_eq!(canonical(&json!({"b": "\"", "a": 1})), r#"{"a":1,"b":"\""}"#);
    }
}
