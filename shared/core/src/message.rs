//! One message, inbound or outbound, and the key it is stored under.

mod key;
mod rests_on;
mod revisions;

use jiff::Timestamp;
use relais_whatsapp::ids::{UserId, Wamid};
use relais_whatsapp::outbound::OutboundBody;
use serde::{Deserialize, Serialize};

pub use key::{MessageKey, fingerprint};
pub use rests_on::{RestsOn, ToolOutcome, ToolUse};
pub use revisions::{Content, Edit, Revisions, Version};

use crate::media::{Media, MediaId};
use crate::settings::Understand;
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
    /// Its file, if it has one.
    pub media: Option<Media>,
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
    /// Why a person sent it although the customer had opted out.
    pub override_reason: Option<String>,
    /// What the assistant's answer rests on.
    pub rests_on: Option<Box<RestsOn>>,
    /// A person's send whose outcome is not recorded yet. After a refusal it stays until people are notified.
    pub sending: Option<Sending>,
    /// The fingerprint of the idempotency key under which its key was claimed, if there was one.
    pub once: Option<String>,
    /// When its send was given up without knowing whether it arrived. It counts only as long as no outcome is known.
    pub unknown_since: Option<Timestamp>,
    /// It was the probe of a circuit breaker that statuses opened at this time. A status that it arrived closes it.
    pub probe_of: Option<Timestamp>,
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
    /// The number of the attempt, from 1. Calls of unknown outcome are counted apart.
    pub attempt: u32,
    /// The calls of unknown outcome before this attempt.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unclear: u32,
    /// It is certain that this attempt sent nothing. Until that is stored, its outcome counts as unknown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsent: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
pub(crate) fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Sending {
    /// The first attempt.
    pub fn first(body: OutboundBody, now: Timestamp) -> Self {
        Self { body, since: now, attempt: 1, unclear: 0, unsent: false }
    }

    /// The next attempt, which begins now. `counts`: whether it counts as a further attempt if the last one certainly
    /// sent nothing.
    #[must_use]
    pub fn again(&self, counts: bool, now: Timestamp) -> Self {
        let attempt = self.attempt.saturating_add(u32::from(self.unsent && counts));
        Self { body: self.body.clone(), since: now, attempt, unclear: self.unclear_calls(), unsent: false }
    }

    /// The calls of unknown outcome, this attempt's included.
    pub fn unclear_calls(&self) -> u32 {
        self.unclear.saturating_add(u32::from(!self.unsent))
    }
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
    /// A person cancelled it before it was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

impl Message {
    /// The files that people uploaded and this message sends, as far as it still says which: each once.
    pub fn uploads(&self) -> Vec<MediaId> {
        let sent = self.sending.iter().flat_map(|sending| sending.body.files()).filter_map(MediaId::parse);
        let mut uploads: Vec<_> = sent.chain(self.media.iter().map(|media| media.id.clone())).collect();
        uploads.retain(|id| id.message().is_none());
        uploads.sort_unstable();
        uploads.dedup();
        uploads
    }

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
            media: None,
            sent_by: None,
            statuses: StatusMap::default(),
            error: None,
            reply_to: None,
            resend_of: None,
            override_reason: None,
            rests_on: None,
            sending: None,
            once: None,
            unknown_since: None,
            probe_of: None,
            revisions: Revisions::default(),
            changed_at: now,
        }
    }

    /// The one status that is shown for it.
    pub fn shown(&self) -> Shown {
        match (self.direction, self.statuses.shown()) {
            (Direction::Inbound, _) => Shown::Received,
            (Direction::Outbound, Shown::Pending | Shown::Sent) if self.error.is_some() => Shown::Failed,
            (Direction::Outbound, Shown::Pending) if self.is_unknown() => Shown::Unknown,
            (Direction::Outbound, shown) => shown,
        }
    }

    /// Whether an answer to it is better with its file, which is on its way or being read.
    pub fn has_file_to_wait_for(&self, understand: Understand) -> bool {
        understand.takes(&self.kind) && self.media.as_ref().is_some_and(Media::is_expected)
    }

    /// Whether the send was given up without an outcome, and none has become known since.
    pub fn is_unknown(&self) -> bool {
        self.unknown_since.is_some() && !self.is_settled()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::{Alias, ContactId};

    fn sent() -> Message {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        let now = Timestamp::UNIX_EPOCH;
        Message::new(MessageKey::new(&contact, now, "a1"), Direction::Outbound, "Bonjour", now)
    }

    #[test]
    fn any_outcome_hides_that_it_was_unknown() {
        let unknown = Message { unknown_since: Some(Timestamp::UNIX_EPOCH), ..sent() };
        let status = |name: &str| [(name.to_owned(), Timestamp::UNIX_EPOCH)].into_iter().collect();
        let cases = [
            (sent(), Shown::Pending),
            (unknown.clone(), Shown::Unknown),
            (Message { wamid: Some("wamid.1".into()), ..unknown.clone() }, Shown::Pending),
            (Message { error: Some(SendFailure::default()), ..unknown.clone() }, Shown::Failed),
            (Message { statuses: status("sent"), ..unknown.clone() }, Shown::Sent),
            (Message { statuses: status("failed"), ..unknown }, Shown::Failed),
        ];
        for (message, expected) in cases {
            assert_eq!(message.shown(), expected, "{message:?}");
        }
    }

    #[test]
    fn a_call_counts_as_unclear_until_it_is_known_that_nothing_was_sent() {
        let body = OutboundBody::Text { body: "Bonjour".to_owned(), preview_url: true };
        let first = Sending::first(body, Timestamp::UNIX_EPOCH);
        assert_eq!((first.attempt, first.unclear_calls()), (1, 1));
        let again = first.again(true, Timestamp::UNIX_EPOCH);
        assert_eq!((again.attempt, again.unclear_calls()), (1, 2));
        let refused = Sending { unsent: true, ..first };
        assert_eq!(refused.unclear_calls(), 0);
        let again = refused.again(true, Timestamp::UNIX_EPOCH);
        assert_eq!((again.attempt, again.unclear_calls()), (2, 1));
        assert_eq!(refused.again(false, Timestamp::UNIX_EPOCH).attempt, 1, "it does not count");
    }
}
