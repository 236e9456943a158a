//! One message, inbound or outbound, and the key it is stored under.

mod key;
mod revisions;

use jiff::Timestamp;
use relais_whatsapp::ids::{UserId, Wamid};
use relais_whatsapp::outbound::OutboundBody;
use serde::{Deserialize, Serialize};

pub use key::{MessageKey, fingerprint};
pub use revisions::{Content, Edit, Revisions, Version};

use crate::status::{Shown, StatusMap};

/// The direction of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the customer.
    Inbound,
    /// To the customer.
    Outbound,
}

/// Who wrote an outbound message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SentBy {
    /// The assistant: the model's answer, or the fallback text.
    Assistant,
    /// A person in the inbox.
    Agent,
    /// A person in the WhatsApp Business app on the same number.
    App,
}

/// One stored message. Each status is stored as an attribute of its own, so that a status is written without reading
/// the message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The key that it is stored under.
    pub key: MessageKey,
    /// Meta's id. An outbound message has none until Graph responds or a status comes.
    pub wamid: Option<Wamid>,
    /// Whether it is inbound or outbound.
    pub direction: Direction,
    /// The number or user id of the sender.
    pub from: Option<String>,
    /// The number or user id of the recipient.
    pub to: Option<String>,
    /// Outbound: the recipient's user id, as far as it was known when the message was sent.
    pub to_user: Option<UserId>,
    /// Who wrote it in a group: the profile name.
    pub from_name: Option<String>,
    /// Meta's `type`.
    pub kind: String,
    /// The text or caption. Empty for other content, which is in [`Self::raw`].
    pub text: String,
    /// The JSON as Meta sent it, for a message from a webhook that is more than a plain text.
    pub raw: Option<String>,
    /// Inbound: Meta's time. Outbound: when the last attempt to send began, by our clock.
    pub timestamp: Timestamp,
    /// When it reached us, in microseconds. It orders messages of the same millisecond.
    pub came_at: i64,
    /// Who wrote it, when it is outbound.
    pub sent_by: Option<SentBy>,
    /// The statuses that Meta reported.
    pub statuses: StatusMap,
    /// Why it was not sent.
    pub error: Option<SendFailure>,
    /// The wamid of the message that it quotes.
    pub reply_to: Option<Wamid>,
    /// The failed message that a person sent again as this one.
    pub resend_of: Option<String>,
    /// A person's send whose outcome is not recorded yet. After a refusal it stays until people are notified.
    pub sending: Option<Sending>,
    /// The fingerprint of the idempotency key under which its key was claimed, if there was one.
    pub once: Option<String>,
    /// The corrections and the deletion by its sender. Those apply already to kind, text and raw.
    pub revisions: Revisions,
    /// When this record last changed, by our clock.
    pub changed_at: Timestamp,
}

/// A send under way: the intent, stored before the call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sending {
    /// The content.
    pub body: OutboundBody,
    /// When this attempt began.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// The number of the attempt, from 1.
    pub attempt: u32,
}

/// Why a message was not sent or not delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendFailure {
    /// Graph's code; 0 when Graph gave none.
    pub code: i64,
    /// Graph's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Graph's detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Message {
    /// A text message with the time in its key. All other fields are empty.
    pub fn new(key: MessageKey, direction: Direction, text: impl Into<String>, now: Timestamp) -> Self {
        Self {
            timestamp: key.at(),
            came_at: now.as_microsecond(),
            key,
            wamid: None,
            direction,
            from: None,
            to: None,
            to_user: None,
            from_name: None,
            kind: "text".to_owned(),
            text: text.into(),
            raw: None,
            sent_by: None,
            statuses: StatusMap::default(),
            error: None,
            reply_to: None,
            resend_of: None,
            sending: None,
            once: None,
            revisions: Revisions::default(),
            changed_at: now,
        }
    }

    /// The one status that is shown for it.
    pub fn shown(&self) -> Shown {
        match (self.direction, self.statuses.shown()) {
            (Direction::Inbound, _) => Shown::Received,
            (Direction::Outbound, Shown::Pending | Shown::Sent) if self.error.is_some() => Shown::Failed,
            (Direction::Outbound, shown) => shown,
        }
    }

    /// Whether the outcome of the send is known: Graph accepted it, a status came, or Graph refused it for good.
    pub fn is_settled(&self) -> bool {
        self.wamid.is_some() || !self.statuses.is_empty() || self.error.is_some()
    }

    /// Why Graph refused it, while nobody has been notified of the refusal yet.
    pub fn unreported_refusal(&self) -> Option<&SendFailure> {
        let refused = self.sending.is_some() && self.wamid.is_none() && self.statuses.is_empty();
        self.error.as_ref().filter(|_| refused)
    }
}
