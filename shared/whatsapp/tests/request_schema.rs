//! Our requests are valid by Meta's own `OpenAPI` description. Skipped when there is no copy beside the checkout.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test

mod description;

use relais_whatsapp::{OutboundBody, OutboundMessage, Recipient, TemplateMessage};
use serde_json::{Value, json};

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
            from: "1001".into(),
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
    let Some(validator) = description::send_validator() else {
        return;
    };
    for request in requests() {
        let errors: Vec<_> = validator.iter_errors(&request).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{request}: {errors:?}");
        for damage in ["messaging_product", "to", "type", request["type"].as_str().unwrap()] {
            let mut damaged = request.clone();
            damaged.as_object_mut().unwrap().remove(damage);
            assert!(!validator.is_valid(&damaged), "the schema accepts {damaged} without {damage}");
        }
    }
}
