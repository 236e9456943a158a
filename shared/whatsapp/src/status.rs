//! The status of a message that was sent.

use std::{convert::Infallible, fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    errors::GraphErrorInfo,
    ids::{UserId, WaId, Wamid},
    lenient::{self, Fields},
};

/// One element of `statuses`. Statuses arrive in any order, twice, before the send was answered, or for messages that
/// were sent elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusUpdate {
    /// The message that the status is about.
    pub id: Option<Wamid>,
    /// The status as received; `unknown` when absent.
    pub status: String,
    /// The status, parsed.
    pub name: StatusName,
    /// The time of the event.
    pub timestamp: Option<Timestamp>,
    /// The customer's number. For a group message, the participant's.
    pub recipient_id: Option<WaId>,
    /// The customer's user id. For a group message, the participant's.
    pub recipient_user_id: Option<UserId>,
    /// Our own key of the message, which the send carried.
    pub biz_opaque_callback_data: Option<String>,
    /// Whether the message went to a group.
    pub group: bool,
    /// The group's id.
    pub group_id: Option<String>,
    /// Why it failed.
    pub errors: Vec<GraphErrorInfo>,
    /// The price. Present only with `sent` and one of `delivered` or `read`.
    pub pricing: Option<Pricing>,
    /// Meta's billing conversation. Absent since Graph v24.0, except for free entry points.
    pub conversation: Option<BilledConversation>,
}

/// A status by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum StatusName {
    /// The message left Meta's servers.
    Sent,
    /// The message reached a device.
    Delivered,
    /// The message was shown.
    Read,
    /// The voice message was played.
    Played,
    /// The message will not arrive on at least one device. A `delivered` status may exist too.
    Failed,
    /// The message was deleted.
    Deleted,
    /// Any status that is not listed here, such as a new one.
    Other(String),
}

impl StatusName {
    /// Whether it shows that Meta carried the message out: it was sent, delivered, read or played.
    pub fn shows_arrival(&self) -> bool {
        matches!(self, Self::Sent | Self::Delivered | Self::Read | Self::Played)
    }
}

/// The price of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pricing {
    /// Whether the message is charged. Meta will remove this field.
    pub billable: Option<bool>,
    /// `PMP` (per message) or `CBP` (per conversation).
    pub pricing_model: Option<String>,
    /// `regular`, `free_customer_service` or `free_entry_point`.
    pub kind: Option<String>,
    /// `service`, `utility`, `marketing`, …
    pub category: Option<String>,
}

/// A billing conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledConversation {
    /// Meta's id of the conversation.
    pub id: Option<String>,
    /// The category of the message that opened it.
    pub origin: Option<String>,
    /// When it ends. Present only with `sent`.
    pub expires_at: Option<Timestamp>,
}

impl StatusUpdate {
    /// Parses a status. What cannot be read is absent; the caller keeps the raw JSON.
    pub fn parse(raw: &RawValue) -> Self {
        let value = lenient::value(raw);
        let fields = Fields::of(&value);
        let status = fields.text("status").unwrap_or_else(|| "unknown".to_owned());
        let group = fields.text("recipient_type").as_deref() == Some("group");
        let (recipient_id, recipient_user_id) =
            if group { participant(fields) } else { fields.person("recipient_id", "recipient_user_id") };
        Self {
            id: fields.id("id"),
            name: StatusName::from(status.as_str()),
            status,
            timestamp: fields.timestamp("timestamp"),
            recipient_id,
            recipient_user_id,
            biz_opaque_callback_data: fields.text("biz_opaque_callback_data"),
            group,
            group_id: fields.text("recipient_id").filter(|_| group),
            errors: GraphErrorInfo::list(fields),
            pricing: pricing(fields.object("pricing")),
            conversation: conversation(fields.object("conversation")),
        }
    }
}

/// Meta's pages spell the participant's field in two ways.
fn participant(fields: Fields<'_>) -> (Option<WaId>, Option<UserId>) {
    let user = "recipient_participant_user_id";
    let (number, user_id) = fields.person("recipient_participant_id", user);
    (number.or_else(|| fields.id("participant_recipient_id")), user_id)
}

fn pricing(fields: Fields<'_>) -> Option<Pricing> {
    fields.exists().then(|| Pricing {
        billable: fields.boolean("billable"),
        pricing_model: fields.text("pricing_model"),
        kind: fields.text("type"),
        category: fields.text("category"),
    })
}

fn conversation(fields: Fields<'_>) -> Option<BilledConversation> {
    fields.exists().then(|| BilledConversation {
        id: fields.text("id"),
        origin: fields.object("origin").text("type"),
        expires_at: fields.timestamp("expiration_timestamp"),
    })
}

impl StatusName {
    /// Meta's name of the status.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
            Self::Deleted => "deleted",
            Self::Other(name) => name,
        }
    }
}

impl From<&str> for StatusName {
    fn from(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "sent" => Self::Sent,
            "delivered" => Self::Delivered,
            "read" => Self::Read,
            "played" => Self::Played,
            "failed" => Self::Failed,
            "deleted" => Self::Deleted,
            _ => Self::Other(name.to_owned()),
        }
    }
}

impl From<String> for StatusName {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl From<StatusName> for String {
    fn from(name: StatusName) -> Self {
        name.as_str().to_owned()
    }
}

impl FromStr for StatusName {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(name))
    }
}

impl fmt::Display for StatusName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parse(status: &Value) -> StatusUpdate {
        StatusUpdate::parse(&serde_json::value::to_raw_value(status).unwrap())
    }

    #[test]
    fn a_whole_status() {
        let status = parse(&json!({
            "id": "wamid.S", "status": "sent", "timestamp": "1790000000", "recipient_id": "33612345678",
            "recipient_user_id": "FR.1", "biz_opaque_callback_data": "reply-1",
            "conversation": {"id": "c1", "expiration_timestamp": "1790086400", "origin": {"type": "service"}},
            "pricing": {"billable": true, "pricing_model": "PMP", "type": "regular", "category": "service"},
        }));
        assert_eq!(status.id, Some("wamid.S".into()));
        assert_eq!(status.name, StatusName::Sent);
        assert_eq!(status.timestamp, Timestamp::from_second(1_790_000_000).ok());
        assert_eq!(status.recipient_id, Some("33612345678".into()));
        assert_eq!(status.recipient_user_id, Some("FR.1".into()));
        assert_eq!(status.biz_opaque_callback_data.as_deref(), Some("reply-1"));
        assert!(!status.group);
        let pricing = status.pricing.unwrap();
        assert_eq!((pricing.billable, pricing.category.as_deref()), (Some(true), Some("service")));
        let conversation = status.conversation.unwrap();
        assert_eq!(conversation.origin.as_deref(), Some("service"));
        assert_eq!(conversation.expires_at, Timestamp::from_second(1_790_086_400).ok());
    }

    #[test]
    fn a_failure_and_its_reason() {
        let status = parse(&json!({
            "id": "wamid.S", "status": "failed", "timestamp": 1_790_000_000_123_i64,
            "errors": [{"code": "131047", "title": "Re-engagement", "error_data": {"details": "24 hours"}}, 5],
        }));
        assert_eq!(status.timestamp, Timestamp::from_millisecond(1_790_000_000_123).ok());
        assert_eq!(
            status.errors,
            [GraphErrorInfo {
                code: 131_047,
                title: Some("Re-engagement".to_owned()),
                message: None,
                details: Some("24 hours".to_owned()),
            }]
        );
    }

    #[test]
    fn a_group_is_not_a_customer() {
        let status =
            json!({"recipient_type": "group", "recipient_id": "R1", "participant_recipient_id": "336"});
        let status = parse(&status);
        assert!(status.group);
        assert_eq!(status.group_id.as_deref(), Some("R1"));
        assert_eq!(status.recipient_id, Some("336".into()));
    }

    #[test]
    fn names() {
        for name in ["sent", "delivered", "read", "played", "failed", "deleted", "warped"] {
            let status = parse(&json!({"status": name}));
            assert_eq!((status.status.as_str(), status.name.as_str()), (name, name));
            let stored = serde_json::to_string(&status.name).unwrap();
            assert_eq!(stored, format!("\"{name}\""));
            assert_eq!(serde_json::from_str::<StatusName>(&stored).unwrap(), status.name);
        }
        assert_eq!(parse(&json!({"status": "READ"})).name, StatusName::Read);
        assert_eq!(StatusName::from("warped"), StatusName::Other("warped".to_owned()));
    }

    #[test]
    fn anything_else_is_an_unknown_status() {
        for odd in
            [json!(null), json!(7), json!([]), json!({}), json!({"status": {"a": 1}, "recipient_id": ""})]
        {
            let status = parse(&odd);
            assert_eq!(status.status, "unknown", "{odd}");
            assert_eq!(status.recipient_id, None, "{odd}");
        }
    }
}
