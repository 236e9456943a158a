//! What is sent is valid by Meta's own `OpenAPI` description, where a copy lies beside the checkout.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test")]

use std::{fs, path::PathBuf};

use relais_whatsapp::{OutboundBody, OutboundMessage, Recipient, TemplateMessage};
use serde_json::{Value, json};

const PATH: &str = "/{Version}/{Phone-Number-ID}/messages";

fn description() -> Option<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/payloads/openapi");
    let Ok(text) = fs::read_to_string(folder.join("business-messaging-api_v23.0.yaml")) else {
        println!("skipped: no API description at {}", folder.display());
        return None;
    };
    Some(serde_yaml_ng::from_str(&text).unwrap())
}

/// The description says `allOf: [base, {additionalProperties: false, …}]`, which no request can satisfy,
/// Meta's own examples included: each part forbids what the other requires. The prohibition is dropped
/// there and only there.
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

fn requests() -> Vec<Value> {
    let text = OutboundBody::Text { body: "Bonjour *Zoé*".to_owned(), preview_url: true };
    let template = |components: Vec<Value>| {
        OutboundBody::Template(TemplateMessage {
            name: "rappel".to_owned(),
            language: "fr".to_owned(),
            components,
        })
    };
    let parameters = json!({"type": "body", "parameters": [{"type": "text", "text": "Zoé"}]});
    let bodies = [text, template(vec![]), template(vec![parameters])];
    let messages = bodies.into_iter().flat_map(|body| {
        [None, Some("wamid.A".into())].map(|reply_to| OutboundMessage {
            to: Recipient::Phone("33612345678".into()),
            body: body.clone(),
            reply_to,
            callback_data: "reply-1".to_owned(),
        })
    });
    messages.map(|message| serde_json::to_value(message.to_request()).unwrap()).collect()
}

#[test]
fn requests_are_valid_by_metas_description() {
    let Some(description) = description() else {
        return;
    };
    let validator = jsonschema::validator_for(&request_schema(&description)).unwrap();
    for request in requests() {
        let errors: Vec<_> = validator.iter_errors(&request).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{request}: {errors:?}");
        for damage in ["messaging_product", "to", "type", request["type"].as_str().unwrap()] {
            let mut damaged = request.clone();
            damaged.as_object_mut().unwrap().remove(damage);
            assert!(!validator.is_valid(&damaged), "{damage} is not missed in {damaged}");
        }
    }
}
