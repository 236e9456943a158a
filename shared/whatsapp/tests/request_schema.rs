//! Our requests are valid by Meta's own `OpenAPI` description. Skipped when there is no copy beside the checkout.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test

mod description;

use relais_whatsapp::outbound::{Cards, Interactive, MediaKind, MediaMessage, Place, Reaction};
use relais_whatsapp::{OutboundBody, OutboundMessage, Recipient, TemplateMessage};
use serde_json::{Value, json};

/// All types but texts and templates. Meta's description (v23.0) has neither link buttons nor requests for the location:
/// they are in its pages only, so they are not among these.
fn others() -> Vec<OutboundBody> {
    let file = |kind, mime_type: &str, caption: Option<&str>| {
        OutboundBody::Media(MediaMessage {
            kind,
            file: "upload-1".to_owned(),
            mime_type: mime_type.to_owned(),
            size: 1000,
            filename: Some("devis.pdf".to_owned()),
            caption: caption.map(str::to_owned),
            voice: kind == MediaKind::Audio,
            graph_id: Some("77".into()),
        })
    };
    let interactive = |value| OutboundBody::Interactive(Interactive::parse(&value).unwrap());
    let header = json!({"type": "document", "document": {"link": "https://shop.example/devis.pdf"}});
    let buttons = json!([{"type": "reply", "reply": {"id": "1", "title": "Oui"}}]);
    let rows = json!([{"id": "1", "title": "9 h", "description": "avant l'ouverture"}]);
    let place = json!({"latitude": 48.388, "longitude": -4.479, "name": "Quai", "address": "1, quai"});
    let card = json!({
        "name": {"formatted_name": "Awa Test"}, "org": {"company": "Test"}, "birthday": "1990-12-31",
        "phones": [{"phone": "+33 6 39 98 00 02", "type": "WORK", "wa_id": "33639980002"}],
        "emails": [{"email": "awa@shop.example"}], "urls": [{"url": "https://shop.example"}],
        "addresses": [{"city": "Brest", "country_code": "FR"}],
    });
    vec![
        file(MediaKind::Image, "image/png", Some("vu")),
        file(MediaKind::Video, "video/mp4", None),
        file(MediaKind::Audio, "audio/ogg", None),
        file(MediaKind::Document, "application/pdf", Some("vu")),
        file(MediaKind::Sticker, "image/webp", None),
        interactive(json!({
            "type": "button", "header": header, "body": {"text": "?"}, "footer": {"text": "."},
            "action": {"buttons": buttons},
        })),
        interactive(json!({
            "type": "list", "header": {"type": "text", "text": "!"}, "body": {"text": "?"},
            "action": {"button": "Choisir", "sections": [{"title": "Matin", "rows": rows}]},
        })),
        OutboundBody::Location(Place::parse(&place).unwrap()),
        OutboundBody::Contacts(Cards::parse(&json!([card])).unwrap()),
        OutboundBody::Reaction(Reaction::new("wamid.B".into(), "👍").unwrap()),
    ]
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
    let bodies = [text, template(vec![]), template(vec![parameters])].into_iter().chain(others());
    let messages = bodies.flat_map(|body| {
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
