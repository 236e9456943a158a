//! An inbound or echoed message as plain values.
//!
//! Parsing cannot fail, because Meta adds types and drops fields without notice. Unknown or broken content becomes
//! [`MessageContent::Unknown`], and the caller keeps the raw JSON. A number is accepted where a text is expected.

mod card;
mod content;
mod context;
mod form;
mod interactive;
mod location;
mod media;
mod offer;
mod order;
mod summary;
mod system;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::value::RawValue;

pub use card::{CardPhone, ContactCard};
pub use content::MessageContent;
pub use context::{Context, Referral, ReferredProduct};
pub use form::FormField;
pub use interactive::{CallPermissionReply, FlowReply};
pub use location::Location;
pub use media::Media;
pub use offer::Offer;
pub use order::{Order, OrderItem};
pub use summary::summary_of_type;
pub use system::System;

use crate::{
    errors::GraphErrorInfo,
    ids::{UserId, WaId, Wamid},
    lenient::{self, Fields},
};

/// One element of `messages` or `message_echoes`.
#[derive(Debug, Clone, PartialEq)]
pub struct InboundMessage {
    /// The message's id. Without one, a redelivered copy of the message cannot be recognised.
    pub id: Option<Wamid>,
    /// The sender's number; absent for a customer with a username.
    pub from: Option<WaId>,
    /// The sender's user id; absent in older payloads.
    pub from_user_id: Option<UserId>,
    /// The sender's user id across linked businesses.
    pub from_parent_user_id: Option<UserId>,
    /// For an echo, the customer's number.
    pub to: Option<WaId>,
    /// For an echo, the customer's user id.
    pub to_user_id: Option<UserId>,
    /// When the message was sent, by Meta's clock. The 24-hour window is counted from here.
    pub timestamp: Option<Timestamp>,
    /// `type` as received; `unknown` when absent.
    pub kind: String,
    /// The message's content.
    pub content: MessageContent,
    /// The message that this one answers, or that it was forwarded.
    pub context: Option<Context>,
    /// The advertisement that brought the customer.
    pub referral: Option<Referral>,
    /// The group that the message was written in.
    pub group_id: Option<String>,
    /// The errors of content that Meta could not deliver.
    pub errors: Vec<GraphErrorInfo>,
}

impl InboundMessage {
    /// Parses a message. What cannot be read is absent; the caller keeps the raw JSON.
    pub fn parse(raw: &RawValue) -> Self {
        let value = lenient::value(raw);
        Self::read(Fields::of(&value), content::EDIT_LEVELS)
    }

    fn read(outer: Fields<'_>, edit_levels: u8) -> Self {
        // Some echoes have only id and time outside, and everything else one level down, in `message`.
        let nested = outer.object("message");
        let inner = if outer.get("type").is_none() && nested.exists() { nested } else { outer };
        let kind = inner.text("type").unwrap_or_else(|| "unknown".to_owned());
        let (from, from_user_id) = inner.person("from", "from_user_id");
        let (to, to_user_id) = inner.person("to", "to_user_id");
        Self {
            id: inner.id("id").or_else(|| outer.id("id")),
            from,
            from_user_id,
            from_parent_user_id: inner.person_id("from_parent_user_id"),
            to,
            to_user_id: to_user_id.or_else(|| inner.person_id("recipient")),
            timestamp: inner.timestamp("timestamp").or_else(|| outer.timestamp("timestamp")),
            content: MessageContent::read(&kind, inner, edit_levels),
            kind,
            context: Context::read(inner.object("context")),
            referral: Referral::read(inner.object("referral")),
            group_id: inner.text("group_id"),
            errors: GraphErrorInfo::list(inner),
        }
    }

    /// The words for the model: text, caption, title of the chosen option, answers of a form, or a place's name. `None`
    /// when there are no words.
    pub fn text(&self) -> Option<&str> {
        self.content.text()
    }
}
