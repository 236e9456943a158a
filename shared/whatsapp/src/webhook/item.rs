//! What goes on a queue: one part of a webhook, with what is needed to route it.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::ids::{PhoneNumberId, WabaId};

/// One message, status or other update of a webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item {
    /// `entry.id`. For a few account events this is a business portfolio instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waba_id: Option<WabaId>,
    /// `change.field`, such as `messages`; `unknown` where Meta gave none.
    pub field: String,
    /// The business number concerned. Items of numbers that are not ours must be left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_id: Option<PhoneNumberId>,
    /// That number as people see it. Not for routing: Brazil's comes without its ninth digit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_phone_number: Option<String>,
    /// The part itself.
    pub content: ItemContent,
}

/// The part's raw JSON, as Meta sent it.
// Externally tagged: serde hands a raw value through such an enum untouched, which it cannot with an
// internal tag.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemContent {
    /// A message, inbound or echoed: [`Item::origin`] tells which.
    Message {
        /// The person concerned, matched by id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<Box<RawValue>>,
        /// For [`InboundMessage::parse`](crate::InboundMessage::parse).
        message: Box<RawValue>,
    },
    /// What became of a message that was sent.
    Status {
        /// The person concerned, matched by id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<Box<RawValue>>,
        /// For [`StatusUpdate::parse`](crate::StatusUpdate::parse).
        status: Box<RawValue>,
    },
    /// Anything else: account events, errors, a part of an unexpected shape.
    Other {
        /// What it is, or what remained of it once its messages and statuses became items of their own.
        value: Box<RawValue>,
    },
}

/// Where an item comes from, which decides whether it may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Field `messages`: a customer wrote, or a status of what we sent.
    Messages,
    /// A message that the business sent by other means, such as its phone app: a person has answered.
    Echo,
    /// An old message, shared when the phone app was connected. Never answered.
    History,
    /// Another app holds the conversation. Never answered.
    Standby,
    /// Any other field.
    Other,
}

impl Item {
    /// Where the item comes from.
    pub fn origin(&self) -> Origin {
        match self.field.as_str() {
            "messages" => Origin::Messages,
            "smb_message_echoes" | "message_echoes" => Origin::Echo,
            "history" => Origin::History,
            "standby" => Origin::Standby,
            _ => Origin::Other,
        }
    }
}

/// Shows sizes only: the JSON holds what customers write.
impl fmt::Debug for ItemContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, raw) = match self {
            Self::Message { message, .. } => ("Message", message),
            Self::Status { status, .. } => ("Status", status),
            Self::Other { value } => ("Other", value),
        };
        write!(f, "{name}({} bytes)", raw.get().len())
    }
}
