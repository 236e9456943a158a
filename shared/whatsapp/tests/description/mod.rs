//! Meta's own `OpenAPI` description. The tests skip when there is no copy beside the checkout.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, unreachable_pub)] // of tests

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

const PATH: &str = "/{Version}/{Phone-Number-ID}/messages";

/// The validator of requests to the send call. `None` when there is no copy of the description.
pub fn send_validator() -> Option<jsonschema::Validator> {
    let description = description()?;
    Some(jsonschema::validator_for(&request_schema(&description)).unwrap())
}

fn description() -> Option<Value> {
    // Beside the checkout, wherever in it this test's package is.
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checkout = package.ancestors().find(|folder| folder.join("Cargo.lock").exists()).unwrap();
    let folder = checkout.join("../shared/payloads/openapi");
    let Ok(text) = fs::read_to_string(folder.join("business-messaging-api_v23.0.yaml")) else {
        println!("skipped: no API description at {}", folder.display());
        return None;
    };
    Some(serde_yaml_ng::from_str(&text).unwrap())
}

/// The description says `allOf: [base, {additionalProperties: false, …}]`. No request satisfies that, not even Meta's
/// own examples, because each part forbids the members of the other. Only this prohibition is removed.
fn satisfiable(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(parts) = members.get_mut("allOf").and_then(Value::as_array_mut) {
                for part in parts.iter_mut().filter_map(Value::as_object_mut) {
                    part.remove("additionalProperties");
                }
            }
            members.values_mut().for_each(satisfiable);
        }
        Value::Array(elements) => elements.iter_mut().for_each(satisfiable),
        _ => {}
    }
}

/// The request schema of the send call, with the document's components so that its references resolve.
fn request_schema(description: &Value) -> Value {
    let body = &description["paths"][PATH]["post"]["requestBody"]["content"]["application/json"];
    let mut schema = body["schema"].clone();
    schema["components"] = json!({"schemas": description["components"]["schemas"]});
    satisfiable(&mut schema);
    schema
}
