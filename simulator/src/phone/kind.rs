//! The messages besides text that a customer can send, in Meta's format.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::ids::{Ids, file_hash};

/// A message besides text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A photo without a caption.
    Image,
    /// A place.
    Location,
    /// A voice message.
    Voice,
    /// A sticker.
    Sticker,
    /// A thumbs-up to the last message of the business.
    Reaction,
    /// A tap on a template's quick reply.
    Button,
    /// A poll, whose content Meta does not pass on.
    Unsupported,
}

/// The content of a message, for the webhook and for the phone.
#[derive(Debug)]
pub(super) struct Content {
    /// Meta's name of the type.
    pub(super) kind: &'static str,
    /// The text that the phone shows beside the type.
    pub(super) text: String,
    /// The members of the message beside `from`, `id`, `timestamp` and `type`.
    pub(super) members: Value,
}

impl Content {
    pub(super) fn text(text: String) -> Self {
        Self { kind: "text", members: json!({"text": {"body": text}}), text }
    }

    /// `answered` is the business's message that a reaction or a tap refers to; `business` is the business's number.
    pub(super) fn of(
        kind: Kind,
        french: bool,
        answered: Option<&str>,
        business: &str,
        ids: &mut Ids,
    ) -> Self {
        match kind {
            Kind::Image => media("image", json!({"mime_type": "image/jpeg"}), ids),
            Kind::Voice => {
                let voice = json!({"mime_type": "audio/ogg; codecs=opus", "voice": true});
                media("audio", voice, ids)
            }
            Kind::Sticker => {
                let sticker = json!({"mime_type": "image/webp", "animated": false});
                media("sticker", sticker, ids)
            }
            Kind::Location => location(french),
            Kind::Reaction => Self {
                kind: "reaction",
                text: "👍".to_owned(),
                members: json!({"reaction": {"message_id": answered, "emoji": "👍"}}),
            },
            Kind::Button => button(french, answered, business),
            Kind::Unsupported => Self {
                kind: "unsupported",
                text: String::new(),
                members: json!({
                    "unsupported": {"type": "poll_creation"},
                    "errors": [{
                        "code": 131_051,
                        "title": "Message type unknown",
                        "message": "Message type unknown",
                        "error_data": {"details": "Message type is currently not supported."},
                    }],
                }),
            },
        }
    }
}

fn media(kind: &'static str, mut file: Value, ids: &mut Ids) -> Content {
    let id = ids.media();
    if let Some(file) = file.as_object_mut() {
        file.insert("sha256".to_owned(), Value::String(file_hash(&id)));
        file.insert("id".to_owned(), Value::String(id));
    }
    Content { kind, text: String::new(), members: json!({ kind: file }) }
}

fn location(french: bool) -> Content {
    let (name, address, latitude, longitude) = if french {
        ("Place des Marronniers", "1 place des Marronniers", 45.7578, 4.8320)
    } else {
        ("Chestnut Square", "1 Chestnut Square", 38.9047, -77.0164)
    };
    Content {
        kind: "location",
        text: name.to_owned(),
        members: json!({
            "location": {"latitude": latitude, "longitude": longitude, "name": name, "address": address},
        }),
    }
}

fn button(french: bool, answered: Option<&str>, business: &str) -> Content {
    let text = if french { "Oui, volontiers" } else { "Yes, please" };
    let mut members = json!({"button": {"payload": text, "text": text}});
    if let (Some(wamid), Some(members)) = (answered, members.as_object_mut()) {
        members.insert("context".to_owned(), json!({"from": business, "id": wamid}));
    }
    Content { kind: "button", text: text.to_owned(), members }
}
