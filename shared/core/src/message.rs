//! One message, inbound or outbound, and the key it is stored under.

mod key;

use jiff::Timestamp;
use relais_whatsapp::ids::Wamid;
use relais_whatsapp::outbound::OutboundBody;
use serde::{Deserialize, Serialize};

pub use key::{MessageKey, fingerprint};

use crate::status::{Shown, StatusMap};

/// Who a message came from.
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
    /// The model, or the fallback in its place.
    Assistant,
    /// A person in the inbox.
    Agent,
    /// A person in the WhatsApp Business app on the same number.
    App,
}

/// One stored message. The status map is kept beside the fields, one attribute a status, so that statuses can be
/// written without reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Where it is stored.
    pub key: MessageKey,
    /// Meta's id; unknown until a send was answered or a status came.
    pub wamid: Option<Wamid>,
    /// Which way it went.
    pub direction: Direction,
    /// The number or user id it came from.
    pub from: Option<String>,
    /// The number or user id it went to.
    pub to: Option<String>,
    /// Meta's `type`.
    pub kind: String,
    /// What a person reads: the text or caption. Empty when only [`Self::raw`] can tell.
    pub text: String,
    /// Inbound messages that are more than a text: as Meta sent them.
    pub raw: Option<String>,
    /// Meta's time for inbound ones; when the last attempt to send began, by our clock, for outbound ones.
    pub timestamp: Timestamp,
    /// Orders messages of the same millisecond: when it reached us, in microseconds.
    pub came_at: i64,
    /// Who wrote it, when it is outbound.
    pub sent_by: Option<SentBy>,
    /// What became of it.
    pub statuses: StatusMap,
    /// Why it was not sent.
    pub error: Option<SendFailure>,
    /// The wamid it quotes.
    pub reply_to: Option<Wamid>,
    /// The failed message that a person sent again as this one.
    pub resend_of: Option<String>,
    /// What a person asked to be sent, until its outcome is known and, where Graph refused it, people are told.
    pub sending: Option<Sending>,
    /// When this record last changed, by our clock.
    pub changed_at: Timestamp,
}

/// A send under way: the intent, stored before the call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sending {
    /// What is sent.
    pub body: OutboundBody,
    /// When this attempt began.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since: Timestamp,
    /// 1 at the first attempt.
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
    /// A text at the time in its key, of which nothing else is known.
    pub fn new(key: MessageKey, direction: Direction, text: impl Into<String>, now: Timestamp) -> Self {
        Self {
            timestamp: key.at(),
            came_at: now.as_microsecond(),
            key,
            wamid: None,
            direction,
            from: None,
            to: None,
            kind: "text".to_owned(),
            text: text.into(),
            raw: None,
            sent_by: None,
            statuses: StatusMap::default(),
            error: None,
            reply_to: None,
            resend_of: None,
            sending: None,
            changed_at: now,
        }
    }

    /// The one word shown beside it.
    pub fn shown(&self) -> Shown {
        match (self.direction, self.statuses.shown()) {
            (Direction::Inbound, _) => Shown::Received,
            (Direction::Outbound, Shown::Pending | Shown::Sent) if self.error.is_some() => Shown::Failed,
            (Direction::Outbound, shown) => shown,
        }
    }

    /// Whether it is known what became of the send: accepted, reported on, or refused for good.
    pub fn is_settled(&self) -> bool {
        self.wamid.is_some() || !self.statuses.is_empty() || self.error.is_some()
    }

    /// Why Graph refused it, while nobody has been notified of the refusal yet.
    pub fn unreported_refusal(&self) -> Option<&SendFailure> {
        let refused = self.sending.is_some() && self.wamid.is_none() && self.statuses.is_empty();
        self.error.as_ref().filter(|_| refused)
    }
}
