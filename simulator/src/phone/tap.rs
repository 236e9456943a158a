//! A customer answers a message of the business: taps one of its buttons, chooses a row of its list, or reacts to it.

use serde_json::Value;

use super::content::Content;
use super::memory::Direction;
use super::write::PhoneError;
use crate::Simulator;

impl Simulator {
    /// A customer taps the button or row with this id in a message of the business; for a template, the quick reply
    /// with this text. Returns the id of the customer's message. Needs a running `tokio` runtime.
    pub fn tap(&self, wa_id: &str, wamid: &str, choice: &str) -> Result<String, PhoneError> {
        let (number, content) = self.with(|world| {
            let message = world.phone.message_mut(wa_id, wamid);
            let message = message.filter(|message| message.direction == Direction::In && !message.deleted);
            let message = message.ok_or_else(|| PhoneError::UnknownMessage(wamid.to_owned()))?;
            let part = message.content.as_ref();
            let content = part.and_then(|part| chosen(&message.kind, part, choice));
            let content = content.ok_or_else(|| PhoneError::UnknownChoice(choice.to_owned()))?;
            Ok((message.number.clone(), content))
        })?;
        let business = self.digits_of(&number)?;
        self.write_one(&number, wa_id, content.answering(Some(wamid), &business))
    }

    /// A customer reacts to a message of the conversation, their own included. No emoji takes the reaction back.
    /// Returns the id of the reaction. Needs a running `tokio` runtime.
    pub fn react(&self, wa_id: &str, wamid: &str, emoji: &str) -> Result<String, PhoneError> {
        if emoji.chars().count() > 16 {
            return Err(PhoneError::TextLength);
        }
        let number = self.with(|world| {
            let message = world.phone.message_mut(wa_id, wamid).filter(|message| !message.deleted);
            let message = message.ok_or_else(|| PhoneError::UnknownMessage(wamid.to_owned()))?;
            Ok(message.number.clone())
        })?;
        self.write_one(&number, wa_id, Content::reaction(wamid, emoji))
    }
}

/// What the tap sends. `None`: the message offers no such choice.
fn chosen(kind: &str, part: &Value, choice: &str) -> Option<Content> {
    let is = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_str) == Some(choice);
    let elements = |value: &Value, pointer: &str| {
        value.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    if kind == "template" {
        let button = elements(part, "/buttons").into_iter().find(|button| is(button, "/text"))?;
        let text = button.get("text")?.as_str()?.to_owned();
        let payload = button.get("payload").and_then(Value::as_str).unwrap_or(&text).to_owned();
        let members = serde_json::json!({"button": {"payload": payload, "text": text}});
        return Some(Content::new("button", text, members));
    }
    let button = elements(part, "/action/buttons").into_iter().find(|button| is(button, "/reply/id"));
    if let Some(reply) = button.as_ref().and_then(|button| button.get("reply")) {
        return Some(Content::choice("button_reply", reply.clone()));
    }
    let sections = elements(part, "/action/sections");
    let rows = sections.iter().flat_map(|section| elements(section, "/rows"));
    rows.into_iter().find(|row| is(row, "/id")).map(|row| Content::choice("list_reply", row))
}
