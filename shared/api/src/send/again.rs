//! What a stored message said, so that it can be sent again.

use relais_core::message::{Direction, Message};
use relais_whatsapp::message::MessageContent;
use relais_whatsapp::outbound::{Cards, Interactive, OutboundBody, Place};
use serde_json::Value;

use super::content::{Content, FileRequest};
use super::field;
use crate::messages::content::parsed;
use crate::problem::{Problem, texts};

/// The content of a message that a person sends again. Of a template only the words are stored, so the call must say what
/// to send.
pub(super) fn content_of(message: &Message) -> Result<Content, Problem> {
    let unknown = || Problem::of(&texts::MESSAGE_OR_TEMPLATE);
    if message.direction != Direction::Outbound || message.is_deleted() {
        return Err(unknown());
    }
    if message.kind == "text" {
        let body = OutboundBody::Text { body: message.text.clone(), preview_url: true };
        body.check().map_err(field::unsendable)?;
        return Ok(Content::Ready(body));
    }
    let raw: Value =
        message.raw.as_deref().and_then(|raw| serde_json::from_str(raw).ok()).unwrap_or_default();
    let mut part = raw.get(&message.kind).cloned().unwrap_or_default();
    let body = match message.kind.as_str() {
        "location" => Place::parse(&part).map(OutboundBody::Location),
        "contacts" => Cards::parse(&part).map(OutboundBody::Contacts),
        "interactive" => {
            put_file_back(&mut part, message);
            Interactive::parse(&part).map(OutboundBody::Interactive)
        }
        _ => return file(message).or_else(|| reaction(message)).ok_or_else(unknown),
    };
    Ok(Content::Ready(body.map_err(|error| field::invalid(&error))?))
}

/// The stored object has no id of the file above the buttons: that is stored beside it.
fn put_file_back(interactive: &mut Value, message: &Message) {
    let header = interactive.get_mut("header");
    let kind = header.as_ref().and_then(|header| header.get("type")?.as_str()).map(str::to_owned);
    if let (Some(header), Some(kind), Some(media)) = (header, kind, &message.media)
        && let Some(file) = header.get_mut(&kind).and_then(Value::as_object_mut)
    {
        file.insert("id".to_owned(), media.id.as_str().into());
    }
}

fn file(message: &Message) -> Option<Content> {
    let media = message.media.as_ref()?;
    let kind = relais_whatsapp::outbound::MediaKind::parse(&message.kind)?;
    let voice = match parsed(message)?.content {
        MessageContent::Audio(audio) => audio.voice,
        _ => false,
    };
    let caption = Some(message.text.clone()).filter(|caption| !caption.is_empty());
    Some(Content::File(FileRequest { id: media.id.to_string(), caption, voice, kind: Some(kind) }))
}

fn reaction(message: &Message) -> Option<Content> {
    match parsed(message)?.content {
        MessageContent::Reaction { message_id: Some(id), emoji } => {
            Some(Content::Reaction { message_id: id.to_string(), emoji: emoji.unwrap_or_default() })
        }
        _ => None,
    }
}
