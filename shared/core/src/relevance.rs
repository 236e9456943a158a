//! What a message means for the conversation that it belongs to.

use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::webhook::Origin;

/// What a message means for its conversation. Each is shown in the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relevance {
    /// Not written by the customer as a message: a notice of WhatsApp's, an edit, a deletion, an old message that Meta
    /// shares. It is not counted as unread.
    Notice,
    /// Counted as unread, and nobody waits for an answer to it: a reaction, a message in a group, one that another app
    /// answers. It does not open the window.
    Seen,
    /// A person must look at it, and it does not open the window: it is not known to be a message of the customer.
    ForPerson,
    /// Sent privately by the customer to this number, and only a person can read or answer it.
    SentForPerson,
    /// Sent privately by the customer to this number. Nobody can read it, so the customer is told that once.
    Unreadable,
    /// Sent privately by the customer to this number, and deserves an answer.
    DeservesAnswer,
}

/// The code beside a message that is shown in the phone app only: often the first one of a customer who comes by an
/// advertisement to a number that the app uses too (seen in real traffic, May 2026).
const ON_THE_PHONE_ONLY: i64 = 131_060;

/// What Meta does not deliver (`unsupported.type`) and is no message of its own.
const NO_MESSAGES: [&str; 5] = ["reaction", "pin", "keep_in_chat", "poll_update", "system"];

/// What Meta does not deliver and changes a message that is stored here, in a way that only the phone shows.
const CHANGES: [&str; 3] = ["edit", "revoke", "errors"];

impl Relevance {
    /// The relevance of a message from a webhook. `docs/ARCHITECTURE.md` has the table.
    ///
    /// The window opens by "a user message or call" (Meta, "Send messages"). Meta does not say that a reaction is one.
    pub fn of(origin: Origin, message: &InboundMessage) -> Self {
        match origin {
            Origin::Messages if message.group_id.is_some() => Self::Seen,
            Origin::Messages => Self::of_content(message),
            Origin::Standby => Self::Seen,
            Origin::Echo | Origin::History | Origin::Other => Self::Notice,
        }
    }

    fn of_content(message: &InboundMessage) -> Self {
        match &message.content {
            MessageContent::Text { .. }
            | MessageContent::ButtonReply { .. }
            | MessageContent::ListReply { .. }
            | MessageContent::FlowReply { .. }
            | MessageContent::Button { .. }
            | MessageContent::Image(_)
            | MessageContent::Video(_)
            | MessageContent::Audio(_)
            | MessageContent::Document(_)
            | MessageContent::Sticker(_)
            | MessageContent::Location(_)
            | MessageContent::Contacts(_)
            | MessageContent::Order(_) => Self::DeservesAnswer,
            MessageContent::CallPermissionReply { .. } | MessageContent::Call { .. } => Self::SentForPerson,
            MessageContent::Unsupported { kind } => match kind.as_deref() {
                Some(kind) if NO_MESSAGES.contains(&kind) => Self::Seen,
                Some(kind) if CHANGES.contains(&kind) => Self::ForPerson,
                _ if message.errors.iter().any(|error| error.code == ON_THE_PHONE_ONLY) => {
                    Self::SentForPerson
                }
                _ => Self::Unreadable,
            },
            MessageContent::RequestWelcome | MessageContent::Unknown | MessageContent::Offer(_) => {
                Self::ForPerson
            }
            MessageContent::Reaction { .. } => Self::Seen,
            MessageContent::System { .. } | MessageContent::Edit { .. } | MessageContent::Revoke { .. } => {
                Self::Notice
            }
        }
    }

    /// Whether a message can be a person's answer: a text, a file, a place and the like. A reaction or a sticker is not.
    pub fn says_something(message: &InboundMessage) -> bool {
        Self::of_content(message) == Self::DeservesAnswer
            && !matches!(message.content, MessageContent::Sticker(_))
    }

    /// Whether it opens the 24-hour window.
    pub fn opens_window(self) -> bool {
        matches!(self, Self::SentForPerson | Self::Unreadable | Self::DeservesAnswer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(json: &str) -> InboundMessage {
        InboundMessage::parse(&serde_json::value::RawValue::from_string(json.to_owned()).unwrap())
    }

    #[test]
    fn only_what_a_customer_sends_privately_opens_the_window() {
        use Relevance::{DeservesAnswer, ForPerson, Notice, Seen, SentForPerson, Unreadable};
        let text = r#"{"type":"text","text":{"body":"Bonjour"}}"#;
        let cases = [
            (Origin::Messages, text, DeservesAnswer),
            (Origin::Echo, text, Notice),
            (Origin::History, text, Notice),
            (Origin::Standby, text, Seen),
            (Origin::Messages, r#"{"type":"text","text":{"body":"x"},"group_id":"g"}"#, Seen),
            (Origin::Messages, r#"{"type":"image","image":{"id":"1"}}"#, DeservesAnswer),
            (Origin::Messages, r#"{"type":"button","button":{"payload":"1","text":"Oui"}}"#, DeservesAnswer),
            (Origin::Messages, r#"{"type":"sticker","sticker":{"id":"1"}}"#, DeservesAnswer),
            (
                Origin::Messages,
                r#"{"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept"}}}"#,
                SentForPerson,
            ),
            (Origin::Messages, r#"{"type":"unsupported"}"#, Unreadable),
            (Origin::Messages, r#"{"type":"unsupported","errors":[{"code":131051}]}"#, Unreadable),
            (Origin::Messages, r#"{"type":"unsupported","errors":[{"code":131060}]}"#, SentForPerson),
            (
                Origin::Messages,
                r#"{"type":"unsupported","unsupported":{"type":"poll_creation"}}"#,
                Unreadable,
            ),
            (Origin::Messages, r#"{"type":"unsupported","unsupported":{"type":"poll_update"}}"#, Seen),
            (Origin::Messages, r#"{"type":"unsupported","unsupported":{"type":"reaction"}}"#, Seen),
            (Origin::Messages, r#"{"type":"unsupported","unsupported":{"type":"edit"}}"#, ForPerson),
            (Origin::Messages, r#"{"type":"reaction","reaction":{"message_id":"1","emoji":"x"}}"#, Seen),
            (Origin::Messages, r#"{"type":"never heard of"}"#, ForPerson),
            (Origin::Messages, r#"{"type":"system","system":{"body":"moved"}}"#, Notice),
            (Origin::Messages, r#"{"type":"revoke","revoke":{"original_message_id":"1"}}"#, Notice),
            (Origin::Messages, r#"{"type":"edit","edit":{"original_message_id":"1"}}"#, Notice),
            (Origin::Messages, r#"{"type":"request_welcome"}"#, ForPerson),
        ];
        for (origin, json, expected) in cases {
            let relevance = Relevance::of(origin, &parsed(json));
            assert_eq!(relevance, expected, "{origin:?} {json}");
            let opens = matches!(expected, SentForPerson | Unreadable | DeservesAnswer);
            assert_eq!(relevance.opens_window(), opens);
        }
    }
}
