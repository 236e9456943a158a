//! Interactive messages, and the answers to them: buttons, lists, forms and requests.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::form::FormField;
use super::{MessageContent, Offer, form};
use crate::lenient::Fields;

/// A filled-in form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlowReply {
    /// `flow` or `address_message`.
    pub name: Option<String>,
    /// The text that the chat shows, often just "Sent".
    pub body: Option<String>,
    /// The answers as received: usually a JSON text, sometimes absent or not JSON.
    pub response_json: Option<String>,
    /// The answers by name; empty when they are not a JSON object.
    pub answers: Map<String, Value>,
    /// The answers for people, without tokens.
    pub fields: Vec<FormField>,
    /// The same as lines, such as `Guests: 4`. `None`: there are none.
    pub lines: Option<String>,
}

/// The answer to a request for permission to call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallPermissionReply {
    /// `accept` or `reject`.
    pub response: Option<String>,
    /// Whether the answer is valid for ever.
    pub is_permanent: Option<bool>,
    /// Until when the answer is valid.
    pub expires_at: Option<Timestamp>,
    /// `user_action` or `automatic`.
    pub response_source: Option<String>,
}

pub(super) fn read(interactive: Fields<'_>) -> MessageContent {
    let kind = interactive.text("type").unwrap_or_default();
    if let Some(offer) = Offer::read(&kind, interactive) {
        return MessageContent::Offer(offer);
    }
    let part = interactive.object(&kind);
    if !part.exists() {
        return MessageContent::Unknown;
    }
    match kind.as_str() {
        "button_reply" => MessageContent::ButtonReply { id: part.text("id"), title: part.text("title") },
        "list_reply" => MessageContent::ListReply {
            id: part.text("id"),
            title: part.text("title"),
            description: part.text("description"),
        },
        "nfm_reply" => MessageContent::FlowReply(FlowReply::read(part)),
        "call_permission_reply" => MessageContent::CallPermissionReply(CallPermissionReply::read(part)),
        _ => MessageContent::Unknown,
    }
}

impl FlowReply {
    fn read(part: Fields<'_>) -> Self {
        let response_json = match part.get("response_json") {
            // Documented as a text; an object in its place holds the same answers.
            Some(object @ Value::Object(_)) => Some(object.to_string()),
            _ => part.text("response_json"),
        };
        let answers: Map<_, _> =
            response_json.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        let fields = form::fields(&answers);
        let lines = Some(form::lines(&fields)).filter(|lines| !lines.is_empty());
        Self { name: part.text("name"), body: part.text("body"), response_json, answers, fields, lines }
    }

    /// What the customer filled in. Of an address, the chat's own text, which has all of it in the customer's format.
    pub(super) fn text(&self) -> Option<&String> {
        self.body.as_ref().filter(|_| self.is_address()).or(self.lines.as_ref())
    }

    /// The title that the business gave the form, if the answers repeat it.
    pub fn title(&self) -> Option<&str> {
        self.answers.get("wa_flow_response_params")?.get("title")?.as_str().filter(|title| !title.is_empty())
    }

    pub(super) fn is_address(&self) -> bool {
        self.name.as_deref() == Some("address_message")
    }
}

impl CallPermissionReply {
    fn read(part: Fields<'_>) -> Self {
        Self {
            response: part.text("response"),
            is_permanent: part.boolean("is_permanent"),
            expires_at: part.timestamp("expiration_timestamp"),
            response_source: part.text("response_source"),
        }
    }
}
