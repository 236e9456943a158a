//! The content of a customer's message, in Meta's format.

use serde_json::{Map, Value, json};

/// The content of a message, for the webhook and for the phone.
#[derive(Debug)]
pub(super) struct Content {
    /// Meta's name of the type; `call` for a call, which is no message.
    pub(super) kind: &'static str,
    /// The text that the phone shows beside the type.
    pub(super) text: String,
    /// The members of the message beside `from`, `id`, `timestamp` and `type`.
    pub(super) members: Map<String, Value>,
}

impl Content {
    pub(super) fn new(kind: &'static str, text: impl Into<String>, members: Value) -> Self {
        let members = if let Value::Object(members) = members { members } else { Map::new() };
        Self { kind, text: text.into(), members }
    }

    pub(super) fn text(text: String) -> Self {
        let members = json!({"text": {"body": &text}});
        Self::new("text", text, members)
    }

    /// `emoji` is empty when the reaction is taken back.
    pub(super) fn reaction(wamid: &str, emoji: &str) -> Self {
        Self::new("reaction", emoji, json!({"reaction": {"message_id": wamid, "emoji": emoji}}))
    }

    /// A tap on a template's quick reply.
    pub(super) fn button(text: &str) -> Self {
        Self::new("button", text, json!({"button": {"payload": text, "text": text}}))
    }

    /// A tap on a reply button, or the choice of a list's row.
    pub(super) fn choice(kind: &str, mut chosen: Value) -> Self {
        if let Some(chosen) = chosen.as_object_mut() {
            chosen.retain(|name, _| matches!(name.as_str(), "id" | "title" | "description"));
        }
        let title = chosen.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
        Self::new("interactive", title, json!({"interactive": {"type": kind, kind: chosen}}))
    }

    /// The same as an answer to this message of the business. `business` is the business's number.
    pub(super) fn answering(mut self, wamid: Option<&str>, business: &str) -> Self {
        if let Some(wamid) = wamid {
            self.members.insert("context".to_owned(), json!({"from": business, "id": wamid}));
        }
        self
    }

    /// What the phone shows beside the text: the part under the type's name.
    pub(super) fn part(&self) -> Option<Value> {
        self.members.get(self.kind).filter(|_| self.kind != "text").cloned()
    }

    /// The message that this one answers.
    pub(super) fn answered(&self) -> Option<&str> {
        self.members.get("context")?.get("id")?.as_str()
    }
}
