//! The body of an event, from the record that it is about. The names are those of the API.

use jiff::Timestamp;
use relais_core::conversation::{Conversation, Reason};
use relais_core::events::{Event, EventType};
use relais_core::message::Message;
use relais_core::status::StatusMap;
use relais_whatsapp::ids::{PhoneNumberId, Wamid};
use relais_whatsapp::message::summary_of_type;
use relais_whatsapp::status::StatusName;
use relais_whatsapp::{InboundMessage, Language};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::record::SHOW_SENT;

/// The body. `None`: the record does not say (yet) what was announced.
pub(super) fn of(
    event: &Event,
    message: Option<&Message>,
    conversation: &Conversation,
    number: &PhoneNumberId,
) -> Option<Value> {
    let (at, data) = match event.kind {
        EventType::MessageReceived => (message?.timestamp, of_message(message?, conversation, number)),
        EventType::MessageSent => {
            let statuses = &message?.statuses;
            let arrived = SHOW_SENT.iter().filter_map(|name| time(statuses, name)).min();
            let sent = time(statuses, &StatusName::Sent).or(arrived)?;
            (sent, of_message(message?, conversation, number))
        }
        EventType::MessageFailed => {
            let failed = time(&message?.statuses, &StatusName::Failed);
            let failed = failed.or_else(|| message?.error.as_ref().map(|_| event.at))?;
            (failed, of_message(message?, conversation, number))
        }
        EventType::ConversationHandedOver => {
            let needs = conversation.needs_person.filter(|needs| needs.since == event.at)?;
            // People put it aside for themselves: nothing was handed over.
            Some(needs.reason).filter(|reason| *reason != Reason::SnoozeEnded)?;
            let data = json!({
                "conversation_id": conversation_id(conversation),
                "phone_id": number,
                "phone_number": conversation.identity.wa_id.as_ref().map(|id| with_plus(id.as_str())),
                "name": conversation.identity.name,
                "reason": needs.reason,
            });
            (needs.since, data)
        }
    };
    Some(json!({"type": event.kind, "timestamp": at.to_string(), "data": data}))
}

fn of_message(message: &Message, conversation: &Conversation, number: &PhoneNumberId) -> Value {
    let parsed = message.raw.clone().and_then(|raw| RawValue::from_string(raw).ok());
    let parsed = parsed.map(|raw| InboundMessage::parse(&raw));
    let content = match parsed {
        _ if message.is_deleted() => String::new(),
        Some(parsed) => parsed.summary(Language::En),
        None if message.text.is_empty() => summary_of_type(&message.kind, "", Language::En),
        None => message.text.clone(),
    };
    let error = message.error.as_ref().map(|error| {
        json!({"code": (error.code != 0).then_some(error.code), "title": error.title, "detail": error.detail})
    });
    json!({
        "id": message.key.to_string(),
        "message_id": message.wamid.as_ref().map(Wamid::to_string),
        "conversation_id": conversation_id(conversation),
        "phone_id": number,
        "direction": message.direction,
        "from_number": message.from.as_deref().map(with_plus),
        "to_number": message.to.as_deref().map(with_plus),
        "type": message.kind,
        "content": content,
        "timestamp": message.timestamp.to_string(),
        "sent_by": message.sent_by,
        "reply_to": message.reply_to.as_ref().map(Wamid::to_string),
        "error": error,
    })
}

/// The conversation that shows it.
fn conversation_id(conversation: &Conversation) -> String {
    conversation.joined_to.as_ref().unwrap_or(&conversation.contact).to_string()
}

fn time(statuses: &StatusMap, name: &StatusName) -> Option<Timestamp> {
    statuses.iter().find(|(stored, _)| *stored == name.as_str()).map(|(_, at)| at)
}

/// A number in international format gets its `+`; a user id stays as it is.
fn with_plus(id: &str) -> String {
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { format!("+{id}") } else { id.to_owned() }
}
