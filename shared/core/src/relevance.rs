//! What a message means for the conversation that it belongs to.

use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::webhook::Origin;

/// What a message means for its conversation. Each is shown in the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relevance {
    /// Not written by the customer as a message: a notice of WhatsApp's, an edit, a deletion, a request for a welcome,
    /// an old message that Meta shares. It is not counted as unread.
    Notice,
    /// Counted as unread, and not answered. It does not open the window: a reaction, a message in a group, one that
    /// another app answers, one of a type that is not known.
    Seen,
    /// Sent privately by the customer to this number, and of a kind that is not answered.
    Sent,
    /// Sent privately by the customer to this number, and deserves an answer.
    DeservesAnswer,
}

/// The types of content that Meta does not deliver and that are no messages of their own (`unsupported.type`).
const NO_MESSAGES: [&str; 8] =
    ["edit", "revoke", "reaction", "pin", "keep_in_chat", "poll_update", "errors", "system"];

impl Relevance {
    /// The relevance of a message from a webhook.
    ///
    /// - Answered: text, replies to buttons, lists and flows, media, locations, contacts and orders. The prompt says
    ///   what came; the model cannot see the media.
    /// - Never answered: echoes, history, standby and group messages; reactions, stickers, system notices, edits,
    ///   deletions, replies to call permission requests, welcome requests, and unsupported or unknown types.
    ///
    /// The window opens by "a user message or call" (Meta, "Send messages"). Meta does not say that a reaction is one.
    pub fn of(origin: Origin, message: &InboundMessage) -> Self {
        match origin {
            Origin::Messages if message.group_id.is_some() => Self::Seen,
            Origin::Messages => Self::of_content(&message.content),
            Origin::Standby => Self::Seen,
            Origin::Echo | Origin::History | Origin::Other => Self::Notice,
        }
    }

    fn of_content(content: &MessageContent) -> Self {
        match content {
            MessageContent::Text { .. }
            | MessageContent::ButtonReply { .. }
            | MessageContent::ListReply { .. }
            | MessageContent::FlowReply { .. }
            | MessageContent::Button { .. }
            | MessageContent::Image(_)
            | MessageContent::Video(_)
            | MessageContent::Audio(_)
            | MessageContent::Document(_)
            | MessageContent::Location(_)
            | MessageContent::Contacts(_)
            | MessageContent::Order(_) => Self::DeservesAnswer,
            MessageContent::Sticker(_) | MessageContent::CallPermissionReply { .. } => Self::Sent,
            MessageContent::Unsupported { kind } => match kind.as_deref() {
                Some(kind) if NO_MESSAGES.contains(&kind) => Self::Seen,
                _ => Self::Sent,
            },
            MessageContent::Reaction { .. } | MessageContent::Unknown => Self::Seen,
            MessageContent::System { .. }
            | MessageContent::Edit { .. }
            | MessageContent::Revoke { .. }
            | MessageContent::RequestWelcome => Self::Notice,
        }
    }

    /// Whether it opens the 24-hour window.
    pub fn opens_window(self) -> bool {
        matches!(self, Self::Sent | Self::DeservesAnswer)
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
        use Relevance::{DeservesAnswer, Notice, Seen, Sent};
        let text = r#"{"type":"text","text":{"body":"Bonjour"}}"#;
        let cases = [
            (Origin::Messages, text, DeservesAnswer),
            (Origin::Echo, text, Notice),
            (Origin::History, text, Notice),
            (Origin::Standby, text, Seen),
            (Origin::Messages, r#"{"type":"text","text":{"body":"x"},"group_id":"g"}"#, Seen),
            (Origin::Messages, r#"{"type":"image","image":{"id":"1"}}"#, DeservesAnswer),
            (Origin::Messages, r#"{"type":"button","button":{"payload":"1","text":"Oui"}}"#, DeservesAnswer),
            (Origin::Messages, r#"{"type":"sticker","sticker":{"id":"1"}}"#, Sent),
            (Origin::Messages, r#"{"type":"unsupported"}"#, Sent),
            (Origin::Messages, r#"{"type":"unsupported","unsupported":{"type":"poll_creation"}}"#, Sent),
            (Origin::Messages, r#"{"type":"unsupported","unsupported":{"type":"reaction"}}"#, Seen),
            (Origin::Messages, r#"{"type":"unsupported","unsupported":{"type":"edit"}}"#, Seen),
            (Origin::Messages, r#"{"type":"reaction","reaction":{"message_id":"1","emoji":"x"}}"#, Seen),
            (Origin::Messages, r#"{"type":"never heard of"}"#, Seen),
            (Origin::Messages, r#"{"type":"system","system":{"body":"moved"}}"#, Notice),
            (Origin::Messages, r#"{"type":"revoke","revoke":{"original_message_id":"1"}}"#, Notice),
            (Origin::Messages, r#"{"type":"edit","edit":{"original_message_id":"1"}}"#, Notice),
            (Origin::Messages, r#"{"type":"request_welcome"}"#, Notice),
        ];
        for (origin, json, expected) in cases {
            let relevance = Relevance::of(origin, &parsed(json));
            assert_eq!(relevance, expected, "{origin:?} {json}");
            assert_eq!(relevance.opens_window(), matches!(expected, Sent | DeservesAnswer));
        }
    }
}
