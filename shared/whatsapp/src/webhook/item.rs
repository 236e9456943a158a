//! The content of a queue message: one part of a webhook, with the fields that route it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::ids::{PhoneNumberId, WabaId};

/// One message, status or other update of a webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item {
    /// `entry.id`. For a few account events it is the id of a business portfolio instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waba_id: Option<WabaId>,
    /// `change.field`, such as `messages`; `unknown` where Meta gave none.
    pub field: String,
    /// The id of the business number. Items of other businesses' numbers must be ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_id: Option<PhoneNumberId>,
    /// The business number as people see it. Not for routing: Brazilian numbers lack their ninth digit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_phone_number: Option<String>,
    /// `entry.time`: when Meta sent the webhook. Only for [`ItemContent::Other`]; messages have times of their own.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::second::optional"
    )]
    pub time: Option<Timestamp>,
    /// The part itself.
    pub content: ItemContent,
}

/// The part's raw JSON, as Meta sent it.
// Externally tagged: serde passes a raw value unchanged through such an enum, but not through an internally tagged one.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemContent {
    /// A message, inbound or echoed: [`Item::origin`] distinguishes them.
    Message {
        /// The customer, matched by id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<Box<RawValue>>,
        /// For [`InboundMessage::parse`](crate::InboundMessage::parse).
        message: Box<RawValue>,
    },
    /// A status of a message that was sent.
    Status {
        /// The customer, matched by id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<Box<RawValue>>,
        /// For [`StatusUpdate::parse`](crate::StatusUpdate::parse).
        status: Box<RawValue>,
    },
    /// Any other part: account events, errors, a part of an unexpected shape.
    Other {
        /// The raw value. Messages and statuses that became items of their own are left out.
        value: Box<RawValue>,
    },
}

/// The origin of an item, which decides whether it may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Field `messages`: a customer's message, or a status of our message.
    Messages,
    /// A message that the business sent by other means, such as its phone app: a person has answered.
    Echo,
    /// An old message, shared when the phone app was connected. Never answered.
    History,
    /// Another app controls the conversation. Never answered.
    Standby,
    /// Any other field.
    Other,
}

impl Item {
    /// The origin of the item.
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

/// Shows sizes only, because the JSON contains what customers write.
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
