//! Which kinds of messages are answered.

use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::webhook::Origin;

/// Whether a message is of a kind that deserves an answer.
///
/// - Answered: text, replies to buttons, lists and flows, media, locations, contacts and orders. The prompt says what
///   came; the model cannot see the media.
/// - Not answered: echoes, history, standby and group messages; reactions, stickers, system notices, edits, deletions,
///   replies to call permission requests, welcome requests, and unsupported or unknown types.
pub fn deserves_answer(origin: Origin, message: &InboundMessage) -> bool {
    if origin != Origin::Messages || message.group_id.is_some() {
        return false;
    }
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
        | MessageContent::Location(_)
        | MessageContent::Contacts(_)
        | MessageContent::Order(_) => true,
        MessageContent::Sticker(_)
        | MessageContent::Reaction { .. }
        | MessageContent::CallPermissionReply { .. }
        | MessageContent::System { .. }
        | MessageContent::Unsupported { .. }
        | MessageContent::Edit { .. }
        | MessageContent::Revoke { .. }
        | MessageContent::RequestWelcome
        | MessageContent::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(json: &str) -> InboundMessage {
        InboundMessage::parse(&serde_json::value::RawValue::from_string(json.to_owned()).unwrap())
    }

    #[test]
    fn only_messages_of_a_customer_to_the_business_are_answered() {
        let text = r#"{"type":"text","text":{"body":"Bonjour"}}"#;
        let cases = [
            (Origin::Messages, text, true),
            (Origin::Echo, text, false),
            (Origin::History, text, false),
            (Origin::Standby, text, false),
            (Origin::Messages, r#"{"type":"text","text":{"body":"x"},"group_id":"g"}"#, false),
            (Origin::Messages, r#"{"type":"image","image":{"id":"1"}}"#, true),
            (Origin::Messages, r#"{"type":"sticker","sticker":{"id":"1"}}"#, false),
            (Origin::Messages, r#"{"type":"reaction","reaction":{"message_id":"1","emoji":"x"}}"#, false),
            (Origin::Messages, r#"{"type":"system","system":{"body":"moved"}}"#, false),
            (Origin::Messages, r#"{"type":"unsupported"}"#, false),
            (Origin::Messages, r#"{"type":"never heard of"}"#, false),
        ];
        for (origin, json, expected) in cases {
            assert_eq!(deserves_answer(origin, &parsed(json)), expected, "{origin:?} {json}");
        }
    }
}
